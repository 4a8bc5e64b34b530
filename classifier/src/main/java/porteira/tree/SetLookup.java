package porteira.tree;

import java.util.List;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.set.Membership;

/** A large set as generated code asks it: four arrays and a binary search. */
final class SetLookup implements Membership
{
    private final long[] firstHi;
    private final long[] firstLo;
    private final long[] lastHi;
    private final long[] lastLo;

    SetLookup(final IntervalSet set)
    {
        final List<Interval> intervals = set.intervals();
        firstHi = new long[intervals.size()];
        firstLo = new long[intervals.size()];
        lastHi = new long[intervals.size()];
        lastLo = new long[intervals.size()];
        for (int i = 0; i < firstHi.length; i++)
        {
            firstHi[i] = intervals.get(i).first().hi();
            firstLo[i] = intervals.get(i).first().lo();
            lastHi[i] = intervals.get(i).last().hi();
            lastLo[i] = intervals.get(i).last().lo();
        }
    }

    @Override
    public boolean contains(final long hi, final long lo)
    {
        int low = 0;
        int high = firstHi.length - 1;
        while (low <= high)
        {
            final int middle = (low + high) >>> 1;
            if (isBelow(hi, lo, firstHi[middle], firstLo[middle]))
            {
                high = middle - 1;
            }
            else if (isBelow(lastHi[middle], lastLo[middle], hi, lo))
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

    private static boolean isBelow(final long hi, final long lo, final long otherHi, final long otherLo)
    {
        return hi == otherHi ? 0 > Long.compareUnsigned(lo, otherLo) : 0 > Long.compareUnsigned(hi, otherHi);
    }
}
