package porteira.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

class PolicyCheckTest
{
    @Test
    void shouldNameConditionsThatContradictEachOther()
    {
        assertWarns("p.nft:4: warning: matches no frame: 'tcp dport { 80, 443 }' and 'tcp dport 8080' " +
            "contradict each " +
            "other\n    tcp dport { 80, 443 } tcp dport 8080 drop", """
            tcp dport { 80, 443 } tcp dport 8080 drop
            """);
    }

    @Test
    void shouldNameRuleThatTakesAllFramesOfLaterOne()
    {
        assertWarns("p.nft:5: warning: matches no frame: p.nft:4 (ip saddr 10.0.0.0/8 drop) takes every frame " +
            "that it " +
            "describes before it can\n    ip saddr 10.1.0.0/16 tcp dport 80 accept", """
            ip saddr 10.0.0.0/8 drop
            ip saddr 10.1.0.0/16 tcp dport 80 accept
            """);
    }

    @Test
    void shouldNameAllRulesThatTogetherTakeFramesOfLaterOne()
    {
        assertWarns("p.nft:6: warning: matches no frame: p.nft:4 (udp dport 0-99 drop), p.nft:5 (udp dport 100-65535 " +
            "accept) take every frame that it describes before it can\n    udp dport 50-150 drop", """
            udp dport 0-99 drop
            udp dport 100-65535 accept
            udp dport 50-150 drop
            """);
    }

    @Test
    void shouldSayWhenWayToChainExcludesRule()
    {
        assertWarns("p.nft:7: warning: matches no frame: the rules that lead to its chain leave none that could\n" +
            "    udp dport 9 drop", """
            meta l4proto tcp jump other
            }
            chain other {
            udp dport 9 drop
            tcp dport 9 accept
            """);
    }

    @Test
    void shouldNameShadowedRulesOfPoliciesThatRunFromTables()
    {
        final Random random = new Random(25);
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000; i++)
        {
            text.append("ip saddr 10.").append(random.nextInt(256)).append('.').append(random.nextInt(256))
                .append(".0/24 ip daddr 11.").append(random.nextInt(256)).append('.').append(random.nextInt(256))
                .append(".0/28 tcp dport ").append(1 + random.nextInt(1_000)).append(" drop\n");
        }
        text.append("ip saddr 12.0.0.0/8 tcp dport { 25, 465 } accept\n")
            .append("ip saddr 12.1.0.0/16 ip daddr 11.0.0.0/8 tcp dport 25 drop\n")
            .append("ip saddr 12.1.0.0/16 ip saddr 12.2.0.0/16 drop\n")
            .append("ip saddr 12.1.0.0/16 tcp dport 26 drop\n");

        final List<String> remarks = remarks(text.toString());

