package porteira.tree;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.Action;
import porteira.policy.Interval;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;
import porteira.policy.iptables.Translation;
import porteira.problem.RefusedException;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rules as people typed them, letter by letter: each is imported and judges frames, or is refused with a hint. */
class TypedRulesTest
{
    private static final int LAN = 0;
    private static final int WAN = 1;
    private static final int NEW = AssumedState.NEW;
    private static final int ESTABLISHED = 2;
    private static final int SYN = FrameBuilder.SYN;
    private static final int ACK = 0x10;
    private static final int TCP = FrameBuilder.TCP;
    private static final int UDP = FrameBuilder.UDP;
    private static final String OUTSIDE = "198.51.100.9";
    private static final String OUTSIDE_6 = "2001:db8:1::9";
    private static final String RECIPE = "iptables -A FORWARD -i eth0 -p udp -s 203.0.113.0/24 --dport 3544 -m u32 " +
        "--u32 \"4 & 0x3FFF = 0 && 0 >> 22 & 0x3C @ 8 >> 26 = 6 && 11 & 0xFF = 6 && 48 & 0xFFFF = 25,465\" -j DROP";

    @Test
    void shouldLetTheScreenedHostSendAlone()
    {
        final CompiledPolicy policy = imported("""
            iptables -A FORWARD -i eth0 -p tcp -m multiport -s 203.0.113.25 --dports 25,465 -j ACCEPT
            ip6tables -A FORWARD -i eth0 -p tcp -m multiport -s 2001:db8:b01a:70da::25 --dports 25,465 -j ACCEPT
            iptables -A FORWARD -i eth0 -p tcp -m multiport -s 203.0.113.0/24 --dports 25,465 -j LOG
            iptables -A FORWARD -i eth0 -p tcp -m multiport -s 203.0.113.0/24 --dports 25,465 -j DROP
            ip6tables -A FORWARD -i eth0 -p tcp -m multiport -s 2001:db8:b01a:70da::/64 --dports 25,465 -j LOG
            ip6tables -A FORWARD -i eth0 -p tcp -m multiport -s 2001:db8:b01a:70da::/64 --dports 25,465 -j DROP
            """);

        for (final int port : new int[]{ 25, 465 })
        {
            assertPasses(policy, LAN, tcp4("203.0.113.25", 40_000, port, SYN));
            assertPasses(policy, LAN, tcp6("2001:db8:b01a:70da::25", port));
            assertDrops(policy, LAN, tcp4("203.0.113.7", 40_000, port, SYN));
            assertDrops(policy, LAN, tcp6("2001:db8:b01a:70da::7", port));
            assertEquals(1, leaf(policy, LAN, tcp4("203.0.113.7", 40_000, port, SYN), NEW).logs().size());
            assertEquals(0, leaf(policy, LAN, tcp4("203.0.113.25", 40_000, port, SYN), NEW).logs().size());
            assertPasses(policy, WAN, tcp4("203.0.113.7", 40_000, port, SYN));
            assertPasses(policy, LAN, tcp6("2001:db8:b01a:70db::7", port));
        }
        assertPasses(policy, LAN, tcp4("203.0.113.7", 40_000, 587, SYN));
        assertPasses(policy, LAN, udp4("203.0.113.7", 25));
    }

    /** The kernel executes the recipe so that it never meets Teredo; what it asks for is met, were it ever sent. */
    @Test
    void shouldExecuteTheFaultyRecipeAndWarn()
    {
        final Translation recipe = read(RECIPE);
        final CompiledPolicy policy = compile(recipe);
        final FrameBuilder teredo = FrameBuilder.tcp(40_000, 25).ipv6("2001:0:c000:201::1", OUTSIDE_6, TCP)
            .udp(40_000, 3544).ipv4("203.0.113.7", OUTSIDE, UDP).ethernet(0x0800);

        assertPasses(policy, LAN, teredo);
        assertTrue(recipe.warnings().getFirst().message().contains("teredo"), () -> recipe.warnings().toString());
        assertDrops(compile(read("iptables -A FORWARD -m u32 --u32 \"4 & 0x3FFF = 0 && 0 >> 22 & 0x3C @ 8 >> 26 = 6 " +
            "&& 11 & 0xFF = 6 && 48 & 0xFFFF = 25,465\" -j DROP")), LAN, metByTheRecipe());
        assertRefused(RECIPE.replace("--dport", "-dport"), "found '-dport' with one dash, did you mean '--dport'?");
    }

