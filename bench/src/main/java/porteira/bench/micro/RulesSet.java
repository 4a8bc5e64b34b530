package porteira.bench.micro;

import porteira.bench.run.BenchSet;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;

import java.util.List;

/** What the number of rules costs. */
public final class RulesSet implements BenchSet
{
    private static final String[] SHAPES = {"ACL1", "FW1", "IPC1"};
    private static final String[] SIZES = {"10", "100", "1000", "10000"};
    /** Takes most of a minute to build. */
    private static final String MOST = "100000";
    private static final Series SERIES = Series.of("rules", "rules", 10);

    @Override
    public String name()
    {
        return "rules";
    }

    @Override
    public String title()
    {
        return "rate of one core by number of five-tuple rules, lists of one generator";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress)
    {
        for (int shape = 0; shape < SHAPES.length; shape++)
        {
            progress.step(name() + ": " + SHAPES[shape], shape + 1, SHAPES.length);
            final List<Cell> cells = new JmhRun(settings, "RuleCountBenchmark.onBurst")
                .with("shape", SHAPES[shape]).with("rules", SIZES).run();
            if (0 == shape)
            {
                cells.addAll(new JmhRun(settings, "RuleCountBenchmark.onBurst")
                    .with("shape", SHAPES[shape]).with("rules", MOST).run());
            }
            SERIES.report(
                report, "whole frame, " + cells.getFirst().words("shape"), cells, 0 == shape ?
                    "parse, bridge, verdict, counters and descriptors; every rule is met as often as any other" : "");
        }
        progress.step(name() + ": verdict", 1, 1);
        SERIES.report(
            report, "verdict alone, acl1",
            new JmhRun(settings, "RuleCountBenchmark.verdict").with("shape", SHAPES[0]).with("rules", SIZES).run(),
            "of frames that are parsed already");
    }
}
