package porteira.tree;

import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.Log;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.problem.RefusedException;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What tunnels in a policy mean. */
class TunnelPolicyTest
{
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int PPPOE = 0x8864;
    private static final String INSIDE = "203.0.113.7";
    private static final String OUTSIDE = "198.51.100.9";
    private static final String INSIDE_6 = "2001:db8:b01a:70da::7";
    private static final String OUTSIDE_6 = "2001:db8::1";

    @Test
    void shouldLookThroughTheTunnelThatIsNamed()
    {
        assertDrops("6in4 tcp dport 25 drop", smtp6().ipv4(INSIDE, OUTSIDE, 41).ethernet(IPV4));
        assertDrops("6in4 tcp dport 25 drop", smtp6().ipv6(INSIDE_6, OUTSIDE_6, 41).ethernet(IPV6));
        assertDrops("ipip tcp dport 25 drop", smtp().ipv4(INSIDE, OUTSIDE, 4).ethernet(IPV4));
        assertDrops("gre ip6 saddr " + INSIDE_6 + " drop",
            smtp6().gre(0xB000, IPV6).ipv4(INSIDE, OUTSIDE, 47).ethernet(IPV4));
        assertDrops("gre tcp dport 25 drop",
            smtp().vlan(5, IPV4).ethernet(0x8100).gre(0x2000, 0x6558).ipv4(INSIDE, OUTSIDE, 47).ethernet(IPV4));
        assertDrops("pppoe tcp dport 25 drop", smtp().pppoe(0x21, false).ethernet(PPPOE));
        assertDrops("pppoe tcp dport 25 drop", smtp6().pppoe(0x57, true).vlan(7, PPPOE).ethernet(0x8100));
        assertDrops("mpls tcp dport 25 drop", smtp().mpls(3, false).ethernet(0x8847));

        assertAccepts("gre tcp dport 25 drop", smtp().ipv4(INSIDE, OUTSIDE, 4).ethernet(IPV4));
        assertAccepts("6in4 tcp dport 25 drop", smtp().ipv4(INSIDE, OUTSIDE, 4).ethernet(IPV4));
        assertAccepts("pppoe tcp dport 25 drop", smtp().ethernet(IPV4));
        assertAccepts("pppoe tcp dport 25 drop", smtp().mpls(1, false).ethernet(0x8847));
    }

    @Test
    void shouldFollowTunnelsInTunnels()
    {
        final FrameBuilder teredo = FrameBuilder.tcp(40_000, 25)
            .ipv6("2001:0:c000:201::1", OUTSIDE_6, FrameBuilder.TCP).udp(40_000, 3544)
            .ipv4(INSIDE, OUTSIDE, FrameBuilder.UDP).pppoe(0x21, false).ethernet(PPPOE);

        assertDrops("pppoe teredo tcp dport 25 drop", teredo);
        assertDrops("pppoe tunnel tcp dport 25 drop", teredo);
        assertDrops("tunnel teredo tcp dport 25 drop", teredo);
        assertDrops("tunnel tunnel tcp dport 25 drop", teredo);
        assertAccepts("teredo tcp dport 25 drop", teredo);
        assertAccepts("pppoe tcp dport 25 drop", teredo);
        assertAccepts("tunnel tunnel tunnel tcp dport 25 drop", teredo);
    }

    @Test
    void shouldMatchAnyPacketInATunnelDownToTheDeepest()
    {
        for (int depth = 0; depth < 7; depth++)
        {
            final FrameBuilder frame = smtp();
            for (int i = 0; i < depth; i++)
            {
                frame.ipv4("10.0.0." + (depth - i), OUTSIDE, 4);
            }
            frame.ethernet(IPV4);
            if (1 <= depth && depth <= 4)
            {
                assertDrops("tunnel tcp dport 25 drop", frame);
            }
            else
            {
                assertAccepts("tunnel tcp dport 25 drop", frame);
            }
            // The packet in the middle is one that 'tunnel' means as much as the innermost.
            assertEquals(2 <= depth, isDropped("tunnel ip saddr 10.0.0.2 drop", frame), "depth " + depth);
            assertEquals(1 <= depth, isDropped("tunnel counter drop", frame), "depth " + depth);
        }
    }

    @Test
    void shouldHoldAllMatchesOfARuleAgainstOnePacket()
    {
        final FrameBuilder frame =
            smtp().ipv4("10.0.0.1", OUTSIDE, 4).ipv4("10.0.0.2", OUTSIDE, 4).ethernet(IPV4);

        assertDrops("tunnel ip saddr " + INSIDE + " tunnel tcp dport 25 drop", frame);
        assertAccepts("tunnel ip saddr 10.0.0.1 tunnel tcp dport 25 drop", frame);
        assertDrops("tunnel ip saddr 10.0.0.1 tunnel ipip tcp dport 25 drop", frame);
        assertDrops("tunnel ip saddr 10.0.0.1 ip saddr 10.0.0.2 drop", frame);
        assertDrops("tunnel ip saddr != " + INSIDE + " drop", frame);
    }

    @Test
    void shouldCountAndLogOnceWhereSeveralPacketsMatch()
    {
        final DirectBuffer frame =
            smtp().ipv4("10.0.0.1", OUTSIDE, 4).ipv4("10.0.0.2", OUTSIDE, 4).ethernet(IPV4).frame();
        final CompiledPolicy policy = policy("""
            log prefix "before " tunnel ip daddr 198.51.100.9 log prefix "in " counter
            tunnel meta l4proto { 4, 6 } jump other
            tunnel ip daddr 198.51.100.9 return
            drop
            }
            chain other {
            tunnel tcp dport 25 log prefix "other "
            """);

        final Leaf leaf = leaf(policy, frame);

        assertEquals(Verdict.ACCEPT, leaf.verdict());
        assertEquals(List.of(0, 1, 4, 2, 5), leaf.counted());
        assertEquals(List.of("before ", "in ", "other "), leaf.logs().stream().map(Log::prefix).toList());
    }

