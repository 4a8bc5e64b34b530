package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static porteira.wire.PacketLayout.FRAGMENT_ATOMIC;
import static porteira.wire.PacketLayout.FRAGMENT_FIRST;
import static porteira.wire.PacketLayout.FRAGMENT_LAST;
import static porteira.wire.PacketLayout.FRAGMENT_MIDDLE;
import static porteira.wire.PacketLayout.FRAGMENT_NONE;
import static porteira.wire.PacketLayout.NETWORK_IPV4;
import static porteira.wire.PacketLayout.NETWORK_IPV6;
import static porteira.wire.PacketLayout.NETWORK_NONE;
import static porteira.wire.PacketLayout.TRANSPORT_HEADER;
import static porteira.wire.PacketLayout.TRANSPORT_NONE;
import static porteira.wire.PacketLayout.TRANSPORT_PORTS;

/**
 * Finds the headers of a packet. A header field is readable later if and only if the layout says so, so that nobody
 * else checks bounds. A packet ends where its IP header says or where the frame does, whichever is nearer; what lies
 * behind (Ethernet padding, say) is not part of it. Transport offsets are filled for every protocol, also where
 * {@link PacketLayout#transport} is none because the protocol has no ports.
 */
public final class PacketParser
{
    /** Most VLAN tags looked through. */
    public static final int MAX_VLAN_TAGS = 4;
    /** Most extension headers looked through: more than a 1514-byte frame can hold. */
    public static final int MAX_EXTENSIONS = 192;
    /** Bytes of a frame that are looked at; offsets have 16 bits. */
    public static final int MAX_LENGTH = 0xFFFF;

    /** First eight bytes of an IPv4 header: version 4, no options, no fragment. */
    private static final long PLAIN_HEAD = 0x4500_0000_0000_0000L;
    private static final long PLAIN_HEAD_MASK = 0xFF00_0000_0000_3FFFL;
    private static final int TOTAL_LENGTH_SHIFT = 32;
    private static final int MIN_PORTS_LENGTH = 4;
    private static final int TINY_FRAGMENT_OFFSET = 8;

    private PacketParser()
    {
    }

    /**
     * Layout of the outermost packet of an Ethernet frame, behind at most {@link #MAX_VLAN_TAGS} tags. Anything but
     * IPv4 and IPv6 (also PPPoE, MPLS, 802.3 with LLC) has no network header here; {@link Tunnels} looks inside.
     *
     * @param frame  the destination address is at index 0
     * @param length bytes readable; may be 0
     */
    public static long ethernet(final DirectBuffer frame, final int length)
    {
        final int end = Math.min(length, MAX_LENGTH);
        if (end < EthernetFlyweight.HEADER_LENGTH)
        {
            return nothing(0, 0, Malformed.ETHERNET_TRUNCATED);
        }

        final int type = EthernetFlyweight.type(frame, 0);
        if (EthernetFlyweight.TYPE_IPV4 == type)
        {
            return ipv4(frame, EthernetFlyweight.HEADER_LENGTH, end, 0);
        }
        if (EthernetFlyweight.TYPE_IPV6 == type)
        {
            return ipv6(frame, EthernetFlyweight.HEADER_LENGTH, end, 0);
        }
        return tagged(frame, type, end);
    }

    /**
     * Layout of a packet whose IP header starts at {@code networkOffset}, the version taken from its first nibble.
     *
     * @param end index behind the last byte readable; not below {@code networkOffset}
     */
    public static long network(final DirectBuffer frame, final int networkOffset, final int end)
    {
        final int limit = Math.min(end, MAX_LENGTH);
        if (limit <= networkOffset)
        {
            return nothing(Math.min(networkOffset, MAX_LENGTH), 0, Malformed.IPV4_HEADER_TRUNCATED);
        }
        final boolean isIpv6 = 6 == Ipv6Flyweight.version(frame, networkOffset);
        return isIpv6 ? ipv6(frame, networkOffset, limit, 0) : ipv4(frame, networkOffset, limit, 0);
    }

    /**
     * Index behind the last byte of a packet: where its IP header says, at most {@code length}; {@code length} where
     * there is no IP header or its length is impossible.
     *
     * @param length what {@link #ethernet} was given, or {@code end} of {@link #network}
     */
    public static int end(final DirectBuffer frame, final long layout, final int length)
    {
        final int offset = PacketLayout.networkOffset(layout);
        switch (PacketLayout.network(layout))
        {
            case NETWORK_IPV4:
                final int totalLength = Ipv4Flyweight.totalLength(frame, offset);
                return totalLength < Ipv4Flyweight.headerLength(frame, offset) ?
                    length : Math.min(length, offset + totalLength);

            case NETWORK_IPV6:
                final int payloadLength = Ipv6Flyweight.payloadLength(frame, offset);
                return 0 == payloadLength && IpProtocol.NO_NEXT_HEADER != Ipv6Flyweight.nextHeader(frame, offset) ?
                    length : Math.min(length, offset + Ipv6Flyweight.HEADER_LENGTH + payloadLength);

            default:
                return length;
        }
    }

