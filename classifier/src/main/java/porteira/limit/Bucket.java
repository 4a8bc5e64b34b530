package porteira.limit;

/** One {@link RateLimit} for all frames of a lane. */
public final class Bucket
{
    private final RateLimit rate;
    private long level;
    private long lastMs = Long.MIN_VALUE;

    /** A full bucket. */
    public Bucket(final RateLimit rate)
    {
        this.rate = rate;
        level = rate.capacity();
    }

    /**
     * Take what a frame costs.
     *
     * @param nowMs any clock in milliseconds; one that goes back fills nothing
     * @return false if it is not there: then nothing is taken
     */
    public boolean take(final int frameLength, final long nowMs)
    {
        if (nowMs > lastMs)
        {
            level = Long.MIN_VALUE == lastMs ? level : rate.filled(level, nowMs - lastMs);
            lastMs = nowMs;
        }
        final long cost = rate.cost(frameLength);
        if (level < cost)
        {
            return false;
        }
        level -= cost;
        return true;
    }
}
