package porteira.bench.micro;

import porteira.bench.run.BenchSet;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;

/** What the number of connections costs. */
public final class FlowsSet implements BenchSet
{
    private static final String[] METHODS = {"hit", "miss", "insert", "insertAndExpire"};
    private static final String[] TITLES = {
        "segment of a known one", "frame of none", "first of a new one", "new one then expired"};
    private static final String[] SIZES = {"10000", "1000000", "4000000"};
    private static final long MOST = 1_000_000;
    private static final double GOAL = 0.5;
    private static final Series WHOLE = new Series("connections", "connections", MOST, 1000, GOAL);
    private static final Series BARE = Series.of("connections", "connections", 10_000);

    @Override
    public String name()
    {
        return "flows";
    }

    @Override
    public String title()
    {
        return "rate of one core by connections that it tracks";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress)
    {
        progress.step(name() + ": whole frame", 1, 1);
        WHOLE.report(
            report, "whole frame, established", new JmhRun(settings, "FlowBurstBenchmark.onBurst").run(),
            "parse, bridge, connection, verdict, counters and descriptors; any connection as likely as the others");
        for (int i = 0; i < METHODS.length; i++)
        {
            progress.step(name() + ": " + TITLES[i], i + 1, METHODS.length);
            BARE.report(
                report, "tracker alone, " + TITLES[i],
                new JmhRun(settings, "FlowBenchmark." + METHODS[i]).with("connections", SIZES).run(),
                0 == i ? "parse and connection, frame by frame; a fifth of the table is free" : "");
        }
    }
}
