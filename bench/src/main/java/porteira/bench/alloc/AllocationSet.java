package porteira.bench.alloc;

import porteira.bench.micro.Cell;
import porteira.bench.micro.JmhRun;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.util.List;

/** All JMH benchmarks of the packet path under JMH's allocation profiler: none may allocate. */
public final class AllocationSet implements BenchSet
{
    /** The linear matcher says what is right; frames never meet it. */
    private static final String REFERENCE = "\\.linear$";
    /** Compilation allocates as it likes; calls and lanes need a library or an EAL and are counted elsewhere. */
    private static final String NOT_OF_FRAMES = "\\.(Policy\\w*|Call|Lane)Benchmark\\.";
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
        // The path through the code is the same for other values.
        final List<Cell> cells = new JmhRun(settings, ".*")
            .without(REFERENCE).without(NOT_OF_FRAMES)
            .with("mix", "RESIDENTIAL", "WORST")
            .with("size", "10000").with("reuse", "COLD").with("connections", "10000").with("stations", "200")
            .with("list", "acl1-1k", "ipc1-10k").with("frames", "512").with("rules", "100").with("shape", "FW1")
            .withAllocations()
            .run();
        for (final Cell cell : cells)
        {
            report.add(Figure.of(
                cell.benchmark() + values(cell), cell.unit().replace("/op", ""), cell.samples(), ""));
            final Samples allocated = new Samples();
            allocated.add(cell.allocated());
            report.add(Figure.of("  allocated", "B/frame", allocated, Goal.atMost(NOTHING), ""));
        }
    }

    private static String values(final Cell cell)
    {
        return cell.parameters().isEmpty() ? "" : " " + String.join(" ", cell.parameters().values());
    }
}
