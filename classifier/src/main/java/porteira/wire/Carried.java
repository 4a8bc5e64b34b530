package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** The packet that follows a tunnel's header. All methods return 0 where no whole IP header of that kind stands. */
final class Carried
{
    private Carried()
    {
    }

    /** True where the payload of an IP packet begins in this frame: not in later fragments. */
    static boolean isBegun(final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        return PacketLayout.NETWORK_NONE != PacketLayout.network(layout) &&
            PacketLayout.FRAGMENT_MIDDLE != fragment && PacketLayout.FRAGMENT_LAST != fragment;
    }

    /**
     * An IP packet of a given version.
     *
     * @param end index behind the last byte of the carrier
     */
    static long ip(final DirectBuffer frame, final int version, final int offset, final int end)
    {
        final int limit = Math.min(end, PacketParser.MAX_LENGTH);
        final int headerLength = 4 == version ? Ipv4Flyweight.MIN_HEADER_LENGTH : Ipv6Flyweight.HEADER_LENGTH;
        if (limit - offset < headerLength || version != Ipv6Flyweight.version(frame, offset))
        {
            return 0;
        }
        final long layout = PacketParser.network(frame, offset, limit);
        return PacketLayout.NETWORK_NONE == PacketLayout.network(layout) ? 0 : layout;
    }

    /** An IP packet of the version that an EtherType names. */
    static long typed(final DirectBuffer frame, final int type, final int offset, final int end)
    {
        return EthernetFlyweight.TYPE_IPV4 == type ? ip(frame, 4, offset, end) :
            EthernetFlyweight.TYPE_IPV6 == type ? ip(frame, 6, offset, end) : 0;
    }

    /** The IP packet of an Ethernet frame, behind as many VLAN tags as on the outside. */
    static long ethernet(final DirectBuffer frame, final int start, final int end)
    {
        if (end - start < EthernetFlyweight.HEADER_LENGTH)
        {
            return 0;
        }
        int type = EthernetFlyweight.type(frame, start);
        int offset = start + EthernetFlyweight.HEADER_LENGTH;
        for (int tags = 0; EthernetFlyweight.isTag(type); tags++)
        {
            if (PacketParser.MAX_VLAN_TAGS == tags || end - offset < EthernetFlyweight.TAG_LENGTH)
            {
                return 0;
            }
            type = EthernetFlyweight.typeBehindTag(frame, offset);
            offset += EthernetFlyweight.TAG_LENGTH;
        }
        return typed(frame, type, offset, end);
    }

    /** EtherType in front of what {@link PacketParser#ethernet} could not read as IP; 0 where there is none. */
    static int unreadType(final DirectBuffer frame, final long layout)
    {
        final int offset = PacketLayout.networkOffset(layout);
        return PacketLayout.NETWORK_NONE != PacketLayout.network(layout) || offset < EthernetFlyweight.HEADER_LENGTH ?
            0 : frame.getShort(offset - Short.BYTES, BIG_ENDIAN) & 0xFFFF;
    }
}
