package porteira.set;

import porteira.policy.IntervalArray;
import porteira.policy.IntervalSet;

/**
 * An immutable set of any number of prefixes, ranges and single keys. A look-up costs a few dependent reads, hardly
 * more for a million elements than for a hundred: see {@link EdgeIndex}. Any thread.
 */
public abstract sealed class PrefixSet implements Membership permits LongPrefixSet, WidePrefixSet
{
    /** Intervals in one set. */
    public static final int MAX_INTERVALS = EdgeIndex.MAX_EDGES / 2;

    private final int intervals;

    PrefixSet(final int intervals)
    {
        this.intervals = intervals;
    }

    /** A set of these values. */
    public static PrefixSet of(final IntervalSet set)
    {
        final IntervalArray ends = new IntervalArray(set.bits(), set.intervals().size());
        set.intervals().forEach(ends::add);
        return of(ends);
    }

    /** A set of these values, in whatever order they stand; the array is sorted and merged in place. */
    public static PrefixSet of(final IntervalArray intervals)
    {
        intervals.merge();
        if (MAX_INTERVALS < intervals.size())
        {
            throw new IllegalArgumentException(
                "too many intervals: count=" + intervals.size() + ", limit=" + MAX_INTERVALS);
        }
        return LongPrefixSet.isEnough(intervals) ? LongPrefixSet.build(intervals) : WidePrefixSet.build(intervals);
    }

    /** Intervals of it: overlapping and touching elements are one. */
    public final int intervals()
    {
        return intervals;
    }

    /** Bytes of memory that it holds. */
    public abstract long bytes();
}
