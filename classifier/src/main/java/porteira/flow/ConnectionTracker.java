package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TcpFlyweight;
import porteira.wire.TransportFlyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static porteira.flow.FlowDescriptor.ASSURED;
import static porteira.flow.FlowDescriptor.DEADLINE_OFFSET;
import static porteira.flow.FlowDescriptor.EMBRYONIC;
import static porteira.flow.FlowDescriptor.ENTRY_LENGTH;
import static porteira.flow.FlowDescriptor.FACTS_OFFSET;
import static porteira.flow.FlowDescriptor.MAPPED;
import static porteira.flow.FlowDescriptor.ORIGIN_LOW;
import static porteira.flow.FlowDescriptor.SEEN_REPLY;
import static porteira.flow.FlowDescriptor.STREAM_AFTER_OFFSET;

/**
 * What netfilter's conntrack is to a host, for the frames of one lane, in the same two steps: {@link #track} comes
 * before the verdict, tells the frame's {@link CtState} and carries a known connection on; {@link #confirm} comes after
 * the verdict if that was to let the frame pass, and lets a new connection begin. As there, a frame that is dropped has
 * moved a connection that was known before, but never begins one.
 * <p>
 * The states are those of Linux 6 with its default settings but for these, which are meant:
 * <ul>
 * <li>Checksums are not verified ({@code nf_conntrack_checksum=0}): the receiving host does that.
 * <li>Fragments are not put together. A first fragment is tracked, and makes its TCP connection liberal about numbers;
 * one that ends within its TCP options and later ones are {@link CtState#INVALID} to whoever asks here.
 * <li>A frame that is malformed in any way of {@link porteira.wire.Malformed} is invalid.
 * <li>The ids of up to two VLAN tags are part of a connection's identity; the kernel's bridge does not track tagged
 * frames at all.
 * <li>SCTP, DCCP and GRE have no state machine of their own: they are connections as of any other protocol, with their
 * ports where they have any.
 * <li>Connections of other protocols than TCP, UDP and ICMP count as assured once answered; there they never do.
 * <li>A packet to its own source and port is never its own answer; there the second such packet is established.
 * <li>Frames that look like the untranslated side of a translated connection are invalid.
 * </ul>
 * One instance a lane, used by its thread alone. Nothing allocates, locks or throws.
 */
public final class ConnectionTracker
{
    /** {@link #map}: done. */
    public static final int MAPPED_OK = 0;
    /** {@link #map}: the current frame does not begin a connection. */
    public static final int NOT_NEW = -1;
    /** {@link #map}: answers could not be told from another connection's; another port may do. */
    public static final int CLASH = -2;
    /** {@link #map}: as many translations as there may be. */
    public static final int FULL = -3;

    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final int SOURCE_MAC_OFFSET = 4;
    // 2 MiB: what a core's own caches hold.
    private static final int NEAR = 16_384;
    private static final int STREAM_AFTER_MS = 2000;
    private static final int SWEEP_MS = 4096;
    private static final int SWEEP_MOST_MS = 16;
    private static final int ICMP_TYPES = 18;
    // Destination unreachable, source quench, redirect, time exceeded, parameter problem (RFC 792).
    private static final int ICMP_ERRORS = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 11 | 1 << 12;
    private static final int ICMPV6_INFORMATIONAL = 128;
    // Listener and neighbour discovery: 130..136 and 143 (RFC 2710, RFC 4861, RFC 3810).
    private static final int ICMPV6_UNTRACKED_FIRST = 130;
    private static final int ICMPV6_UNTRACKED_LAST = 136;
    private static final int ICMPV6_LISTENER_REPORT = 143;

    private final FlowKey key;
    private final FlowTable table;
    private final FlowPrefetch prefetch;
    private final TcpTracker tcp;
    private final FlowWords buffer;
    private final FlowTally tally;
    private final int sweepPerMs;
    private final long udpMs;
    private final long udpStreamMs;
    private final long icmpMs;
    private final long icmpv6Ms;
    private final long genericMs;
    private final Connection connection;
    private boolean isReply;
    private int doomed;
    private long clientMac;
    private int clientPort;
    private long tickMs = Long.MIN_VALUE;

