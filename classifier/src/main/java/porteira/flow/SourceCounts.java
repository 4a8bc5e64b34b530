package porteira.flow;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Connections that are not closed, by the address of their originator. An address without one takes no room. One
 * thread.
 */
final class SourceCounts
{
    /** {@code high (8) | low (8) | count (4) | next free (4) | family (4) | unused (4)}. */
    static final int RECORD_LENGTH = 32;
    /** {@link #add}: no room. */
    static final int NONE = 0;

    private static final int LOW_OFFSET = 8;
    private static final int COUNT_OFFSET = 16;
    private static final int NEXT_OFFSET = 20;
    private static final int FAMILY_OFFSET = 24;

    private final UnsafeBuffer records;
    private final FlowIndex index;
    private final FlowKey hasher;
    private final FlowTally tally;
    private final int capacity;
    private int used;
    private int free;

    SourceCounts(final int capacity, final FlowKey hasher, final FlowTally tally)
    {
        this.capacity = capacity;
        this.hasher = hasher;
        this.tally = tally;
        index = new FlowIndex(Math.max(1, capacity));
        records = new UnsafeBuffer(
            BufferUtil.allocateDirectAligned((capacity + 1) * RECORD_LENGTH, RECORD_LENGTH));
    }

    /** One more; the reference is what {@link #remove} wants. */
    int add(final int family, final long high, final long low)
    {
        final int known = find(family, high, low);
        if (NONE != known)
        {
            final int at = known * RECORD_LENGTH + COUNT_OFFSET;
            records.putInt(at, records.getInt(at) + 1);
            return known;
        }

        final int fresh = 0 != free ? free : used < capacity ? used + 1 : NONE;
        if (NONE == fresh || !index.insert(hasher.hash(high, low), fresh))
        {
            return NONE;
        }
        final int record = fresh * RECORD_LENGTH;
        if (fresh == free)
        {
            free = records.getInt(record + NEXT_OFFSET);
        }
        else
        {
            used = fresh;
        }
        records.putLong(record, high);
        records.putLong(record + LOW_OFFSET, low);
        records.putInt(record + COUNT_OFFSET, 1);
        records.putInt(record + FAMILY_OFFSET, family);
        tally.sources(1);
        return fresh;
    }

    void remove(final int reference)
    {
        final int record = reference * RECORD_LENGTH;
        final int left = records.getInt(record + COUNT_OFFSET) - 1;
        records.putInt(record + COUNT_OFFSET, left);
        if (0 == left)
        {
            index.remove(hasher.hash(records.getLong(record), records.getLong(record + LOW_OFFSET)), reference);
            records.putInt(record + NEXT_OFFSET, free);
            free = reference;
            tally.sources(-1);
        }
    }

    int count(final int family, final long high, final long low)
    {
        final int reference = find(family, high, low);
        return NONE == reference ? 0 : records.getInt(reference * RECORD_LENGTH + COUNT_OFFSET);
    }

    private int find(final int family, final long high, final long low)
    {
        int reference = index.first(hasher.hash(high, low));
        while (FlowIndex.NONE != reference)
        {
            final int record = reference * RECORD_LENGTH;
            if (low == records.getLong(record + LOW_OFFSET) && high == records.getLong(record) &&
                family == records.getInt(record + FAMILY_OFFSET))
            {
                return reference;
            }
            reference = index.next();
        }
        return NONE;
    }
}
