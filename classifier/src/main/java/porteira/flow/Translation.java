package porteira.flow;

/**
 * The ends that a packet gets: new source, new destination, or both, each an address of the packet's family and
 * perhaps a port. Addresses are big-endian numbers; an IPv4 address is the low 32 bits of {@code low}. Reused from
 * packet to packet by the one thread that owns it.
 */
public final class Translation
{
    /** Instead of a port: the packet keeps its own. */
    public static final int KEEP_PORT = -1;

    boolean hasSource;
    long sourceHigh;
    long sourceLow;
    int sourcePort;
    boolean hasDestination;
    long destinationHigh;
    long destinationLow;
    int destinationPort;

    /** Make a translation that changes nothing. */
    public Translation()
    {
        clear();
    }

    /** Change nothing. */
    public Translation clear()
    {
        hasSource = false;
        sourcePort = KEEP_PORT;
        hasDestination = false;
        destinationPort = KEEP_PORT;
        return this;
    }

    /**
     * Give the packet this source.
     *
     * @param port 0..65535, the echo identifier where the packet is an echo request, or {@link #KEEP_PORT}
     */
    public Translation source(final long high, final long low, final int port)
    {
        hasSource = true;
        sourceHigh = high;
        sourceLow = low;
        sourcePort = port;
        return this;
    }

    /**
     * Give the packet this destination.
     *
     * @param port 0..65535, the echo identifier where the packet is an echo reply, or {@link #KEEP_PORT}
     */
    public Translation destination(final long high, final long low, final int port)
    {
        hasDestination = true;
        destinationHigh = high;
        destinationLow = low;
        destinationPort = port;
        return this;
    }

    /** What the packet that an ICMP error quotes gets where the error itself gets {@code outer}: the ends swapped. */
    Translation quotedBy(final Translation outer)
    {
        hasSource = outer.hasDestination;
        sourceHigh = outer.destinationHigh;
        sourceLow = outer.destinationLow;
        sourcePort = outer.destinationPort;
        hasDestination = outer.hasSource;
        destinationHigh = outer.sourceHigh;
        destinationLow = outer.sourceLow;
        destinationPort = outer.sourcePort;
        return this;
    }
}
