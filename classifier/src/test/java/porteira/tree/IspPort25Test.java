package porteira.tree;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.Action;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.policy.nft.NftReader;
import porteira.set.Sets;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The shipped example of a provider that manages port 25 in both directions, frame by frame, day by day. */
class IspPort25Test
{
    private static final int LAN = 0;
    private static final int WAN = 1;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int SYN_ACK = 0x12;
    private static final int SMTP = 25;
    private static final String OUT = "smtp out: ";
    private static final String ANSWER_OUT = "smtp answer out: ";
    private static final String FORGED = "smtp, forged: ";
    private static final String IN = "smtp in: ";
    private static final String ANSWER_IN = "smtp answer in: ";
    private static final String TUNNEL = "smtp in a tunnel: ";
    private static final String USER_4 = "198.51.100.7";
    private static final String USER_6 = "2001:db8:5001::7";
    private static final String WORLD_4 = "192.0.2.200";
    private static final String WORLD_6 = "2001:db8:ffff::25";
    private static final String RELAY_4 = "192.0.2.25";
    private static final String RELAY_6 = "2001:db8:25::26";
    private static final String BAKERY_4 = "198.51.100.25";
    private static final String BAKERY_6 = "2001:db8:5025::25";
    private static final String MOVING_4 = "203.0.113.140";
    private static final String TEREDO_6 = "2001:0:c000:201:0:f227:34ff:8efa";
    private static final long START_MS = 1_000_000;

    private final Sets sets = new Sets(null, Runnable::run, START_MS, new SecureRandom()::nextLong);
    private final CompiledPolicy policy;

    IspPort25Test()
    {
        final Policy read = NftReader.read(Path.of("examples/isp-port25.nft"), PortNames.of(List.of("lan", "wan")));
        final Sets.Candidate candidate = sets.candidate();
        policy = PolicyCompiler.compile(read, "isp-port25.nft", candidate::bind);
        sets.adopt(candidate);
    }

    @Test
    void shouldRejectSmtpThatSubscribersOpen()
    {
        for (final FrameBuilder frame : List.of(
            tcp4(USER_4, WORLD_4, 40_000, SMTP), tcp4("203.0.113.255", WORLD_4, 40_000, SMTP),
            tcp6(USER_6, WORLD_6, 40_000, SMTP), tcp4(USER_4, "198.51.100.8", 40_000, SMTP)))
        {
            final Leaf leaf = judge(frame, LAN);

            assertEquals(Verdict.REJECT, leaf.verdict());
            assertEquals(OUT, logs(leaf));
            assertTrue(leaf.actions().contains(new Action.Reject(Action.Reject.Answer.ADMIN_PROHIBITED)));
        }
    }

    @Test
    void shouldDropSmtpFromAddressesThatNoSubscriberHas()
    {
        assertDropped(FORGED, tcp4("10.0.0.1", WORLD_4, 40_000, SMTP), LAN);
        assertDropped(FORGED, tcp4("198.51.101.7", WORLD_4, 40_000, SMTP), LAN);
        assertDropped(FORGED, tcp6("2001:db8:6000::7", WORLD_6, 40_000, SMTP), LAN);
        assertDropped(FORGED, tcp6("fe80::7", WORLD_6, 40_000, SMTP), LAN);
    }

    @Test
    void shouldDropAnswersFromPort25OfSubscribers()
    {
        assertDropped(ANSWER_OUT, answer4(USER_4, WORLD_4), LAN);
        assertDropped(ANSWER_OUT, answer6(USER_6, WORLD_6), LAN);
    }

    @Test
    void shouldDropSmtpToSubscribers()
    {
        assertDropped(IN, tcp4(WORLD_4, USER_4, 40_000, SMTP), WAN);
        assertDropped(IN, tcp6(WORLD_6, USER_6, 40_000, SMTP), WAN);
    }

    @Test
    void shouldDropAnswersFromPort25Outside()
    {
        assertDropped(ANSWER_IN, answer4(WORLD_4, USER_4), WAN);
        assertDropped(ANSWER_IN, answer6(WORLD_6, USER_6), WAN);
    }

    @Test
    void shouldPassRelaysInEveryDirection()
    {
        for (final int port : new int[]{ LAN, WAN })
        {
            assertPassed(tcp4(RELAY_4, WORLD_4, 40_000, SMTP), port);
            assertPassed(tcp4(USER_4, RELAY_4, 40_000, SMTP), port);
            assertPassed(answer4(RELAY_4, USER_4), port);
            assertPassed(answer4(WORLD_4, RELAY_4), port);
            assertPassed(tcp6(RELAY_6, WORLD_6, 40_000, SMTP), port);
            assertPassed(answer6(RELAY_6, USER_6), port);
        }
    }

