package porteira.tree;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import porteira.policy.Detail;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.Gre;
import porteira.wire.IpInIp;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.Malformed;
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

    /** True if the frame has the field, whole and readable. */
    static boolean isPresent(
        final Field field, final DirectBuffer frame, final int length, final long outermost)
    {
        final long layout = layout(field.layer(), frame, length, outermost);
        if (field.detail() instanceof Detail.Slice slice)
        {
            return hasBase(field, layout) && offset(field, slice, layout) + bytes(slice) <= length;
        }
        return isPresent(field.kind(), layout);
    }

    private static boolean hasBase(final Field field, final long layout)
    {
        return switch (field.kind())
        {
            case LINK_BYTES -> 0 == field.layer().depth() && 0 != PacketLayout.networkOffset(layout);
            case NETWORK_BYTES -> 0 != PacketLayout.networkOffset(layout);
            default -> hasTransport(layout);
        };
    }

    /** True if it is known where the transport header begins, of whatever protocol, as the kernel's rules have it. */
    private static boolean hasTransport(final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        final Malformed malformed = Malformed.of(layout);
        return PacketLayout.NETWORK_NONE != PacketLayout.network(layout) &&
            0 != PacketLayout.transportOffset(layout) &&
            PacketLayout.FRAGMENT_MIDDLE != fragment && PacketLayout.FRAGMENT_LAST != fragment &&
            Malformed.EXTENSION_TRUNCATED != malformed && Malformed.EXTENSION_TOO_MANY != malformed;
    }

    /** True if the packet of this layout has the field, whole and readable; not for raw kinds. */
    static boolean isPresent(final Kind kind, final long layout)
    {
        final int network = PacketLayout.network(layout);
        final int transport = PacketLayout.transport(layout);
        final int protocol = PacketLayout.protocol(layout);
        return switch (kind)
        {
            case INGRESS, EGRESS, NETWORK, TRANSPORT, FRAGMENT, VLAN_COUNT, ETHERNET, CT_STATE -> true;
            case ETHER_TYPE, ETHER_PROTOCOL, ETHER_SOURCE, ETHER_DESTINATION, FRAME_LENGTH, PACKET_TYPE ->
                0 != PacketLayout.networkOffset(layout);
            case VLAN_ID -> 0 < PacketLayout.vlanCount(layout);
            case L4_PROTOCOL, PROVEN -> PacketLayout.NETWORK_NONE != network;
            case IP_SOURCE, IP_DESTINATION, IP_PROTOCOL -> PacketLayout.NETWORK_IPV4 == network;
            case IP6_SOURCE, IP6_DESTINATION, IP6_NEXT_HEADER -> PacketLayout.NETWORK_IPV6 == network;
            case SOURCE_PORT, DESTINATION_PORT -> PacketLayout.TRANSPORT_NONE != transport;
            case TCP_FLAGS -> PacketLayout.TRANSPORT_HEADER == transport && IpProtocol.TCP == protocol;
            case ICMP_TYPE -> PacketLayout.TRANSPORT_NONE != transport && IpProtocol.ICMP == protocol;
            case ICMPV6_TYPE -> PacketLayout.TRANSPORT_NONE != transport && IpProtocol.ICMPV6 == protocol;
            case LINK_BYTES, NETWORK_BYTES, TRANSPORT_BYTES -> throw new IllegalArgumentException("no slice: " + kind);
        };
    }

    /** Bits 127..64 of a field that is present. */
    static long high(final Field field, final DirectBuffer frame, final int length, final long outermost)
    {
        if (Long.SIZE >= field.bits())
        {
            return 0;
        }
        final long layout = layout(field.layer(), frame, length, outermost);
        final long value = field.detail() instanceof Detail.Slice slice ?
            bits(frame, field, slice, layout, 0, slice.bits() - Long.SIZE) : high(field.kind(), frame, layout);
        return value & field.mask().hi();
    }

    /** Bits 63..0 of a field that is present; not for {@link Kind#CT_STATE}, which no frame knows. */
    static long low(
        final Field field,
        final DirectBuffer frame,
        final int length,
        final long outermost,
        final int ingress,
        final int egress)
    {
        final long layout = layout(field.layer(), frame, length, outermost);
        final long value = switch (field.kind())
        {
            case INGRESS -> ingress;
            case EGRESS -> egress;
            case FRAME_LENGTH -> length - EthernetFlyweight.HEADER_LENGTH -
                (0 == PacketLayout.vlanCount(layout) ? 0 : Integer.BYTES);
            case PROVEN -> Teredo.isProven(
                frame, layout(field.layer().carrier(), frame, length, outermost), layout) ? 1 : 0;
            case LINK_BYTES, NETWORK_BYTES, TRANSPORT_BYTES ->
            {
                final Detail.Slice slice = (Detail.Slice)field.detail();
                final int from = Math.max(0, slice.bits() - Long.SIZE);
                yield bits(frame, field, slice, layout, from, slice.bits() - from);
            }
            default -> low(field.kind(), frame, layout);
        };
        return value & field.mask().lo();
    }

    private static int offset(final Field field, final Detail.Slice slice, final long layout)
    {
        return slice.offset() / Byte.SIZE + switch (field.kind())
        {
            case LINK_BYTES -> 0;
            case NETWORK_BYTES -> PacketLayout.networkOffset(layout);
            default -> PacketLayout.transportOffset(layout);
        };
    }

    private static int bytes(final Detail.Slice slice)
    {
        return (slice.offset() % Byte.SIZE + slice.bits() + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** {@code count} bits, 1..64, from bit {@code from} of the slice on. */
    private static long bits(
        final DirectBuffer frame,
        final Field field,
        final Detail.Slice slice,
        final long layout,
        final int from,
        final int count)
    {
        final int start = offset(field, slice, layout) * Byte.SIZE + slice.offset() % Byte.SIZE + from;
        long value = 0;
        for (int bit = start; bit < start + count; bit++)
        {
            value = value << 1 | frame.getByte(bit / Byte.SIZE) >> Byte.SIZE - 1 - bit % Byte.SIZE & 1;
        }
        return value;
    }

    private static long high(final Kind kind, final DirectBuffer frame, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        return switch (kind)
        {
            case IP6_SOURCE -> frame.getLong(network + Ipv6Flyweight.SOURCE_OFFSET, ByteOrder.BIG_ENDIAN);
            case IP6_DESTINATION -> frame.getLong(network + Ipv6Flyweight.DESTINATION_OFFSET, ByteOrder.BIG_ENDIAN);
            default -> 0;
        };
    }

    private static long low(final Kind kind, final DirectBuffer frame, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        final int transport = PacketLayout.transportOffset(layout);
        return switch (kind)
        {
            case L4_PROTOCOL -> PacketLayout.protocol(layout);
            case TRANSPORT -> PacketLayout.transport(layout);
            case NETWORK -> PacketLayout.network(layout);
            case FRAGMENT -> PacketLayout.fragment(layout);
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
            case PACKET_TYPE -> packetType(uint48(frame, EthernetFlyweight.DESTINATION_OFFSET));
            case INGRESS, EGRESS, FRAME_LENGTH, PROVEN, CT_STATE, LINK_BYTES, NETWORK_BYTES, TRANSPORT_BYTES ->
                throw new IllegalArgumentException("not a field of one packet: " + kind);
        };
    }

    private static int packetType(final long destination)
    {
        return 0xFFFF_FFFF_FFFFL == destination ? 1 : 0 == (destination >>> 40 & 1) ? 0 : 2;
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