    @Test
    void shouldLetOrdinaryTrafficLeaveEarly()
    {
        final CompiledPolicy policy = policy("tunnel tcp dport 25 drop\n");
        final DirectBuffer frame = smtp().ethernet(IPV4).frame();

        final String text = explain(policy, frame);

        assertTrue(text.endsWith("""
            compiled path:
                meta l4proto = tcp (of icmp-3, 5-16, 18-40, 42-46, 48-255)
                leaf 0
            """), text);
        assertTrue(text.startsWith("""
            t.nft:4  tunnel tcp dport 25 drop
                no   tunnel: no such tunnel
            t.nft:3  policy accept
            """), text);
    }

    @Test
    void shouldSayWhichPacketMatched()
    {
        final String text = explain(policy("tunnel tcp dport 25 drop\n"),
            smtp().ipv4("10.0.0.1", OUTSIDE, 4).pppoe(0x21, false).ethernet(PPPOE).frame());

        assertTrue(text.startsWith("""
            t.nft:4  tunnel tcp dport 25 drop
                yes  tunnel: found
                no   tunnel meta l4proto tcp: found ipencap, wanted tcp
                yes  tunnel tunnel: found
                yes  tunnel tunnel meta l4proto tcp: found tcp, wanted tcp
                yes  tunnel tunnel tcp dport 25: found 25, wanted 25
                => drop
            """), text);
    }

    @Test
    void shouldRefuseARuleThatCanBeReadInTooManyWays()
    {
        final RefusedException exception = assertThrows(RefusedException.class, () -> policy(
            "tunnel tunnel tcp dport 25 gre tunnel tcp dport 25 gre ipip tunnel tcp dport 25 drop\n"));

        assertTrue(exception.getMessage().contains("t.nft:4:1: 'tunnel' can be read in more than 32 ways"),
            exception.getMessage());
    }

    @Test
    void shouldJudgeAsTheExampleSays()
    {
        final CompiledPolicy policy =
            PolicyCompiler.compile(Path.of("examples/tunnels.nft"), PortNames.of(List.of("lan", "wan")));

        assertLabel(policy, "SMTP, IPv4", smtp().ethernet(IPV4));
        assertLabel(policy, "SMTP in a tunnel", smtp().pppoe(0x21, false).ethernet(PPPOE));
        assertLabel(policy, "SMTP in a tunnel", smtp6().ipv4(INSIDE, OUTSIDE, 41).ethernet(IPV4));
        assertLabel(policy, "mail server in PPPoE, IPv4", FrameBuilder.tcp(40_000, 25)
            .ipv4("203.0.113.25", OUTSIDE, FrameBuilder.TCP).pppoe(0x21, false).ethernet(PPPOE));
        assertLabel(policy, "mail server in 6in4", FrameBuilder.tcp(40_000, 25)
            .ipv6("2001:db8:b01a:70da::25", OUTSIDE_6, FrameBuilder.TCP).ipv4(INSIDE, OUTSIDE, 41).ethernet(IPV4));
        assertLabel(policy, "policy accept", FrameBuilder.tcp(40_000, 443)
            .ipv6(INSIDE_6, OUTSIDE_6, FrameBuilder.TCP).ipv4(INSIDE, OUTSIDE, 41).ethernet(IPV4));
    }

    private static FrameBuilder smtp()
    {
        return FrameBuilder.tcp(40_000, 25).ipv4(INSIDE, OUTSIDE, FrameBuilder.TCP);
    }

    private static FrameBuilder smtp6()
    {
        return FrameBuilder.tcp(40_000, 25).ipv6(INSIDE_6, OUTSIDE_6, FrameBuilder.TCP);
    }

    private static void assertDrops(final String rule, final FrameBuilder frame)
    {
        assertTrue(isDropped(rule, frame), () -> rule + "\n" + explain(policy(rule + "\n"), frame.frame()));
    }

    private static void assertAccepts(final String rule, final FrameBuilder frame)
    {
        assertTrue(!isDropped(rule, frame), () -> rule + "\n" + explain(policy(rule + "\n"), frame.frame()));
    }

    private static boolean isDropped(final String rule, final FrameBuilder frame)
    {
        return Verdict.DROP == leaf(policy(rule + "\n"), frame.frame()).verdict();
    }

    private static void assertLabel(final CompiledPolicy policy, final String label, final FrameBuilder frame)
    {
        assertEquals(label, policy.rules().get(leaf(policy, frame.frame()).rule()).label());
    }

    /** The leaf that walking the rules, the diagram and generated code agree on. */
    private static Leaf leaf(final CompiledPolicy policy, final DirectBuffer frame)
    {
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        final int leaf = policy.linearMatcher().classify(frame, length, layout, 0, 1, policy.assumedState());
        assertEquals(leaf, policy.diagram().classify(frame, length, layout, 0, 1, policy.assumedState()));
        assertEquals(leaf, policy.classifier().classify(frame, length, layout, 0, 1, policy.assumedState()));
        return policy.leaves().get(leaf);
    }

    private static String explain(final CompiledPolicy policy, final DirectBuffer frame)
    {
        return Explainer.explain(
            policy, frame, frame.capacity(), PacketParser.ethernet(frame, frame.capacity()), 0, 1,
                policy.assumedState());
    }

    private static CompiledPolicy policy(final String rules)
    {
        return PolicyCompiler.compile(
            "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy accept;\n" + rules +
            "}\n}\n", "t.nft", PortNames.inOrderOfAppearance());
    }
}
