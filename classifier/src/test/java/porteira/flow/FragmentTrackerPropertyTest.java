package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.wire.PacketParser;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random fragments of few datagrams, so that they meet: the tracker answers as the model does. */
class FragmentTrackerPropertyTest
{
    private static final int FRAGMENTS = 150_000;
    private static final int CAPACITY = 64;
    private static final int KEYS = 80;
    private static final int UNITS = 40;
    private static final byte[][] ENDS = {
        { 10, 0, 0, 1 }, { 10, 0, 0, 2 },
        { 32, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, { 32, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 } };

    private final int[] answers = new int[FragmentTracker.ANSWERS];

    @Test
    void shouldAnswerAsTheModelWhenFragmentsAreRandom()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final FragmentTracker tracker = new FragmentTracker(CAPACITY, true, seed);
        final FragmentModel model = new FragmentModel(CAPACITY);
        long now = 1;
        for (int i = 0; i < FRAGMENTS; i++)
        {
            now += random.nextInt(2000) < 1999 ? random.nextInt(20) : random.nextInt(FragmentTracker.TIMEOUT_MS);
            compare(random, tracker, model, now, "porteira.seed=" + seed + " i=" + i);
        }

        for (final int answer : new int[] {
            FragmentTracker.JUDGE, FragmentTracker.FOLLOW_ACCEPT, FragmentTracker.FOLLOW_DROP,
            FragmentTracker.EARLY_ACCEPT, FragmentTracker.OVERLAP, FragmentTracker.DUPLICATE })
        {
            assertTrue(answers[answer] > FRAGMENTS / 500, "answer " + answer + " is rare: " + answers[answer]);
        }
        assertTrue(model.evicted > 0 && model.expired > 0, "the table was never full or old");
    }

    private void compare(
        final SplittableRandom random,
        final FragmentTracker tracker,
        final FragmentModel model,
        final long now,
        final String what)
    {
        final int key = random.nextInt(KEYS);
        final boolean isUsual = random.nextInt(3) > 0;
        final int from = isUsual ? 8 * random.nextInt(UNITS / 8) : random.nextInt(UNITS);
        final int to = Math.min(UNITS, from + (isUsual ? 8 : 1 + random.nextInt(12)));
        final boolean isLast = from > 0 && (UNITS == to || 0 == random.nextInt(50));
        final byte[] frame = frame(key, from, to, isLast);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);

        final int expected = model.onFragment(key, from, to, isLast, now);
        final int answer =
            tracker.onFragment(buffer, frame.length, PacketParser.ethernet(buffer, frame.length), now);

        assertEquals(expected, answer, what);
        assertEquals(model.tag, tracker.tag(), what);
        answers[answer]++;
        if (FragmentTracker.JUDGE == answer && random.nextInt(100) > 0)
        {
            final boolean isAccepted = random.nextBoolean();
            final long tag = random.nextLong();
            model.remember(isAccepted, tag);
            tracker.remember(isAccepted, tag);
        }
        if (tracker.expired() == model.expired)
        {
            assertEquals(model.size(), tracker.size(), what);
        }
        assertEquals(model.evicted, tracker.evicted(), what);
    }

    /** IPv4 and IPv6 in turn; protocol 99, in which no header can be split. */
    private static byte[] frame(final int key, final int from, final int to, final boolean isLast)
    {
        final Packet piece = Packet.payload(8 * (to - from)).plain(99);
        return 0 == key % 2 ?
            piece.ipv4Fragment(ENDS[0], ENDS[1], 0, key, (isLast ? 0 : 0x2000) | from).ethernet() :
            piece.ipv6Fragment(ENDS[2], ENDS[3], key, 8 * from, !isLast).ethernet();
    }
}
