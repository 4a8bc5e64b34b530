package porteira.tree;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Random policies as text, over so few values that rules overlap and frames meet them. */
final class RandomPolicies
{
    private static final String[] PORTS = { "25", "465", "587", "20-30", "1024-65535", "{ 25, 465 }", "{ 1-24, 80 }" };
    private static final String[] V4 = {
        "203.0.113.25", "203.0.113.0/24", "203.0.113.10-203.0.113.40", "{ 203.0.113.7, 198.51.100.0/25 }", "@hosts4",
        "0.0.0.0/0", "128.0.0.0/1", "@large4" };
    private static final String[] V6 = {
        "2001:db8:b01a:70da::25", "2001:db8:b01a:70da::/64", "fe80::/10", "{ 2001:db8::/32, ::1 }", "@hosts6",
        "2001:db8:b01a:70da::10-2001:db8:b01a:70db::1", "::ffff:203.0.113.25" };
    private static final String[] TUNNELS = {
        "teredo", "teredo", "6in4", "ipip", "gre", "pppoe", "mpls", "tunnel", "tunnel", "tunnel", "tunnel",
        "pppoe teredo", "gre teredo", "ipip gre", "tunnel teredo", "gre tunnel", "tunnel tunnel" };
    private static final String[] FLAGS = {
        "syn", "syn,ack", "& (syn | ack) == syn", "syn / syn,rst", "{ syn, syn | ack }", "!= syn", "& fin != 0" };

    private static final int TUNNEL = 9;
    private static final int LAST_TUNNEL = 10;
    private static final int ANY_FIELD = 14;

    private final SplittableRandom random;
    private final boolean isPlain;
    private int chains;

    RandomPolicies(final SplittableRandom random)
    {
        this(random, false);
    }

    /** {@code isPlain} leaves out what nft does not know, and has every rule count. */
    RandomPolicies(final SplittableRandom random, final boolean isPlain)
    {
        this.random = random;
        this.isPlain = isPlain;
    }

    String next()
    {
        chains = random.nextInt(4);
        final StringBuilder text = new StringBuilder("table bridge t {\n");
        text.append("set hosts4 { type ipv4_addr; flags interval; ")
            .append("elements = { 203.0.113.0-203.0.113.30, 10.0.0.0/8 } }\n");
        text.append("set hosts6 { type ipv6_addr; elements = { 2001:db8::1, 2001:db8:b01a:70da::25 } }\n");
        text.append("set large4 { type ipv4_addr; elements = { 203.0.113.25");
        for (int i = 0; i < 100; i++)
        {
            text.append(", 203.0.112.").append(2 * i);
        }
        text.append(" } }\n");
        text.append("set pairs { type ipv4_addr . inet_service; flags interval; elements = { ")
            .append("203.0.113.0/24 . 25, 10.0.0.0-203.0.113.7 . 400-600 } }\n");
        for (int chain = 0; chain <= chains; chain++)
        {
            text.append("chain c").append(chain).append(" {\n");
            if (0 == chain)
            {
                text.append("type filter hook forward priority filter; policy ").append(verdict()).append(";\n");
            }
            for (int rule = random.nextInt(6); rule >= 0; rule--)
            {
                rule(text, chain);
            }
            text.append("}\n");
        }
        return text.append("}\n").toString();
    }

    private void rule(final StringBuilder text, final int chain)
    {
        final Needs needs = new Needs();
        for (int matches = random.nextInt(4); matches > 0; matches--)
        {
            text.append(match(needs)).append(' ');
            if (0 == random.nextInt(12))
            {
                text.append("log prefix \"early\" ");
            }
        }
        if (0 == random.nextInt(3))
        {
            text.append("log prefix \"p").append(random.nextInt(3)).append("\" ");
        }
        if (0 == random.nextInt(8))
        {
            text.append(choice(chain, needs)).append('\n');
            return;
        }
        text.append(isPlain ? "counter " : "").append(end(chain)).append('\n');
    }

    /** Its fields are there and one case is for all that is left, so that the counter in front of it is the rule's. */
    private String choice(final int chain, final Needs needs)
    {
        final String last = ", * : continue }";
        final String way = chain == chains ? "return" : "jump c" + random.nextInt(chain + 1, chains + 1);
        return switch (null == needs.transport ? random.nextInt(3) : 0)
        {
            case 0 -> "counter ether type vmap { ip : " + verdict() + ", arp : " + verdict() + ", vlan : " + way + last;
            case 1 -> "tcp dport 1-65535 counter tcp dport vmap { 25 : " + verdict() + ", 400-600 : " + way + last;
            default -> "counter ether saddr . ether daddr vmap { 02:00:00:00:00:01 . 02:00:00:00:00:02 : " + way +
                ", 02:00:00:00:00:01-02:00:00:00:00:ff . 02:00:00:00:00:01 : " + verdict() + last;
        };
    }

