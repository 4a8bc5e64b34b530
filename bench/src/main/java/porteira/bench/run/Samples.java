package porteira.bench.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One number per round of one contender. */
public final class Samples
{
    private final List<Double> values = new ArrayList<>();

    /** Add a round. */
    public void add(final double value)
    {
        values.add(value);
    }

    /** In the order of the rounds. */
    public List<Double> values()
    {
        return List.copyOf(values);
    }

    /** The middle one, or the mean of the two in the middle; NaN without rounds. */
    public double median()
    {
        final List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        final int size = sorted.size();
        return 0 == size ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }
}
