package porteira.tree;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.wire.PacketLayout;
import porteira.wire.Teredo;

/**
 * The meaning of every field, written for reading and not for speed: is it there, and what is its value. Generated code
 * is compared with this, and shares nothing with it.
 */
final class FieldReader
{
    static final int ETHER_TYPE_OFFSET = 12;
    static final int ETHER_SOURCE_OFFSET = 6;
    static final int VLAN_TAG_OFFSET = 14;
    static final int IP_PROTOCOL_OFFSET = 9;
    static final int IP_SOURCE_OFFSET = 12;
    static final int IP_DESTINATION_OFFSET = 16;
    static final int IP6_NEXT_HEADER_OFFSET = 6;
    static final int IP6_SOURCE_OFFSET = 8;
    static final int IP6_DESTINATION_OFFSET = 24;
    static final int DESTINATION_PORT_OFFSET = 2;
    static final int TCP_FLAGS_OFFSET = 13;

    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

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
        return switch (layer.tunnel())
        {
            case TEREDO -> 0 == carrier ? 0 : Teredo.inner(frame, carrier, length);
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
            case TCP_FLAGS -> PacketLayout.TRANSPORT_HEADER == transport && TCP == protocol;
            case ICMP_TYPE -> PacketLayout.TRANSPORT_NONE != transport && ICMP == protocol;
            case ICMPV6_TYPE -> PacketLayout.TRANSPORT_NONE != transport && ICMPV6 == protocol;
        };
    }

    /** Bits 127..64 of a field that is present. */
    static long high(final Kind kind, final DirectBuffer frame, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        return switch (kind)
        {
            case IP6_SOURCE -> frame.getLong(network + IP6_SOURCE_OFFSET, ByteOrder.BIG_ENDIAN);
            case IP6_DESTINATION -> frame.getLong(network + IP6_DESTINATION_OFFSET, ByteOrder.BIG_ENDIAN);
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
            case SOURCE_PORT -> uint16(frame, transport);
            case DESTINATION_PORT -> uint16(frame, transport + DESTINATION_PORT_OFFSET);
            case TCP_FLAGS -> frame.getByte(transport + TCP_FLAGS_OFFSET) & 0xFF;
            case ICMP_TYPE, ICMPV6_TYPE -> frame.getByte(transport) & 0xFF;
            case IP_PROTOCOL -> frame.getByte(network + IP_PROTOCOL_OFFSET) & 0xFF;
            case IP6_NEXT_HEADER -> frame.getByte(network + IP6_NEXT_HEADER_OFFSET) & 0xFF;
            case IP_SOURCE -> uint32(frame, network + IP_SOURCE_OFFSET);
            case IP_DESTINATION -> uint32(frame, network + IP_DESTINATION_OFFSET);
            case IP6_SOURCE -> frame.getLong(network + IP6_SOURCE_OFFSET + Long.BYTES, ByteOrder.BIG_ENDIAN);
            case IP6_DESTINATION -> frame.getLong(network + IP6_DESTINATION_OFFSET + Long.BYTES, ByteOrder.BIG_ENDIAN);
            case VLAN_ID -> uint16(frame, VLAN_TAG_OFFSET) & 0xFFF;
            case ETHER_TYPE -> uint16(frame, ETHER_TYPE_OFFSET);
            case ETHER_PROTOCOL -> uint16(frame, network - Short.BYTES);
            case ETHER_SOURCE -> uint48(frame, ETHER_SOURCE_OFFSET);
            case ETHER_DESTINATION -> uint48(frame, 0);
            case INGRESS, EGRESS, PROVEN -> throw new IllegalArgumentException("not a field of one packet: " + kind);
        };
    }

    private static int uint16(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    private static long uint32(final DirectBuffer frame, final int offset)
    {
        return frame.getInt(offset, ByteOrder.BIG_ENDIAN) & 0xFFFFFFFFL;
    }

    private static long uint48(final DirectBuffer frame, final int offset)
    {
        return (long)uint16(frame, offset) << 32 | uint32(frame, offset + Short.BYTES);
    }
}
