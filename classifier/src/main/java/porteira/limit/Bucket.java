package porteira.limit;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One {@link RateLimit} for all frames of all lanes: any thread may take from it, and all together get no more than the
 * rate. What is kept is the moment at which the bucket will be full again, a single word; no lane waits for another.
 */
public final class Bucket
{
    private static final long NS_PER_MS = 1_000_000;
    // Nothing else that is written shares the word's cache line or its neighbour.
    private static final int PAD = 16;

    private final long capacity;
    private final RateLimit rate;
    private final AtomicLongArray full = new AtomicLongArray(PAD + 1 + PAD);

    /** A full bucket. */
    public Bucket(final RateLimit rate)
    {
        this.rate = rate;
        capacity = rate.capacity();
        full.set(PAD, Long.MIN_VALUE);
    }

    /**
     * Take what a frame costs.
     *
     * @param nowMs a clock in milliseconds that all lanes have, 0..2^42; one that goes back fills nothing
     * @return false if it is not there: then nothing is taken
     */
    public boolean take(final int frameLength, final long nowMs)
    {
        final long now = nowMs * NS_PER_MS;
        final long cost = rate.cost(frameLength);
        while (true)
        {
            final long before = full.get(PAD);
            final long start = Math.max(before, now);
            if (start - now > capacity - cost || start > Long.MAX_VALUE - cost)
            {
                return false;
            }
            if (full.compareAndSet(PAD, before, start + cost))
            {
                return true;
            }
        }
    }
}
