package porteira.limit;

import java.util.function.LongPredicate;

/**
 * How many connections live for each key, of those that were asked about: nftables' {@code ct count}. Keeps the ids of
 * connections and looks, when asked, which of them still live, as netfilter's {@code nf_conncount} does.
 */
public final class ConnectionCounts
{
    /** Id of no connection. */
    public static final long NONE = 0;

    private static final int SIZE = 0;
    private static final int IDS = 1;
    private static final int SPARE_IDS = 8;
    private static final long MEMORY_WORDS = 8L << 20;
    private static final int LEAST_KEYS = 4;

    private final KeyedTable table;
    private final int capacity;
    private final LongPredicate isLive;
    private int asked;

    /**
     * No connection known yet.
     *
     * @param limit  that will be asked for: twice as many connections are remembered of a key
     * @param keys   power of two, at least 4; fewer where memory would pass 64 MiB
     * @param isLive tells whether the connection of an id is still open
     */
    public ConnectionCounts(final long limit, final int keys, final LongPredicate isLive)
    {
        capacity = (int)Math.min(1 << 20, 2 * limit + SPARE_IDS);
        this.isLive = isLive;
        int entries = keys;
        while (entries > LEAST_KEYS && (long)entries * capacity > MEMORY_WORDS)
        {
            entries /= 2;
        }
        table = new KeyedTable(entries, IDS + capacity);
    }

    /**
     * Count a key's connections.
     *
     * @param hashHigh and {@code hashLow}: of the key
     * @param current  id of the frame's connection, or {@link #NONE} for one that begins with it
     * @param nowMs    any clock in milliseconds, above 0
     * @return connections that live, the frame's own included
     */
    public int count(final long hashHigh, final long hashLow, final long current, final long nowMs)
    {
        final long[] words = table.words();
        asked = table.find(hashHigh, hashLow, nowMs, Long.MAX_VALUE);
        int live = 0;
        boolean isKnown = false;
        for (int i = 0; i < words[asked + SIZE]; i++)
        {
            final long id = words[asked + IDS + i];
            if (isLive.test(id))
            {
                words[asked + IDS + live] = id;
                live++;
                isKnown |= id == current;
            }
        }
        words[asked + SIZE] = live;
        if (isKnown)
        {
            return live;
        }
        add(asked, current);
        return live + 1;
    }

    /** Where {@link #count} last looked; for {@link #add}. */
    public int asked()
    {
        return asked;
    }

    /** A connection that began with the frame of which {@code asked} was noted. */
    public void add(final int asked, final long id)
    {
        final long[] words = table.words();
        final int size = (int)words[asked + SIZE];
        if (NONE != id && capacity > size)
        {
            words[asked + IDS + size] = id;
            words[asked + SIZE] = size + 1;
        }
    }

    /** Keys that made room before their time. */
    public long evicted()
    {
        return table.evicted();
    }
}
