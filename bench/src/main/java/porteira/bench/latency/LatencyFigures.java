package porteira.bench.latency;

import porteira.bench.run.BenchException;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Greatest rate without loss and percentiles at parts of it, of one contender, over all rounds. */
final class LatencyFigures
{
    private static final int MAX = 100;
    private static final double MILLION = 1e6;

    private final String name;
    private final String note;
    private final Samples rates = new Samples();
    private final Map<String, Samples> percentiles = new LinkedHashMap<>();
    private long last;

    LatencyFigures(final String name, final String note)
    {
        this.name = name;
        this.note = note;
    }

    /** Add a round. @param output of the worker @throws BenchException if it measured nothing */
    void add(final String output)
    {
        final List<LatencyResult> results = LatencyResult.findAll(output);
        if (LatencyWorker.PERCENT.length != results.size())
        {
            throw new BenchException("the load generator said: " + output);
        }
        last = results.getFirst().noLossRate();
        rates.add(last / MILLION);
        results.forEach(this::add);
    }

    /** Frames a second, of the last round. */
    long lastNoLossRate()
    {
        return last;
    }

    /** Add all figures. @param judged name of the one that has a goal */
    void report(final Report report, final String judged, final Goal goal)
    {
        report.add(Figure.of(name + ", no-loss rate", "M/s", rates, note));
        reportPercentiles(report, judged, goal);
    }

    /** Add all figures as a peer's. @return the rate */
    Figure reportAsPeer(final Report report)
    {
        final Figure rate = Figure.of(name + ", no-loss rate", "M/s", rates, note).ofOthers();
        report.add(rate);
        percentiles.forEach((title, samples) -> report.add(Figure.of(
            title, title.endsWith("lost") ? "frames" : "us", samples, "").ofOthers()));
        return rate;
    }

    /** Add all figures, the rate beside a peer's. */
    void reportBeside(final Report report, final Figure peer)
    {
        report.add(Figure.beside(peer, name + ", no-loss rate", rates, null, note));
        reportPercentiles(report, "", null);
    }

    private void reportPercentiles(final Report report, final String judged, final Goal goal)
    {
        percentiles.forEach((title, samples) -> report.add(Figure.of(
            title, title.endsWith("lost") ? "frames" : "us", samples, judged.equals(title) ? goal : null, "")));
    }

    private void add(final LatencyResult result)
    {
        final String part = name + ", " + result.percent() + " % of no-loss rate, ";
        for (int i = 0; i < LatencyWorker.QUANTILES.length; i++)
        {
            final double quantile = LatencyWorker.QUANTILES[i];
            final String label = MAX == quantile ? "max" :
                "p" + (quantile == Math.rint(quantile) ? Long.toString((long)quantile) : Double.toString(quantile));
            percentiles.computeIfAbsent(part + label, (key) -> new Samples()).add(result.micros()[i]);
        }
        percentiles.computeIfAbsent(part + "lost", (key) -> new Samples()).add(result.lost());
    }
}
