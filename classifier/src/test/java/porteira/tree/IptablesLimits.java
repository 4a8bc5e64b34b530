package porteira.tree;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;

/**
 * Where the kernel's iptables on a bridge is no referee: the differences that are meant, each bound to a kind of frame.
 * All else must be equal.
 * <ol>
 * <li>The bridge shows iptables neither tagged frames nor PPPoE sessions (unless told to), nor MPLS; we look inside:
 * mail must not hide behind a tag.</li>
 * <li>Before any rule it drops packets with a wrong IPv4 checksum, an IP length that does not fit the frame or
 * hop-by-hop options that do not fit their header, and cuts off what follows the packet; we judge what is there and
 * leave frames as they are.</li>
 * <li>A rule that needs a TCP, UDP or ICMP header drops a packet too short for it at once, and so does one for TCP on
 * a fragment that begins within the header, and ip6tables on extension headers it can not walk; for us the rule does
 * not match.</li>
 * <li>iptables takes an IPv4 authentication header for the protocol, and ip6tables the mobility, host identity and
 * shim6 headers; we look behind.</li>
 * </ol>
 */
final class IptablesLimits
{
    private static final int JUMBO_OPTION = 0xC2;
    private static final int TYPE_ARP = 0x0806;
    private static final int LEAST_TCP = 20;
    private static final int LEAST_UDP = 8;
    private static final int LEAST_ICMP = 4;
    private static final Set<Malformed> DROPPED = EnumSet.of(Malformed.IP_VERSION, Malformed.IPV4_HEADER_TRUNCATED,
        Malformed.IPV4_HEADER_LENGTH, Malformed.IPV6_HEADER_TRUNCATED, Malformed.IP_TRUNCATED,
        Malformed.IPV4_TOTAL_LENGTH, Malformed.EXTENSION_TRUNCATED, Malformed.EXTENSION_TOO_MANY);

    private IptablesLimits()
    {
    }

    /** True if the kernel must judge a frame as the rules say. */
    static boolean isBinding(final byte[] bytes)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        if (!KernelLimits.isSeen(frame, bytes.length))
        {
            return false;
        }
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final int type = EthernetFlyweight.type(frame, 0);
        if (EthernetFlyweight.TYPE_IPV4 != type && EthernetFlyweight.TYPE_IPV6 != type)
        {
            return TYPE_ARP == type;
        }
        return PacketLayout.NETWORK_NONE != PacketLayout.network(layout) && !DROPPED.contains(Malformed.of(layout)) &&
            end(frame, layout) <= bytes.length && isWhole(frame, layout) && !hasBrokenOptions(frame, layout) &&
            !KernelLimits.isUnknownToKernel(frame, bytes.length, layout);
    }

    /** As {@code nf_ip6_check_hbh_len} has it, but that no jumbogram fits a frame here. */
    private static boolean hasBrokenOptions(final UnsafeBuffer frame, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV6 != PacketLayout.network(layout) ||
            IpProtocol.HOP_BY_HOP != Ipv6Flyweight.nextHeader(frame, network))
        {
            return false;
        }
        final int header = network + Ipv6Flyweight.HEADER_LENGTH;
        final int end = header + Ipv6Flyweight.extensionLength(frame, header);
        int offset = header + 2;
        while (offset < end)
        {
            final int type = frame.getByte(offset) & 0xFF;
            if (JUMBO_OPTION == type || 0 != type && offset + 2 > end)
            {
                return true;
            }
            offset += 0 == type ? 1 : 2 + (frame.getByte(offset + 1) & 0xFF);
        }
        return offset != end;
    }

    private static boolean isWhole(final UnsafeBuffer frame, final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        if (PacketLayout.FRAGMENT_MIDDLE == fragment || PacketLayout.FRAGMENT_LAST == fragment)
        {
            return 1 != fragmentOffset(frame, layout);
        }
        final int least = switch (PacketLayout.protocol(layout))
        {
            case IpProtocol.TCP -> LEAST_TCP;
            case IpProtocol.UDP -> LEAST_UDP;
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> LEAST_ICMP;
            default -> 0;
        };
        return PacketLayout.transportOffset(layout) + least <= end(frame, layout);
    }

    private static int fragmentOffset(final UnsafeBuffer frame, final long layout)
    {
        return PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) ?
            Ipv4Flyweight.fragment(frame, PacketLayout.networkOffset(layout)) & Ipv4Flyweight.FRAGMENT_OFFSET_MASK : 0;
    }

    private static int end(final UnsafeBuffer frame, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        return network + (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) ?
            Ipv4Flyweight.totalLength(frame, network) :
            Ipv6Flyweight.HEADER_LENGTH + Ipv6Flyweight.payloadLength(frame, network));
    }

    /** A copy with the IPv4 header's checksum as it must be. */
    static byte[] prepared(final byte[] bytes)
    {
        final byte[] copy = bytes.clone();
        final UnsafeBuffer frame = new UnsafeBuffer(copy);
        final long layout = PacketParser.ethernet(frame, copy.length);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            final int network = PacketLayout.networkOffset(layout);
            copy[network + 10] = 0;
            copy[network + 11] = 0;
            int sum = 0;
            for (int i = 0; i < Ipv4Flyweight.headerLength(frame, network); i += 2)
            {
                sum += (copy[network + i] & 0xFF) << 8 | copy[network + i + 1] & 0xFF;
            }
            sum = (sum >>> 16) + (sum & 0xFFFF);
            sum += sum >>> 16;
            copy[network + 10] = (byte)(~sum >> 8);
            copy[network + 11] = (byte)~sum;
        }
        return copy;
    }

    /** The frame without what follows its packet, as it leaves the kernel's bridge. */
    static byte[] trimmed(final byte[] bytes)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        return PacketLayout.NETWORK_NONE == PacketLayout.network(layout) ? bytes :
            Arrays.copyOf(bytes, end(frame, layout));
    }
}
