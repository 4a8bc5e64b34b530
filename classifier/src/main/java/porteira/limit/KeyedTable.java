package porteira.limit;

import java.util.Arrays;

/**
 * A bounded table of counters by key. A key is known by two seeded hashes, 128 bits, so that nobody outside can make
 * two keys meet. Where a bucket of four is full, the entry that was seen longest ago makes room.
 */
final class KeyedTable
{
    private static final int WAYS = 4;
    private static final int HASH_HIGH = 0;
    private static final int HASH_LOW = 1;
    private static final int SEEN = 2;
    private static final int VALUES = 3;

    private final long[] words;
    private final int entryWords;
    private final int bucketMask;
    private long evicted;

    /**
     * An empty table.
     *
     * @param entries power of two, at least 4
     * @param values  64-bit words for each key
     */
    KeyedTable(final int entries, final int values)
    {
        if (entries < WAYS || 1 != Integer.bitCount(entries) || (long)entries * (VALUES + values) > 1 << 28)
        {
            throw new IllegalArgumentException("keyed table: entries=" + entries + ", values=" + values);
        }
        entryWords = VALUES + values;
        words = new long[entries * entryWords];
        bucketMask = entries / WAYS - 1;
    }

    /**
     * Where the values of a key are. Those of a key that was not there, or not seen for {@code idleMs}, are 0.
     *
     * @param hashHigh and {@code hashLow}: of the key
     * @param nowMs    above 0
     * @return index of its first value in {@link #words}
     */
    int find(final long hashHigh, final long hashLow, final long nowMs, final long idleMs)
    {
        final int bucket = ((int)hashLow & bucketMask) * WAYS * entryWords;
        int oldest = bucket;
        for (int way = 0; way < WAYS; way++)
        {
            final int entry = bucket + way * entryWords;
            if (hashHigh == words[entry + HASH_HIGH] && hashLow == words[entry + HASH_LOW] && 0 != words[entry + SEEN])
            {
                if (nowMs - words[entry + SEEN] > idleMs)
                {
                    clear(entry);
                }
                words[entry + SEEN] = nowMs;
                return entry + VALUES;
            }
            oldest = words[entry + SEEN] < words[oldest + SEEN] ? entry : oldest;
        }
        if (0 != words[oldest + SEEN] && nowMs - words[oldest + SEEN] <= idleMs)
        {
            evicted++;
        }
        clear(oldest);
        words[oldest + HASH_HIGH] = hashHigh;
        words[oldest + HASH_LOW] = hashLow;
        words[oldest + SEEN] = nowMs;
        return oldest + VALUES;
    }

    /** All values. */
    long[] words()
    {
        return words;
    }

    /** Keys that made room before their time. */
    long evicted()
    {
        return evicted;
    }

    private void clear(final int entry)
    {
        Arrays.fill(words, entry, entry + entryWords, 0);
    }
}