    /**
     * A tracker that knows no connection.
     *
     * @param memory   of this tracker alone, just made
     * @param timeouts for all connections
     * @param seed     unforeseeable, so that nobody can choose packets whose connections crowd together
     * @param tally    of the same lane
     */
    public ConnectionTracker(
        final FlowMemory memory, final FlowTimeouts timeouts, final long seed, final FlowTally tally)
    {
        this.tally = tally;
        buffer = memory.words();
        key = new FlowKey(seed);
        table = new FlowTable(memory, seed, tally);
        prefetch = new FlowPrefetch(key, table);
        connection = new Connection(buffer, table.mappings());
        tcp = new TcpTracker(buffer, timeouts);
        sweepPerMs = Math.max(1, memory.limits().connections() / SWEEP_MS);
        udpMs = 1000L * timeouts.udp();
        udpStreamMs = 1000L * timeouts.udpStream();
        icmpMs = 1000L * timeouts.icmp();
        icmpv6Ms = 1000L * timeouts.icmpv6();
        genericMs = 1000L * timeouts.generic();
    }

    /**
     * Find a frame's connection and carry it on. What the other methods tell is about this frame from now on.
     *
     * @param frame   the Ethernet header is at index 0
     * @param length  bytes readable
     * @param layout  {@link PacketLayout} of the outermost packet
     * @param ingress index of the bridge port it came in on, 0..31
     * @param nowMs   any clock that does not go back; the same as {@link #tick}'s
     * @return one of {@link CtState}
     */
    public int track(
        final DirectBuffer frame, final int length, final long layout, final int ingress, final long nowMs)
    {
        bury();
        connection.wrap(Connection.NONE);
        isReply = false;
        final int fragment = PacketLayout.fragment(layout);
        if (PacketLayout.NETWORK_NONE == PacketLayout.network(layout))
        {
            tally.increment(FlowCounter.UNTRACKED);
            return CtState.UNTRACKED;
        }
        if (0 != PacketLayout.malformed(layout) ||
            PacketLayout.FRAGMENT_MIDDLE == fragment || PacketLayout.FRAGMENT_LAST == fragment)
        {
            return invalid();
        }

        final int protocol = PacketLayout.protocol(layout);
        if (IpProtocol.ICMP == protocol || IpProtocol.ICMPV6 == protocol)
        {
            final int state = trackIcmp(frame, length, layout, nowMs);
            if (0 != state)
            {
                return state;
            }
        }
        else if (IpProtocol.TCP == protocol && PacketLayout.FRAGMENT_FIRST == fragment &&
            payload(frame, length, layout, PacketLayout.transportOffset(layout)) < 0)
        {
            return invalid();
        }
        if (!KeyReader.read(key, frame, layout, KeyReader.vlans(frame, layout)))
        {
            return invalid();
        }
        final int found = find(nowMs);
        if (FlowTable.MISS == found)
        {
            return begin(frame, length, layout, ingress, nowMs);
        }
        return FlowTable.CLASH == found ? invalid() : follow(found, frame, length, layout, ingress, nowMs);
    }

    /** True if there are more connections than a core's own caches hold. */
    boolean isLarge()
    {
        return tally.live() > NEAR;
    }

    /**
     * Bring near what {@link #track} will ask of the frames of a burst; worth it where most of them are tracked.
     * Changes nothing that can be seen.
     *
     * @param layouts 0 for a frame that cannot be read
     * @param count   0..{@link porteira.dpdk.BurstLayout#BURST_MAX}
     */
    public void prefetch(final DirectBuffer[] frames, final long[] layouts, final int count)
    {
        prefetch.bringNear(frames, layouts, count);
    }

    /**
     * The frame may pass: if it begins a connection, that begins now.
     *
     * @return false if there is no room for it, the reason counted
     */
    public boolean confirm()
    {
        if (!connection.isBeginning())
        {
            return true;
        }
        final int reference = table.insert();
        connection.wrap(0 == reference ? Connection.NONE : reference);
        return 0 != reference;
    }

    /** Id of the current frame's connection, never 0; 0 where it has none or only begins one. */
    public long currentId()
    {
        return connection.isThere() && !connection.isBeginning() ? connection.id() : 0;
    }