    private String end(final int chain)
    {
        final int choice = random.nextInt(10);
        if (choice < 6)
        {
            return verdict();
        }
        if (6 == choice)
        {
            return "return";
        }
        if (7 == choice)
        {
            return isPlain ? "" : "counter";
        }
        return chain == chains ? "drop" :
            (8 == choice ? "jump c" : "goto c") + random.nextInt(chain + 1, chains + 1);
    }

    private String verdict()
    {
        return random.nextBoolean() ? "accept" : "drop";
    }

    /** Protocols that a rule has settled on, since nft refuses two that exclude each other. */
    private static final class Needs
    {
        private String network;
        private String transport;
        private boolean isNegated;
        private final Map<String, Needs> inner = new HashMap<>();

        private Needs inner(final String tunnels)
        {
            return inner.computeIfAbsent(tunnels, (key) -> new Needs());
        }
    }

    private String match(final Needs needs)
    {
        // nft 1.0.6 joins comparisons of neighbouring fields into one; two negated ones then mean something else.
        final String not = 0 == random.nextInt(4) && !(isPlain && needs.isNegated) ? "!= " : "";
        needs.isNegated |= !not.isEmpty();
        final int choice = random.nextInt(17);
        return switch (isPlain && TUNNEL <= choice && LAST_TUNNEL >= choice ? ANY_FIELD : choice)
        {
            case 0 -> "iifname " + not + pick("lan", "wan", "{ lan, dmz }");
            case 1 -> "oifname " + not + pick("lan", "wan");
            case 2 -> "ether type " + not + pick("ip", "ip6", "vlan", "arp");
            case 3 -> "ether " + pick("saddr ", "daddr ") + not +
                pick("02:00:00:00:00:01", "02:00:00:00:00:00-02:00:00:00:00:ff", "{ 02:00:00:00:00:02 }");
            case 4 -> "vlan id " + not + pick("5", "{ 5, 7 }", "1-100");
            case 5 -> "meta protocol " + not + pick("ip", "ip6", "arp");
            case 6 -> "meta l4proto " + not + pick("{ tcp, udp }", "icmp", "0-16");
            case 7, 8 -> header(needs, not, false);
            case TUNNEL, LAST_TUNNEL -> inTunnel(needs, not);
            case 11 -> "meta l4proto " + not + "{ 0, 6, 58 }";
            case ANY_FIELD, 15, 16 -> any(needs, not);
            default -> port(needs, not);
        };
    }

    private String inTunnel(final Needs needs, final String not)
    {
        final String tunnels = pick(TUNNELS);
        final String last = tunnels.substring(tunnels.lastIndexOf(' ') + 1);
        final Needs inner = needs.inner(tunnels);
        if (null == inner.network)
        {
            inner.network = "ipip".equals(last) ? "ip" :
                "teredo".equals(last) || "6in4".equals(last) ? "ip6" : pick("ip", "ip6");
        }
        if (0 == random.nextInt(6))
        {
            // A statement ends the words of the tunnel; the next match may begin with another.
            return tunnels + " counter";
        }
        return tunnels + ("teredo".equals(last) && random.nextBoolean() ? " proven " : " ") +
            (0 == random.nextInt(6) ? "meta l4proto " + not + "{ 0, 6, 17, 41 }" : header(inner, not, true));
    }

    private String header(final Needs needs, final String not, final boolean isInner)
    {
        if (null == needs.network)
        {
            needs.network = pick("ip", "ip6");
        }
        if (isInner && 0 == random.nextInt(3))
        {
            return port(needs, not);
        }
        return switch (random.nextInt(4))
        {
            case 0 -> "ip6".equals(needs.network) ? "ip6 nexthdr " + not + pick("tcp", "0", "44", "{ 6, 17 }") :
                "ip protocol " + not + pick("tcp", "udp", "0-5");
            case 1 -> needs.network + " saddr " + not + ("ip6".equals(needs.network) ? pick(V6) : pick(V4));
            case 2 -> needs.network + " daddr " + not + ("ip6".equals(needs.network) ? pick(V6) : pick(V4));
            default -> null == needs.transport ? icmp(needs, not) : port(needs, not);
        };
    }

