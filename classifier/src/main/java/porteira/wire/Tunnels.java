package porteira.wire;

import org.agrona.DirectBuffer;

/**
 * All tunnels that are looked into. A packet's headers name at most one of them, so the packets of a frame are a chain:
 * each has at most one inside.
 */
public final class Tunnels
{
    /** Tunnels within tunnels that are followed; what lies deeper is not judged. */
    public static final int MAX_DEPTH = 4;

    private Tunnels()
    {
    }

    /**
     * Layout of the packet that a packet carries in any tunnel, its offsets counted from the frame's first byte; 0
     * where it carries none.
     *
     * @param layout of the packet that may carry it; of a frame without an IP header too
     * @param length what the layout was made with
     */
    public static long inner(final DirectBuffer frame, final long layout, final int length)
    {
        switch (PacketLayout.protocol(layout))
        {
            case IpProtocol.UDP:
                return Teredo.inner(frame, layout, length);

            case IpProtocol.IPV6:
                return IpInIp.ipv6(frame, layout, length);

            case IpProtocol.IPV4:
                return IpInIp.ipv4(frame, layout, length);

            case IpProtocol.GRE:
                return Gre.inner(frame, layout, length);

            case 0:
                return behindEtherType(frame, layout, length);

            default:
                return 0;
        }
    }

    /** True if there is a packet inside more than {@link #MAX_DEPTH} tunnels. */
    public static boolean isTooDeep(final DirectBuffer frame, final long layout, final int length)
    {
        long at = layout;
        for (int depth = 0; depth <= MAX_DEPTH; depth++)
        {
            at = inner(frame, at, length);
            if (0 == at)
            {
                return false;
            }
        }
        return true;
    }

    /**
     * How a packet carries another, as a policy spells it. For control-plane threads.
     *
     * @param layout of a packet for which {@link #inner} is not 0
     */
    public static String word(final DirectBuffer frame, final long layout)
    {
        return switch (PacketLayout.protocol(layout))
        {
            case IpProtocol.UDP -> "teredo";
            case IpProtocol.IPV6 -> "6in4";
            case IpProtocol.IPV4 -> "ipip";
            case IpProtocol.GRE -> "gre";
            default -> EthernetFlyweight.TYPE_PPPOE_SESSION == Carried.unreadType(frame, layout) ? "pppoe" : "mpls";
        };
    }

    private static long behindEtherType(final DirectBuffer frame, final long layout, final int length)
    {
        final long session = Pppoe.inner(frame, layout, length);
        return 0 == session ? Mpls.inner(frame, layout, length) : session;
    }
}