    private static long tagged(final DirectBuffer frame, final int outerType, final int end)
    {
        int type = outerType;
        int offset = EthernetFlyweight.HEADER_LENGTH;
        int tags = 0;
        while (EthernetFlyweight.isTag(type))
        {
            if (MAX_VLAN_TAGS == tags)
            {
                return nothing(offset, tags, Malformed.VLAN_TOO_DEEP);
            }
            if (end - offset < EthernetFlyweight.TAG_LENGTH)
            {
                return nothing(offset, tags, Malformed.VLAN_TRUNCATED);
            }
            type = EthernetFlyweight.typeBehindTag(frame, offset);
            offset += EthernetFlyweight.TAG_LENGTH;
            tags++;
        }
        if (EthernetFlyweight.TYPE_IPV4 == type)
        {
            return ipv4(frame, offset, end, tags);
        }
        if (EthernetFlyweight.TYPE_IPV6 == type)
        {
            return ipv6(frame, offset, end, tags);
        }
        return nothing(offset, tags, Malformed.NONE);
    }

    private static long ipv4(final DirectBuffer frame, final int offset, final int end, final int vlanCount)
    {
        final int readable = end - offset;
        if (readable < Ipv4Flyweight.MIN_HEADER_LENGTH)
        {
            return nothing(offset, vlanCount, Malformed.IPV4_HEADER_TRUNCATED);
        }

        // One load for version, lengths and fragment: what all but a few packets have needs no second look.
        final long head = frame.getLong(offset, BIG_ENDIAN);
        final int totalLength = (int)(head >>> TOTAL_LENGTH_SHIFT) & 0xFFFF;
        final int protocol = Ipv4Flyweight.protocol(frame, offset);
        if (PLAIN_HEAD == (head & PLAIN_HEAD_MASK) && IpProtocol.AUTHENTICATION != protocol &&
            totalLength >= Ipv4Flyweight.MIN_HEADER_LENGTH && totalLength <= readable)
        {
            final long layout = PacketLayout.of(NETWORK_IPV4, offset, 0, 0, 0, FRAGMENT_NONE, vlanCount, 0);
            return transport(
                frame, layout, protocol, offset + Ipv4Flyweight.MIN_HEADER_LENGTH, offset + totalLength);
        }
        return oddIpv4(frame, offset, end, vlanCount);
    }

    /** Options, fragments, authentication headers and lengths that contradict the frame. */
    private static long oddIpv4(final DirectBuffer frame, final int offset, final int end, final int vlanCount)
    {
        final int readable = end - offset;
        final int headerLength = Ipv4Flyweight.headerLength(frame, offset);
        if (4 != Ipv6Flyweight.version(frame, offset))
        {
            return nothing(offset, vlanCount, Malformed.IP_VERSION);
        }
        if (headerLength < Ipv4Flyweight.MIN_HEADER_LENGTH)
        {
            return nothing(offset, vlanCount, Malformed.IPV4_HEADER_LENGTH);
        }
        if (headerLength > readable)
        {
            return ipv4WithoutOptions(frame, offset, end, vlanCount);
        }

        final int totalLength = Ipv4Flyweight.totalLength(frame, offset);
        final int packetEnd = totalLength < headerLength ? end : Math.min(end, offset + totalLength);
        final int malformed = totalLength > readable ? Malformed.IP_TRUNCATED.id() :
            totalLength < headerLength ? Malformed.IPV4_TOTAL_LENGTH.id() : 0;
        final int protocol = Ipv4Flyweight.protocol(frame, offset);
        final int transportOffset = offset + headerLength;
        final int fragment = Ipv4Flyweight.fragment(frame, offset);
        final long layout =
            PacketLayout.of(NETWORK_IPV4, offset, 0, 0, 0, ipv4FragmentKind(fragment), vlanCount, malformed);
        final int fragmentOffset = (fragment & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) << 3;
        if (0 != fragmentOffset)
        {
            return laterFragment(layout, protocol, transportOffset, fragmentOffset);
        }
        return IpProtocol.AUTHENTICATION == protocol ?
            extensions(frame, layout, protocol, transportOffset, packetEnd) :
            transport(frame, layout, protocol, transportOffset, packetEnd);
    }

