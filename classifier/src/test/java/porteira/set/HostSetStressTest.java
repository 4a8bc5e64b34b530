package porteira.set;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.KeyType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Readers beside the writer, in a set so small that every entry is taken over all the time. An own harness and not
 * jcstress: the outcomes need entries that are reused thousands of times within one run, and every build runs this.
 */
class HostSetStressTest
{
    private static final long START_MS = 1_800_000_000_000L;
    private static final long RUN_NS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final int CAPACITY = 6;

    private enum Outcome
    {
        /** A key that nobody touches. */
        STEADY_FOUND, STEADY_MISSED,
        /** Half of one key and half of another that takes its entry; neither is ever added so. */
        TORN_FOUND, TORN_MISSED,
        /** A key that comes and goes. */
        CHURNING_FOUND, CHURNING_MISSED,
        /** A key that was refreshed before it expired, again and again. */
        REFRESHED_FOUND, REFRESHED_MISSED,
        /** A key whose time was over when the reader began to look. */
        EXPIRED_FOUND, EXPIRED_MISSED,
        /** The key that nobody touches, in a visit of all keys. */
        VISITED_ONCE, VISITED_OTHERWISE,
        /** Half of one key and half of another, or one whose time is over, in such a visit. */
        STRAY_VISITED, STRAY_SPARED
    }

    private final long seed = Seed.ofRun();
    private final AtomicLongArray outcomes = new AtomicLongArray(Outcome.values().length);
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final HostSet set = new HostSet(List.of(KeyType.IPV6_ADDR), CAPACITY, START_MS, seed);
    private final long[] first = {0, 0};
    private final long[] second = {0, 0};
    private volatile long now = START_MS;

    @Test
    void shouldNeverTearNorMissWhileOthersComeAndGo() throws InterruptedException
    {
        chooseKeysOfOneFingerprint();
        set.add(1, 1, HostSet.NEVER);
        set.add(2, 2, START_MS + 2);
        final Thread[] readers = {new Thread(this::read), new Thread(this::read)};
        for (final Thread reader : readers)
        {
            reader.start();
        }

        final long rounds = write();

        isOver.set(true);
        for (final Thread reader : readers)
        {
            reader.join();
        }
        final Map<Outcome, Long> seen = new EnumMap<>(Outcome.class);
        for (final Outcome outcome : Outcome.values())
        {
            seen.put(outcome, outcomes.get(outcome.ordinal()));
        }
        final String told = "seed " + seed + " rounds " + rounds + " " + seen;
        assertEquals(0, seen.get(Outcome.STEADY_MISSED), told);
        assertEquals(0, seen.get(Outcome.TORN_FOUND), told);
        assertEquals(0, seen.get(Outcome.REFRESHED_MISSED), told);
        assertEquals(0, seen.get(Outcome.EXPIRED_FOUND), told);
        assertEquals(0, seen.get(Outcome.VISITED_OTHERWISE), told);
        assertEquals(0, seen.get(Outcome.STRAY_VISITED), told);
        // Both happened, or the threads never met.
        assertTrue(0 < seen.get(Outcome.CHURNING_FOUND), told);
        assertTrue(0 < seen.get(Outcome.CHURNING_MISSED), told);
    }

    /** Two keys and a third made of their halves, all with the same fingerprint and home. */
    private void chooseKeysOfOneFingerprint()
    {
        final SplittableRandom random = new SplittableRandom(seed);
        first[0] = random.nextLong();
        first[1] = random.nextLong();
        do
        {
            second[1] = random.nextLong();
        }
        while (!isAlike(new long[]{first[0], second[1]}));
        do
        {
            second[0] = random.nextLong();
        }
        while (!isAlike(second));
    }

    private boolean isAlike(final long[] key)
    {
        final long hash = set.keyHash().of(key);
        final long firstHash = set.keyHash().of(first);
        return 0 <= (hash ^ firstHash) && KeyHash.pattern(hash) == KeyHash.pattern(firstHash);
    }

    private long write()
    {
        final long endNs = System.nanoTime() + RUN_NS;
        long rounds = 0;
        while (0 > System.nanoTime() - endNs)
        {
            for (int i = 0; i < 64; i++)
            {
                set.add(first, HostSet.NEVER);
                set.remove(first);
                set.add(second, HostSet.NEVER);
                set.remove(second);
            }
            // The key 3 expires at the tick after this one, the key 2 is refreshed before it does.
            set.update(3, now, now + 1);
            set.update(2, 2, now + 3);
            set.tick(now + 1);
            now++;
            set.sweep(1);
            rounds++;
        }
        return rounds;
    }

    private void read()
    {
        final long[] counts = new long[Outcome.values().length];
        while (!isOver.get())
        {
            final long expired = now - 1;
            count(counts, set.contains(3, expired), Outcome.EXPIRED_FOUND);
            count(counts, set.contains(1, 1), Outcome.STEADY_FOUND);
            count(counts, set.contains(first[0], second[1]), Outcome.TORN_FOUND);
            count(counts, set.contains(first[0], first[1]), Outcome.CHURNING_FOUND);
            count(counts, set.contains(first[0], second[1]), Outcome.TORN_FOUND);
            count(counts, set.contains(second[0], second[1]), Outcome.CHURNING_FOUND);
            count(counts, set.contains(2, 2), Outcome.REFRESHED_FOUND);
            visit(counts);
        }
        for (int i = 0; i < counts.length; i++)
        {
            outcomes.addAndGet(i, counts[i]);
        }
    }

    private void visit(final long[] counts)
    {
        final long expired = now - 1;
        final int[] visits = new int[2];
        set.forEach((key, expiryMs) ->
        {
            visits[0] += 1 == key[0] && 1 == key[1] ? 1 : 0;
            final boolean isTorn = first[0] == key[0] && second[1] == key[1] ||
                second[0] == key[0] && first[1] == key[1];
            visits[1] += isTorn || 3 == key[0] && expired >= key[1] ? 1 : 0;
        });
        count(counts, 1 == visits[0], Outcome.VISITED_ONCE);
        count(counts, 0 < visits[1], Outcome.STRAY_VISITED);
    }

    /** The outcome for false follows that for true. */
    private static void count(final long[] counts, final boolean isFound, final Outcome found)
    {
        counts[found.ordinal() + (isFound ? 0 : 1)]++;
    }
}
