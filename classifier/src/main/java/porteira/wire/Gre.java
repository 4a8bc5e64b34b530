package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Generic routing encapsulation over IPv4 or IPv6 (RFC 7676): version 0 (RFC 2784) with checksum, key and sequence
 * number (RFC 2890), and version 1 of PPTP (RFC 2637 4.1) with sequence and acknowledgment number. Payloads that are
 * looked at: IPv4, IPv6, MPLS (RFC 4023), PPP, WCCP's redirected IPv4 and whole Ethernet frames, NVGRE's (RFC 7637)
 * too. As with common receivers a wrong checksum and reserved bits change nothing, and source routes (RFC 1701) are
 * not followed.
 */
public final class Gre
{
    private static final int TYPE_OFFSET = 2;
    private static final int FIXED_LENGTH = 4;
    private static final int OPTION_LENGTH = 4;
    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int ACKNOWLEDGMENT = 0x0080;
    private static final int VERSION = 0x0007;
    private static final int TYPE_ETHERNET = 0x6558;
    private static final int TYPE_PPP = 0x880B;
    private static final int TYPE_WCCP = 0x883E;
    private static final int REDIRECT_LENGTH = 4;

    private Gre()
    {
    }

    /**
     * Layout of the IP packet inside, its offsets counted from the frame's first byte; 0 where there is none or its
     * fixed header is cut.
     *
     * @param layout of the packet that may carry it
     * @param length what the layout was made with
     */
    public static long inner(final DirectBuffer frame, final long layout, final int length)
    {
        return IpProtocol.GRE == PacketLayout.protocol(layout) && Carried.isBegun(layout) ?
            decode(frame, PacketLayout.transportOffset(layout), PacketParser.end(frame, layout, length)) : 0;
    }

    private static long decode(final DirectBuffer frame, final int header, final int end)
    {
        if (end - header < FIXED_LENGTH)
        {
            return 0;
        }
        final int flags = frame.getShort(header, BIG_ENDIAN);
        final int type = frame.getShort(header + TYPE_OFFSET, BIG_ENDIAN) & 0xFFFF;
        final int version = flags & VERSION;
        if (0 != (flags & ROUTING) || 1 < version || 1 == version && TYPE_PPP != type)
        {
            return 0;
        }
        final int optional = CHECKSUM | KEY | SEQUENCE | (0 == version ? 0 : ACKNOWLEDGMENT);
        final int offset = header + FIXED_LENGTH + Integer.bitCount(flags & optional) * OPTION_LENGTH;
        switch (type)
        {
            case TYPE_ETHERNET:
                return Carried.ethernet(frame, offset, end);

            case TYPE_PPP:
                return Ppp.decode(frame, offset, end);

            case TYPE_WCCP:
                return redirected(frame, offset, end);

            case EthernetFlyweight.TYPE_MPLS:
            case EthernetFlyweight.TYPE_MPLS_MULTICAST:
                return Mpls.decode(frame, offset, end);

            default:
                return Carried.typed(frame, type, offset, end);
        }
    }

    /** WCCP 2 puts a header before the packet that version 1 does not have; its first nibble is not 4. */
    private static long redirected(final DirectBuffer frame, final int offset, final int end)
    {
        final boolean isPacket = end > offset && 4 == Ipv6Flyweight.version(frame, offset);
        return Carried.ip(frame, 4, isPacket ? offset : offset + REDIRECT_LENGTH, end);
    }
}
