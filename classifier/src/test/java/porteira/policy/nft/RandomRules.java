package porteira.policy.nft;

import java.util.SplittableRandom;

/** Rules as people might write them, right and wrong, of what nft and porteira both know. */
final class RandomRules
{
    private static final String[] MATCHES = {
        "tcp dport 25", "tcp sport != 1-1023", "udp dport { 53, 123 }", "th dport 25", "tcp flags syn",
        "tcp flags & (syn | ack) == syn", "tcp window > 100", "udp length 20-30", "icmp type echo-request",
        "icmpv6 type { echo-request, echo-reply }", "icmp code 0", "ip saddr 10.0.0.0/8", "ip daddr != 1.2.3.4",
        "ip saddr & 255.0.0.0 == 10.0.0.0", "ip6 saddr ::1", "ip6 daddr 2001:db8::/32", "ip dscp ef", "ip ttl < 5",
        "ip frag-off & 0x1fff != 0", "ip6 hoplimit 255", "ip6 flowlabel 5", "ip protocol tcp", "ip protocol != udp",
        "ip protocol { tcp, udp }", "ip protocol 47", "ip6 nexthdr udp", "ip6 nexthdr { 44, 6 }", "meta l4proto tcp",
        "meta l4proto { tcp, udp }", "meta l4proto { tcp }", "meta l4proto icmp", "meta l4proto 47",
        "meta l4proto != tcp", "meta l4proto 5-7", "meta protocol ip", "meta protocol { ip, ip6 }",
        "meta protocol arp", "ether type ip", "ether type { arp, ip }", "ether type ip6", "ether type arp",
        "ether type vlan", "ether type 0x1234", "ether saddr 00:11:22:33:44:55", "vlan id 5", "vlan id 1-4095",
        "vlan pcp 3", "vlan type ip", "iifname \"lan\"", "oifname { \"a\", \"b\" }", "exthdr frag exists",
        "frag more-fragments 1", "@nh,96,32 0x01020304", "@th,16,16 { 25, 30-40 }", "@ll,0,48 != 0x1122",
        "ip saddr . tcp dport { 1.2.3.4 . 25 }", "ip saddr & 255.0.0.0 . tcp dport { 1.0.0.0 . 25 }",
        "ip saddr . ip6 saddr { 1.2.3.4 . ::1 }",
        "meta length 60-100", "meta pkttype broadcast", "ip saddr @hosts", "tcp dport @hosts",
        "tcp dport 70000", "ip saddr 1.2.3.300", "tcp dport 30-20", "ip dscp 64", "vlan pcp 8", "tcp dprot 25" };
    private static final String[] STATEMENTS = {
        "counter", "log prefix \"x\"", "log level info flags all", "limit rate 10/second burst 5 packets",
        "limit rate over 10 kbytes/second", "limit rate 3/fortnight", "add @seen { ip saddr }",
        "update @seen { ip saddr timeout 1h }", "update @seen { ip saddr & 255.255.255.0 }",
        "update @seen { ip6 saddr }", "add @missing { ip saddr }" };
    private static final String[] ENDS = {
        "accept", "drop", "return", "continue", "jump other", "goto other", "jump missing", "",
        "tcp dport vmap { 25 : accept, 30-40 : jump other }", "tcp dport vmap { 1-10 : accept, 5 : drop }",
        "ip saddr vmap { 1.2.3.4 : drop }", "reject", "reject with tcp reset", "reject with icmp type host-unreachable",
        "reject with icmpv6 type no-route", "reject with icmpx type no-route" };

    private final SplittableRandom random;

    RandomRules(final SplittableRandom random)
    {
        this.random = random;
    }

    String next()
    {
        final StringBuilder rule = new StringBuilder();
        for (int matches = random.nextInt(4); matches > 0; matches--)
        {
            rule.append(MATCHES[random.nextInt(MATCHES.length)]).append(' ');
        }
        if (0 == random.nextInt(3))
        {
            rule.append(STATEMENTS[random.nextInt(STATEMENTS.length)]).append(' ');
        }
        rule.append(ENDS[random.nextInt(ENDS.length)]);
        return rule.isEmpty() ? "counter" : rule.toString();
    }
}
