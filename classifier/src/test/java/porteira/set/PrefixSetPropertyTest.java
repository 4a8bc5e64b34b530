package porteira.set;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.Interval;
import porteira.policy.IntervalArray;
import porteira.policy.IntervalSet;
import porteira.policy.UInt128;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A prefix set answers as the plain list of its intervals does, for every width and shape. */
class PrefixSetPropertyTest
{
    private static final int[] WIDTHS = {1, 5, 16, 32, 48, 63, 64, 65, 96, 127, 128};

    private final long seed = Seed.ofRun();
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void shouldAnswerAsTheListDoesWhenShapesAreRandom()
    {
        for (int round = 0; round < 600; round++)
        {
            final int bits = WIDTHS[round % WIDTHS.length];
            final List<Interval> intervals = new ArrayList<>();
            final int count = 1 << random.nextInt(9);
            for (int i = 0; i < count; i++)
            {
                intervals.add(interval(bits, intervals));
            }
            check(bits, intervals);
        }
    }

    @Test
    void shouldAnswerAtBothEndsOfTheWidth()
    {
        for (final int bits : WIDTHS)
        {
            final UInt128 max = UInt128.max(bits);
            check(bits, List.of());
            check(bits, List.of(new Interval(UInt128.ZERO, max)));
            check(bits, List.of(Interval.of(UInt128.ZERO)));
            check(bits, List.of(Interval.of(max)));
            check(bits, List.of(Interval.of(UInt128.ZERO), Interval.of(max)));
        }
    }

    @Test
    void shouldStayShallowWhenEdgesCrowd()
    {
        final List<Interval> intervals = new ArrayList<>();
        for (int bit = 0; bit < 127; bit++)
        {
            final UInt128 edge = bit < 64 ? UInt128.of(1L << bit) : new UInt128(1L << bit - 64, 0);
            intervals.add(Interval.of(edge));
        }
        check(128, intervals);
    }

    private void check(final int bits, final List<Interval> intervals)
    {
        final IntervalSet expected = IntervalSet.of(bits, intervals);
        final PrefixSet set = PrefixSet.of(expected);
        final IntervalArray shuffled = new IntervalArray(bits, 0);
        intervals.forEach((interval) -> shuffled.add(
            interval.first().hi(), interval.first().lo(), interval.last().hi(), interval.last().lo()));
        final PrefixSet merged = PrefixSet.of(shuffled);
        assertEquals(expected.intervals().size(), set.intervals(), () -> "seed " + seed);
        assertEquals(expected.intervals().size(), merged.intervals(), () -> "seed " + seed);

        for (final Interval interval : intervals)
        {
            for (final UInt128 end : List.of(interval.first(), interval.last()))
            {
                compare(expected, set, merged, end);
                compare(expected, set, merged, end.previous());
                compare(expected, set, merged, end.next());
                compare(expected, set, merged, new UInt128(end.hi(), random.nextLong()));
                compare(expected, set, merged, new UInt128(random.nextLong(), end.lo()));
            }
        }
        for (int i = 0; i < 64; i++)
        {
            compare(expected, set, merged, value(bits));
        }
        compare(expected, set, merged, UInt128.ZERO);
        compare(expected, set, merged, UInt128.max(128));
        compare(expected, set, merged, UInt128.max(bits));
        compare(expected, set, merged, UInt128.max(bits).next());
    }

    private void compare(final IntervalSet expected, final PrefixSet set, final PrefixSet merged, final UInt128 key)
    {
        final boolean isIn = expected.contains(key);
        assertEquals(isIn, set.contains(key.hi(), key.lo()), () -> "seed " + seed + " key " + key + " " + expected);
        assertEquals(isIn, merged.contains(key.hi(), key.lo()), () -> "seed " + seed + " key " + key + " " + expected);
    }

    private Interval interval(final int bits, final List<Interval> others)
    {
        final UInt128 near = others.isEmpty() || 0 != random.nextInt(3) ? value(bits) :
            others.get(random.nextInt(others.size())).last().next().and(UInt128.max(bits));
        return switch (random.nextInt(4))
        {
            case 0 -> Interval.of(near);
            case 1 ->
            {
                final UInt128 other = value(bits);
                yield near.compareTo(other) < 0 ? new Interval(near, other) : new Interval(other, near);
            }
            default -> Interval.prefix(near, random.nextInt(1 == bits ? 1 : bits / 2, bits + 1), bits);
        };
    }

    /** Evenly spread, or crowded below some bit. */
    private UInt128 value(final int bits)
    {
        final UInt128 any = new UInt128(random.nextLong(), random.nextLong()).and(UInt128.max(bits));
        return random.nextBoolean() ? any : any.and(UInt128.max(random.nextInt(1, bits + 1)));
    }
}
