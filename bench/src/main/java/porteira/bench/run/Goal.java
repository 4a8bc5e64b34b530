package porteira.bench.run;

/**
 * What a figure should be.
 *
 * @param limit     the value, or the ratio to the peer where {@code isRatio}
 * @param isAtLeast true if more is better
 * @param isRatio   true if the limit is for the ratio
 */
public record Goal(double limit, boolean isAtLeast, boolean isRatio)
{
    /** The value is at most {@code limit}. */
    public static Goal atMost(final double limit)
    {
        return new Goal(limit, false, false);
    }

    /** The value is at least {@code limit} times the peer's. */
    public static Goal timesPeer(final double limit)
    {
        return new Goal(limit, true, true);
    }

    /** True if this value, of that ratio, will do. */
    boolean isReached(final double value, final double ratio)
    {
        final double judged = isRatio ? ratio : value;
        return isAtLeast ? judged >= limit : judged <= limit;
    }

    @Override
    public String toString()
    {
        return (isAtLeast ? ">= " : "<= ") + Report.number(limit) + (isRatio ? " x" : "");
    }
}
