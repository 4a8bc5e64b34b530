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
    private static final String[] METHODS = {"onBurst", "verdict"};
    private static final String[] TITLES = {"whole frame", "verdict alone"};
    private static final String[] NOTES = {
        "parse, bridge, verdict, counters and descriptors; every rule is met as often as any other",
        "of frames that are parsed already"};
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
        for (int method = 0; method < METHODS.length; method++)
        {
            for (int shape = 0; shape < SHAPES.length; shape++)
            {
                progress.step(name() + ": " + TITLES[method] + ", " + SHAPES[shape], shape + 1, SHAPES.length);
                final List<Cell> cells =
                    new JmhRun(settings, "RuleCountBenchmark." + METHODS[method]).with("shape", SHAPES[shape]).run();
                SERIES.report(
                    report, TITLES[method] + ", " + cells.getFirst().words("shape"), cells,
                    0 == shape ? NOTES[method] : "");
            }
        }
    }
}
