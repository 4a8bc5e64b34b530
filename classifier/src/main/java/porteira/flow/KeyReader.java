package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.TransportFlyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** Takes the key of its connection from a packet. */
final class KeyReader
{
    private static final int ICMP_ID_OFFSET = 4;
    // Odd ICMP types from 13 to 17 ask, the even ones behind them answer; 8 asks and 0 answers (RFC 792, RFC 950).
    private static final int ICMP_ECHO = 8;
    private static final int ICMP_ECHO_REPLY = 0;
    private static final int ICMP_TIMESTAMP = 13;
    private static final int ICMP_MASK_REPLY = 18;
    // RFC 4443 4, RFC 4620 4.
    private static final int ICMPV6_ECHO = 128;
    private static final int ICMPV6_NODE_QUERY = 139;
    private static final int SOURCE = 0;
    private static final int DESTINATION = 1;
    private static final int VLAN_BITS = 12;
    private static final long UINT = 0xFFFF_FFFFL;

    private KeyReader()
    {
    }

    /** Ids of the outer VLAN tag and of the one behind it, 12 bits each; 0 where there is none (IEEE 802.1Q 9.6). */
    static int vlans(final DirectBuffer frame, final long layout)
    {
        final int count = PacketLayout.vlanCount(layout);
        if (0 == count)
        {
            return 0;
        }
        final int outer = EthernetFlyweight.vlanId(frame, EthernetFlyweight.HEADER_LENGTH);
        return 1 == count ? outer : outer | EthernetFlyweight.vlanId(
            frame, EthernetFlyweight.HEADER_LENGTH + EthernetFlyweight.TAG_LENGTH) << VLAN_BITS;
    }

    /**
     * Read a packet with an IP header, the ports of which are readable if its protocol has any.
     *
     * @return false for ICMP other than queries and their answers
     */
    static boolean read(final FlowKey key, final DirectBuffer frame, final long layout, final int vlans)
    {
        final int protocol = PacketLayout.protocol(layout);
        final int offset = PacketLayout.transportOffset(layout);
        switch (protocol)
        {
            case IpProtocol.TCP:
            case IpProtocol.UDP:
            case IpProtocol.UDP_LITE:
            case IpProtocol.SCTP:
            case IpProtocol.DCCP:
                put(key, frame, layout, SOURCE, TransportFlyweight.sourcePort(frame, offset),
                    TransportFlyweight.destinationPort(frame, offset), vlans, false);
                return true;

            case IpProtocol.ICMP:
                return PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) &&
                    readQuery(key, frame, layout, vlans, askedIpv4(frame.getByte(offset) & 0xFF));

            case IpProtocol.ICMPV6:
                return PacketLayout.NETWORK_IPV6 == PacketLayout.network(layout) &&
                    readQuery(key, frame, layout, vlans, askedIpv6(frame.getByte(offset) & 0xFF));

            default:
                put(key, frame, layout, SOURCE, 0, 0, vlans, false);
                return true;
        }
    }

    /** True if what {@link #read} reads is there, in a packet that may be cut anywhere. */
    static boolean isReadable(final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        if (PacketLayout.NETWORK_NONE == PacketLayout.network(layout) ||
            PacketLayout.FRAGMENT_MIDDLE == fragment || PacketLayout.FRAGMENT_LAST == fragment)
        {
            return false;
        }
        switch (PacketLayout.protocol(layout))
        {
            case IpProtocol.TCP:
            case IpProtocol.UDP:
            case IpProtocol.UDP_LITE:
            case IpProtocol.SCTP:
            case IpProtocol.DCCP:
                return PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout);

            case IpProtocol.ICMP:
            case IpProtocol.ICMPV6:
                return PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout);

            default:
                return true;
        }
    }

    /** True if a packet goes to the address that the packet inside it, of the same family, comes from. */
    static boolean goesToSource(final DirectBuffer frame, final long outer, final long inner)
    {
        final int outerOffset = PacketLayout.networkOffset(outer);
        final int innerOffset = PacketLayout.networkOffset(inner);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(outer))
        {
            return Ipv4Flyweight.destination(frame, outerOffset) == Ipv4Flyweight.source(frame, innerOffset);
        }
        final int to = outerOffset + Ipv6Flyweight.DESTINATION_OFFSET;
        final int from = innerOffset + Ipv6Flyweight.SOURCE_OFFSET;
        return frame.getLong(to) == frame.getLong(from) &&
            frame.getLong(to + Long.BYTES) == frame.getLong(from + Long.BYTES);
    }

    /** True for the type of an ICMP query, of either version as {@code layout} says. */
    static boolean isQuery(final DirectBuffer frame, final long layout)
    {
        final int type = frame.getByte(PacketLayout.transportOffset(layout)) & 0xFF;
        return type == (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) ? askedIpv4(type) : askedIpv6(type));
    }

    private static boolean readQuery(
        final FlowKey key, final DirectBuffer frame, final long layout, final int vlans, final int asked)
    {
        if (asked < 0)
        {
            return false;
        }
        final int offset = PacketLayout.transportOffset(layout);
        final int type = frame.getByte(offset) & 0xFF;
        final int code = frame.getByte(offset + 1) & 0xFF;
        final int id = frame.getShort(offset + ICMP_ID_OFFSET, BIG_ENDIAN) & 0xFFFF;
        final int asker = type == asked ? SOURCE : DESTINATION;
        put(key, frame, layout, asker, id, asked << Byte.SIZE | code, vlans, true);
        if (type != asked)
        {
            key.turn();
        }
        return true;
    }

    /** The query that a type is or answers; -1 if neither. */
    private static int askedIpv4(final int type)
    {
        if (ICMP_ECHO == type || ICMP_ECHO_REPLY == type)
        {
            return ICMP_ECHO;
        }
        return type >= ICMP_TIMESTAMP && type <= ICMP_MASK_REPLY ? type - 1 | 1 : -1;
    }

    private static int askedIpv6(final int type)
    {
        if (ICMPV6_ECHO == (type & ~1))
        {
            return ICMPV6_ECHO;
        }
        return ICMPV6_NODE_QUERY == type || ICMPV6_NODE_QUERY + 1 == type ? ICMPV6_NODE_QUERY : -1;
    }

    /** {@code first} is {@link #SOURCE} or {@link #DESTINATION}: which address comes with {@code firstPort}. */
    private static void put(
        final FlowKey key,
        final DirectBuffer frame,
        final long layout,
        final int first,
        final int firstPort,
        final int secondPort,
        final int vlans,
        final boolean isQuery)
    {
        final int offset = PacketLayout.networkOffset(layout);
        final int protocol = PacketLayout.protocol(layout);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            final long source = Ipv4Flyweight.source(frame, offset) & UINT;
            final long destination = Ipv4Flyweight.destination(frame, offset) & UINT;
            key.set(false, 0, SOURCE == first ? source : destination, firstPort,
                0, SOURCE == first ? destination : source, secondPort, protocol, vlans, isQuery);
        }
        else
        {
            final int source = offset + Ipv6Flyweight.SOURCE_OFFSET;
            final int destination = offset + Ipv6Flyweight.DESTINATION_OFFSET;
            final int from = SOURCE == first ? source : destination;
            final int to = SOURCE == first ? destination : source;
            key.set(true, frame.getLong(from, BIG_ENDIAN), frame.getLong(from + Long.BYTES, BIG_ENDIAN), firstPort,
                frame.getLong(to, BIG_ENDIAN), frame.getLong(to + Long.BYTES, BIG_ENDIAN),
                secondPort, protocol, vlans, isQuery);
        }
    }
}
