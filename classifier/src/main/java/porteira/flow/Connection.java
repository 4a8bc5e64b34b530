package porteira.flow;

import porteira.wire.IpProtocol;

import static porteira.flow.FlowDescriptor.FACTS_OFFSET;
import static porteira.flow.FlowDescriptor.HIGH_HIGH_OFFSET;
import static porteira.flow.FlowDescriptor.HIGH_LOW_OFFSET;
import static porteira.flow.FlowDescriptor.LOW_HIGH_OFFSET;
import static porteira.flow.FlowDescriptor.LOW_LOW_OFFSET;
import static porteira.flow.FlowDescriptor.MAPPED;
import static porteira.flow.FlowDescriptor.MAPPING_OFFSET;
import static porteira.flow.FlowDescriptor.ORIGIN_LOW;
import static porteira.flow.FlowDescriptor.WORD_OFFSET;

/**
 * The connection of a lane's current frame. Its ends as the originator sends them; where it has a mapping, also as the
 * originator's frames look behind the gateway, and where both ends live. Addresses are 128 bits as a big-endian number,
 * an IPv4 address the lowest 32 of them; the port of an ICMP query's source is its id, that of its destination its type
 * and code, a byte each.
 */
public final class Connection
{
    /** The originator, in {@link #mac}, {@link #bridgePort}, {@link #place}. */
    public static final int CLIENT = 0;
    /** The other end, in {@link #mac}, {@link #bridgePort}, {@link #place}. */
    public static final int SERVER = 1;
    /** {@link #bridgePort}: nobody knows. */
    public static final int NO_PORT = -1;

    static final int NONE = -1;
    static final int BEGINNING = 0;

    private final FlowWords buffer;
    private final MappingSlab mappings;
    private int reference = NONE;

    Connection(final FlowWords buffer, final MappingSlab mappings)
    {
        this.buffer = buffer;
        this.mappings = mappings;
    }

    void wrap(final int reference)
    {
        this.reference = reference;
    }

    /** Where it is and in which of that place's lives. */
    long id()
    {
        return (long)buffer.getInt(entry() + FlowDescriptor.SEQUENCE_OFFSET) << Integer.SIZE | reference;
    }

    /** False where the current frame has no connection: the other methods say nothing then. */
    public boolean isThere()
    {
        return NONE != reference;
    }

    /** True if the current frame begins it and was not confirmed. */
    public boolean isBeginning()
    {
        return BEGINNING == reference;
    }

    /** {@link TcpState}; {@link TcpState#NONE} for other protocols. */
    public int tcpState()
    {
        return FlowDescriptor.state(facts());
    }

    /** Clock time, ms, at which it is forgotten if no other frame comes. */
    public long deadline()
    {
        return buffer.getLong(entry() + FlowDescriptor.DEADLINE_OFFSET);
    }

    /** Upper half of the originator's address; 0 for IPv4. */
    public long sourceHigh()
    {
        return buffer.getLong(entry() + (isOriginLow() ? LOW_HIGH_OFFSET : HIGH_HIGH_OFFSET));
    }

    /** Lower half of the originator's address. */
    public long sourceLow()
    {
        return buffer.getLong(entry() + (isOriginLow() ? LOW_LOW_OFFSET : HIGH_LOW_OFFSET));
    }

    /** The originator's port, 0..65535. */
    public int sourcePort()
    {
        return port(isOriginLow());
    }

    /** Upper half of the address that the originator calls; 0 for IPv4. */
    public long destinationHigh()
    {
        return buffer.getLong(entry() + (isOriginLow() ? HIGH_HIGH_OFFSET : LOW_HIGH_OFFSET));
    }

    /** Lower half of the address that the originator calls. */
    public long destinationLow()
    {
        return buffer.getLong(entry() + (isOriginLow() ? HIGH_LOW_OFFSET : LOW_LOW_OFFSET));
    }

    /** The port that the originator calls, 0..65535. */
    public int destinationPort()
    {
        return port(!isOriginLow());
    }

    /** True if it was given a mapping; the methods below need one. */
    public boolean hasMapping()
    {
        return isThere() && 0 != (facts() & MAPPED);
    }

    /**
     * What the mapping does to a frame of this connection, or to an ICMP error about it.
     *
     * @param isReply {@link ConnectionTracker#isReply} of that frame
     * @return {@code to}
     */
    public Translation translation(final Translation to, final boolean isReply)
    {
        final int protocol = (int)buffer.getLong(entry() + WORD_OFFSET) & FlowKey.PROTOCOL_MASK;
        final boolean isQuery = IpProtocol.ICMP == protocol || IpProtocol.ICMPV6 == protocol;
        final boolean hasPorts = isQuery || 0 != sourcePort() || 0 != destinationPort();
        final boolean hasServerPort = hasPorts && !isQuery;
        if (isReply)
        {
            return to.clear()
                .source(destinationHigh(), destinationLow(), hasServerPort ? destinationPort() : Translation.KEEP_PORT)
                .destination(sourceHigh(), sourceLow(), hasPorts ? sourcePort() : Translation.KEEP_PORT);
        }
        return to.clear()
            .source(translatedSourceHigh(), translatedSourceLow(),
                hasPorts ? translatedSourcePort() : Translation.KEEP_PORT)
            .destination(translatedDestinationHigh(), translatedDestinationLow(),
                hasServerPort ? translatedDestinationPort() : Translation.KEEP_PORT);
    }

    /** Upper half of the source behind the gateway; 0 for IPv4. */
    public long translatedSourceHigh()
    {
        return mappings.sourceHigh(mapping());
    }

    /** Lower half of the source behind the gateway. */
    public long translatedSourceLow()
    {
        return mappings.sourceLow(mapping());
    }

    /** Source port behind the gateway, 0..65535. */
    public int translatedSourcePort()
    {
        return mappings.sourcePort(mapping());
    }

    /** Upper half of the destination behind the gateway; 0 for IPv4. */
    public long translatedDestinationHigh()
    {
        return mappings.destinationHigh(mapping());
    }

    /** Lower half of the destination behind the gateway. */
    public long translatedDestinationLow()
    {
        return mappings.destinationLow(mapping());
    }

    /** Destination port behind the gateway, 0..65535. */
    public int translatedDestinationPort()
    {
        return mappings.destinationPort(mapping());
    }

    /** Station address of an end: 48 bits, the first octet highest; 0 if nobody knows. */
    public long mac(final int end)
    {
        return mappings.mac(mapping(), end);
    }

    /** Index of the bridge port behind which an end lives, or {@link #NO_PORT}. */
    public int bridgePort(final int end)
    {
        return mappings.bridgePort(mapping(), end);
    }

    /** Note where an end lives. */
    public void place(final int end, final long mac, final int bridgePort)
    {
        mappings.putPlace(mapping(), end, mac, bridgePort);
    }

    private int entry()
    {
        return FlowDescriptor.entry(reference);
    }

    private int facts()
    {
        return buffer.getInt(entry() + FACTS_OFFSET);
    }

    private int mapping()
    {
        return isBeginning() ? 0 : buffer.getInt(entry() + MAPPING_OFFSET);
    }

    private boolean isOriginLow()
    {
        return 0 != (facts() & ORIGIN_LOW);
    }

    private int port(final boolean isLow)
    {
        final long word = buffer.getLong(entry() + WORD_OFFSET);
        return (int)(word >>> (isLow ? FlowKey.LOW_PORT_SHIFT : FlowKey.HIGH_PORT_SHIFT)) & 0xFFFF;
    }
}