    /** Bytes at the recipe's offsets: 0x18 where the UDP payload begins, 6 at 14, port 25 at 50, from the IP header. */
    private static FrameBuilder metByTheRecipe()
    {
        final byte[] payload = new byte[40];
        payload[0] = 0x18;
        payload[23] = 25;
        return FrameBuilder.payload(payload).udp(40_000, 3544).ipv4("203.0.6.7", OUTSIDE, UDP).ethernet(0x0800);
    }

    @Test
    void shouldMoveSmtpToSubmission()
    {
        final CompiledPolicy policy = imported(
            "iptables -t nat -A PREROUTING -i eth0 -p tcp -s 203.0.113.0/24 --dport 25 " +
            "-j DNAT --to-destination 203.0.113.25:587");

        assertEquals(List.of(new Action.Translate(Action.Translate.End.DESTINATION, PacketLayout.NETWORK_IPV4,
            Interval.of(0xCB007119L, 0xCB007119L), Interval.of(587, 587))),
            leaf(policy, LAN, tcp4("203.0.113.7", 40_000, 25, SYN), NEW).actions());
        for (final FrameBuilder untouched : List.of(
            tcp4("203.0.114.7", 40_000, 25, SYN), tcp4("203.0.113.7", 40_000, 587, SYN), udp4("203.0.113.7", 25)))
        {
            assertEquals(List.of(), leaf(policy, LAN, untouched, NEW).actions());
            assertPasses(policy, LAN, untouched);
        }
        assertEquals(List.of(), leaf(policy, WAN, tcp4("203.0.113.7", 40_000, 25, SYN), NEW).actions());
    }

    @Test
    void shouldBlockOutboundButForOne()
    {
        final CompiledPolicy policy = imported("""
            iptables -I FORWARD -p tcp -m tcp --dport 25 -j DROP
            iptables -I FORWARD -p udp -m udp --dport 25 -j DROP
            iptables -I FORWARD -s 192.168.1.55 -j ACCEPT
            """);

        assertDrops(policy, LAN, tcp4("192.168.1.54", 40_000, 25, SYN));
        assertDrops(policy, LAN, udp4("192.168.1.54", 25));
        assertPasses(policy, LAN, tcp4("192.168.1.55", 40_000, 25, SYN));
        assertPasses(policy, LAN, udp4("192.168.1.55", 25));
        assertPasses(policy, LAN, tcp4("192.168.1.54", 25, 40_000, SYN));
        assertPasses(policy, LAN, tcp4("192.168.1.54", 40_000, 26, SYN));
    }

    @Test
    void shouldTakeSubmissionFromShortPrefixes()
    {
        final CompiledPolicy policy = imported("""
            -A INPUT -p tcp --dport 587 -s 130/8 -j ACCEPT
            -A INPUT -p tcp --dport 587 -s 150/8 -j ACCEPT
            -A INPUT -p tcp --dport 587 -s 190/8 -j ACCEPT
            -A INPUT -p tcp --dport 587 -s 200/7 -j ACCEPT
            -A INPUT -p tcp --dport 587 -s 192.168.1.0/24 -j ACCEPT
            -A INPUT -p tcp --dport 587 -j DROP
            """, "INPUT=wan:lan");

        for (final String client : new String[]{
            "130.0.0.0", "130.255.255.255", "150.1.2.3", "190.1.2.3", "200.0.0.1", "201.255.255.255", "192.168.1.9" })
        {
            assertPasses(policy, WAN, tcp4(client, 40_000, 587, SYN));
        }
        for (final String client : new String[]{ "129.255.255.255", "131.0.0.0", "199.9.9.9", "202.0.0.0" })
        {
            assertDrops(policy, WAN, tcp4(client, 40_000, 587, SYN));
            assertPasses(policy, WAN, tcp4(client, 40_000, 25, SYN));
        }
    }

    @Test
    void shouldRefuseWhatCanNotBeMeant()
    {
        assertRefused("iptables -A FORWARD -p owner --uid-owner root -j ACCEPT", "found 'owner', expected a protocol");
        assertRefused("iptables -A FORWARD -p tcp -m owner --uid-owner root -j ACCEPT", "owner");
        assertRefused("iptables -I FORWARD -p tcp \u2013dport 25 -j DROP",
            "found '\u2013dport' with the dash U+2013 of printed text, write '--dport'");
        assertRefused("iptables -I FORWARD -p tcp \u2013\u2013dport 25 -j DROP", "write '--dport'");
        assertRefused("$IPTABLES -A INPUT -p tcp ! --sprot 0:1023 --dport 25 -m state --state NEW -j ACCEPT",
            "unknown option '--sprot', did you mean '--sport'?");
    }

