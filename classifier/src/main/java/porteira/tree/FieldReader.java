package porteira.tree;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.Gre;
import porteira.wire.IpInIp;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.Mpls;
import porteira.wire.PacketLayout;
import porteira.wire.Pppoe;
import porteira.wire.Teredo;
import porteira.wire.TransportFlyweight;
import porteira.wire.Tunnels;

/**
 * The meaning of every field, written for reading and not for speed: is it there, and what is its value. Generated code
 * is compared with this, and shares nothing with it but the packet's layout.
 */
final class FieldReader
{
    private FieldReader()
    {
    }

    /** Layout of the packet of a layer; 0 where the frame has no such packet. */
    static long layout(final Layer layer, final DirectBuffer frame, final int length, final long outermost)
    {
        if (null == layer.carrier())
        {
            return outermost;
        }
        final long carrier = layout(layer.carrier(), frame, length, outermost);
        return 0 == carrier ? 0 : switch (layer.tunnel())
        {
            case TEREDO -> Teredo.inner(frame, carrier, length);
            case SIX_IN_FOUR -> IpInIp.ipv6(frame, carrier, length);
            case IPIP -> IpInIp.ipv4(frame, carrier, length);
            case GRE -> Gre.inner(frame, carrier, length);
            case PPPOE -> Pppoe.inner(frame, carrier, length);
            case MPLS -> Mpls.inner(frame, carrier, length);
            case ANY -> Tunnels.inner(frame, carrier, length);
            case SOME -> throw new IllegalArgumentException("names no packet in particular: " + layer);
        };
    }

    /** True if the packet of this layout has the field, whole and readable. */
    static boolean isPresent(final Kind kind, final long layout)
    {
        final int network = PacketLayout.network(layout);
        final int transport = PacketLayout.transport(layout);
        final int protocol = PacketLayout.protocol(layout);
        return switch (kind)
        {
            case INGRESS, EGRESS, NETWORK, TRANSPORT, VLAN_COUNT, ETHERNET -> true;
            case ETHER_TYPE, ETHER_PROTOCOL, ETHER_SOURCE, ETHER_DESTINATION -> 0 != PacketLayout.networkOffset(layout);
            case VLAN_ID -> 0 < PacketLayout.vlanCount(layout);
            case L4_PROTOCOL, PROVEN -> PacketLayout.NETWORK_NONE != network;
            case IP_SOURCE, IP_DESTINATION, IP_PROTOCOL -> PacketLayout.NETWORK_IPV4 == network;
            case IP6_SOURCE, IP6_DESTINATION, IP6_NEXT_HEADER -> PacketLayout.NETWORK_IPV6 == network;
            case SOURCE_PORT, DESTINATION_PORT -> PacketLayout.TRANSPORT_NONE != transport;
            case TCP_FLAGS -> PacketLayout.TRANSPORT_HEADER == transport && IpProtocol.TCP == protocol;
            case ICMP_TYPE -> PacketLayout.TRANSPORT_NONE != transport && IpProtocol.ICMP == protocol;
            case ICMPV6_TYPE -> PacketLayout.TRANSPORT_NONE != transport && IpProtocol.ICMPV6 == protocol;
        };
    }

    /** Bits 127..64 of a field that is present. */
    static long high(final Kind kind, final DirectBuffer frame, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        return switch (kind)
        {
            case IP6_SOURCE -> frame.getLong(network + Ipv6Flyweight.SOURCE_OFFSET, ByteOrder.BIG_ENDIAN);
            case IP6_DESTINATION -> frame.getLong(network + Ipv6Flyweight.DESTINATION_OFFSET, ByteOrder.BIG_ENDIAN);
            default -> 0;
        };
    }

    /**
     * Bits 63..0 of a field that is present; not for {@link Kind#INGRESS}, {@link Kind#EGRESS} and {@link Kind#PROVEN},
     * which no single packet knows.
     */
    static long low(final Kind kind, final DirectBuffer frame, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        final int transport = PacketLayout.transportOffset(layout);
        return switch (kind)
        {
            case L4_PROTOCOL -> PacketLayout.protocol(layout);
            case TRANSPORT -> PacketLayout.transport(layout);
            case NETWORK -> PacketLayout.network(layout);
            case VLAN_COUNT -> PacketLayout.vlanCount(layout);
            case ETHERNET -> 0 == network ? 0 : 1;
            case SOURCE_PORT -> TransportFlyweight.sourcePort(frame, transport);
            case DESTINATION_PORT -> TransportFlyweight.destinationPort(frame, transport);
            case TCP_FLAGS -> TransportFlyweight.tcpFlags(frame, transport) & 0xFF;
            case ICMP_TYPE, ICMPV6_TYPE -> frame.getByte(transport) & 0xFF;
            case IP_PROTOCOL -> Ipv4Flyweight.protocol(frame, network);
            case IP6_NEXT_HEADER -> Ipv6Flyweight.nextHeader(frame, network);
            case IP_SOURCE -> Integer.toUnsignedLong(Ipv4Flyweight.source(frame, network));
            case IP_DESTINATION -> Integer.toUnsignedLong(Ipv4Flyweight.destination(frame, network));
            case IP6_SOURCE -> frame.getLong(network + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, ByteOrder.BIG_ENDIAN);
            case IP6_DESTINATION ->
                frame.getLong(network + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES, ByteOrder.BIG_ENDIAN);
            case VLAN_ID -> EthernetFlyweight.vlanId(frame, EthernetFlyweight.HEADER_LENGTH);
            case ETHER_TYPE -> EthernetFlyweight.type(frame, 0);
            case ETHER_PROTOCOL -> uint16(frame, network - Short.BYTES);
            case ETHER_SOURCE -> uint48(frame, EthernetFlyweight.SOURCE_OFFSET);
            case ETHER_DESTINATION -> uint48(frame, EthernetFlyweight.DESTINATION_OFFSET);
            case INGRESS, EGRESS, PROVEN -> throw new IllegalArgumentException("not a field of one packet: " + kind);
        };
    }

    private static int uint16(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    private static long uint48(final DirectBuffer frame, final int offset)
    {
        return (long)uint16(frame, offset) << Integer.SIZE |
            Integer.toUnsignedLong(frame.getInt(offset + Short.BYTES, ByteOrder.BIG_ENDIAN));
    }
}
