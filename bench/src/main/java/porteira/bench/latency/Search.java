package porteira.bench.latency;

import java.util.function.LongFunction;

/** Finds the greatest rate without loss by halving, as RFC 2544 has it. */
final class Search
{
    private static final long LEAST_RATE = 10_000;
    private static final int TRIALS = 12;
    private static final int ATTEMPTS = 3;

    private Search()
    {
    }

    /**
     * A rate counts if it is clean once in {@value #ATTEMPTS}: others use the CPUs.
     *
     * @param most  frames a second, beyond what can be
     * @param trial sends at a rate
     */
    static long noLossRate(final long most, final LongFunction<Load.Result> trial)
    {
        long low = LEAST_RATE;
        long high = most;
        for (int i = 0; i < TRIALS; i++)
        {
            final long middle = (low + high) / 2;
            if (isClean(middle, trial))
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    private static boolean isClean(final long rate, final LongFunction<Load.Result> trial)
    {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        {
            if (trial.apply(rate).isClean())
            {
                return true;
            }
        }
        return false;
    }
}
