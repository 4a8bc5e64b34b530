package porteira.bench.latency;

import java.util.ArrayList;
import java.util.List;

/**
 * Latency at one rate; crosses from the worker's process as one line.
 *
 * @param noLossRate frames a second, the greatest without loss
 * @param percent    of it that was sent
 * @param lost       frames
 * @param micros     microseconds at each of {@link LatencyWorker#QUANTILES}
 */
record LatencyResult(long noLossRate, int percent, long lost, double[] micros)
{
    private static final String MARK = "latency-result ";

    String line()
    {
        final StringBuilder line = new StringBuilder(MARK + noLossRate + " " + percent + " " + lost);
        for (final double value : micros)
        {
            line.append(' ').append(value);
        }
        return line.toString();
    }

    /** All results in a worker's output. */
    static List<LatencyResult> findAll(final String output)
    {
        final List<LatencyResult> results = new ArrayList<>();
        for (final String line : output.split("\\R"))
        {
            if (line.startsWith(MARK))
            {
                final String[] parts = line.substring(MARK.length()).split(" ");
                final double[] micros = new double[parts.length - 3];
                for (int i = 0; i < micros.length; i++)
                {
                    micros[i] = Double.parseDouble(parts[3 + i]);
                }
                results.add(new LatencyResult(
                    Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]), micros));
            }
        }
        return results;
    }
}
