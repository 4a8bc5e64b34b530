package porteira.tree;

import java.util.function.BiConsumer;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.UInt128;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;

/**
 * What must be known of a packet before a field may be read. The diagram asks these questions first, and they stand for
 * "absent": where one fails, every rule that matches on the field has failed. A value of the field that only a packet
 * with the field can have needs no question.
 */
final class Gates
{
    /** Protocols that carry a packet; 0 is also what a frame without IP has, which PPPoE and MPLS frames are. */
    private static final long[] CARRIERS =
        { 0, IpProtocol.IPV4, IpProtocol.UDP, IpProtocol.IPV6, IpProtocol.GRE };

    private Gates()
    {
    }

    /**
     * Calls back with each field that must lie in a set if {@code field} is to lie in {@code wanted}.
     *
     * @param gate for fields that have gates themselves
     * @param hint for fields that can always be read and are only asked to leave early
     */
    static void forEach(
        final Field field,
        final IntervalSet wanted,
        final BiConsumer<Field, IntervalSet> gate,
        final BiConsumer<Field, IntervalSet> hint)
    {
        final Layer layer = field.layer();
        if (Kind.NETWORK != field.kind())
        {
            forPacket(layer, gate);
        }
        switch (field.kind())
        {
            case L4_PROTOCOL ->
            {
                if (wanted.contains(UInt128.ZERO))
                {
                    need(layer, Kind.NETWORK, gate, PacketLayout.NETWORK_IPV4, PacketLayout.NETWORK_IPV6);
                }
            }
            case NETWORK ->
            {
                if (0 < layer.depth() && !wanted.contains(UInt128.ZERO))
                {
                    carrier(layer, gate, hint);
                }
            }
            case SOURCE_PORT, DESTINATION_PORT ->
                need(layer, Kind.TRANSPORT, gate, PacketLayout.TRANSPORT_PORTS, PacketLayout.TRANSPORT_HEADER);
            case ICMP_TYPE, ICMPV6_TYPE ->
            {
                need(layer, Kind.L4_PROTOCOL, gate,
                    Kind.ICMP_TYPE == field.kind() ? IpProtocol.ICMP : IpProtocol.ICMPV6);
                need(layer, Kind.TRANSPORT, gate, PacketLayout.TRANSPORT_PORTS, PacketLayout.TRANSPORT_HEADER);
            }
            case TCP_FLAGS ->
            {
                need(layer, Kind.L4_PROTOCOL, gate, IpProtocol.TCP);
                need(layer, Kind.TRANSPORT, gate, PacketLayout.TRANSPORT_HEADER);
            }
            case IP_SOURCE, IP_DESTINATION, IP_PROTOCOL ->
                need(layer, Kind.NETWORK, gate, PacketLayout.NETWORK_IPV4);
            case IP6_SOURCE, IP6_DESTINATION, IP6_NEXT_HEADER ->
                need(layer, Kind.NETWORK, gate, PacketLayout.NETWORK_IPV6);
            case VLAN_ID -> need(layer, Kind.VLAN_COUNT, gate, 1, 2, 3, 4, 5, 6, 7);
            case ETHER_TYPE, ETHER_PROTOCOL, ETHER_SOURCE, ETHER_DESTINATION, FRAME_LENGTH, PACKET_TYPE ->
                need(layer, Kind.ETHERNET, gate, 1);
            case INGRESS, EGRESS, TRANSPORT, FRAGMENT, VLAN_COUNT, ETHERNET, PROVEN, CT_STATE,
                LINK_BYTES, NETWORK_BYTES, TRANSPORT_BYTES ->
            {
            }
        }
    }

    /** Asks that the packet of a tunnel is there. */
    static void forPacket(final Layer layer, final BiConsumer<Field, IntervalSet> gate)
    {
        if (0 < layer.depth())
        {
            need(layer, Kind.NETWORK, gate, PacketLayout.NETWORK_IPV4, PacketLayout.NETWORK_IPV6);
        }
    }

    /** No look inside a packet that can not carry the tunnel. */
    private static void carrier(
        final Layer layer, final BiConsumer<Field, IntervalSet> gate, final BiConsumer<Field, IntervalSet> hint)
    {
        final Layer carrier = layer.carrier();
        switch (layer.tunnel())
        {
            case TEREDO ->
            {
                need(carrier, Kind.L4_PROTOCOL, gate, IpProtocol.UDP);
                need(carrier, Kind.TRANSPORT, gate, PacketLayout.TRANSPORT_HEADER);
            }
            case SIX_IN_FOUR -> need(carrier, Kind.L4_PROTOCOL, gate, IpProtocol.IPV6);
            case IPIP -> need(carrier, Kind.L4_PROTOCOL, gate, IpProtocol.IPV4);
            case GRE -> need(carrier, Kind.L4_PROTOCOL, gate, IpProtocol.GRE);
            case PPPOE, MPLS -> need(carrier, Kind.NETWORK, gate, PacketLayout.NETWORK_NONE);
            case ANY ->
            {
                if (0 < carrier.depth())
                {
                    need(carrier, Kind.NETWORK, gate, PacketLayout.NETWORK_IPV4, PacketLayout.NETWORK_IPV6);
                }
                need(carrier, Kind.L4_PROTOCOL, hint, CARRIERS);
            }
            case SOME -> throw new IllegalArgumentException("names no packet in particular: " + layer);
        }
    }

    private static void need(
        final Layer layer, final Kind kind, final BiConsumer<Field, IntervalSet> gate, final long... values)
    {
        gate.accept(new Field(layer, kind), IntervalSet.of(kind.bits(), values));
    }
}