    @Test
    void shouldPassExceptionsUntilTheyExpire()
    {
        assertExcepted(BAKERY_4, true);
        assertExcepted(MOVING_4, true);
        assertExcepted(BAKERY_6, true);

        sets.doWork(START_MS + Duration.ofDays(30).toMillis() - 1);
        assertExcepted(MOVING_4, true);
        sets.doWork(START_MS + Duration.ofDays(30).toMillis() + 1);
        assertExcepted(MOVING_4, false);
        assertExcepted(BAKERY_4, true);
        assertExcepted(BAKERY_6, true);

        sets.doWork(START_MS + Duration.ofDays(365).toMillis() + 1);
        assertExcepted(BAKERY_4, false);
        assertExcepted(BAKERY_6, false);
    }

    @Test
    void shouldPassExceptionsThatAnOperatorMakesForAsLongAsHeSays()
    {
        assertExcepted(USER_4, false);
        sets.add("exceptions_v4", List.of(USER_4 + " timeout 90d comment \"C. Souza: own MX, ticket 4711\""));
        assertExcepted(USER_4, true);
        sets.doWork(START_MS + Duration.ofDays(90).toMillis() + 1);
        assertExcepted(USER_4, false);
    }

    @Test
    void shouldDropSmtpInEveryTunnelWhoeverSendsIt()
    {
        for (final int port : new int[]{ SMTP, 465 })
        {
            for (final int ingress : new int[]{ LAN, WAN })
            {
                for (final FrameBuilder frame : tunnels(40_000, port))
                {
                    assertDropped(TUNNEL, frame, ingress);
                }
                for (final FrameBuilder frame : tunnels(port, 40_000))
                {
                    assertDropped(TUNNEL, frame, ingress);
                }
            }
        }
    }

    @Test
    void shouldPassAllElse()
    {
        for (final int ingress : new int[]{ LAN, WAN })
        {
            for (final int port : new int[]{ 24, 26, 80, 110, 443, 465, 587, 2525 })
            {
                assertPassed(tcp4(USER_4, WORLD_4, 40_000, port), ingress);
                assertPassed(tcp4(WORLD_4, USER_4, port, 40_000), ingress);
                assertPassed(tcp6(USER_6, WORLD_6, 40_000, port), ingress);
            }
            for (final FrameBuilder frame : tunnels(40_000, 80))
            {
                assertPassed(frame, ingress);
            }
            assertPassed(FrameBuilder.payload(9).udp(SMTP, SMTP).ipv4(USER_4, WORLD_4, 17).ethernet(IPV4), ingress);
            assertPassed(FrameBuilder.icmp(8).ipv4(USER_4, WORLD_4, 1).ethernet(IPV4), ingress);
            assertPassed(FrameBuilder.icmp(135).ipv6(USER_6, WORLD_6, 58).ethernet(IPV6), ingress);
            assertPassed(FrameBuilder.payload(28).ethernet(0x0806), ingress);
            assertPassed(FrameBuilder.payload(0), ingress);
        }
    }

    @Test
    void shouldSeeThroughTagsOptionsAndExtensionHeaders()
    {
        assertDropped(IN, FrameBuilder.tcp(40_000, SMTP).ipv4(WORLD_4, USER_4, 6, 0, 8).vlan(5, IPV4)
            .vlan(7, 0x8100).ethernet(0x88A8), WAN);
        assertDropped(IN, FrameBuilder.tcp(40_000, SMTP).extension(6).extension(60).ipv6(WORLD_6, USER_6, 0)
            .ethernet(IPV6), WAN);
    }

