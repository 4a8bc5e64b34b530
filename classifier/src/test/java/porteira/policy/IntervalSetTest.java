package porteira.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.Seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IntervalSetTest
{
    private static final UInt128 MAX = UInt128.max(128);

    @Test
    void shouldMergeWhatOverlapsAndTouches()
    {
        assertEquals(
            List.of(Interval.of(1, 9), Interval.of(11, 11)),
            IntervalSet.of(8, List.of(Interval.of(11, 11), Interval.of(5, 9), Interval.of(1, 4), Interval.of(2, 3)))
                .intervals());
    }

    @Test
    void shouldReachBothEndsOf128Bits()
    {
        final IntervalSet ends = IntervalSet.of(128, List.of(Interval.of(UInt128.ZERO), Interval.of(MAX)));

        assertEquals(List.of(new Interval(UInt128.of(1), MAX.previous())), ends.complement().intervals());
        assertEquals(ends, ends.complement().complement());
        assertTrue(IntervalSet.full(128).complement().isEmpty());
        assertTrue(IntervalSet.of(128, List.of()).complement().isFull());
        assertTrue(ends.contains(MAX));
    }

    @Test
    void shouldCarryBetweenHalves()
    {
        final UInt128 below = new UInt128(6, -1L);

        assertEquals(new UInt128(7, 0), below.next());
        assertEquals(below, new UInt128(7, 0).previous());
        assertEquals(
            new Interval(new UInt128(0x20010DB800000000L, 0), new UInt128(0x20010DB8FFFFFFFFL, -1L)),
            Interval.prefix(new UInt128(0x20010DB812345678L, 9), 32, 128));
        assertEquals(new Interval(UInt128.ZERO, MAX), Interval.prefix(below, 0, 128));
    }

    @Test
    void shouldAgreeWithSetsOfBits()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++)
        {
            final boolean[] a = new boolean[64];
            final boolean[] b = new boolean[64];
            final IntervalSet first = random(random, a);
            final IntervalSet second = random(random, b);
            for (int value = 0; value < 64; value++)
            {
                final UInt128 key = UInt128.of(value);
                assertEquals(a[value], first.contains(key), "seed " + seed);
                assertEquals(!a[value], first.complement().contains(key), "seed " + seed);
                assertEquals(a[value] && b[value], first.intersect(second).contains(key), "seed " + seed);
            }
        }
    }

    private static IntervalSet random(final SplittableRandom random, final boolean[] bits)
    {
        final List<Interval> intervals = new ArrayList<>();
        for (int count = random.nextInt(6); count > 0; count--)
        {
            final int first = random.nextInt(64);
            final int last = random.nextInt(first, 64);
            intervals.add(Interval.of(first, last));
            for (int value = first; value <= last; value++)
            {
                bits[value] = true;
            }
        }
        return IntervalSet.of(6, intervals);
    }
}
