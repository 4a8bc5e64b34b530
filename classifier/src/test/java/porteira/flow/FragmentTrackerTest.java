package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.wire.PacketParser;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static porteira.flow.FragmentTracker.DUPLICATE;
import static porteira.flow.FragmentTracker.EARLY_ACCEPT;
import static porteira.flow.FragmentTracker.EARLY_DROP;
import static porteira.flow.FragmentTracker.FOLLOW_ACCEPT;
import static porteira.flow.FragmentTracker.FOLLOW_DROP;
import static porteira.flow.FragmentTracker.JUDGE;
import static porteira.flow.FragmentTracker.MALFORMED;
import static porteira.flow.FragmentTracker.NONE;
import static porteira.flow.FragmentTracker.OVERLAP;
import static porteira.flow.FragmentTracker.TINY;

class FragmentTrackerTest
{
    private static final String A = "198.51.100.7";
    private static final String B = "203.0.113.25";
    private static final String A6 = "2001:db8:1::7";
    private static final String B6 = "2001:db8:2::25";
    private static final int SYN = 2;
    private static final byte[] UDP4 = Packet.payload(192).udp(5000, 6000).ipv4(A, B, 0).packet();
    private static final byte[] UDP6 = Packet.payload(192).udp(5000, 6000).ipv6(A6, B6).packet();
    private static final byte[] TCP4 = Packet.payload(180).tcp(4000, 25, 1, 0, SYN, 0).ipv4(A, B, 0).packet();

    private final FragmentTracker tracker = new FragmentTracker(64, true, 7);
    private long now = 1_000;

    @Test
    void shouldSayNothingWhenFrameIsWhole()
    {
        assertEquals(NONE, ask(Packet.payload(UDP4).ethernet()));
        assertEquals(NONE, ask(new byte[60]));
        assertEquals(NONE, ask(new byte[0]));
        assertEquals(NONE, ask(Packet.payload(UDP4).plain(17).ipv6Fragment(
            Packet.address(A6), Packet.address(B6), 3, 0, false).ethernet()));
        assertEquals(0, tracker.size());
    }

