package porteira.check;

import java.util.List;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Tunnel;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;

/**
 * A way the same transport header travels.
 *
 * @param name    for remarks
 * @param tunnel  around the packet; null for none
 * @param outer   {@code PacketLayout.NETWORK_*} of the outermost packet
 * @param carrier protocol of the outermost packet where it carries another
 * @param inner   {@code PacketLayout.NETWORK_*} of the packet that has the transport header
 */
record Way(String name, Tunnel tunnel, int outer, int carrier, int inner)
{
    static final Way IPV4 = new Way("IPv4", null, PacketLayout.NETWORK_IPV4, 0, PacketLayout.NETWORK_IPV4);
    static final Way IPV6 = new Way("IPv6", null, PacketLayout.NETWORK_IPV6, 0, PacketLayout.NETWORK_IPV6);

    /** One of each kind. */
    static final List<Way> TUNNELS = List.of(
        inIpv4(Tunnel.TEREDO, IpProtocol.UDP, PacketLayout.NETWORK_IPV6),
        inIpv4(Tunnel.SIX_IN_FOUR, IpProtocol.IPV6, PacketLayout.NETWORK_IPV6),
        inIpv4(Tunnel.GRE, IpProtocol.GRE, PacketLayout.NETWORK_IPV4),
        inIpv4(Tunnel.IPIP, IpProtocol.IPV4, PacketLayout.NETWORK_IPV4),
        new Way(Tunnel.PPPOE.word(), Tunnel.PPPOE, PacketLayout.NETWORK_NONE, 0, PacketLayout.NETWORK_IPV4),
        new Way(Tunnel.MPLS.word(), Tunnel.MPLS, PacketLayout.NETWORK_NONE, 0, PacketLayout.NETWORK_IPV4));

    private static final int IPV4_TYPE = 0x0800;
    private static final int IPV6_TYPE = 0x86DD;

    private static Way inIpv4(final Tunnel tunnel, final int carrier, final int inner)
    {
        return new Way(tunnel.word(), tunnel, PacketLayout.NETWORK_IPV4, carrier, inner);
    }

    /** The packet whose transport header is meant, as a policy may name it. */
    private boolean isMeant(final Layer layer)
    {
        return null == tunnel ? 0 == layer.depth() :
            1 == layer.depth() && (tunnel == layer.tunnel() || Tunnel.ANY == layer.tunnel());
    }

    /** Values of the fields that say what a packet of this way is; null where any will do. */
    IntervalSet known(final Field field, final int protocol)
    {
        final Layer layer = field.layer();
        if (isMeant(layer))
        {
            return header(field, inner, protocol);
        }
        if (0 == layer.depth())
        {
            return header(field, outer, carrier);
        }
        return Kind.NETWORK == field.kind() ? values(field, PacketLayout.NETWORK_NONE) : null;
    }

    private static IntervalSet header(final Field field, final int network, final int protocol)
    {
        final boolean isIp = PacketLayout.NETWORK_NONE != network;
        final boolean hasPorts = IpProtocol.TCP == protocol || IpProtocol.UDP == protocol;
        return switch (field.kind())
        {
            case NETWORK -> values(field, network);
            case L4_PROTOCOL -> values(field, isIp ? protocol : 0);
            case IP_PROTOCOL, IP6_NEXT_HEADER -> values(field, protocol);
            case TRANSPORT -> values(field, hasPorts ? PacketLayout.TRANSPORT_HEADER : PacketLayout.TRANSPORT_NONE);
            case VLAN_COUNT -> values(field, 0);
            case ETHERNET -> values(field, 1);
            case ETHER_TYPE, ETHER_PROTOCOL ->
                isIp ? values(field, PacketLayout.NETWORK_IPV4 == network ? IPV4_TYPE : IPV6_TYPE) : null;
            default -> null;
        };
    }

    /** True if the field is of the packet whose transport header is meant. */
    boolean speaksOf(final Field field)
    {
        return isMeant(field.layer());
    }

    private static IntervalSet values(final Field field, final long value)
    {
        return null == field.detail() ? IntervalSet.of(field.bits(), value) : null;
    }
}
