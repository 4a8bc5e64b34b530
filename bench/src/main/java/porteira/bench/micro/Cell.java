package porteira.bench.micro;

import porteira.bench.run.Samples;

import java.util.Locale;
import java.util.Map;

/**
 * What JMH found of one benchmark with one value for each of its parameters.
 *
 * @param benchmark  class and method
 * @param parameters by name; those of the class, which is all of them
 * @param unit       of the samples
 * @param samples    one for each iteration
 * @param allocated  bytes for each operation, NaN where nobody counted
 */
public record Cell(String benchmark, Map<String, String> parameters, String unit, Samples samples, double allocated)
{
    private static final double NS_PER_US = 1000;

    /** Millions of operations a second, from nanoseconds for one. */
    Samples rate()
    {
        final Samples rate = new Samples();
        samples.values().forEach((ns) -> rate.add(NS_PER_US / ns));
        return rate;
    }

    /** Value of a parameter. */
    String parameter(final String name)
    {
        return parameters.get(name);
    }

    /** The same for people: lower case, words apart. */
    String words(final String name)
    {
        return parameters.get(name).toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