    /** SMTP, or another protocol, of an exception, in each kind of tunnel. */
    private static List<FrameBuilder> tunnels(final int from, final int to)
    {
        final List<FrameBuilder> frames = new ArrayList<>();
        final String user = BAKERY_4;
        frames.add(inner6(from, to).udp(51_000, 3544).ipv4(user, WORLD_4, 17).ethernet(IPV4));
        frames.add(inner6(from, to).teredoOrigin().udp(3544, 51_000).ipv4(WORLD_4, user, 17).ethernet(IPV4));
        frames.add(inner6(from, to).teredoAuthentication(4, 8).udp(51_000, 61_000).ipv4(user, WORLD_4, 17)
            .ethernet(IPV4));
        frames.add(inner6(from, to).ipv4(user, WORLD_4, 41).ethernet(IPV4));
        frames.add(inner6(from, to).ipv6(BAKERY_6, WORLD_6, 41).ethernet(IPV6));
        frames.add(inner4(from, to).ipv4(user, WORLD_4, 4).ethernet(IPV4));
        frames.add(inner4(from, to).ipv6(BAKERY_6, WORLD_6, 4).ethernet(IPV6));
        frames.add(inner4(from, to).gre(0, IPV4).ipv4(user, WORLD_4, 47).ethernet(IPV4));
        frames.add(inner6(from, to).gre(0x2000, IPV6).ipv4(user, WORLD_4, 47).ethernet(IPV4));
        frames.add(inner4(from, to).pppoe(0x21, false).ethernet(0x8864));
        frames.add(inner6(from, to).pppoe(0x57, true).vlan(7, 0x8864).ethernet(0x8100));
        frames.add(inner4(from, to).mpls(2, false).ethernet(0x8847));
        frames.add(inner6(from, to).ipv4(user, WORLD_4, 41).pppoe(0x21, false).ethernet(0x8864));
        return frames;
    }

    private static FrameBuilder inner4(final int from, final int to)
    {
        return FrameBuilder.tcp(from, to).ipv4(BAKERY_4, WORLD_4, 6);
    }

    private static FrameBuilder inner6(final int from, final int to)
    {
        return FrameBuilder.tcp(from, to).ipv6(TEREDO_6, WORLD_6, 6);
    }

    private static FrameBuilder tcp4(final String source, final String destination, final int from, final int to)
    {
        return FrameBuilder.tcp(from, to).ipv4(source, destination, 6).ethernet(IPV4);
    }

    private static FrameBuilder tcp6(final String source, final String destination, final int from, final int to)
    {
        return FrameBuilder.tcp(from, to).ipv6(source, destination, 6).ethernet(IPV6);
    }

    private static FrameBuilder answer4(final String source, final String destination)
    {
        return FrameBuilder.tcp(SMTP, 40_000, SYN_ACK).ipv4(source, destination, 6).ethernet(IPV4);
    }

    private static FrameBuilder answer6(final String source, final String destination)
    {
        return FrameBuilder.tcp(SMTP, 40_000, SYN_ACK).ipv6(source, destination, 6).ethernet(IPV6);
    }

    /** Out, in, and the answers to both. */
    private void assertExcepted(final String host, final boolean isExcepted)
    {
        final boolean isIpv6 = host.contains(":");
        final String world = isIpv6 ? WORLD_6 : WORLD_4;
        assertEquals(isExcepted ? Verdict.ACCEPT : Verdict.REJECT, judge(isIpv6 ?
            tcp6(host, world, 40_000, SMTP) : tcp4(host, world, 40_000, SMTP), LAN).verdict(), host);
        assertEquals(isExcepted ? Verdict.ACCEPT : Verdict.DROP, judge(isIpv6 ?
            answer6(world, host) : answer4(world, host), WAN).verdict(), host);
        assertEquals(isExcepted ? Verdict.ACCEPT : Verdict.DROP, judge(isIpv6 ?
            tcp6(world, host, 40_000, SMTP) : tcp4(world, host, 40_000, SMTP), WAN).verdict(), host);
        assertEquals(isExcepted ? Verdict.ACCEPT : Verdict.DROP, judge(isIpv6 ?
            answer6(host, world) : answer4(host, world), LAN).verdict(), host);
    }

    private void assertPassed(final FrameBuilder frame, final int ingress)
    {
        final Leaf leaf = judge(frame, ingress);
        assertEquals(Verdict.ACCEPT, leaf.verdict(), () -> FrameBuilder.hex(frame.bytes()));
        assertEquals("", logs(leaf));
    }

    private void assertDropped(final String log, final FrameBuilder frame, final int ingress)
    {
        final Leaf leaf = judge(frame, ingress);
        assertEquals(Verdict.DROP, leaf.verdict(), () -> FrameBuilder.hex(frame.bytes()));
        assertEquals(log, logs(leaf), () -> FrameBuilder.hex(frame.bytes()));
    }

    private Leaf judge(final FrameBuilder builder, final int ingress)
    {
        final DirectBuffer frame = builder.frame();
        final int length = frame.capacity();
        return policy.leaves().get(policy.classifier().classify(frame, length, PacketParser.ethernet(frame, length),
            ingress, 1 - ingress, policy.assumedState()));
    }

    private static String logs(final Leaf leaf)
    {
        final StringBuilder logs = new StringBuilder();
        leaf.logs().forEach((log) -> logs.append(log.prefix()));
        return logs.toString();
    }
}
