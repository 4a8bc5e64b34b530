package porteira.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import porteira.Seed;

class RateLimitTest
{
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MINUTE_NS = 60 * SECOND_NS;

    @Test
    void shouldLetBurstThroughAtOnceAndThenTheRate()
    {
        final Bucket bucket = new Bucket(new RateLimit(10, MINUTE_NS, 5, false));

        for (int i = 0; i < 5; i++)
        {
            assertTrue(bucket.take(64, 1_000));
        }
        assertFalse(bucket.take(64, 1_000));
        assertFalse(bucket.take(64, 6_999));
        assertTrue(bucket.take(64, 7_000));
        assertFalse(bucket.take(64, 7_000));
    }

    @Test
    void shouldFillNoFurtherThanBurstWhenIdleForLong()
    {
        final Bucket bucket = new Bucket(new RateLimit(1, SECOND_NS, 2, false));
        bucket.take(64, 0);
        bucket.take(64, 0);

        assertTrue(bucket.take(64, 1L << 42));
        assertTrue(bucket.take(64, 1L << 42));
        assertFalse(bucket.take(64, 1L << 42));
    }

    @Test
    void shouldTakeNothingBackWhenClockGoesBack()
    {
        final Bucket bucket = new Bucket(new RateLimit(1, SECOND_NS, 1, false));

        assertTrue(bucket.take(64, 5_000));
        assertFalse(bucket.take(64, 4_000));
        assertFalse(bucket.take(64, 5_999));
        assertTrue(bucket.take(64, 6_000));
    }

    /** The kernel's arithmetic (nft_limit_eval), in numbers without a limit. */
    @Test
    void shouldDecideAsKernelWhenRatesAndFramesAreRandom()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++)
        {
            final long period = new long[] { SECOND_NS, MINUTE_NS, 3600 * SECOND_NS, 86_400 * SECOND_NS,
                7 * 86_400 * SECOND_NS }[random.nextInt(5)];
            final boolean bytes = random.nextBoolean();
            final long amount = random.nextLong(1, bytes ? 100_000_000L : 100_000L);
            final long burst = random.nextLong(1, 1_000);
            final Bucket bucket = new Bucket(new RateLimit(amount, period, burst, bytes));
            final BigInteger most = bytes ?
                big(period).multiply(big(amount + burst)).divide(big(amount)) :
                big(period / amount).multiply(big(burst));
            BigInteger level = most;
            long now = 1;
            for (int frame = 0; frame < 200; frame++)
            {
                final long step = random.nextLong(0, 1L << random.nextInt(1, 20));
                now += step;
                final int length = random.nextInt(60, 1515);
                level = level.add(big(step).multiply(big(1_000_000))).min(most);
                final BigInteger cost =
                    bytes ? big(period).multiply(big(length)).divide(big(amount)) : big(period / amount);
                final boolean enough = level.compareTo(cost) >= 0;
                level = enough ? level.subtract(cost) : level;

                assertEquals(enough, bucket.take(length, now), "seed=" + seed + ", round=" + round);
            }
        }
    }

    @Test
    void shouldGiveNoMoreThanTheRateWhenLanesTakeAtOnce() throws InterruptedException
    {
        final Bucket bucket = new Bucket(new RateLimit(1_000, SECOND_NS, 50_000, false));
        final AtomicInteger taken = new AtomicInteger();
        for (int second = 1; second <= 3; second++)
        {
            final long nowMs = 1000L * second;
            final List<Thread> lanes = new ArrayList<>();
            for (int lane = 0; lane < 4; lane++)
            {
                lanes.add(Thread.ofPlatform().start(() ->
                {
                    for (int i = 0; i < 20_000; i++)
                    {
                        taken.addAndGet(bucket.take(64, nowMs) ? 1 : 0);
                    }
                }));
            }
            for (final Thread lane : lanes)
            {
                lane.join();
            }

            assertEquals(50_000 + 1_000 * (second - 1), taken.get());
        }
    }

    @Test
    void shouldKeepBucketsApartWhenKeysDiffer()
    {
        final KeyedRates rates = new KeyedRates(new RateLimit(1, MINUTE_NS, 1, false), 1024, 120_000);

        assertTrue(rates.take(1, 1, 64, 1));
        assertFalse(rates.take(1, 1, 64, 2));
        assertTrue(rates.take(2, 1, 64, 2));
        assertTrue(rates.take(1, 2, 64, 2));
        assertTrue(rates.take(1, 1, 64, 60_001));
        assertEquals(0, rates.evicted());
    }

    @Test
    void shouldForgetWhoWasSeenLongestAgoWhenTableIsFull()
    {
        final KeyedRates rates = new KeyedRates(new RateLimit(1, MINUTE_NS, 1, false), 4, 120_000);
        for (int key = 1; key <= 4; key++)
        {
            assertTrue(rates.take(key, 0, 64, key));
        }

        assertTrue(rates.take(5, 0, 64, 5));

        assertEquals(1, rates.evicted());
        assertFalse(rates.take(2, 0, 64, 6));
        assertTrue(rates.take(1, 0, 64, 7));
    }

    private static BigInteger big(final long value)
    {
        return BigInteger.valueOf(value);
    }
}