    /** True if the connection that had this id is still in the table and not closed (TCP: TIME_WAIT, CLOSE). */
    public boolean isLive(final long id)
    {
        final int entry = FlowDescriptor.entry((int)id);
        final int facts = buffer.getInt(entry + FACTS_OFFSET);
        return (int)(id >>> Integer.SIZE) == buffer.getInt(entry + FlowDescriptor.SEQUENCE_OFFSET) &&
            0 != (facts & FlowDescriptor.PRESENT) &&
            TcpState.TIME_WAIT != FlowDescriptor.state(facts) && TcpState.CLOSE != FlowDescriptor.state(facts);
    }

    /**
     * Let what the other methods tell be about a later fragment of a datagram of a known connection.
     *
     * @param id      of the connection, as {@link #currentId} told it for the first fragment
     * @param isReply what {@link #isReply} told then
     * @return false if that connection has ended
     */
    public boolean resume(final long id, final boolean isReply)
    {
        bury();
        final int entry = FlowDescriptor.entry((int)id);
        final boolean isThere = (int)(id >>> Integer.SIZE) == buffer.getInt(entry + FlowDescriptor.SEQUENCE_OFFSET) &&
            0 != (buffer.getInt(entry + FACTS_OFFSET) & FlowDescriptor.PRESENT);
        connection.wrap(isThere ? (int)id : Connection.NONE);
        this.isReply = isReply;
        return isThere;
    }

    /** True if the current frame goes to the connection's originator; for an ICMP error, if the error does. */
    public boolean isReply()
    {
        return isReply;
    }

    /** The current frame's connection; this object is always the same. */
    public Connection connection()
    {
        return connection;
    }

    /**
     * Let time pass: forget a slice of what is over. Before the first frame, then as time passes.
     *
     * @return connections forgotten
     */
    public int tick(final long nowMs)
    {
        bury();
        if (nowMs <= tickMs)
        {
            return 0;
        }
        final long elapsed = Long.MIN_VALUE == tickMs ? 1 : Math.min(nowMs - tickMs, SWEEP_MOST_MS);
        tickMs = nowMs;
        buffer.putLongRelease(FlowDescriptor.NOW_OFFSET, nowMs);
        return table.sweep((int)elapsed * sweepPerMs, nowMs);
    }

    /**
     * Give the connection that begins with the current frame a translation: how its originator's frames look behind
     * the gateway. Answers are found by that; the originator's place is noted from the frame. Addresses are 128 bits,
     * IPv4 in the lowest 32; for ICMP queries the source port is the id, the destination port stays as it was.
     *
     * @return {@link #MAPPED_OK}, {@link #NOT_NEW}, {@link #CLASH} or {@link #FULL}
     */
    public int map(
        final long sourceHigh,
        final long sourceLow,
        final int sourcePort,
        final long destinationHigh,
        final long destinationLow,
        final int destinationPort)
    {
        if (!connection.isBeginning())
        {
            return NOT_NEW;
        }
        final MappingSlab mappings = table.mappings();
        if (mappings.isFull())
        {
            tally.increment(FlowCounter.MAPPINGS_FULL);
            return FULL;
        }
        mappings.put(0, sourceHigh, sourceLow, sourcePort, destinationHigh, destinationLow, destinationPort);
        mappings.putPlace(0, Connection.CLIENT, clientMac, clientPort);
        mappings.putPlace(0, Connection.SERVER, 0, Connection.NO_PORT);
        final int at = FlowDescriptor.entry(0) + FACTS_OFFSET;
        final int plain = buffer.getInt(at) & ~(MAPPED | FlowDescriptor.TRANSLATED);
        buffer.putInt(at, plain);
        if (!table.isTranslation(0))
        {
            buffer.putInt(at, plain | MAPPED);
            return MAPPED_OK;
        }
        if (table.isAnswerTaken(0))
        {
            tally.increment(FlowCounter.MAPPING_CLASH);
            return CLASH;
        }
        buffer.putInt(at, plain | MAPPED | FlowDescriptor.TRANSLATED);
        return MAPPED_OK;
    }

