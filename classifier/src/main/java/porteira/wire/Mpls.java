package porteira.wire;

import org.agrona.DirectBuffer;

/**
 * Packets behind MPLS labels (RFC 3032 2.1). No label says what follows the last one, so its first nibble does: 4 and 6
 * are IP (RFC 4928 2), 0 is the control word of an Ethernet pseudowire (RFC 4448 4.6). A pseudowire without one is
 * not looked into.
 */
public final class Mpls
{
    /** Most labels looked through. */
    public static final int MAX_LABELS = 16;

    private static final int LABEL_LENGTH = 4;
    private static final int BOTTOM_OFFSET = 2;
    private static final int CONTROL_WORD_LENGTH = 4;

    private Mpls()
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
        final int type = Carried.unreadType(frame, layout);
        return EthernetFlyweight.TYPE_MPLS == type || EthernetFlyweight.TYPE_MPLS_MULTICAST == type ?
            decode(frame, PacketLayout.networkOffset(layout), length) : 0;
    }

    static long decode(final DirectBuffer frame, final int firstLabel, final int end)
    {
        int offset = firstLabel;
        for (int labels = 0; labels < MAX_LABELS && end - offset > LABEL_LENGTH; labels++)
        {
            final boolean isBottom = 0 != (frame.getByte(offset + BOTTOM_OFFSET) & 1);
            offset += LABEL_LENGTH;
            if (isBottom)
            {
                final int version = Ipv6Flyweight.version(frame, offset);
                return 0 == version ? Carried.ethernet(frame, offset + CONTROL_WORD_LENGTH, end) :
                    4 == version || 6 == version ? Carried.ip(frame, version, offset, end) : 0;
            }
        }
        return 0;
    }
}
