package porteira.limit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FanoutTest
{
    private static final long MINUTE_MS = 60_000;

    @Test
    void shouldTellManyDestinationsFromManyFrames()
    {
        final Fanout fanout = new Fanout(30, MINUTE_MS, 1024);
        final SplittableRandom random = new SplittableRandom(1);
        final long[] few = random.longs(10).toArray();

        for (int i = 0; i < 10_000; i++)
        {
            assertFalse(fanout.isOver(7, 7, few[i % few.length], 1 + i));
        }
    }

    @Test
    void shouldComeNearTheAmountWhenDestinationsAreRandom()
    {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        for (final int amount : new int[] { 1, 5, 30, 200, 1500 })
        {
            long total = 0;
            final int rounds = 50;
            for (int round = 0; round < rounds; round++)
            {
                final Fanout fanout = new Fanout(amount, MINUTE_MS, 4);
                int called = 1;
                while (!fanout.isOver(1, 1, random.nextLong(), MINUTE_MS))
                {
                    called++;
                }
                total += called;
            }
            final double mean = (double)total / rounds;
            assertTrue(mean > 0.9 * amount && mean < 1.1 * amount + 2,
                "seed=" + seed + ", amount=" + amount + ", mean=" + mean);
        }
    }

    @Test
    void shouldForgetWhenThePeriodIsOver()
    {
        final Fanout fanout = new Fanout(5, MINUTE_MS, 1024);
        final SplittableRandom random = new SplittableRandom(3);
        boolean over = false;
        for (int i = 0; i < 20; i++)
        {
            over = fanout.isOver(1, 1, random.nextLong(), MINUTE_MS);
        }

        assertTrue(over);
        assertFalse(fanout.isOver(1, 1, random.nextLong(), 3 * MINUTE_MS));
    }

    @Test
    void shouldRefuseAmountBeyondWhatBitmapTells()
    {
        assertThrows(IllegalArgumentException.class, () -> new Fanout(Fanout.MAX_AMOUNT + 1, MINUTE_MS, 1024));
    }
}