    @Test
    void shouldKeepStatesOfAMailServer()
    {
        final CompiledPolicy policy = imported("""
            $IPTABLES -P INPUT DROP
            $IPTABLES -P OUTPUT DROP
            $IPTABLES -A INPUT -p tcp ! --sport 0:1023 --dport 25 -m state --state NEW -j ACCEPT
            $IPTABLES -A OUTPUT -p tcp --sport 25 --dport 1024: -m state --state ESTABLISHED -j ACCEPT
            $IPTABLES -A INPUT -p tcp ! --syn --sport 25 --dport 1024: -j ACCEPT
            $IPTABLES -A INPUT -p tcp -s 192.168.1.0/24 --sport 1024: --dport 110 -j ACCEPT
            """, "INPUT=wan:lan", "OUTPUT=lan:wan");

        assertJudged(policy, WAN, tcp4(OUTSIDE, 1024, 25, SYN), NEW, Verdict.ACCEPT);
        assertJudged(policy, WAN, tcp4(OUTSIDE, 1023, 25, SYN), NEW, Verdict.DROP);
        assertJudged(policy, WAN, tcp4(OUTSIDE, 1024, 25, SYN), ESTABLISHED, Verdict.DROP);
        assertJudged(policy, LAN, tcp4("192.0.2.1", 25, 1024, SYN | ACK), ESTABLISHED, Verdict.ACCEPT);
        assertJudged(policy, LAN, tcp4("192.0.2.1", 25, 1024, SYN), NEW, Verdict.DROP);
        assertJudged(policy, LAN, tcp4("192.0.2.1", 25, 1023, SYN | ACK), ESTABLISHED, Verdict.DROP);
        assertJudged(policy, WAN, tcp4(OUTSIDE, 25, 40_000, SYN), NEW, Verdict.DROP);
        assertJudged(policy, WAN, tcp4(OUTSIDE, 25, 40_000, SYN | ACK), ESTABLISHED, Verdict.ACCEPT);
        assertJudged(policy, WAN, tcp4("192.168.1.9", 40_000, 110, SYN), NEW, Verdict.ACCEPT);
        assertJudged(policy, WAN, tcp4(OUTSIDE, 40_000, 110, SYN), NEW, Verdict.DROP);
    }

    private static CompiledPolicy imported(final String script, final String... chains)
    {
        return compile(read(script, chains));
    }

    private static Translation read(final String script, final String... chains)
    {
        return IptablesReader.read(script, "rules.sh", Bridge.of(List.of("eth0=lan", "eth1=wan"), List.of(chains)));
    }

    /** From the text that is printed for the operator. */
    private static CompiledPolicy compile(final Translation translation)
    {
        return PolicyCompiler.compile(translation.text(), "rules.nft", PortNames.of(List.of("lan", "wan")));
    }

    private static void assertRefused(final String rule, final String hint)
    {
        final RefusedException refused = assertThrows(RefusedException.class, () -> read(rule), rule);
        assertTrue(refused.getMessage().contains(hint), () -> rule + " gives " + refused.getMessage());
    }

    private static FrameBuilder tcp4(final String source, final int from, final int to, final int flags)
    {
        return FrameBuilder.tcp(from, to, flags).ipv4(source, "198.51.100.200", TCP).ethernet(0x0800);
    }

    private static FrameBuilder tcp6(final String source, final int to)
    {
        return FrameBuilder.tcp(40_000, to).ipv6(source, OUTSIDE_6, TCP).ethernet(0x86DD);
    }

    private static FrameBuilder udp4(final String source, final int to)
    {
        return FrameBuilder.payload(12).udp(40_000, to).ipv4(source, OUTSIDE, UDP).ethernet(0x0800);
    }

    private static void assertPasses(final CompiledPolicy policy, final int ingress, final FrameBuilder built)
    {
        assertJudged(policy, ingress, built, NEW, Verdict.ACCEPT);
    }

    private static void assertDrops(final CompiledPolicy policy, final int ingress, final FrameBuilder built)
    {
        assertJudged(policy, ingress, built, NEW, Verdict.DROP);
    }

    private static void assertJudged(
        final CompiledPolicy policy,
        final int ingress,
        final FrameBuilder built,
        final int connection,
        final Verdict verdict)
    {
        assertEquals(verdict, leaf(policy, ingress, built, connection).verdict(),
            () -> "from " + ingress + ": " + FrameBuilder.hex(built.bytes()));
    }

    private static Leaf leaf(
        final CompiledPolicy policy, final int ingress, final FrameBuilder built, final int connection)
    {
        final DirectBuffer frame = built.frame();
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        return policy.leaves().get(policy.classifier().classify(frame, length, layout, ingress, 1 - ingress,
            new AssumedState(connection, policy.policy().questions())));
    }
}
