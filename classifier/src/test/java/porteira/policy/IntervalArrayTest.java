package porteira.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.Seed;

import static org.junit.jupiter.api.Assertions.assertEquals;

class IntervalArrayTest
{
    private static final Comparator<Interval> ORDER =
        Comparator.<Interval, UInt128>comparing(Interval::first).thenComparing(Interval::last);

    private final long seed = Seed.ofRun();

    @Test
    void shouldSortAndFindOverlapsAtAnyWidth()
    {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++)
        {
            final int bits = random.nextInt(1, 129);
            final List<Interval> intervals = new ArrayList<>();
            final IntervalArray array = new IntervalArray(bits, 0);
            for (int i = random.nextInt(12); i > 0; i--)
            {
                final UInt128 one = value(random, bits);
                final UInt128 other = 0 == random.nextInt(2) ? one : value(random, bits);
                intervals.add(one.compareTo(other) < 0 ? new Interval(one, other) : new Interval(other, one));
                array.add(intervals.getLast());
            }

            array.sort();

            final List<Interval> sorted = new ArrayList<>();
            boolean overlaps = false;
            for (int i = 0; i < array.size(); i++)
            {
                sorted.add(array.interval(i));
                overlaps |= 0 < i && !sorted.get(i).equals(sorted.get(i - 1)) &&
                    sorted.get(i).first().compareTo(sorted.get(i - 1).last()) <= 0;
            }
            final int now = round;
            assertEquals(overlaps, array.overlaps(), () -> "seed " + seed + " round " + now);
            for (int i = 1; i < sorted.size(); i++)
            {
                assertEquals(true, sorted.get(i - 1).first().compareTo(sorted.get(i).first()) <= 0,
                    () -> "seed " + seed + " round " + now + " " + sorted);
            }
            intervals.sort(ORDER);
            sorted.sort(ORDER);
            assertEquals(intervals, sorted, () -> "seed " + seed + " round " + now);
        }
    }

    /** Often one of the ends of what the width holds. */
    private static UInt128 value(final SplittableRandom random, final int bits)
    {
        final UInt128 max = UInt128.max(bits);
        return switch (random.nextInt(4))
        {
            case 0 -> UInt128.ZERO;
            case 1 -> max;
            default -> new UInt128(random.nextLong(), random.nextLong()).and(max);
        };
    }
}
