package porteira.tree;

import java.util.EnumSet;
import java.util.Set;
import org.agrona.DirectBuffer;
import porteira.policy.Condition;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.wire.EthernetFlyweight;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;

/**
 * Where the kernel is no referee: the differences that are meant, each bound to a kind of frame and to the fields that
 * a policy really compares on it. All else must be equal.
 * <ol>
 * <li>The kernel's bridge never shows its rules a frame with a multicast source, one to a reserved group address
 * (IEEE 802.1D 7.12.6), or one that ends within four bytes behind its first VLAN tag or within the header and protocol
 * of a PPPoE session, tagged or not.</li>
 * <li>It looks through one VLAN tag of type 0x8100 or 0x88a8, we through four, 0x9100 included: mail must not hide
 * behind a second tag.</li>
 * <li>It reads an address from whatever follows EtherType 0x0800 or 0x86dd; we want the version to agree and the fixed
 * header to be whole.</li>
 * <li>It reads neither protocol nor ports of a packet whose IP length exceeds the frame; we read what is there, since a
 * rule that drops must not be escaped by a wrong length.</li>
 * <li>It stops at an authentication header and at the IPv6 mobility, host identity and shim6 headers; we look
 * behind.</li>
 * <li>It takes bytes of a later fragment, or Ethernet padding behind the packet, for ports: its slow path refuses the
 * former (NFT_BREAK), its fast path forgets to. For us such a port is absent, and so is a field of a TCP header that
 * is cut elsewhere. It knows no protocol for a later IPv6 fragment that begins with an extension header; for us that
 * header is the protocol.</li>
 * <li>nft 1.0.6 turns {@code icmp type} and {@code exthdr frag} without {@code ip} or {@code ip6} in front into
 * comparisons that no tagged frame passes, unlike {@code ip protocol icmp}; for us all look behind the tag.</li>
 * <li>What it finds at an offset from the network or transport header of a packet that contradicts itself, or from the
 * latter of a fragment, is its own affair.</li>
 * </ol>
 */
final class KernelLimits implements LinearMatcher.Observer
{
    private static final int LEAST_TAGGED = 22;
    private static final int LEAST_SESSION = 8;
    private static final Set<Kind> OF_LINK = EnumSet.of(Kind.INGRESS, Kind.EGRESS, Kind.ETHER_TYPE, Kind.ETHER_SOURCE,
        Kind.ETHER_DESTINATION, Kind.VLAN_ID, Kind.VLAN_COUNT, Kind.ETHERNET, Kind.PACKET_TYPE);
    private static final Set<Kind> OF_TRANSPORT = EnumSet.of(Kind.SOURCE_PORT, Kind.DESTINATION_PORT, Kind.TCP_FLAGS,
        Kind.ICMP_TYPE, Kind.ICMPV6_TYPE);
    private static final Set<Kind> OF_UNTAGGED = EnumSet.of(Kind.ICMP_TYPE, Kind.ICMPV6_TYPE, Kind.FRAGMENT);
    private static final Set<Malformed> NO_HEADER = EnumSet.of(Malformed.IP_VERSION, Malformed.IPV4_HEADER_TRUNCATED,
        Malformed.IPV4_HEADER_LENGTH, Malformed.IPV6_HEADER_TRUNCATED);
    private static final Set<Malformed> WRONG_LENGTH = EnumSet.of(Malformed.IP_TRUNCATED, Malformed.IPV4_TOTAL_LENGTH,
        Malformed.EXTENSION_TRUNCATED, Malformed.EXTENSION_TOO_MANY);

    private final Set<Kind> compared = EnumSet.noneOf(Kind.class);

    private KernelLimits()
    {
    }

    /** True if the kernel's rules get to see the frame. */
    static boolean isSeen(final DirectBuffer frame, final int length)
    {
        return EthernetFlyweight.HEADER_LENGTH <= length && 0 == (frame.getByte(6) & 1) &&
            !(0x01 == frame.getByte(0) && (byte)0x80 == frame.getByte(1) && (byte)0xC2 == frame.getByte(2)) &&
            (!EthernetFlyweight.isTag(EthernetFlyweight.type(frame, 0)) || LEAST_TAGGED <= length) &&
            !isCutSession(frame, length);
    }

    private static boolean isCutSession(final DirectBuffer frame, final int length)
    {
        final boolean isTagged = EthernetFlyweight.isTag(EthernetFlyweight.type(frame, 0));
        final int offset = EthernetFlyweight.HEADER_LENGTH + (isTagged ? EthernetFlyweight.TAG_LENGTH : 0);
        final int type = isTagged ? EthernetFlyweight.typeBehindTag(frame, EthernetFlyweight.HEADER_LENGTH) :
            EthernetFlyweight.type(frame, 0);
        return EthernetFlyweight.TYPE_PPPOE_SESSION == type && length - offset < LEAST_SESSION;
    }

