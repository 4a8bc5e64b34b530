package porteira.bench.micro;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import porteira.bench.run.BenchException;
import porteira.bench.run.JavaWorker;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JMH benchmarks in processes of their own, under the gateway's flags. An iteration lasts a tenth of the seconds that
 * the caller chose for a round, and there are as many as rounds.
 */
public final class JmhRun
{
    private static final String PACKAGE = "porteira.bench.jmh.";
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    /** JMH itself uses what JDK 25 warns of. */
    private static final String QUIET = "--sun-misc-unsafe-memory-access=allow";
    private static final int WARM_UP_ITERATIONS = 4;
    private static final int WARM_UP_MS = 300;
    private static final int MS_PER_SECOND = 100;

    private final ChainedOptionsBuilder options;

    /** Benchmarks by a regular expression over class and method, each with all values of its parameters. */
    public JmhRun(final Settings settings, final String benchmarks)
    {
        options = new OptionsBuilder()
            .include("^" + PACKAGE.replace(".", "\\.") + benchmarks + "$")
            .warmupTime(TimeValue.milliseconds(WARM_UP_MS)).warmupIterations(WARM_UP_ITERATIONS)
            .measurementTime(TimeValue.milliseconds((long)settings.seconds() * MS_PER_SECOND))
            .measurementIterations(settings.rounds())
            .jvmArgsAppend(flags())
            .forks(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    }

    /** Leave some out. @param benchmarks a regular expression */
    public JmhRun without(final String benchmarks)
    {
        options.exclude(benchmarks);
        return this;
    }

    /** Only these values of a parameter. */
    public JmhRun with(final String parameter, final String... values)
    {
        options.param(parameter, values);
        return this;
    }

    /** Fewer iterations before those that count, for what takes long. */
    public JmhRun warmedUpBy(final int iterations)
    {
        options.warmupIterations(iterations);
        return this;
    }

    /** Count bytes, too. */
    public JmhRun withAllocations()
    {
        options.addProfiler(GCProfiler.class);
        return this;
    }

    /** Run them. @return one for each combination @throws BenchException if one fails, or if there are none */
    public List<Cell> run()
    {
        try
        {
            final List<Cell> cells = new ArrayList<>();
            for (final RunResult result : new Runner(options.build()).run())
            {
                cells.add(cell(result));
            }
            return cells;
        }
        catch (final RunnerException e)
        {
            final Throwable[] more = e.getSuppressed();
            throw new BenchException("JMH: " + e.getMessage() + (0 == more.length ? "" : ": " + more[0]));
        }
    }

    private static String[] flags()
    {
        final List<String> flags = new ArrayList<>(JavaWorker.FLAGS);
        flags.add(QUIET);
        return flags.toArray(new String[0]);
    }

    private static Cell cell(final RunResult result)
    {
        final BenchmarkParams params = result.getParams();
        final Map<String, String> parameters = new LinkedHashMap<>();
        params.getParamsKeys().forEach((key) -> parameters.put(key, params.getParam(key)));
        final Samples samples = new Samples();
        result.getBenchmarkResults().forEach((fork) -> fork.getIterationResults().stream()
            .map(IterationResult::getPrimaryResult).forEach((iteration) -> samples.add(iteration.getScore())));
        final Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return new Cell(
            params.getBenchmark().substring(PACKAGE.length()), parameters, result.getPrimaryResult().getScoreUnit(),
            samples, null == allocated ? Double.NaN : allocated.getScore());
    }
}
