package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.wire.PacketParser;

import java.nio.ByteBuffer;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static porteira.flow.FragmentTracker.EARLY_ACCEPT;
import static porteira.flow.FragmentTracker.FOLLOW_ACCEPT;
import static porteira.flow.FragmentTracker.FOLLOW_DROP;
import static porteira.flow.FragmentTracker.JUDGE;
import static porteira.flow.FragmentTracker.TINY;

/** Fragments of tunnels, in tunnels, and both; the ways round a policy that splitting a tunnel's headers opens. */
class TunnelledFragmentsTest
{
    private static final String A = "198.51.100.7";
    private static final String B = "203.0.113.25";
    private static final String C = "203.0.113.26";
    private static final String A6 = "2001:db8:1::7";
    private static final String TEREDO = "2001:0:c000:22d:0:63bf:39cc:9bf8";
    private static final int SYN = 2;
    private static final byte[] INNER_SYN = Packet.payload(40).tcp(4000, 25, 1, 0, SYN, 0).ipv6(A6, TEREDO).packet();
    private static final byte[] INNER_UDP = Packet.payload(192).udp(5000, 6000).ipv6(A6, TEREDO).packet();

    private final FragmentTracker tracker = new FragmentTracker(64, true, 7);

    @Test
    void shouldDropTeredoWhenOuterFragmentsSplitTheInnerHeader()
    {
        final byte[] packet = teredo("", INNER_SYN);
        int id = 0;
        for (int cut = 8; cut < packet.length - 20; cut += 8)
        {
            id++;
            final boolean isWhole = cut >= 8 + 40 + 20;
            assertEquals(isWhole ? JUDGE : TINY, ask(Pieces.frame(packet, id, 0, cut)), "cut=" + cut);
            if (!isWhole)
            {
                assertEquals(FOLLOW_DROP, ask(Pieces.frame(packet, id, cut, packet.length - 20)), "cut=" + cut);
            }
        }
    }

    @Test
    void shouldDropTeredoWhenIndicationsPushTheHeaderOut()
    {
        final String origin = "0000 63bf 39cc9bf8";
        final String authentication = "0001 ff 04" + "aa".repeat(255) + "11223344 0102030405060708 00";
        int id = 0;
        for (final String indications : new String[] { origin, authentication, authentication + origin })
        {
            final byte[] packet = teredo(indications, INNER_SYN);
            final int whole = packet.length - 20 - 40;
            for (int cut = 8; cut < whole; cut += 8)
            {
                assertEquals(TINY, ask(Pieces.frame(packet, ++id, 0, cut)), "cut=" + cut);
            }
            assertEquals(JUDGE, ask(Pieces.frame(packet, ++id, 0, whole + 7 & ~7)));
        }
    }

    @Test
    void shouldJudgeOtherDatagramsWhenTheyOnlyBeginAlike()
    {
        final byte[] text = Packet.payload(hex("41".repeat(40))).udp(1, 2).ipv4(A, B, 0).packet();
        final byte[] zeros = Packet.payload(new byte[400]).udp(1, 2).ipv4(A, B, 0).packet();
        final byte[] six = Packet.payload(hex("60".repeat(200))).udp(1, 2).ipv4(A, B, 0).packet();

        assertEquals(JUDGE, ask(Pieces.frame(text, 1, 0, 16)));
        assertEquals(JUDGE, ask(Pieces.frame(zeros, 2, 0, 48)));
        assertEquals(JUDGE, ask(Pieces.frame(six, 3, 0, 56)));
    }

    @Test
    void shouldDropTunnelsOfIpWhenOuterFragmentsSplitTheInnerHeader()
    {
        final byte[] gre = new byte[4 + INNER_SYN.length];
        ByteBuffer.wrap(gre).putShort((short)0).putShort((short)0x86DD).put(INNER_SYN);
        final byte[] in4 = Packet.payload(40).tcp(4000, 25, 1, 0, SYN, 0).ipv4(A, B, 0).packet();
        assertSplitIsDropped(Packet.payload(INNER_SYN).plain(41).ipv4(A, B, 0).packet(), 60);
        assertSplitIsDropped(Packet.payload(in4).plain(4).ipv4(A, B, 0).packet(), 40);
        assertSplitIsDropped(Packet.payload(gre).plain(47).ipv4(A, B, 0).packet(), 64);
    }

    private void assertSplitIsDropped(final byte[] packet, final int headers)
    {
        final int end = packet.length - 20;
        for (int cut = 8; cut < end; cut += 8)
        {
            assertEquals(cut >= headers ? JUDGE : TINY, ask(Pieces.frame(packet, cut, 0, cut)), "cut=" + cut);
        }
    }

    @Test
    void shouldFollowTheFirstWhenFragmentsLieInATunnel()
    {
        assertEquals(JUDGE, ask(in4(A, B, Pieces.packet(INNER_UDP, 1, 0, 80))));
        tracker.remember(true, 5);
        assertEquals(JUDGE, ask(in4(A, C, Pieces.packet(INNER_UDP, 1, 0, 80))));
        tracker.remember(false, 6);

        assertEquals(FOLLOW_ACCEPT, ask(in4(A, B, Pieces.packet(INNER_UDP, 1, 80, 200))));
        assertEquals(5, tracker.tag());
        assertEquals(FOLLOW_DROP, ask(in4(A, C, Pieces.packet(INNER_UDP, 1, 80, 200))));
        assertEquals(EARLY_ACCEPT, ask(Packet.payload(Pieces.packet(INNER_UDP, 1, 80, 200)).ethernet()));
    }

    @Test
    void shouldFollowTheInnerFirstWhenTheOuterPacketIsFragmentedToo()
    {
        final byte[] first = teredo("", Pieces.packet(INNER_UDP, 1, 0, 160));
        final byte[] later = teredo("", Pieces.packet(INNER_UDP, 1, 160, 200));

        assertEquals(JUDGE, ask(Pieces.frame(first, 1, 0, 96)));
        tracker.remember(false, 0);
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(first, 1, 96, first.length - 20)));
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(later, 2, 0, 64)));
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(later, 2, 64, later.length - 20)));
        assertEquals(0, tracker.size());
    }

    private static byte[] in4(final String from, final String to, final byte[] packet)
    {
        return Packet.payload(packet).plain(41).ipv4(from, to, 0).ethernet();
    }

    private static byte[] teredo(final String indications, final byte[] packet)
    {
        final byte[] before = hex(indications);
        final byte[] payload = ByteBuffer.allocate(before.length + packet.length).put(before).put(packet).array();
        return Packet.payload(payload).udp(50_000, 40_000).ipv4(A, B, 0).packet();
    }

    private static byte[] hex(final String text)
    {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private int ask(final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        return tracker.onFragment(buffer, frame.length, PacketParser.ethernet(buffer, frame.length), 1_000);
    }
}
