package porteira.tree;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.Action;
import porteira.policy.Interval;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The shipped rules of iptables, imported, printed, read again and compiled, frame by frame. */
class ImportedPolicyTest
{
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int TCP = FrameBuilder.TCP;
    private static final int UDP = FrameBuilder.UDP;
    private static final int ACK = 0x10;
    private static final int ESTABLISHED = 2;
    private static final int INVALID = 1;
    private static final int SYN = FrameBuilder.SYN;
    private static final String OUTSIDE = "198.51.100.9";
    private static final String OUTSIDE_6 = "2001:db8:1::9";

    @Test
    void shouldImportScreenedHost() throws IOException
    {
        final CompiledPolicy policy =
            example("screened-host", List.of("lan", "wan"), Bridge.of(List.of("eth0=lan", "eth1=wan"), List.of()));

        for (final int port : new int[]{ 25, 465 })
        {
            assertJudged(policy, Verdict.ACCEPT, "", tcp4("203.0.113.25", 40_000, port, SYN), FIRST);
            assertJudged(policy, Verdict.DROP, "smtp: ", tcp4("203.0.113.7", 40_000, port, SYN), FIRST);
            assertJudged(policy, Verdict.ACCEPT, "", tcp4("203.0.113.7", 40_000, port, SYN), SECOND);
            assertJudged(policy, Verdict.ACCEPT, "", tcp6("2001:db8:b01a:70da::25", port), FIRST);
            assertJudged(policy, Verdict.DROP, "smtp: ", tcp6("2001:db8:b01a:70da::7", port), FIRST);
            assertJudged(policy, Verdict.ACCEPT, "", tcp6("2001:db8:b01a:70db::7", port), FIRST);
        }
        assertJudged(policy, Verdict.ACCEPT, "", tcp4("203.0.113.7", 25, 40_000, SYN), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", udp4("203.0.113.7", 25), FIRST);
    }

    @Test
    void shouldImportOutboundBlock() throws IOException
    {
        final CompiledPolicy policy = example("outbound-block", List.of("a", "b"), Bridge.unknown());

        assertJudged(policy, Verdict.DROP, "", tcp4("192.168.1.54", 40_000, 25, SYN), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", tcp4("192.168.1.55", 40_000, 25, SYN), FIRST);
        assertJudged(policy, Verdict.DROP, "", udp4("192.168.1.55", 25), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", udp4("192.168.1.55", 26), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", tcp4("192.168.1.54", 40_000, 587, SYN), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", tcp6("2001:db8::1", 25), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", FrameBuilder.payload(28).ethernet(0x0806), FIRST);
    }

    @Test
    void shouldImportSubmissionWithShortPrefixes() throws IOException
    {
        final CompiledPolicy policy =
            example("submission", List.of("wan", "mx1"), Bridge.of(List.of(), List.of("INPUT=wan:mx1")));

        for (final String client : new String[]{
            "130.1.2.3", "150.0.0.0", "190.255.255.255", "200.0.0.1", "201.255.255.255", "192.168.1.9" })
        {
            assertJudged(policy, Verdict.ACCEPT, "", tcp4(client, 40_000, 587, SYN), FIRST);
        }
        for (final String client : new String[]{ "131.0.0.1", "199.255.255.255", "202.0.0.0", "192.168.2.1" })
        {
            assertJudged(policy, Verdict.DROP, "", tcp4(client, 40_000, 587, SYN), FIRST);
            assertJudged(policy, Verdict.ACCEPT, "", tcp4(client, 40_000, 25, SYN), FIRST);
            assertJudged(policy, Verdict.ACCEPT, "", tcp4(client, 40_000, 587, SYN), SECOND);
        }
    }

    @Test
    void shouldImportMailServer() throws IOException
    {
        final CompiledPolicy policy = example("mail-server", List.of("wan", "mx1"),
            Bridge.of(List.of(), List.of("INPUT=wan:mx1", "OUTPUT=mx1:wan")));

        assertJudged(policy, Verdict.ACCEPT, "", tcp4(OUTSIDE, 1024, 25, SYN), FIRST);
        assertJudged(policy, Verdict.DROP, "", tcp4(OUTSIDE, 1023, 25, SYN), FIRST);
        assertJudged(policy, Verdict.DROP, "", tcp4(OUTSIDE, 40_000, 110, SYN), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", tcp4("192.168.1.77", 40_000, 110, SYN), FIRST);
        assertJudged(policy, Verdict.DROP, "", tcp4(OUTSIDE, 25, 40_000, SYN), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", tcp4(OUTSIDE, 25, 40_000, SYN | ACK), FIRST);
        assertJudged(policy, Verdict.ACCEPT, "", tcp4("192.0.2.1", 25, 40_000, SYN | ACK), SECOND);
        assertJudged(policy, Verdict.DROP, "", tcp4("192.0.2.1", 25, 40_000, SYN), SECOND);
        assertJudged(policy, Verdict.ACCEPT, "", tcp4("192.0.2.1", 40_000, 25, SYN), SECOND);
        assertJudged(policy, Verdict.DROP, "", udp4("192.0.2.1", 53), SECOND);
        assertJudged(policy, Verdict.ACCEPT, "", tcp6("2001:db8::1", 80), SECOND);
    }

    /** The recipe is what it is: SMTP in Teredo passes it, and what it drops is no Teredo. */
    @Test
    void shouldImportTheFaultyRecipeAsTheKernelExecutesIt() throws IOException
    {
        final Bridge bridge = Bridge.of(List.of("eth0=lan", "eth1=wan"), List.of());
        final CompiledPolicy policy = example("screened-host", List.of("lan", "wan"), bridge);
        final FrameBuilder teredo = FrameBuilder.tcp(40_000, 25).ipv6("2001:0:c000:201::1", OUTSIDE_6, TCP)
            .udp(40_000, 3544).ipv4("203.0.113.7", OUTSIDE, UDP).ethernet(0x0800);

        assertJudged(policy, Verdict.ACCEPT, "", teredo, FIRST);
        assertEquals(1, IptablesReader.read(List.of(Path.of("examples/screened-host.iptables")), bridge).warnings()
            .size());
    }

    @Test
    void shouldImportTranslucentProxy() throws IOException
    {
        final CompiledPolicy policy = example(
            "translucent-proxy", List.of("lan", "wan"), Bridge.of(List.of("eth0=lan", "eth1=wan"), List.of()));

        assertEquals(List.of(new Action.Translate(Action.Translate.End.DESTINATION, PacketLayout.NETWORK_IPV4,
            Interval.of(0xCB007119L, 0xCB007119L), Interval.of(587, 587))),
            leaf(policy, tcp4("203.0.113.7", 40_000, 25, SYN), FIRST, AssumedState.NEW).actions());
        assertEquals(1, leaf(policy, tcp6("2001:db8:b01a:70da::7", 25), FIRST, AssumedState.NEW).actions().size());
        for (final FrameBuilder untouched : List.of(
            tcp4("203.0.113.25", 40_000, 25, SYN), tcp4("203.0.113.7", 40_000, 587, SYN), udp4("203.0.113.7", 25)))
        {
            assertEquals(List.of(), leaf(policy, untouched, FIRST, AssumedState.NEW).actions());
            assertJudged(policy, Verdict.ACCEPT, "", untouched, FIRST);
        }
    }

    @Test
    void shouldImportStatefulMailServer() throws IOException
    {
        final CompiledPolicy policy = example("stateful-mail-server", List.of("wan", "mx1"),
            Bridge.of(List.of(), List.of("INPUT=wan:mx1", "OUTPUT=mx1:wan")));
        final FrameBuilder call = tcp4(OUTSIDE, 1024, 25, SYN);
        final FrameBuilder answer = tcp4("192.0.2.1", 25, 1024, SYN | ACK);

        assertEquals(Verdict.ACCEPT, leaf(policy, call, FIRST, AssumedState.NEW).verdict());
        assertEquals(Verdict.DROP, leaf(policy, call, FIRST, INVALID).verdict());
        assertEquals(Verdict.DROP, leaf(policy, answer, SECOND, AssumedState.NEW).verdict());
        assertEquals(Verdict.ACCEPT, leaf(policy, answer, SECOND, ESTABLISHED).verdict());
        assertEquals(Verdict.DROP, leaf(policy, tcp4(OUTSIDE, 1023, 25, SYN), FIRST, AssumedState.NEW).verdict());
        assertEquals(Verdict.DROP, leaf(policy, tcp4(OUTSIDE, 25, 1024, SYN), FIRST, ESTABLISHED).verdict());
        assertEquals(Verdict.ACCEPT, leaf(policy, tcp4("192.168.1.9", 1024, 110, SYN), FIRST, AssumedState.NEW)
            .verdict());
    }

    @Test
    void shouldImportMailLimits() throws IOException
    {
        final CompiledPolicy policy = example(
            "mail-limits", List.of("lan", "wan"), Bridge.of(List.of("eth0=lan", "eth1=wan"), List.of()));

        assertJudged(policy, Verdict.ACCEPT, "smtp: ", tcp4(OUTSIDE, 40_000, 25, SYN), SECOND);
        assertJudged(policy, Verdict.REJECT, "", tcp4("203.0.113.7", 40_000, 25, SYN), FIRST);
        assertEquals(List.of(new Action.Reject(Action.Reject.Answer.TCP_RESET)),
            leaf(policy, tcp4("203.0.113.7", 40_000, 25, SYN), FIRST, AssumedState.NEW).actions());
        assertJudged(policy, Verdict.ACCEPT, "", tcp4("203.0.113.25", 40_000, 25, SYN), FIRST);
        assertEquals(3, policy.policy().questions().size());
    }

    private static Leaf leaf(
        final CompiledPolicy policy, final FrameBuilder built, final int ingress, final int connection)
    {
        final DirectBuffer frame = built.frame();
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        return policy.leaves().get(policy.classifier().classify(frame, length, layout, ingress, 1 - ingress,
            new AssumedState(connection, policy.policy().questions())));
    }

    private static CompiledPolicy example(final String name, final List<String> ports, final Bridge bridge)
        throws IOException
    {
        final String text = IptablesReader.read(List.of(Path.of("examples/" + name + ".iptables")), bridge).text();
        return PolicyCompiler.compile(text, name + ".nft", PortNames.of(ports));
    }

    private static FrameBuilder tcp4(final String source, final int from, final int to, final int flags)
    {
        return FrameBuilder.tcp(from, to, flags).ipv4(source, "192.168.1.200", TCP).ethernet(0x0800);
    }

    private static FrameBuilder tcp6(final String source, final int to)
    {
        return FrameBuilder.tcp(40_000, to).ipv6(source, OUTSIDE_6, TCP).ethernet(0x86DD);
    }

    private static FrameBuilder udp4(final String source, final int to)
    {
        return FrameBuilder.payload(12).udp(40_000, to).ipv4(source, OUTSIDE, UDP).ethernet(0x0800);
    }

    private static void assertJudged(
        final CompiledPolicy policy,
        final Verdict verdict,
        final String prefix,
        final FrameBuilder built,
        final int ingress)
    {
        final DirectBuffer frame = built.frame();
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        final Leaf leaf =
            policy.leaves().get(policy.classifier().classify(frame, length, layout, ingress, 1 - ingress,
                policy.assumedState()));
        final StringBuilder logged = new StringBuilder();
        leaf.logs().forEach((log) -> logged.append(log.prefix()));

        assertEquals(verdict, leaf.verdict(), () -> FrameBuilder.hex(built.bytes()));
        assertEquals(prefix, logged.toString());
    }
}
