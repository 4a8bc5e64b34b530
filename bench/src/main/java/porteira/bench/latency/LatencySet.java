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

/** Time that a frame spends in the gateway, at parts of the greatest rate without loss, and through collections. */
public final class LatencySet implements BenchSet
{
    private static final double GOAL_US = 100;
    private static final String GOAL_FIGURE = "pipeline, 80 % of no-loss rate, p99.99";
    private static final int GOAL_PERCENT = 80;
    private static final int LEAST_COLLECTION_S = 3;
    /** What every profile has unless it says otherwise, and room for the frames of some ten milliseconds. */
    private static final int[] RING_BYTES = {1 << 18, 1 << 22};
    private static final String[] MODES = {LatencyWorker.INLINE, LatencyWorker.PIPELINE};
    private static final String[] NOTES = {
        "64-byte frames, found by halving; one core sends, one is the gateway's",
        "the same; the poller's core makes the frames, too, which is work that a NIC would spare it"};

    @Override
    public String name()
    {
        return "latency";
    }

    @Override
    public String title()
    {
        return "latency percentiles at 50, 80 and 95 % of the no-loss rate, rings as ports; forced full collections";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final List<Map<String, Samples>> all = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
        final List<Samples> rates = List.of(new Samples(), new Samples());
        final List<Collections> collections = List.of(new Collections(), new Collections());
        for (int round = 1; round <= settings.rounds(); round++)
        {
            for (int mode = 0; mode < MODES.length; mode++)
            {
                progress.step(name() + ": " + MODES[mode], round, settings.rounds());
                final List<LatencyResult> results = measure(settings, MODES[mode]);
                rates.get(mode).add(results.getFirst().noLossRate() / 1e6);
                for (final LatencyResult result : results)
                {
                    add(MODES[mode], result, all.get(mode));
                }
            }
            final long rate = (long)(rates.getLast().values().getLast() * 1e6 * GOAL_PERCENT / 100);
            for (int ring = 0; ring < RING_BYTES.length; ring++)
            {
                progress.step(name() + ": collections", round, settings.rounds());
                collections.get(ring).add(collect(settings, rate, RING_BYTES[ring]));
            }
        }
        for (int mode = 0; mode < MODES.length; mode++)
        {
            report.add(Figure.of(MODES[mode] + ", no-loss rate", "M/s", rates.get(mode), NOTES[mode]));
            all.get(mode).forEach((title, samples) -> report.add(Figure.of(
                title, title.endsWith("lost") ? "frames" : "us", samples,
                GOAL_FIGURE.equals(title) ? Goal.atMost(GOAL_US) : null, "")));
        }
        for (int ring = 0; ring < RING_BYTES.length; ring++)
        {
            collections.get(ring).report(report, RING_BYTES[ring], ring == RING_BYTES.length - 1);
        }
    }

    private static void add(final String mode, final LatencyResult result, final Map<String, Samples> all)
    {
        final String part = mode + ", " + result.percent() + " % of no-loss rate, ";
        for (int i = 0; i < LatencyWorker.QUANTILES.length; i++)
        {
            final double quantile = LatencyWorker.QUANTILES[i];
            final String label = 100 == quantile ? "max" :
                "p" + (quantile == Math.rint(quantile) ? Long.toString((long)quantile) : Double.toString(quantile));
            all.computeIfAbsent(part + label, (key) -> new Samples()).add(result.micros()[i]);
        }
        all.computeIfAbsent(part + "lost", (key) -> new Samples()).add(result.lost());
    }

    private static List<LatencyResult> measure(final Settings settings, final String mode) throws IOException
    {
        final String output = worker(settings, mode, settings.seconds(), RING_BYTES[0], 0);
        final List<LatencyResult> results = LatencyResult.findAll(output);
        if (LatencyWorker.PERCENT.length != results.size())
        {
            throw new BenchException("the load generator said: " + output);
        }
        return results;
    }

    private static CollectionResult collect(final Settings settings, final long rate, final int ringBytes)
        throws IOException
    {
        final String output = worker(
            settings, LatencyWorker.PIPELINE, Math.max(LEAST_COLLECTION_S, settings.seconds()), ringBytes, rate);
        final CollectionResult result = CollectionResult.find(output);
        if (null == result)
        {
            throw new BenchException("the load generator said: " + output);
        }
        return result;
    }

    private static String worker(
        final Settings settings, final String mode, final int seconds, final int ringBytes, final long rate)
        throws IOException
    {
        final Path log = Files.createTempFile("porteira-bench", ".eal");
        try
        {
            return JavaWorker.run(
                LatencyWorker.class.getName(), mode, settings.home().toString(), settings.policy().toString(),
                Integer.toString(seconds), log.toString(), Integer.toString(ringBytes), Long.toString(rate));
        }
        finally
        {
            Files.delete(log);
        }
    }

    /** Rounds with one size of ring. */
    private static final class Collections
    {
        private final Samples lost = new Samples();
        private final Samples longestFrame = new Samples();
        private final Samples longest = new Samples();
        private int count;

        void add(final CollectionResult result)
        {
            count = result.collections();
            lost.add(result.lost());
            longestFrame.add(result.longestUs());
            longest.add(result.longestMs() * 1e3);
        }

        void report(final Report report, final int ringBytes, final boolean hasGoal)
        {
            final String title = "full GC, ring of " + (ringBytes >> 10) + " KiB, ";
            report.add(Figure.of(
                title + "lost", "frames", lost, hasGoal ? Goal.atMost(0) : null,
                count + " forced in the gateway's process while frames flow at " + GOAL_PERCENT +
                    " % of the no-loss rate; rx_ring_bytes of the profile, no stall guard"));
            report.add(Figure.of(title + "longest pause of a frame", "us", longestFrame, ""));
            report.add(Figure.of(title + "longest collection", "us", longest, ""));
        }
    }
}
