package porteira.limit;

/**
 * nftables' {@code limit rate}: a bucket of nanoseconds that fills with time, from which each frame takes what it costs
 * ({@code nft_limit} of Linux). Knows its rate only; where the bucket's level is kept is the caller's business.
 */
public final class RateLimit
{
    private static final long NS_PER_MS = 1_000_000;

    private final long periodNs;
    private final long amount;
    private final boolean bytes;
    private final long capacity;

    /**
     * A rate.
     *
     * @param amount   frames or bytes a period, &gt;= 1
     * @param periodNs nanoseconds, &gt;= 1
     * @param burst    frames that a full bucket holds; or bytes beyond those of a period
     * @param bytes    what is counted
     */
    public RateLimit(final long amount, final long periodNs, final long burst, final boolean bytes)
    {
        this.periodNs = periodNs;
        this.amount = amount;
        this.bytes = bytes;
        capacity = bytes ? scaled(periodNs, amount + burst, amount) : periodNs / amount * burst;
    }

    /** Level of a full bucket, nanoseconds. */
    public long capacity()
    {
        return capacity;
    }

    /**
     * Level after the time since it was last looked at.
     *
     * @param elapsedMs 0 or more
     */
    public long filled(final long level, final long elapsedMs)
    {
        return elapsedMs >= (capacity - level) / NS_PER_MS + 1 ? capacity : level + elapsedMs * NS_PER_MS;
    }

    /** What one frame takes, nanoseconds. */
    public long cost(final int frameLength)
    {
        return bytes ? scaled(periodNs, frameLength, amount) : periodNs / amount;
    }

    /** {@code a * b / c} without overflow on the way. */
    private static long scaled(final long a, final long b, final long c)
    {
        final long high = Math.multiplyHigh(a, b);
        return 0 == high && 0 <= a * b ? a * b / c : (long)((double)a * b / c);
    }
}