    /** Whatever else nft can compare: bits, masks, lengths, keys of several fields. */
    private String any(final Needs needs, final String not)
    {
        if (0 == random.nextInt(3))
        {
            return pick("meta length " + not + pick("40-60", "46", "{ 40, 60-100 }"), "vlan pcp " + not + "0",
                "meta pkttype " + not + pick("broadcast", "{ broadcast, multicast }"),
                "@ll,0,48 " + not + "0x20000000002", "@nh,0,8 " + pick("", "& 0xf0 ") + not + "0x40",
                "ether saddr . ether type " + not + "{ 02:00:00:00:00:01 . ip, 02:00:00:00:00:01 . 0x86dd }");
        }
        if (null == needs.network)
        {
            needs.network = pick("ip", "ip6");
        }
        final boolean isV4 = "ip".equals(needs.network);
        if (null == needs.transport && 0 == random.nextInt(3))
        {
            needs.transport = pick("tcp", "udp");
        }
        final String least = " & 255.255.255.0 " + pick("== 203.0.113.0", "!= 203.0.113.0", "< 203.0.113.0");
        if ("tcp".equals(needs.transport))
        {
            // Behind flags, nft 1.0.6 joins a window to them, and compares both whole.
            return pick((isPlain ? "tcp sequence " : "tcp window ") + not + "1024", "tcp doff " + not + "5",
                "tcp sequence " + not + "0-1",
                "@th,16,16 " + not + "{ 25, 400-600 }", "tcp dport & 1 " + pick("==", "!=") + " 1",
                isV4 ? "ip saddr . tcp dport " + not + "@pairs" : "ip6 daddr . tcp sport " + not +
                    "{ 2001:db8:b01a:70da::/64 . 1024-65535, ::/1 . 25 }",
                isV4 ? "ip saddr & 255.255.255.0 . tcp dport " + not + "{ 203.0.113.0 . 25, 10.1.2.0 . 587 }" :
                    "tcp sport . tcp dport " + not + "{ 25 . 0-1024, 80 . 80 }");
        }
        if ("udp".equals(needs.transport))
        {
            return pick("udp length " + not + "8-20", "@th,0,16 " + not + "25", "udp dport . udp sport " + not +
                "{ 25 . 80, 1024-65535 . 0-1023 }");
        }
        if (null != needs.transport)
        {
            return needs.transport + " code " + not + pick("0", "1-5");
        }
        return isV4 ? pick("ip ttl " + not + "64", "ip dscp " + not + pick("cs0", "{ ef, cs1 }"), "ip saddr" + least,
            "ip daddr" + least, "ip length " + not + "40-60", "ip hdrlength " + not + "5", "ip id " + not + "0",
            "ip frag-off & 0x1fff != 0", "ip frag-off & 0x2000 != 0", "@nh,96,32 & 0xffff0000 == 0xcb000000",
            "ip saddr . ip daddr " + not + "{ 203.0.113.0/24 . 198.51.100.0/24, 10.0.0.0/8 . 10.1.2.3 }") :
            pick("ip6 hoplimit " + not + "64", "ip6 flowlabel " + not + "0", "ip6 length " + not + "20-60",
            "ip6 saddr & ffff:ffff:: == 2001:db8::", "ip6 daddr & ::ff != ::25", "exthdr frag exists",
            "@nh,64,16 " + not + "0x2001", "ip6 saddr . ip6 nexthdr " + not + "{ 2001:db8::/32 . 6, fe80::1 . 17 }");
    }

    private String icmp(final Needs needs, final String not)
    {
        needs.transport = "ip6".equals(needs.network) ? "icmpv6" : "icmp";
        return needs.transport + " type " + not + pick("echo-request", "{ echo-request, echo-reply }", "0-127");
    }

    private String port(final Needs needs, final String not)
    {
        if (null == needs.transport)
        {
            needs.transport = 0 == random.nextInt(3) ? "udp" : "tcp";
        }
        if (needs.transport.startsWith("icmp"))
        {
            return needs.transport + " type " + not + "8";
        }
        if ("tcp".equals(needs.transport) && 0 == random.nextInt(4))
        {
            final String flags = isPlain && needs.isNegated ? "syn" : pick(FLAGS);
            needs.isNegated |= flags.startsWith("!=");
            return "tcp flags " + flags;
        }
        return needs.transport + pick(" sport ", " dport ") + not + pick(PORTS);
    }

    private String pick(final String... choices)
    {
        return choices[random.nextInt(choices.length)];
    }
}