    /** The fixed header is there, its options go over the end of the frame: addresses can be judged, ports cannot. */
    private static long ipv4WithoutOptions(
        final DirectBuffer frame, final int offset, final int end, final int vlanCount)
    {
        final int fragment = Ipv4Flyweight.fragment(frame, offset);
        return PacketLayout.of(NETWORK_IPV4, offset, Ipv4Flyweight.protocol(frame, offset), TRANSPORT_NONE, end,
            ipv4FragmentKind(fragment), vlanCount, Malformed.IPV4_HEADER_TRUNCATED.id());
    }

    private static long ipv6(final DirectBuffer frame, final int offset, final int end, final int vlanCount)
    {
        final int readable = end - offset;
        if (readable < Ipv6Flyweight.HEADER_LENGTH)
        {
            return nothing(offset, vlanCount, Malformed.IPV6_HEADER_TRUNCATED);
        }
        if (6 != Ipv6Flyweight.version(frame, offset))
        {
            return nothing(offset, vlanCount, Malformed.IP_VERSION);
        }

        final int nextHeader = Ipv6Flyweight.nextHeader(frame, offset);
        final int payloadLength = Ipv6Flyweight.payloadLength(frame, offset);
        final int payloadOffset = offset + Ipv6Flyweight.HEADER_LENGTH;
        // A jumbo payload (RFC 2675) has length 0 and never fits into a frame, so the frame's end stands for it.
        final boolean isLengthMissing = 0 == payloadLength && IpProtocol.NO_NEXT_HEADER != nextHeader;
        final int packetEnd = isLengthMissing ? end : Math.min(end, payloadOffset + payloadLength);
        final int malformed = isLengthMissing ? Malformed.IPV6_PAYLOAD_LENGTH.id() :
            payloadOffset + payloadLength > end ? Malformed.IP_TRUNCATED.id() : 0;
        final long layout = PacketLayout.of(NETWORK_IPV6, offset, 0, 0, 0, FRAGMENT_NONE, vlanCount, malformed);
        return IpProtocol.TCP == nextHeader || IpProtocol.UDP == nextHeader ?
            transport(frame, layout, nextHeader, payloadOffset, packetEnd) :
            extensions(frame, layout, nextHeader, payloadOffset, packetEnd);
    }

    private static long extensions(
        final DirectBuffer frame, final long base, final int firstHeader, final int firstOffset, final int end)
    {
        long layout = base;
        int header = firstHeader;
        int offset = firstOffset;
        for (int count = 0; isExtension(layout, header); count++)
        {
            if (end - offset < Ipv6Flyweight.MIN_EXTENSION_LENGTH)
            {
                return cut(layout, header, offset, Malformed.EXTENSION_TRUNCATED);
            }
            if (MAX_EXTENSIONS == count)
            {
                return cut(layout, header, offset, Malformed.EXTENSION_TOO_MANY);
            }

            int length = Ipv6Flyweight.MIN_EXTENSION_LENGTH;
            if (IpProtocol.FRAGMENT == header)
            {
                final int fragmentOffset = Ipv6Flyweight.fragmentOffset(frame, offset);
                final boolean isMore = Ipv6Flyweight.isMoreFragments(frame, offset);
                layout = PacketLayout.withFragment(layout, fragmentKind(fragmentOffset, isMore));
                if (0 != fragmentOffset)
                {
                    final int next = Ipv6Flyweight.extensionNextHeader(frame, offset);
                    return laterFragment(layout, next, offset + length, fragmentOffset);
                }
            }
            else
            {
                length = IpProtocol.AUTHENTICATION == header ?
                    Ipv6Flyweight.authenticationLength(frame, offset) : Ipv6Flyweight.extensionLength(frame, offset);
            }

            if (end - offset < length)
            {
                return cut(layout, header, offset, Malformed.EXTENSION_TRUNCATED);
            }
            header = Ipv6Flyweight.extensionNextHeader(frame, offset);
            offset += length;
        }
        return transport(frame, layout, header, offset, end);
    }

    /** IPv4 knows the authentication header only; its protocol numbers 0, 43, 44, 60 are protocols like any other. */
    private static boolean isExtension(final long layout, final int header)
    {
        switch (header)
        {
            case IpProtocol.AUTHENTICATION:
                return true;

            case IpProtocol.HOP_BY_HOP:
            case IpProtocol.ROUTING:
            case IpProtocol.FRAGMENT:
            case IpProtocol.DESTINATION_OPTIONS:
            case IpProtocol.MOBILITY:
            case IpProtocol.HOST_IDENTITY:
            case IpProtocol.SHIM6:
                return NETWORK_IPV6 == PacketLayout.network(layout);

            default:
                return false;
        }
    }

