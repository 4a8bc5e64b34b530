package porteira.set;

import porteira.policy.IntervalArray;
import porteira.policy.UInt128;

/**
 * Concatenated ranges, immutable: a prefix set of the first part turns most keys away, the rest walk all rows. For
 * hundreds of elements, not for thousands. Any thread.
 */
final class RangeRows implements Membership
{
    private static final int PART_STRIDE = 4;

    private final PrefixSet firsts;
    private final int parts;
    private final long[] rows;

    /** The elements of a batch; intervals for all of its parts. */
    RangeRows(final ElementBatch batch)
    {
        parts = batch.types().size();
        rows = new long[batch.size() * parts * PART_STRIDE];
        final IntervalArray ends = new IntervalArray(batch.types().getFirst().bits(), batch.size());
        int at = 0;
        for (int i = 0; i < batch.size(); i++)
        {
            for (int part = 0; part < parts; part++)
            {
                final int from = batch.offset(i) + part * KeyLayout.PART_WORDS;
                rows[at++] = batch.first()[from];
                rows[at++] = batch.first()[from + 1];
                rows[at++] = batch.last()[from];
                rows[at++] = batch.last()[from + 1];
            }
            final int row = at - parts * PART_STRIDE;
            ends.add(rows[row], rows[row + 1], rows[row + 2], rows[row + 3]);
        }
        firsts = PrefixSet.of(ends);
    }

    @Override
    public boolean contains(final long hi, final long lo)
    {
        return 1 == parts && firsts.contains(hi, lo);
    }

    @Override
    public boolean contains(
        final long hi0, final long lo0, final long hi1, final long lo1, final long hi2, final long lo2,
        final long hi3, final long lo3, final int parts)
    {
        if (this.parts != parts || !firsts.contains(hi0, lo0))
        {
            return false;
        }
        for (int row = 0; row < rows.length; row += parts * PART_STRIDE)
        {
            if (isWithin(row, hi0, lo0) &&
                (2 > parts || isWithin(row + PART_STRIDE, hi1, lo1)) &&
                (3 > parts || isWithin(row + 2 * PART_STRIDE, hi2, lo2)) &&
                (4 > parts || isWithin(row + 3 * PART_STRIDE, hi3, lo3)))
            {
                return true;
            }
        }
        return false;
    }

    long bytes()
    {
        return firsts.bytes() + (long)rows.length * Long.BYTES;
    }

    private boolean isWithin(final int at, final long hi, final long lo)
    {
        return 0 >= UInt128.compare(rows[at], rows[at + 1], hi, lo) &&
            0 <= UInt128.compare(rows[at + 2], rows[at + 3], hi, lo);
    }
}
