package porteira.bench.latency;

import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.JavaWorker;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Time that a frame spends in the gateway, at parts of the greatest rate without loss. */
public final class LatencySet implements BenchSet
{
    private static final double GOAL_US = 100;
    private static final String GOAL_FIGURE = "80 % of no-loss rate, p99.99";

    @Override
    public String name()
    {
        return "latency";
    }

    @Override
    public String title()
    {
        return "latency percentiles at 50, 80 and 95 % of the no-loss rate, rings as ports, inline lane";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Samples rate = new Samples();
        final Map<String, Samples> all = new LinkedHashMap<>();
        for (int round = 1; round <= settings.rounds(); round++)
        {
            progress.step(name(), round, settings.rounds());
            final List<LatencyResult> results = measure(settings);
            rate.add(results.getFirst().noLossRate() / 1e6);
            results.forEach((result) -> add(result, all));
        }
        report.add(Figure.of(
            "no-loss rate", "M/s", rate, "64-byte frames, found by halving; one core sends, one is the gateway's"));
        all.forEach((title, samples) -> report.add(Figure.of(
            title, title.endsWith("lost") ? "frames" : "us", samples,
            GOAL_FIGURE.equals(title) ? Goal.atMost(GOAL_US) : null, "")));
    }

    private static void add(final LatencyResult result, final Map<String, Samples> all)
    {
        final String part = result.percent() + " % of no-loss rate, ";
        for (int i = 0; i < LatencyWorker.QUANTILES.length; i++)
        {
            final double quantile = LatencyWorker.QUANTILES[i];
            final String label = 100 == quantile ? "max" :
                "p" + (quantile == Math.rint(quantile) ? Long.toString((long)quantile) : Double.toString(quantile));
            all.computeIfAbsent(part + label, (key) -> new Samples()).add(result.micros()[i]);
        }
        all.computeIfAbsent(part + "lost", (key) -> new Samples()).add(result.lost());
    }

    private static List<LatencyResult> measure(final Settings settings) throws IOException
    {
        final Path log = Files.createTempFile("porteira-bench", ".eal");
        try
        {
            final String output = JavaWorker.run(
                LatencyWorker.class.getName(), settings.home().toString(), settings.policy().toString(),
                Integer.toString(settings.seconds()), log.toString());
            final List<LatencyResult> results = LatencyResult.findAll(output);
            if (LatencyWorker.PERCENT.length != results.size())
            {
                throw new BenchException("the load generator said: " + output);
            }
            return results;
        }
        finally
        {
            Files.delete(log);
        }
    }
}
