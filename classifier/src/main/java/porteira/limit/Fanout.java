package porteira.limit;

/**
 * How many distinct destinations each source calls in a period: a bitmap a source, read by linear counting (Whang et
 * al., 1990), two of them in turn so that the estimate always covers one to two halves of the period.
 */
public final class Fanout
{
    /** Most destinations a period that can be asked for. */
    public static final int MAX_AMOUNT = 1500;

    private static final int BITS = 1024;
    private static final int BITMAP_WORDS = BITS / Long.SIZE;
    private static final int HALF_NUMBER = 0;
    private static final int CURRENT = 1;
    private static final int PREVIOUS = CURRENT + BITMAP_WORDS;
    private static final int WORDS = PREVIOUS + BITMAP_WORDS;

    private final KeyedTable table;
    private final long halfMs;
    private final int bitsAllowed;

    /**
     * No source known yet.
     *
     * @param amount   destinations a period that are in order, 1..{@link #MAX_AMOUNT}
     * @param periodMs 2 or more
     * @param sources  power of two, at least 4: sources known at once
     */
    public Fanout(final long amount, final long periodMs, final int sources)
    {
        if (amount < 1 || amount > MAX_AMOUNT || periodMs < 2)
        {
            throw new IllegalArgumentException(
                "fanout: amount=" + amount + ", limit=" + MAX_AMOUNT + ", period_ms=" + periodMs);
        }
        table = new KeyedTable(sources, WORDS);
        halfMs = periodMs / 2;
        // Bits that so many distinct destinations set on average: the estimate turned round, once.
        bitsAllowed = (int)Math.round(BITS * (1 - Math.exp(-(double)amount / BITS)));
    }

    /**
     * A source calls a destination.
     *
     * @param sourceHigh  and {@code sourceLow}: seeded hashes of the source
     * @param destination seeded hash of the destination
     * @param nowMs       any clock in milliseconds, above 0
     * @return true if it has called more than the amount of late
     */
    public boolean isOver(final long sourceHigh, final long sourceLow, final long destination, final long nowMs)
    {
        final long[] words = table.words();
        final int at = table.find(sourceHigh, sourceLow, nowMs, 2 * halfMs);
        final long half = nowMs / halfMs;
        if (half != words[at + HALF_NUMBER])
        {
            turn(words, at, half - words[at + HALF_NUMBER]);
            words[at + HALF_NUMBER] = half;
        }
        final int bit = (int)destination & BITS - 1;
        words[at + CURRENT + bit / Long.SIZE] |= 1L << bit;
        int set = 0;
        for (int i = 0; i < BITMAP_WORDS; i++)
        {
            set += Long.bitCount(words[at + CURRENT + i] | words[at + PREVIOUS + i]);
        }
        return set > bitsAllowed;
    }

    /** Sources that made room before their time. */
    public long evicted()
    {
        return table.evicted();
    }

    private static void turn(final long[] words, final int at, final long halves)
    {
        for (int i = 0; i < BITMAP_WORDS; i++)
        {
            words[at + PREVIOUS + i] = 1 == halves ? words[at + CURRENT + i] : 0;
            words[at + CURRENT + i] = 0;
        }
    }
}
