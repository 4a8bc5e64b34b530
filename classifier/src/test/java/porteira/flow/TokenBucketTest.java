package porteira.flow;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TokenBucketTest
{
    @Test
    void shouldLetThroughBurstThenRateWhenAskedAllTheTime()
    {
        final TokenBucket bucket = new TokenBucket(3, 5);

        assertEquals(5, taken(bucket, 1_000_000, 1_000_000));
        assertEquals(30, taken(bucket, 1_000_001, 1_010_000));
        assertEquals(5, taken(bucket, 9_000_000, 9_000_000));
    }

    @Test
    void shouldAddNothingWhenTheClockStepsBack()
    {
        final TokenBucket bucket = new TokenBucket(1000, 1);

        assertEquals(1, taken(bucket, 500, 500));
        assertEquals(0, taken(bucket, 400, 400));
        assertEquals(1, taken(bucket, 401, 401));
    }

    @Test
    void shouldNotOverflowWhenAskedAfterVeryLong()
    {
        final TokenBucket bucket = new TokenBucket(1_000_000_000, 1_000_000_000);

        assertEquals(10, taken(bucket, Long.MIN_VALUE / 2, Long.MIN_VALUE / 2));
        assertEquals(10, taken(bucket, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1, 0));
    }

    private static int taken(final TokenBucket bucket, final long fromMs, final long toMs)
    {
        int taken = 0;
        for (long now = fromMs; now <= toMs; now++)
        {
            for (int i = 0; i < 10; i++)
            {
                taken += bucket.take(now) ? 1 : 0;
            }
        }
        return taken;
    }
}
