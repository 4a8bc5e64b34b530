package porteira.tree;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The shipped example, frame by frame. */
class ScreenedHostTest
{
    private static final int LAN = 0;
    private static final int WAN = 1;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final String SERVER_4 = "203.0.113.25";
    private static final String CLIENT_4 = "203.0.113.7";
    private static final String OUTSIDE_4 = "198.51.100.9";
    private static final String SERVER_6 = "2001:db8:b01a:70da::25";
    private static final String CLIENT_6 = "2001:db8:b01a:70da::7";
    private static final String OUTSIDE_6 = "2001:db8:1::9";
    private static final String TEREDO_6 = "2001:0:c000:201:0:f227:34ff:8efa";

    private final CompiledPolicy policy =
        PolicyCompiler.compile(Path.of("examples/screened-host.nft"), PortNames.of(List.of("lan", "wan")));

    @Test
    void shouldLetServerOpenSmtp()
    {
        for (final int port : new int[]{ 25, 465 })
        {
            assertAccepted(smtp4(SERVER_4, port).ethernet(IPV4), LAN);
            assertAccepted(smtp6(SERVER_6, port).ethernet(IPV6), LAN);
        }
    }

    @Test
    void shouldLogAndDropSmtpOfOthersInside()
    {
        for (final int port : new int[]{ 25, 465 })
        {
            assertDropped(smtp4(CLIENT_4, port).ethernet(IPV4), LAN, "smtp from inside: ");
            assertDropped(smtp6(CLIENT_6, port).ethernet(IPV6), LAN, "smtp from inside: ");
        }
    }

    @Test
    void shouldLogAndDropSmtpFromAddressesThatAreNotOurs()
    {
        assertDropped(smtp4(OUTSIDE_4, 25).ethernet(IPV4), LAN, "smtp from a foreign address: ");
        assertDropped(smtp4("0.0.0.0", 25).ethernet(IPV4), LAN, "smtp from a foreign address: ");
        assertDropped(smtp6("fe80::25", 25).ethernet(IPV6), LAN, "smtp from a foreign address: ");
        assertDropped(smtp6("fd00::1", 465).ethernet(IPV6), LAN, "smtp from a foreign address: ");
        assertDropped(smtp6("::ffff:203.0.113.25", 25).ethernet(IPV6), LAN, "smtp from a foreign address: ");
    }

    @Test
    void shouldPassMailForTheServerAndAnswers()
    {
        assertAccepted(FrameBuilder.tcp(40_000, 25).ipv4(OUTSIDE_4, SERVER_4, 6).ethernet(IPV4), WAN);
        assertAccepted(FrameBuilder.tcp(40_000, 25).ipv6(OUTSIDE_6, SERVER_6, 6).ethernet(IPV6), WAN);
        assertAccepted(FrameBuilder.tcp(25, 40_000, 0x12).ipv4(SERVER_4, OUTSIDE_4, 6).ethernet(IPV4), LAN);
        assertAccepted(FrameBuilder.tcp(25, 40_000, 0x12).ipv6(CLIENT_6, OUTSIDE_6, 6).ethernet(IPV6), LAN);
        assertAccepted(FrameBuilder.tcp(25, 40_000, 0x12).ipv4(OUTSIDE_4, CLIENT_4, 6).ethernet(IPV4), WAN);
    }

    @Test
    void shouldPassAllElse()
    {
        assertAccepted(FrameBuilder.tcp(40_000, 80).ipv4(CLIENT_4, OUTSIDE_4, 6).ethernet(IPV4), LAN);
        assertAccepted(FrameBuilder.tcp(40_000, 443).ipv6(CLIENT_6, OUTSIDE_6, 6).ethernet(IPV6), LAN);
        assertAccepted(FrameBuilder.tcp(40_000, 587).ipv4(CLIENT_4, OUTSIDE_4, 6).ethernet(IPV4), LAN);
        assertAccepted(FrameBuilder.payload(30).udp(25, 25).ipv4(CLIENT_4, OUTSIDE_4, 17).ethernet(IPV4), LAN);
        assertAccepted(FrameBuilder.icmp(8).ipv4(CLIENT_4, OUTSIDE_4, 1).ethernet(IPV4), LAN);
        assertAccepted(FrameBuilder.payload(28).ethernet(0x0806), LAN);
        assertAccepted(FrameBuilder.payload(0), LAN);
        assertAccepted(FrameBuilder.payload(13), LAN);
    }

    @Test
    void shouldSeeThroughVlanTags()
    {
        assertDropped(smtp4(CLIENT_4, 25).vlan(5, IPV4).ethernet(0x8100), LAN, "smtp from inside: ");
        assertDropped(smtp6(CLIENT_6, 25).vlan(5, IPV6).vlan(7, 0x8100).ethernet(0x88A8), LAN, "smtp from inside: ");
        assertAccepted(smtp6(SERVER_6, 25).vlan(5, IPV6).vlan(7, 0x8100).ethernet(0x88A8), LAN);
        assertDropped(teredo(smtp6(TEREDO_6, 25)).vlan(5, IPV4).ethernet(0x8100), LAN, "smtp in teredo: ");
    }

    @Test
    void shouldSeeThroughOptionsAndExtensionHeaders()
    {
        assertDropped(FrameBuilder.tcp(40_000, 25).ipv4(CLIENT_4, OUTSIDE_4, 6, 0, 8).ethernet(IPV4), LAN,
            "smtp from inside: ");
        assertDropped(FrameBuilder.tcp(40_000, 25).extension(6).extension(60).ipv6(CLIENT_6, OUTSIDE_6, 0)
            .ethernet(IPV6), LAN, "smtp from inside: ");
    }

