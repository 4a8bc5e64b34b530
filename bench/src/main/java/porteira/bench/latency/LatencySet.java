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
import java.util.List;

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
        final List<LatencyFigures> all = List.of(
            new LatencyFigures(MODES[0], NOTES[0]), new LatencyFigures(MODES[1], NOTES[1]));
        final List<Collections> collections = List.of(new Collections(), new Collections());
        for (int round = 1; round <= settings.rounds(); round++)
        {
            for (int mode = 0; mode < MODES.length; mode++)
            {
                progress.step(name() + ": " + MODES[mode], round, settings.rounds());
                all.get(mode).add(worker(settings, MODES[mode], settings.seconds(), RING_BYTES[0], 0));
            }
            final long rate = all.getLast().lastNoLossRate() * GOAL_PERCENT / 100;
            for (int ring = 0; ring < RING_BYTES.length; ring++)
            {
                progress.step(name() + ": collections", round, settings.rounds());
                collections.get(ring).add(collect(settings, rate, RING_BYTES[ring]));
            }
        }
        all.forEach((figures) -> figures.report(report, GOAL_FIGURE, Goal.atMost(GOAL_US)));
        for (int ring = 0; ring < RING_BYTES.length; ring++)
        {
            collections.get(ring).report(report, RING_BYTES[ring], ring == RING_BYTES.length - 1);
        }
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