    private int begin(
        final DirectBuffer frame, final int length, final long layout, final int ingress, final long nowMs)
    {
        final int entry = FlowDescriptor.entry(0);
        final FlowWords buffer = this.buffer;
        for (int i = 0; i < ENTRY_LENGTH; i += Long.BYTES)
        {
            buffer.putLong(entry + i, 0);
        }
        buffer.putLong(entry + FlowDescriptor.LOW_HIGH_OFFSET, key.lowHigh);
        buffer.putLong(entry + FlowDescriptor.LOW_LOW_OFFSET, key.lowLow);
        buffer.putLong(entry + FlowDescriptor.HIGH_HIGH_OFFSET, key.highHigh);
        buffer.putLong(entry + FlowDescriptor.HIGH_LOW_OFFSET, key.highLow);
        buffer.putLong(entry + FlowDescriptor.WORD_OFFSET, key.word);
        buffer.putInt(entry + FACTS_OFFSET, key.facts | (key.isSourceLow ? ORIGIN_LOW : 0));
        clientMac = frame.getLong(SOURCE_MAC_OFFSET, BIG_ENDIAN) & MAC_MASK;
        clientPort = ingress;

        final int protocol = PacketLayout.protocol(layout);
        if (IpProtocol.TCP == protocol)
        {
            return beginTcp(frame, length, layout, nowMs);
        }
        if ((IpProtocol.ICMP == protocol || IpProtocol.ICMPV6 == protocol) && !KeyReader.isQuery(frame, layout))
        {
            return invalid();
        }
        buffer.putLong(entry + STREAM_AFTER_OFFSET, nowMs + STREAM_AFTER_MS);
        buffer.putLong(entry + DEADLINE_OFFSET, nowMs + timeout(protocol));
        connection.wrap(Connection.BEGINNING);
        return CtState.NEW;
    }

    private int beginTcp(final DirectBuffer frame, final int length, final long layout, final long nowMs)
    {
        final int entry = FlowDescriptor.entry(0);
        final int offset = PacketLayout.transportOffset(layout);
        final int kind = TcpTracker.kind(TcpFlyweight.flags(frame, offset));
        final int payload = payload(frame, length, layout, offset);
        if (kind < 0 || !tcp.begin(entry, kind, frame, offset, payload) ||
            TcpTracker.TAKEN != tcp.take(entry, 0, kind, frame, offset, payload, nowMs))
        {
            return invalid();
        }
        if (PacketLayout.FRAGMENT_FIRST == PacketLayout.fragment(layout))
        {
            tcp.trustBoth(entry);
        }
        connection.wrap(Connection.BEGINNING);
        return CtState.NEW;
    }

    private int follow(
        final int found,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final long nowMs)
    {
        final int reference = found >>> 1;
        final int side = found & 1;
        final int entry = FlowDescriptor.entry(reference);
        final int facts = buffer.getInt(entry + FACTS_OFFSET);
        if (IpProtocol.TCP == PacketLayout.protocol(layout))
        {
            final int offset = PacketLayout.transportOffset(layout);
            final int kind = TcpTracker.kind(TcpFlyweight.flags(frame, offset));
            final int result = kind < 0 ? TcpTracker.INVALID :
                followTcp(reference, side, kind, frame, length, layout, nowMs);
            if (TcpTracker.INVALID == result)
            {
                return invalid();
            }
            if (TcpTracker.REOPENED == result)
            {
                table.remove(reference, FlowCounter.CLOSED);
                return begin(frame, length, layout, ingress, nowMs);
            }
        }
        else
        {
            refresh(entry, facts, side, PacketLayout.protocol(layout), nowMs);
        }

        connection.wrap(reference);
        isReply = 0 != side;
        final int after = buffer.getInt(entry + FACTS_OFFSET);
        if (0 != side && 0 == (after & SEEN_REPLY))
        {
            buffer.putInt(entry + FACTS_OFFSET, after | SEEN_REPLY);
        }
        if (EMBRYONIC == (after & EMBRYONIC) && 0 != (after & ASSURED))
        {
            table.settle(reference);
        }
        return isReply || 0 != (facts & SEEN_REPLY) ? CtState.ESTABLISHED : CtState.NEW;
    }

    private int followTcp(
        final int reference,
        final int side,
        final int kind,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final long nowMs)
    {
        final int entry = FlowDescriptor.entry(reference);
        final int offset = PacketLayout.transportOffset(layout);
        if (PacketLayout.FRAGMENT_FIRST == PacketLayout.fragment(layout))
        {
            tcp.trustBoth(entry);
        }
        final int result = tcp.take(
            entry, side, kind, frame, offset, payload(frame, length, layout, offset), nowMs);
        if (TcpTracker.REFUSED == result)
        {
            // The frame still needs it; the next one does not.
            doomed = reference;
        }
        return result;
    }