    private static int ipv4FragmentKind(final int fragment)
    {
        return 0 == fragment ? FRAGMENT_NONE : fragmentKind(
            (fragment & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) << 3, 0 != (fragment & Ipv4Flyweight.MORE_FRAGMENTS));
    }

    private static int fragmentKind(final int fragmentOffset, final boolean isMore)
    {
        if (0 == fragmentOffset)
        {
            return isMore ? FRAGMENT_FIRST : FRAGMENT_ATOMIC;
        }
        return isMore ? FRAGMENT_MIDDLE : FRAGMENT_LAST;
    }

    private static long laterFragment(
        final long layout, final int protocol, final int offset, final int fragmentOffset)
    {
        final boolean isTiny = IpProtocol.TCP == protocol && TINY_FRAGMENT_OFFSET == fragmentOffset;
        return cut(layout, protocol, offset, isTiny ? Malformed.FRAGMENT_TINY : Malformed.NONE);
    }

    private static long transport(
        final DirectBuffer frame, final long layout, final int protocol, final int offset, final int end)
    {
        final int available = end - offset;
        if (IpProtocol.TCP == protocol)
        {
            return tcp(frame, layout, offset, available);
        }
        if (IpProtocol.UDP == protocol)
        {
            return udp(frame, layout, offset, available);
        }
        switch (protocol)
        {
            case IpProtocol.ICMP:
            case IpProtocol.ICMPV6:
            case IpProtocol.UDP_LITE:
                return fixed(layout, protocol, offset, available, TransportFlyweight.ICMP_HEADER_LENGTH);

            case IpProtocol.SCTP:
            case IpProtocol.DCCP:
                return fixed(layout, protocol, offset, available, TransportFlyweight.SCTP_HEADER_LENGTH);

            default:
                return cut(layout, protocol, offset, Malformed.NONE);
        }
    }

    private static long tcp(final DirectBuffer frame, final long layout, final int offset, final int available)
    {
        if (available < TransportFlyweight.TCP_MIN_HEADER_LENGTH)
        {
            return partial(layout, IpProtocol.TCP, offset, available);
        }
        final int headerLength = TransportFlyweight.tcpHeaderLength(frame, offset);
        final boolean isFirst = FRAGMENT_FIRST == PacketLayout.fragment(layout);
        return headerLength >= TransportFlyweight.TCP_MIN_HEADER_LENGTH && (headerLength <= available || isFirst) ?
            PacketLayout.withWholeTransport(layout, IpProtocol.TCP, offset) : PacketLayout.withTransport(
                layout, IpProtocol.TCP, TRANSPORT_HEADER, offset, Malformed.TCP_DATA_OFFSET);
    }

    private static long udp(final DirectBuffer frame, final long layout, final int offset, final int available)
    {
        if (available < TransportFlyweight.UDP_HEADER_LENGTH)
        {
            return partial(layout, IpProtocol.UDP, offset, available);
        }
        final int udpLength = TransportFlyweight.udpLength(frame, offset);
        final boolean isFirst = FRAGMENT_FIRST == PacketLayout.fragment(layout);
        return udpLength >= TransportFlyweight.UDP_HEADER_LENGTH && (udpLength <= available || isFirst) ?
            PacketLayout.withWholeTransport(layout, IpProtocol.UDP, offset) : PacketLayout.withTransport(
                layout, IpProtocol.UDP, TRANSPORT_HEADER, offset, Malformed.UDP_LENGTH);
    }

    private static long fixed(
        final long layout, final int protocol, final int offset, final int available, final int headerLength)
    {
        return available < headerLength ?
            partial(layout, protocol, offset, available) :
            PacketLayout.withWholeTransport(layout, protocol, offset);
    }

    private static long partial(final long layout, final int protocol, final int offset, final int available)
    {
        final int transport = available < MIN_PORTS_LENGTH ? TRANSPORT_NONE : TRANSPORT_PORTS;
        final Malformed reason = FRAGMENT_FIRST == PacketLayout.fragment(layout) ?
            Malformed.FRAGMENT_TINY : Malformed.TRANSPORT_TRUNCATED;
        return PacketLayout.withTransport(layout, protocol, transport, offset, reason);
    }

    private static long cut(final long layout, final int protocol, final int offset, final Malformed reason)
    {
        return PacketLayout.withTransport(layout, protocol, TRANSPORT_NONE, offset, reason);
    }

    private static long nothing(final int offset, final int vlanCount, final Malformed reason)
    {
        return PacketLayout.of(NETWORK_NONE, offset, 0, TRANSPORT_NONE, 0, FRAGMENT_NONE, vlanCount, reason.id());
    }
}