    @Test
    void shouldFollowTheFirstWhenLaterFragmentsCome()
    {
        for (final byte[] packet : new byte[][] { UDP4, UDP6 })
        {
            assertEquals(JUDGE, ask(Pieces.frame(packet, 1, 0, 80)));
            tracker.remember(true, 77);
            assertEquals(JUDGE, ask(Pieces.frame(packet, 2, 0, 80)));
            tracker.remember(false, 88);

            assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(packet, 1, 80, 160)));
            assertEquals(77, tracker.tag());
            assertEquals(FOLLOW_DROP, ask(Pieces.frame(packet, 2, 160, 200)));
            assertEquals(88, tracker.tag());
            assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(packet, 1, 160, 200)));
            assertEquals(77, tracker.tag());
            assertEquals(FOLLOW_DROP, ask(Pieces.frame(packet, 2, 80, 160)));
            assertEquals(0, tracker.size());
        }
    }

    @Test
    void shouldJudgeAnewWhenDatagramWasCompleteBefore()
    {
        first(UDP4, 1, 80, false);
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(UDP4, 1, 80, 200)));

        first(UDP4, 1, 96, true);
        assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(UDP4, 1, 96, 200)));
    }

    @Test
    void shouldPassOrDropByConfigurationWhenLaterFragmentComesFirst()
    {
        final FragmentTracker strict = new FragmentTracker(64, false, 7);

        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP4, 1, 80, 160)));
        assertEquals(EARLY_DROP, ask(strict, Pieces.frame(UDP4, 1, 80, 160)));
        first(UDP4, 1, 80, false);

        assertEquals(FOLLOW_DROP, ask(Pieces.frame(UDP4, 1, 160, 200)));
        assertEquals(0, tracker.size());
        assertTrue(FragmentTracker.isPass(EARLY_ACCEPT) && FragmentTracker.isPass(FOLLOW_ACCEPT));
        assertFalse(FragmentTracker.isPass(EARLY_DROP) || FragmentTracker.isPass(FOLLOW_DROP));
    }

    @Test
    void shouldForgetDatagramWhenItsFirstFragmentCompletesIt()
    {
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP6, 1, 160, 200)));
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP6, 1, 80, 160)));
        first(UDP6, 1, 80, true);

        assertEquals(0, tracker.size());
    }

    @Test
    void shouldDropTinyFirstFragmentWhenTransportHeaderIsSplit()
    {
        assertEquals(TINY, ask(Pieces.frame(TCP4, 1, 0, 8)));
        assertEquals(TINY, ask(Pieces.frame(TCP4, 1, 8, 200)));
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(TCP4, 1, 16, 200)));
        assertEquals(TINY, ask(Pieces.frame(TCP4, 2, 0, 16)));
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(TCP4, 2, 16, 200)));
        assertEquals(JUDGE, ask(Pieces.frame(TCP4, 3, 0, 24)));

        tracker.needHeaders(false);
        assertEquals(JUDGE, ask(Pieces.frame(TCP4, 4, 0, 8)));
        tracker.remember(true, 0);
        assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(TCP4, 4, 8, 200)));
    }

    @Test
    void shouldSpoilTheDatagramWhenALaterFragmentRewritesTheHeader()
    {
        first(TCP4, 1, 24, true);

        assertEquals(OVERLAP, ask(Pieces.frame(TCP4, 1, 16, 80)));
        assertEquals(OVERLAP, ask(Pieces.frame(TCP4, 1, 80, 200)));
        assertEquals(OVERLAP, ask(Pieces.frame(TCP4, 1, 0, 24)));
    }

    @Test
    void shouldSpoilTheDatagramWhenTheFirstFragmentRewritesWhatCameBefore()
    {
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP4, 1, 40, 80)));

        assertEquals(OVERLAP, ask(Pieces.frame(UDP4, 1, 0, 48)));
        assertEquals(OVERLAP, ask(Pieces.frame(UDP4, 1, 80, 200)));
    }

    @Test
    void shouldSpoilTheDatagramWhenFirstFragmentComesAgainAtAnotherLength()
    {
        first(UDP6, 1, 80, true);

        assertEquals(OVERLAP, ask(Pieces.frame(UDP6, 1, 0, 88)));
        assertEquals(OVERLAP, ask(Pieces.frame(UDP6, 1, 80, 200)));
    }

    @Test
    void shouldJudgeAgainWhenFirstFragmentComesAgainAtTheSameLength()
    {
        first(UDP6, 1, 80, true);
        assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(UDP6, 1, 80, 160)));
        first(UDP6, 1, 80, false);

        assertEquals(FOLLOW_DROP, ask(Pieces.frame(UDP6, 1, 80, 160)));
    }

    @Test
    void shouldDropDuplicateAloneWhenPieceWasThereBefore()
    {
        first(UDP4, 1, 80, true);

        assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(UDP4, 1, 80, 160)));
        assertEquals(DUPLICATE, ask(Pieces.frame(UDP4, 1, 80, 160)));
        assertEquals(DUPLICATE, ask(Pieces.frame(UDP4, 1, 64, 120)));
        assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(UDP4, 1, 160, 200)));
    }

    @Test
    void shouldSpoilTheDatagramWhenItHasTwoEnds()
    {
        final byte[] shorter = Arrays.copyOf(UDP4, 20 + 160);
        first(UDP4, 1, 80, true);
        assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(shorter, 1, 120, 160)));

        assertEquals(OVERLAP, ask(Pieces.frame(UDP4, 1, 160, 192)));

        first(UDP4, 2, 80, true);
        assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(UDP4, 2, 160, 192)));
        assertEquals(OVERLAP, ask(Pieces.frame(shorter, 2, 120, 160)));
    }

    @Test
    void shouldSpoilTheDatagramWhenItComesInTooManyPieces()
    {
        final byte[] packet = Packet.payload(400).udp(1, 2).ipv4(A, B, 0).packet();
        first(packet, 1, 16, true);
        for (int i = 1; i < FragmentTable.MAX_PIECES; i++)
        {
            assertEquals(FOLLOW_ACCEPT, ask(Pieces.frame(packet, 1, 16 + 16 * i, 24 + 16 * i)));
        }

        assertEquals(OVERLAP, ask(Pieces.frame(packet, 1, 320, 328)));
    }

    @Test
    void shouldRefuseFragmentWhenItsLengthIsImpossible()
    {
        final byte[] huge = Packet.payload(40).plain(1)
            .ipv4Fragment(Packet.address(A), Packet.address(B), 0, 9, 0x1FFF).ethernet();
        final byte[] odd = Packet.payload(41).plain(17)
            .ipv4Fragment(Packet.address(A), Packet.address(B), 0, 9, 0x2000).ethernet();
        final byte[] empty = Packet.payload(0).plain(17)
            .ipv6Fragment(Packet.address(A6), Packet.address(B6), 9, 8, true).ethernet();

        assertEquals(MALFORMED, ask(huge));
        assertEquals(MALFORMED, ask(odd));
        assertEquals(MALFORMED, ask(empty));
        assertEquals(0, tracker.size());
    }

    @Test
    void shouldKeepDatagramsApartWhenVlanProtocolOrIdentificationDiffer()
    {
        first(UDP4, 1, 80, false);

        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP4, 1, 80, 200, 5)));
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP4, 1, 80, 200, 5, 6)));
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP4, 2, 80, 200)));
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(Packet.payload(192).icmp(1, 8, 0, 0).ipv4(A, B, 0).packet(),
            1, 80, 200)));
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(Packet.payload(192).udp(5000, 6000).ipv4(B, A, 0).packet(),
            1, 80, 200)));
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(UDP4, 1, 80, 200)));
    }

    @Test
    void shouldForgetWhenTimeIsOver()
    {
        first(UDP4, 1, 80, false);
        first(UDP4, 2, 80, false);

        now += FragmentTracker.TIMEOUT_MS - 1;
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(UDP4, 1, 80, 160)));
        now++;
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP4, 1, 80, 160)));
        assertEquals(2, tracker.expired());
        assertEquals(1, tracker.size());
        assertEquals(0, tracker.evicted());
    }

    @Test
    void shouldForgetTheOldestWhenTableIsFull()
    {
        for (int id = 1; id <= 66; id++)
        {
            first(UDP6, id, 80, false);
        }

        assertEquals(64, tracker.size());
        assertEquals(2, tracker.evicted());
        assertEquals(FOLLOW_DROP, ask(Pieces.frame(UDP6, 3, 80, 160)));
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP6, 1, 80, 160)));
        assertEquals(EARLY_ACCEPT, ask(Pieces.frame(UDP6, 3, 80, 160)));
        assertTrue(tracker.bytes() <= 64 * 136);
        assertThrows(IllegalArgumentException.class, () -> new FragmentTracker(63, true, 0));
    }

    @Test
    void shouldDropWhatFollowsWhenVerdictWasNeverRemembered()
    {
        assertEquals(JUDGE, ask(Pieces.frame(UDP4, 1, 0, 80)));

        assertEquals(FOLLOW_DROP, ask(Pieces.frame(UDP4, 1, 80, 200)));
    }

    private void first(final byte[] packet, final int id, final int to, final boolean isAccepted)
    {
        assertEquals(JUDGE, ask(Pieces.frame(packet, id, 0, to)));
        tracker.remember(isAccepted, id);
    }

    private int ask(final byte[] frame)
    {
        return ask(tracker, frame);
    }

    private int ask(final FragmentTracker tracker, final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final long layout = PacketParser.ethernet(buffer, frame.length);
        final int answer = tracker.onFragment(buffer, frame.length, layout, now);
        assertEquals(NONE != answer, FragmentTracker.isConcerned(buffer, frame.length, layout));
        return answer;
    }
}
