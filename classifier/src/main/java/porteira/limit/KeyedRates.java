package porteira.limit;

/** A {@link RateLimit} for each key: {@code add @set { ip saddr limit rate over … }}, iptables' {@code hashlimit}. */
public final class KeyedRates
{
    private static final int LEVEL = 0;
    private static final int FILLED = 1;
    private static final int KNOWN = 2;

    private final RateLimit rate;
    private final KeyedTable table;
    private final long idleMs;

    /**
     * No key known yet.
     *
     * @param entries power of two, at least 4: keys known at once
     * @param idleMs  a key not seen for so long is forgotten: its bucket is full again
     */
    public KeyedRates(final RateLimit rate, final int entries, final long idleMs)
    {
        this.rate = rate;
        this.idleMs = idleMs;
        table = new KeyedTable(entries, KNOWN + 1);
    }

    /**
     * Take what a frame costs from its key's bucket.
     *
     * @param nowMs any clock in milliseconds, above 0
     * @return false if it is not there: then nothing is taken
     */
    public boolean take(final long hashHigh, final long hashLow, final int frameLength, final long nowMs)
    {
        final long[] words = table.words();
        final int at = table.find(hashHigh, hashLow, nowMs, idleMs);
        long level = 0 == words[at + KNOWN] ?
            rate.capacity() : rate.filled(words[at + LEVEL], Math.max(0, nowMs - words[at + FILLED]));
        final long cost = rate.cost(frameLength);
        final boolean enough = level >= cost;
        level -= enough ? cost : 0;
        words[at + LEVEL] = level;
        words[at + FILLED] = nowMs;
        words[at + KNOWN] = 1;
        return enough;
    }

    /** Keys that made room before their time. */
    public long evicted()
    {
        return table.evicted();
    }
}