    @Test
    void shouldJudgeFirstFragmentsAndPassLaterOnes()
    {
        assertDropped(FrameBuilder.tcp(40_000, 25).ipv4(CLIENT_4, OUTSIDE_4, 6, 0x2000, 0).ethernet(IPV4), LAN,
            "smtp from inside: ");
        assertDropped(FrameBuilder.tcp(40_000, 25).fragment(6, 0, true).ipv6(CLIENT_6, OUTSIDE_6, 44).ethernet(IPV6),
            LAN, "smtp from inside: ");
        assertDropped(FrameBuilder.tcp(40_000, 25).fragment(6, 0, false).ipv6(CLIENT_6, OUTSIDE_6, 44).ethernet(IPV6),
            LAN, "smtp from inside: ");
        assertAccepted(FrameBuilder.tcp(40_000, 25).ipv4(CLIENT_4, OUTSIDE_4, 6, 0x00B9, 0).ethernet(IPV4), LAN);
        assertAccepted(FrameBuilder.tcp(40_000, 25).fragment(6, 185, false).ipv6(CLIENT_6, OUTSIDE_6, 44)
            .ethernet(IPV6), LAN);
    }

    @Test
    void shouldLogAndDropSmtpInTeredo()
    {
        for (final int ingress : new int[]{ LAN, WAN })
        {
            assertDropped(teredo(smtp6(TEREDO_6, 25)).ethernet(IPV4), ingress, "smtp in teredo: ");
            assertDropped(teredo(smtp6(TEREDO_6, 465).teredoOrigin()).ethernet(IPV4), ingress, "smtp in teredo: ");
            assertDropped(teredo(smtp6(TEREDO_6, 25).teredoOrigin().teredoAuthentication(0, 0)).ethernet(IPV4), ingress,
                "smtp in teredo: ");
            assertDropped(teredo(smtp6(TEREDO_6, 25).teredoAuthentication(7, 20)).ethernet(IPV4), ingress,
                "smtp in teredo: ");
            assertDropped(teredo(FrameBuilder.tcp(40_000, 25).extension(6).ipv6(TEREDO_6, OUTSIDE_6, 60))
                .ethernet(IPV4), ingress, "smtp in teredo: ");
        }
        assertDropped(smtp6(TEREDO_6, 25).udp(40_000, 50_000).ipv4(SERVER_4, OUTSIDE_4, 17).ethernet(IPV4), LAN,
            "smtp in teredo: ");
    }

    @Test
    void shouldPassOtherTrafficInTeredo()
    {
        assertAccepted(teredo(FrameBuilder.tcp(40_000, 80).ipv6(TEREDO_6, OUTSIDE_6, 6)).ethernet(IPV4), LAN);
        assertAccepted(teredo(FrameBuilder.payload(0).ipv6(TEREDO_6, OUTSIDE_6, 59)).ethernet(IPV4), LAN);
        assertAccepted(teredo(FrameBuilder.tcp(25, 40_000, 0x12).ipv6(OUTSIDE_6, TEREDO_6, 6)).ethernet(IPV4), WAN);
        assertAccepted(smtp6(CLIENT_6, 25).udp(40_000, 50_000).ipv4(CLIENT_4, OUTSIDE_4, 17).ethernet(IPV4), LAN);
    }

    @Test
    void shouldPassWhatIsCutShort()
    {
        final byte[] whole = smtp4(CLIENT_4, 25).ethernet(IPV4).bytes();

        for (int length = 0; length < whole.length; length++)
        {
            final Leaf leaf = judge(new UnsafeBuffer(Arrays.copyOf(whole, length)), LAN);
            assertEquals(14 + 20 + 4 > length ? Verdict.ACCEPT : Verdict.DROP, leaf.verdict(), "length " + length);
        }
    }

    @Test
    void shouldNotAskForEgress()
    {
        assertFalse(policy.readsEgress());
    }

    private static FrameBuilder smtp4(final String source, final int port)
    {
        return FrameBuilder.tcp(40_000, port).ipv4(source, OUTSIDE_4, FrameBuilder.TCP);
    }

    private static FrameBuilder smtp6(final String source, final int port)
    {
        return FrameBuilder.tcp(40_000, port).ipv6(source, OUTSIDE_6, FrameBuilder.TCP);
    }

    private static FrameBuilder teredo(final FrameBuilder inner)
    {
        return inner.udp(50_000, 3544).ipv4(CLIENT_4, OUTSIDE_4, FrameBuilder.UDP);
    }

    private void assertAccepted(final FrameBuilder frame, final int ingress)
    {
        final Leaf leaf = judge(frame.frame(), ingress);

        assertEquals(Verdict.ACCEPT, leaf.verdict());
        assertEquals(List.of(), leaf.logs());
    }

    private void assertDropped(final FrameBuilder frame, final int ingress, final String prefix)
    {
        final Leaf leaf = judge(frame.frame(), ingress);

        assertEquals(Verdict.DROP, leaf.verdict());
        assertEquals(1, leaf.logs().size());
        assertEquals(prefix, leaf.logs().getFirst().prefix());
        assertEquals(leaf.rule(), leaf.counted().getLast());
    }

    private Leaf judge(final DirectBuffer frame, final int ingress)
    {
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        final int leaf = policy.classifier().classify(frame, length, layout, ingress, 1 - ingress,
            policy.assumedState());
        assertEquals(policy.linearMatcher().classify(frame, length, layout, ingress, 1 - ingress,
            policy.assumedState()), leaf);
        return policy.leaves().get(leaf);
    }
}