        assertEquals(List.of(
            "p.nft:1005: warning: matches no frame: p.nft:1004 (ip saddr 12.0.0.0/8 tcp dport { 25, 465 } accept) " +
            "takes every frame that it describes before it can\n    " +
            "ip saddr 12.1.0.0/16 ip daddr 11.0.0.0/8 tcp dport 25 drop",
            "p.nft:1006: warning: matches no frame: 'ip saddr 12.1.0.0/16' and 'ip saddr 12.2.0.0/16' contradict " +
            "each other\n    ip saddr 12.1.0.0/16 ip saddr 12.2.0.0/16 drop"),
            remarks.subList(0, remarks.size() - 1));
        assertTrue(remarks.getLast().contains("runs from tables"), remarks.getLast());
    }

    @Test
    void shouldNameChainsThatNothingJumpsTo()
    {
        assertWarns("p.nft:6: warning: chain 'one' is never used: no rule that frames come to jumps there", """
            ip saddr 10.0.0.0/8 accept
            }
            chain one {
            jump two
            }
            chain two {
            udp dport 9 drop
            """);
    }

    @Test
    void shouldNoteRuleThatChangesNoVerdict()
    {
        assertEquals(List.of("p.nft:5: note: changes no verdict: what it matches meets the same without it\n" +
            "    udp dport 9 accept"), remarks("""
            ip saddr 10.0.0.1 drop
            udp dport 9 accept
            """));
    }

    @Test
    void shouldWarnWhenPortIsBlockedInIpv4Only()
    {
        assertWarns("p.nft:4: warning: tcp to port 25, in by lan: dropped in IPv4 (p.nft:4), accepted in IPv6 " +
            "(p.nft:3, " +
            "policy accept)\n    iifname \"lan\" ip protocol tcp tcp dport 25 drop", """
            iifname "lan" ip protocol tcp tcp dport 25 drop
            """);
    }

    @Test
    void shouldWarnWhenPrefixIsBlockedInIpv6Only()
    {
        assertWarns("p.nft:4: warning: tcp to ports 25 and 465: dropped in IPv6 for some (p.nft:4), accepted in IPv4 " +
            "(p.nft:3, policy accept)\n    ip6 saddr 2001:db8::/64 tcp dport { 25, 465 } drop", """
            ip6 saddr 2001:db8::/64 tcp dport { 25, 465 } drop
            """);
    }

    @Test
    void shouldWarnWhenPolicyLooksInNoTunnel()
    {
        assertWarns("p.nft:4: warning: tcp to port 25: dropped in IPv4 and IPv6 (p.nft:4), accepted inside " +
            "tunnels of " +
            "every kind (p.nft:3, policy accept); 'tunnel tcp dport' looks inside\n    tcp dport 25 drop", """
            tcp dport 25 drop
            """);
    }

    @Test
    void shouldNoteTunnelsThatPolicyLeavesOut()
    {
        assertWarns("p.nft:5: note: tcp to port 25: dropped in IPv4 and IPv6 (p.nft:5), accepted inside gre, " +
            "ipip, pppoe " +
            "and mpls (p.nft:3, policy accept); 'tunnel tcp dport' looks inside\n    tcp dport 25 drop", """
            6in4 tcp dport 25 drop
            tcp dport 25 drop
            teredo tcp dport 25 drop
            """);
    }

    @Test
    void shouldNoteOpenWayOfAnswersFromPort25()
    {
        assertWarns("p.nft:5: note: tcp from port 25, in by any other port: accepted (p.nft:3, policy accept) though " +
            "tcp to port 25 is dropped (p.nft:5): who calls by another line still gets the answers; " +
            "'tcp sport 25' stops them\n    iifname \"lan\" tcp dport 25 drop", """
            tunnel tcp dport 25 drop
            iifname "lan" tcp dport 25 drop
            """);
    }

    @Test
    void shouldFindNothingWhenPort25IsManagedBothWays()
    {
        assertEquals(List.of(), remarks("""
            tunnel tcp dport 25 drop
            tunnel tcp sport 25 drop
            ip saddr 203.0.113.25 tcp dport 25 accept
            ip6 saddr 2001:db8::25 tcp dport 25 accept
            tcp dport 25 drop
            tcp sport 25 drop
            """));
    }

    @Test
    void shouldWarnOfNoneOfTheExamples()
    {
        for (final String name : List.of(
            "isp-port25.nft", "screened-host.nft", "tunnels.nft", "translucent-proxy.nft", "provider-snat.nft"))
        {
            final List<Remark> remarks = PolicyCheck.of(PolicyCompiler.compile(
                Path.of("examples", name), PortNames.inOrderOfAppearance()));

            assertTrue(remarks.stream().noneMatch((remark) -> Remark.Weight.WARNING == remark.weight()),
                remarks::toString);
        }
    }

    private static void assertWarns(final String expected, final String rules)
    {
        final List<String> remarks = remarks(rules);
        assertTrue(remarks.contains(expected), () -> "expected\n" + expected + "\nin\n" + String.join("\n", remarks));
    }

    /** The first rule is in line 4. */
    private static List<String> remarks(final String rules)
    {
        final String text = "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy accept;\n" +
            rules + "}\n}\n";
        return PolicyCheck.of(PolicyCompiler.compile(text, "p.nft", PortNames.inOrderOfAppearance())).stream()
            .map(Remark::toString).toList();
    }
}