    /** True if the kernel must judge a frame that it sees as the policy does. */
    static boolean isBinding(
        final CompiledPolicy policy,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress)
    {
        final KernelLimits limits = new KernelLimits();
        policy.linearMatcher().walk(frame, length, layout, ingress, egress, policy.assumedState(), limits);
        return limits.isBinding(frame, length, layout);
    }

    private boolean isBinding(final DirectBuffer frame, final int length, final long layout)
    {
        if (OF_LINK.containsAll(compared))
        {
            return true;
        }
        final Malformed malformed = Malformed.of(layout);
        final boolean isTagged = 0 < PacketLayout.vlanCount(layout);
        final boolean readsProtocol =
            compared.contains(Kind.L4_PROTOCOL) || compared.contains(Kind.TRANSPORT_BYTES);
        return !isDeepTagged(frame, layout) &&
            !(NO_HEADER.contains(malformed) && (readsProtocol || compared.contains(Kind.NETWORK))) &&
            !(WRONG_LENGTH.contains(malformed) && readsProtocol) &&
            !(readsProtocol && isUnknownToKernel(frame, length, layout)) &&
            !(isTagged && OF_UNTAGGED.stream().anyMatch(compared::contains)) &&
            isSureOfBits(malformed, layout) &&
            compared.stream().noneMatch((kind) -> isReadElsewhere(kind, length, layout));
    }

    private boolean isSureOfBits(final Malformed malformed, final long layout)
    {
        final boolean isWhole = Malformed.NONE == malformed;
        return (isWhole || !compared.contains(Kind.NETWORK_BYTES) && !compared.contains(Kind.FRAGMENT)) &&
            (!compared.contains(Kind.TRANSPORT_BYTES) || isWhole && 0 == PacketLayout.vlanCount(layout) &&
            PacketLayout.FRAGMENT_NONE == PacketLayout.fragment(layout));
    }

    private static boolean isDeepTagged(final DirectBuffer frame, final long layout)
    {
        return 1 < PacketLayout.vlanCount(layout) ||
            EthernetFlyweight.TYPE_OLD_SERVICE_VLAN == EthernetFlyweight.type(frame, 0);
    }

    /** A header is there that the kernel takes for the transport protocol, or for none at all. */
    static boolean isUnknownToKernel(final DirectBuffer frame, final int length, final long layout)
    {
        final int network = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV6 != PacketLayout.network(layout))
        {
            return PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) &&
                IpProtocol.AUTHENTICATION == Ipv4Flyweight.protocol(frame, network);
        }
        int header = Ipv6Flyweight.nextHeader(frame, network);
        int offset = network + Ipv6Flyweight.HEADER_LENGTH;
        while (isKnownExtension(header) && offset + Ipv6Flyweight.MIN_EXTENSION_LENGTH <= length)
        {
            if (IpProtocol.FRAGMENT == header && 0 != Ipv6Flyweight.fragmentOffset(frame, offset))
            {
                return isExtension(Ipv6Flyweight.extensionNextHeader(frame, offset));
            }
            final int extensionLength = IpProtocol.FRAGMENT == header ? Ipv6Flyweight.MIN_EXTENSION_LENGTH :
                Ipv6Flyweight.extensionLength(frame, offset);
            header = Ipv6Flyweight.extensionNextHeader(frame, offset);
            offset += extensionLength;
        }
        return isExtension(header);
    }

    private static boolean isKnownExtension(final int header)
    {
        return IpProtocol.HOP_BY_HOP == header || IpProtocol.ROUTING == header || IpProtocol.FRAGMENT == header ||
            IpProtocol.DESTINATION_OPTIONS == header;
    }

    private static boolean isExtension(final int header)
    {
        return isKnownExtension(header) || IpProtocol.AUTHENTICATION == header || IpProtocol.MOBILITY == header ||
            IpProtocol.HOST_IDENTITY == header || IpProtocol.SHIM6 == header;
    }

    /** The kernel finds bytes where we say that the field is absent, or the reverse. */
    private static boolean isReadElsewhere(final Kind kind, final int length, final long layout)
    {
        if (!OF_TRANSPORT.contains(kind))
        {
            return false;
        }
        final int fragment = PacketLayout.fragment(layout);
        final boolean isLater = PacketLayout.FRAGMENT_MIDDLE == fragment || PacketLayout.FRAGMENT_LAST == fragment;
        final int end = PacketLayout.transportOffset(layout) + switch (kind)
        {
            case SOURCE_PORT -> 2;
            case DESTINATION_PORT -> 4;
            case TCP_FLAGS -> 14;
            default -> 1;
        };
        return isLater || FieldReader.isPresent(kind, layout) != end <= length;
    }

    @Override
    public void onCondition(final Condition condition, final boolean satisfied)
    {
        if (condition instanceof Lookup lookup)
        {
            lookup.key().forEach((field) -> compared.add(field.kind()));
        }
    }

    @Override
    public void onRule(final Rule rule)
    {
    }

    @Override
    public void onMatch(
        final Match match, final boolean present, final long hi, final long lo, final boolean satisfied)
    {
        compared.add(match.field().kind());
    }

    @Override
    public void onMatched(final Rule rule, final RulePart end)
    {
    }
}
