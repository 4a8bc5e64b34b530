package porteira.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of values of a field, as the fewest intervals that cover it, ascending. Immutable; sets of the same values are
 * equal.
 *
 * @param bits      width of the field, 1..128
 * @param intervals ascending, neither overlapping nor touching
 */
public record IntervalSet(int bits, List<Interval> intervals)
{
    /** Takes the intervals as they are; use {@link #of(int, List)} for any others. */
    public IntervalSet
    {
        intervals = List.copyOf(intervals);
    }

    /** The union of any intervals in any order. */
    public static IntervalSet of(final int bits, final List<Interval> intervals)
    {
        final IntervalArray ends = new IntervalArray(bits, intervals.size());
        intervals.forEach(ends::add);
        return of(ends);
    }

    /** The union of any intervals in any order; the array is sorted and merged in place. */
    public static IntervalSet of(final IntervalArray intervals)
    {
        intervals.merge();
        final Interval[] merged = new Interval[intervals.size()];
        for (int i = 0; i < merged.length; i++)
        {
            merged[i] = intervals.interval(i);
        }
        return new IntervalSet(intervals.bits(), List.of(merged));
    }

    /** Single values of at most 64 bits. */
    public static IntervalSet of(final int bits, final long... values)
    {
        final List<Interval> intervals = new ArrayList<>(values.length);
        for (final long value : values)
        {
            intervals.add(Interval.of(value, value));
        }
        return of(bits, intervals);
    }

    /** Every value of the field. */
    public static IntervalSet full(final int bits)
    {
        return new IntervalSet(bits, List.of(new Interval(UInt128.ZERO, UInt128.max(bits))));
    }

    /** True if no value is in the set. */
    public boolean isEmpty()
    {
        return intervals.isEmpty();
    }

    /** True if every value of the field is in the set. */
    public boolean isFull()
    {
        return equals(full(bits));
    }

    /** True if the value is in the set. */
    public boolean contains(final UInt128 value)
    {
        return contains(value.hi(), value.lo());
    }

    /** True if the value with these upper and lower 64 bits is in the set. Binary search, no allocation. */
    public boolean contains(final long hi, final long lo)
    {
        int low = 0;
        int high = intervals.size() - 1;
        while (low <= high)
        {
            final int middle = (low + high) >>> 1;
            final Interval candidate = intervals.get(middle);
            if (0 < UInt128.compare(candidate.first().hi(), candidate.first().lo(), hi, lo))
            {
                high = middle - 1;
            }
            else if (0 > UInt128.compare(candidate.last().hi(), candidate.last().lo(), hi, lo))
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    /** All values of the field that are not in this set. */
    public IntervalSet complement()
    {
        final List<Interval> gaps = new ArrayList<>();
        UInt128 from = UInt128.ZERO;
        boolean open = true;
        for (final Interval interval : intervals)
        {
            if (from.compareTo(interval.first()) < 0)
            {
                gaps.add(new Interval(from, interval.first().previous()));
            }
            open = !interval.last().equals(UInt128.max(bits));
            from = interval.last().next();
        }
        if (open)
        {
            gaps.add(new Interval(from, UInt128.max(bits)));
        }
        return new IntervalSet(bits, gaps);
    }

    /** Values in both sets. */
    public IntervalSet intersect(final IntervalSet other)
    {
        final List<Interval> common = new ArrayList<>();
        int mine = 0;
        int theirs = 0;
        while (mine < intervals.size() && theirs < other.intervals.size())
        {
            final Interval a = intervals.get(mine);
            final Interval b = other.intervals.get(theirs);
            final UInt128 first = a.first().compareTo(b.first()) > 0 ? a.first() : b.first();
            final UInt128 last = a.last().compareTo(b.last()) < 0 ? a.last() : b.last();
            if (first.compareTo(last) <= 0)
            {
                common.add(new Interval(first, last));
            }
            if (a.last().compareTo(b.last()) < 0)
            {
                mine++;
            }
            else
            {
                theirs++;
            }
        }
        return new IntervalSet(bits, common);
    }

    /** Of the ends alone: sets of a hundred thousand intervals are keys of maps. */
    @Override
    public int hashCode()
    {
        final int ends = intervals.isEmpty() ? 0 :
            31 * intervals.getFirst().hashCode() + intervals.getLast().hashCode();
        return 31 * (31 * bits + intervals.size()) + ends;
    }
}
