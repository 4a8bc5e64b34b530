package porteira.wire;

/**
 * Where the headers of one packet lie, packed into a {@code long} so that it is passed and returned without allocation.
 * {@link PacketParser} makes it; the accessors here take it apart. All offsets count from the frame's first byte.
 * <pre>
 *  63      58 57  55 54   52 51 50 49 48 47             32 31             16 15    9   8  7        0
 * +----------+------+-------+-----+-----+-----------------+-----------------+-------+----+----------+
 * | malformed| vlan |fragmnt|trans|netwk| transportOffset |  networkOffset  |   0   |bare| protocol |
 * +----------+------+-------+-----+-----+-----------------+-----------------+-------+----+----------+
 * </pre>
 * A zero layout means "no packet here": {@link #network} is {@link #NETWORK_NONE} and nothing is readable.
 */
public final class PacketLayout
{
    /** Not IP (or nothing readable): no network or transport field exists. */
    public static final int NETWORK_NONE = 0;
    /** The 20 bytes of the fixed IPv4 header are readable; its options too, but where a reason says otherwise. */
    public static final int NETWORK_IPV4 = 1;
    /** IPv6 fixed header readable. */
    public static final int NETWORK_IPV6 = 2;

    /** No transport field may be read. */
    public static final int TRANSPORT_NONE = 0;
    /** The first four bytes are readable: ports of TCP, UDP, UDP-Lite, SCTP, DCCP; type and code of ICMP. */
    public static final int TRANSPORT_PORTS = 1;
    /** The protocol's fixed header is readable: 20 bytes of TCP, 12 of SCTP and DCCP, 8 of UDP, UDP-Lite and ICMP. */
    public static final int TRANSPORT_HEADER = 2;

    /** Not a fragment. */
    public static final int FRAGMENT_NONE = 0;
    /** Offset 0, more to come: the transport header is here. */
    public static final int FRAGMENT_FIRST = 1;
    /** Offset above 0, more to come. */
    public static final int FRAGMENT_MIDDLE = 2;
    /** Offset above 0, the end. */
    public static final int FRAGMENT_LAST = 3;
    /** IPv6 fragment header with offset 0 and no more (RFC 6946): a whole packet. */
    public static final int FRAGMENT_ATOMIC = 4;

    private static final long BARE = 1L << 8;
    private static final int NETWORK_OFFSET_SHIFT = 16;
    private static final int TRANSPORT_OFFSET_SHIFT = 32;
    private static final int NETWORK_SHIFT = 48;
    private static final int TRANSPORT_SHIFT = 50;
    private static final int FRAGMENT_SHIFT = 52;
    private static final int VLAN_COUNT_SHIFT = 55;
    private static final int MALFORMED_SHIFT = 58;

    private static final long FRAGMENT_MASK = 0x7;

    private PacketLayout()
    {
    }

    /**
     * Pack a layout. Ranges are the caller's duty: offsets 0..65535, {@code protocol} 0..255, {@code vlanCount} 0..7,
     * {@code malformed} an ordinal of {@link Malformed}.
     */
    public static long of(
        final int network,
        final int networkOffset,
        final int protocol,
        final int transport,
        final int transportOffset,
        final int fragment,
        final int vlanCount,
        final int malformed)
    {
        return protocol |
            (long)networkOffset << NETWORK_OFFSET_SHIFT |
            (long)transportOffset << TRANSPORT_OFFSET_SHIFT |
            (long)network << NETWORK_SHIFT |
            (long)transport << TRANSPORT_SHIFT |
            (long)fragment << FRAGMENT_SHIFT |
            (long)vlanCount << VLAN_COUNT_SHIFT |
            (long)malformed << MALFORMED_SHIFT;
    }

    /** A packet with a whole TCP or UDP header, no fragment, well formed, of which {@link #isBare} is true. */
    static long bare(
        final int network, final int networkOffset, final int protocol, final int transportOffset, final int vlanCount)
    {
        return BARE | of(
            network, networkOffset, protocol, TRANSPORT_HEADER, transportOffset, FRAGMENT_NONE, vlanCount, 0);
    }

    static long withFragment(final long layout, final int fragment)
    {
        return layout & ~(FRAGMENT_MASK << FRAGMENT_SHIFT) | (long)fragment << FRAGMENT_SHIFT;
    }

    /** {@code layout} must have no protocol and transport yet; its reason stays. */
    static long withWholeTransport(final long layout, final int protocol, final int transportOffset)
    {
        return layout |
            protocol |
            (long)transportOffset << TRANSPORT_OFFSET_SHIFT |
            (long)TRANSPORT_HEADER << TRANSPORT_SHIFT;
    }

    /** {@code layout} must have no protocol and transport yet; a reason that it has already stays. */
    static long withTransport(
        final long layout, final int protocol, final int transport, final int transportOffset, final Malformed reason)
    {
        final long malformed = 0 == malformed(layout) ? (long)reason.id() << MALFORMED_SHIFT : 0;
        return layout |
            protocol |
            (long)transportOffset << TRANSPORT_OFFSET_SHIFT |
            (long)transport << TRANSPORT_SHIFT |
            malformed;
    }

    /**
     * True where it is known already that the packet is whole, well formed, and carries no other in a tunnel; false
     * says nothing.
     */
    public static boolean isBare(final long layout)
    {
        return 0 != (layout & BARE);
    }

    /** One of {@code NETWORK_*}. */
    public static int network(final long layout)
    {
        return (int)(layout >>> NETWORK_SHIFT) & 0x3;
    }

    /** Offset of the IP header; where {@link #network} is none, offset of whatever follows the last EtherType. */
    public static int networkOffset(final long layout)
    {
        return (int)(layout >>> NETWORK_OFFSET_SHIFT) & 0xFFFF;
    }

    /** IP protocol behind all extension headers and AH (RFC 8200 4, RFC 4302); 0 where there is no IP. */
    public static int protocol(final long layout)
    {
        return (int)layout & 0xFF;
    }

    /** One of {@code TRANSPORT_*}: how much of the transport header may be read. None on later fragments. */
    public static int transport(final long layout)
    {
        return (int)(layout >>> TRANSPORT_SHIFT) & 0x3;
    }

    /** Offset of what follows the IP header and its extensions, readable as far as {@link #transport} says. */
    public static int transportOffset(final long layout)
    {
        return (int)(layout >>> TRANSPORT_OFFSET_SHIFT) & 0xFFFF;
    }

    /** One of {@code FRAGMENT_*}. */
    public static int fragment(final long layout)
    {
        return (int)(layout >>> FRAGMENT_SHIFT) & 0x7;
    }

    /** VLAN tags before the network header, 0..4. */
    public static int vlanCount(final long layout)
    {
        return (int)(layout >>> VLAN_COUNT_SHIFT) & 0x7;
    }

    /** Ordinal of {@link Malformed}; 0 where the packet is well formed as far as it was read. */
    public static int malformed(final long layout)
    {
        return (int)(layout >>> MALFORMED_SHIFT) & 0x3F;
    }
}
