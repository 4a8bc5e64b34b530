package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** PPPoE session frames (RFC 2516 4) with IPv4, IPv6 or MPLS in PPP. */
public final class Pppoe
{
    private static final int HEADER_LENGTH = 6;
    private static final int LENGTH_OFFSET = 4;
    private static final int VERSION_TYPE_CODE = 0x1100;

    private Pppoe()
    {
    }

    /**
     * Layout of the IP packet inside, its offsets counted from the frame's first byte; 0 where there is none or its
     * fixed header is cut.
     *
     * @param layout of a frame without an IP header
     * @param length what the layout was made with
     */
    public static long inner(final DirectBuffer frame, final long layout, final int length)
    {
        return EthernetFlyweight.TYPE_PPPOE_SESSION == Carried.unreadType(frame, layout) ?
            decode(frame, PacketLayout.networkOffset(layout), length) : 0;
    }

    private static long decode(final DirectBuffer frame, final int header, final int length)
    {
        if (length - header < HEADER_LENGTH || VERSION_TYPE_CODE != frame.getShort(header, BIG_ENDIAN))
        {
            return 0;
        }
        final int payload = header + HEADER_LENGTH;
        final int payloadLength = frame.getShort(header + LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
        return Ppp.decode(frame, payload, Math.min(length, payload + payloadLength));
    }
}
