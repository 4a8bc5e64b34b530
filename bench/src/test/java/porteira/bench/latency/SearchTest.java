package porteira.bench.latency;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SearchTest
{
    private static final long NS = 1_000_000_000;
    private static final long MOST = 40_000_000;

    @Test
    void shouldFindTheRateWhenLossBeginsThere()
    {
        final long limit = 7_654_321;

        final long found = Search.noLossRate(MOST, (rate) -> result(rate, rate > limit ? 1 : 0));

        assertTrue(found <= limit && limit - found <= MOST / 2048, "found=" + found);
    }

    @Test
    void shouldTryAgainWhenOthersDisturb()
    {
        final long[] trials = {0};

        final long found = Search.noLossRate(
            MOST, (rate) -> result(rate, rate > 1_000_000 || trials[0]++ % 3 < 2 ? 1 : 0));

        assertTrue(found <= 1_000_000 && found > 980_000, "found=" + found);
    }

    @Test
    void shouldNotBeCleanWhenTheSenderIsLate()
    {
        final Load.Result late = new Load.Result(1000, 900, 0, 900, NS, new Histogram(3));

        assertEquals(0, late.lost());
        assertTrue(!late.isClean());
    }

    @Test
    void shouldReadWhatItWroteWhenALineCrosses()
    {
        final CollectionResult result = new CollectionResult(4_000_000, 4, 12.5, 20_000_000, 3, 13_100.5);

        assertEquals(result, CollectionResult.find("noise\n" + result.line() + "\nnoise"));
        assertNull(CollectionResult.find("noise"));
    }

    private static Load.Result result(final long rate, final long lost)
    {
        return new Load.Result(rate, rate, 0, rate - lost, NS, new Histogram(3));
    }
}
