package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * PPP's protocol field and what it announces: IPv4, IPv6 or MPLS. Address and control (RFC 1662 3.1) may stand before
 * it, and it may be compressed to one byte (RFC 1661 6.5).
 */
final class Ppp
{
    private static final int ADDRESS_CONTROL = 0xFF03;
    private static final int IPV4 = 0x0021;
    private static final int IPV6 = 0x0057;
    private static final int MPLS = 0x0281;
    private static final int MPLS_MULTICAST = 0x0283;

    private Ppp()
    {
    }

    /** Layout of the IP packet in {@code [start, end)}; 0 where there is none. */
    static long decode(final DirectBuffer frame, final int start, final int end)
    {
        // An IP header is longer than both fields, so nothing shorter than them is missed.
        if (end - start < 2 * Short.BYTES)
        {
            return 0;
        }
        final int first = frame.getShort(start, BIG_ENDIAN) & 0xFFFF;
        final int offset = ADDRESS_CONTROL == first ? start + Short.BYTES : start;
        final int wide = frame.getShort(offset, BIG_ENDIAN) & 0xFFFF;
        final boolean isCompressed = 0 != (wide & 0x0100);
        return carried(
            frame, isCompressed ? wide >>> Byte.SIZE : wide, offset + (isCompressed ? 1 : Short.BYTES), end);
    }

    private static long carried(final DirectBuffer frame, final int protocol, final int offset, final int end)
    {
        switch (protocol)
        {
            case IPV4:
                return Carried.ip(frame, 4, offset, end);

            case IPV6:
                return Carried.ip(frame, 6, offset, end);

            case MPLS:
            case MPLS_MULTICAST:
                return Mpls.decode(frame, offset, end);

            default:
                return 0;
        }
    }
}
