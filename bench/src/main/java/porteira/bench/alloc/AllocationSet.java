package porteira.bench.alloc;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

/** All JMH benchmarks of the packet path under JMH's allocation profiler: none may allocate. */
public final class AllocationSet implements BenchSet
{
    private static final String BENCHMARKS = "porteira.bench.jmh.*";
    /** The linear matcher says what is right; frames never meet it. */
    private static final String REFERENCE = "\\.linear$";
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final double NOTHING = 0.01;

    @Override
    public String name()
    {
        return "alloc";
    }

    @Override
    public String title()
    {
        return "every JMH benchmark of the packet path, with the bytes that a frame allocates";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress)
    {
        progress.step(name() + ": JMH", 1, 1);
        final Options options = new OptionsBuilder()
            .include(BENCHMARKS)
            .exclude(REFERENCE)
            .addProfiler(GCProfiler.class)
            .warmupTime(TimeValue.seconds(1)).warmupIterations(2)
            .measurementTime(TimeValue.seconds(1)).measurementIterations(settings.rounds())
            .forks(1)
            .verbosity(VerboseMode.SILENT)
            .build();
        try
        {
            for (final RunResult result : new Runner(options).run())
            {
                add(result, report);
            }
        }
        catch (final RunnerException e)
        {
            throw new BenchException("JMH: " + e.getMessage());
        }
    }

    private static void add(final RunResult result, final Report report)
    {
        final Result<?> time = result.getPrimaryResult();
        final Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        final String benchmark = result.getParams().getBenchmark();
        final String name = benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1) +
            " " + result.getParams().getParam("mix");
        report.add(Figure.of(name, time.getScoreUnit(), samples(time.getScore()), ""));
        report.add(Figure.of(
            "  allocated", allocated.getScoreUnit(), samples(allocated.getScore()), Goal.atMost(NOTHING), ""));
    }

    private static Samples samples(final double score)
    {
        final Samples samples = new Samples();
        samples.add(score);
        return samples;
    }
}