    private void refresh(final int entry, final int facts, final int side, final int protocol, final long nowMs)
    {
        final boolean isUdp = IpProtocol.UDP == protocol || IpProtocol.UDP_LITE == protocol;
        if (isUdp && 0 != (facts & SEEN_REPLY) && nowMs > buffer.getLong(entry + STREAM_AFTER_OFFSET))
        {
            buffer.putLong(entry + DEADLINE_OFFSET, nowMs + udpStreamMs);
            assure(entry, facts);
            return;
        }
        buffer.putLong(entry + DEADLINE_OFFSET, nowMs + timeout(protocol));
        if (0 != side && !isUdp && IpProtocol.ICMP != protocol && IpProtocol.ICMPV6 != protocol)
        {
            assure(entry, facts);
        }
    }

    private void assure(final int entry, final int facts)
    {
        if (0 == (facts & ASSURED))
        {
            buffer.putInt(entry + FACTS_OFFSET, facts | ASSURED);
        }
    }

    /** State of an ICMP message that is no query and no answer; 0 for those. */
    private int trackIcmp(final DirectBuffer frame, final int length, final long layout, final long nowMs)
    {
        final int type = frame.getByte(PacketLayout.transportOffset(layout)) & 0xFF;
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout);
        if (isIpv4 != (IpProtocol.ICMP == PacketLayout.protocol(layout)))
        {
            return invalid();
        }
        if (isIpv4)
        {
            return type > ICMP_TYPES ? invalid() :
                0 != (ICMP_ERRORS >>> type & 1) ? trackError(frame, length, layout, nowMs) : 0;
        }
        if (type < ICMPV6_INFORMATIONAL)
        {
            return trackError(frame, length, layout, nowMs);
        }
        if (type >= ICMPV6_UNTRACKED_FIRST && type <= ICMPV6_UNTRACKED_LAST || ICMPV6_LISTENER_REPORT == type)
        {
            tally.increment(FlowCounter.UNTRACKED);
            return CtState.UNTRACKED;
        }
        return 0;
    }

    /** An ICMP error is related if it goes to the sender of a packet of a known connection. */
    private int trackError(final DirectBuffer frame, final int length, final long layout, final long nowMs)
    {
        final int inner = PacketLayout.transportOffset(layout) + TransportFlyweight.ICMP_HEADER_LENGTH;
        final int end = PacketParser.end(frame, layout, length);
        final long quoted = inner < end ? PacketParser.network(frame, inner, end) : 0;
        if (PacketLayout.network(quoted) != PacketLayout.network(layout) || !KeyReader.isReadable(quoted) ||
            !KeyReader.read(key, frame, quoted, KeyReader.vlans(frame, layout)) ||
            !KeyReader.goesToSource(frame, layout, quoted))
        {
            return invalid();
        }
        key.turn();
        final int found = find(nowMs);
        if (found <= 0)
        {
            return invalid();
        }
        connection.wrap(found >>> 1);
        isReply = 0 != (found & 1);
        tally.increment(FlowCounter.RELATED);
        return CtState.RELATED;
    }

    private int find(final long nowMs)
    {
        final int found = table.find(key);
        if (found > 0 && buffer.getLong(FlowDescriptor.entry(found >>> 1) + DEADLINE_OFFSET) <= nowMs)
        {
            table.remove(found >>> 1, FlowCounter.EXPIRED);
            return FlowTable.MISS;
        }
        return found;
    }

    private void bury()
    {
        if (0 != doomed)
        {
            table.remove(doomed, FlowCounter.CLOSED);
            doomed = 0;
            connection.wrap(Connection.NONE);
        }
    }

    private long timeout(final int protocol)
    {
        switch (protocol)
        {
            case IpProtocol.UDP:
            case IpProtocol.UDP_LITE:
                return udpMs;

            case IpProtocol.ICMP:
                return icmpMs;

            case IpProtocol.ICMPV6:
                return icmpv6Ms;

            default:
                return genericMs;
        }
    }

    private static int payload(final DirectBuffer frame, final int length, final long layout, final int offset)
    {
        return PacketParser.end(frame, layout, length) - offset - TransportFlyweight.tcpHeaderLength(frame, offset);
    }

    private int invalid()
    {
        tally.increment(FlowCounter.INVALID);
        return CtState.INVALID;
    }
}
