package porteira.policy.nft;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.Tunnel;

/**
 * What a rule has settled on for one packet, and what it thereby excludes: nft's protocol context
 * ({@code src/payload.c}, {@code src/proto.c} of 1.0.6). A network protocol named later replaces one named before by
 * value; transport protocols add up, and a header of one conflicts with every other.
 */
final class Protocols
{
    /** Transport protocols that nft knows by number, and so takes for a statement about the transport header. */
    private static final Map<Integer, String> TRANSPORTS = new TreeMap<>(Map.ofEntries(
        Map.entry(1, "icmp"), Map.entry(2, "igmp"), Map.entry(6, "tcp"), Map.entry(17, "udp"), Map.entry(33, "dccp"),
        Map.entry(50, "esp"), Map.entry(51, "ah"), Map.entry(58, "icmpv6"), Map.entry(108, "comp"),
        Map.entry(132, "sctp"), Map.entry(136, "udplite")));
    private static final Map<Integer, String> NETWORKS = Map.of(0x0800, "ip", 0x0806, "arp", 0x86DD, "ip6");
    private static final Set<Integer> TAGS = Set.of(0x8100, 0x88A8);

    /** Transport protocols that carry no packet, so that no tunnel begins behind them. */
    private static final Set<String> CARRY_NOTHING = Set.of("tcp", "icmp", "icmpv6");
    private static final String UNKNOWN = "unknown";

    private final SourceProblems problems;
    private final Set<String> transports = new LinkedHashSet<>();
    private String network;
    private boolean isTagged;

    Protocols(final SourceProblems problems)
    {
        this.problems = problems;
    }

    /** True if nothing has settled on a network protocol; if another one was settled on, that is reported. */
    boolean claimNetwork(final String word, final Token at)
    {
        final String known = network;
        if (null != known && !known.equals(word))
        {
            conflict(known, word, at);
            return false;
        }
        network = word;
        return null == known;
    }

    /** A header of a transport protocol: true if it needs to be asked for. */
    boolean claimTransport(final String word, final Token at)
    {
        if (transports.isEmpty() && null != network && !hasTransport(network))
        {
            conflict(network, word, at);
            return false;
        }
        for (final String known : transports)
        {
            if (!known.equals(word) && !isCarrier(known, word) && !isCarrier(word, known))
            {
                conflict(known, word, at);
                return false;
            }
        }
        return transports.add(word);
    }

    private static boolean isCarrier(final String tunnel, final String carrier)
    {
        return Tunnel.SOME.word().equals(tunnel) && !CARRY_NOTHING.contains(carrier);
    }

    private static boolean hasTransport(final String network)
    {
        return "ip".equals(network) || "ip6".equals(network);
    }

    boolean hasNetwork()
    {
        return null != network;
    }

    boolean hasTransport()
    {
        return !transports.isEmpty();
    }

    boolean isNetwork(final String word)
    {
        return word.equals(network);
    }

    /** A VLAN tag: true if it needs to be asked for. */
    boolean claimTag(final Token at)
    {
        if (!isTagged && null != network)
        {
            conflict("ether", "vlan", at);
            return false;
        }
        final boolean isNew = !isTagged;
        isTagged = true;
        return isNew;
    }

    /** Values that a protocol field must have. */
    void settle(final String field, final List<Interval> values)
    {
        for (final Interval interval : values)
        {
            if (interval.isSingle())
            {
                settle(field, (int)interval.first().lo());
            }
        }
    }

    private void settle(final String field, final int value)
    {
        switch (field)
        {
            case "meta l4proto" -> transports.add(TRANSPORTS.getOrDefault(value, UNKNOWN));
            case "ip protocol", "ip6 nexthdr" ->
            {
                if (TRANSPORTS.containsKey(value))
                {
                    transports.add(TRANSPORTS.get(value));
                }
            }
            case "meta protocol" -> network = NETWORKS.getOrDefault(value, UNKNOWN);
            case "ether type", "vlan type" ->
            {
                network = NETWORKS.getOrDefault(value, network);
                isTagged |= TAGS.contains(value);
            }
            default ->
            {
            }
        }
    }

    private void conflict(final String known, final String word, final Token at)
    {
        problems.report(at, "conflicting protocols: '" + known + "' and '" + word + "' in one rule never match");
    }
}
