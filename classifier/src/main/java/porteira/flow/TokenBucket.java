package porteira.flow;

/**
 * Lets through so many events a second on average, and so many at once. One thread's; time comes from the caller, so
 * that a lane asks its clock once a duty cycle.
 */
public final class TokenBucket
{
    private static final long TOKEN = 1000;

    private final long perSecond;
    private final long capacity;
    private long tokens;
    private long lastMs;
    private boolean isStarted;

    /**
     * A full bucket.
     *
     * @param perSecond 0..1 000 000 000; 0 lets through the first {@code burst} events only
     * @param burst     1..1 000 000 000
     */
    public TokenBucket(final long perSecond, final long burst)
    {
        if (perSecond < 0 || perSecond > 1_000_000_000L || burst < 1 || burst > 1_000_000_000L)
        {
            throw new IllegalArgumentException(
                "rate limit: per_second=" + perSecond + ", burst=" + burst + ", limit=0..1000000000, 1..1000000000");
        }
        this.perSecond = perSecond;
        capacity = burst * TOKEN;
        tokens = capacity;
    }

    /** Take one token if there is one. A clock that steps back adds none. */
    public boolean take(final long nowMs)
    {
        if (nowMs != lastMs)
        {
            refill(nowMs);
        }
        if (tokens < TOKEN)
        {
            return false;
        }
        tokens -= TOKEN;
        return true;
    }

    private void refill(final long nowMs)
    {
        final long elapsed = nowMs - lastMs;
        // A longer pause would fill any bucket, and must not overflow.
        if (isStarted && elapsed > 0)
        {
            tokens = elapsed > capacity ? (0 == perSecond ? tokens : capacity) :
                Math.min(capacity, tokens + elapsed * perSecond);
        }
        isStarted = true;
        lastMs = nowMs;
    }
}
