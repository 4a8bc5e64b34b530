package porteira.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import porteira.bench.acl.AclSet;
import porteira.bench.alloc.AllocationSet;
import porteira.bench.latency.LatencySet;
import porteira.bench.latency.MemifSet;
import porteira.bench.loop.FrameSizeSet;
import porteira.bench.loop.LanesSet;
import porteira.bench.loop.RingLoopSet;
import porteira.bench.micro.FlowsSet;
import porteira.bench.micro.MicroSet;
import porteira.bench.micro.RulesSet;
import porteira.bench.micro.SetsSet;
import porteira.bench.micro.TrafficSet;
import porteira.bench.ovs.OvsSet;
import porteira.bench.report.ReportPage;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;
import porteira.bench.screened.GuardSet;
import porteira.bench.screened.ScreenedSet;
import porteira.bench.screened.XdpSet;
import porteira.bench.veth.NetfilterSet;
import porteira.bench.veth.StartSet;
import porteira.bench.veth.VethIperfSet;
import porteira.bench.veth.VethLossSet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs named sets of measurements and writes what they found. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measure the gateway beside its peers, in the same run, in interleaved rounds.",
    footer = {
        "",
        "Exit codes: 0 every goal was reached, 1 one was not or a set could not run, 2 wrong usage.",
        "Example: bench/run --rounds 5 ring-loop"})
public final class Main implements Callable<Integer>
{
    private static final List<BenchSet> SETS = List.of(
        new GuardSet(),
        new ScreenedSet(),
        new XdpSet(),
        new AclSet(),
        new RingLoopSet(),
        new OvsSet(),
        new FrameSizeSet(),
        new LanesSet(),
        new LatencySet(),
        new MemifSet(),
        new VethLossSet(),
        new VethIperfSet(),
        new NetfilterSet(),
        new StartSet(),
        new RulesSet(),
        new SetsSet(),
        new FlowsSet(),
        new TrafficSet(),
        new MicroSet(),
        new AllocationSet());

    @Option(names = "--list", description = "List the sets and stop.")
    private boolean isList;

    @Option(names = "--report", description = "Draw the results there are, as bench/results/index.html, and stop.")
    private boolean isReport;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds of each contender (default: 3).")
    private int rounds;

    @Option(
        names = "--seconds", defaultValue = "5",
        description = "Seconds measured in each round, a tenth of them in JMH's (default: 5).")
    private int seconds;

    @Option(names = "--out", description = "Folder of the JSON files (default: bench/target/results).")
    private Path out;

    @Parameters(arity = "0..*", paramLabel = "SET", description = "What to run, by name; none: everything.")
    private List<String> names = List.of();

    private Main()
    {
    }

    /** Ends the process with the exit code that the help text documents. */
    public static void main(final String[] args)
    {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws Exception
    {
        if (isList)
        {
            SETS.forEach((set) -> System.out.printf("%-11s %s%n", set.name(), set.title()));
            return 0;
        }
        if (rounds < 1 || seconds < 1)
        {
            System.err.println("bench: --rounds=" + rounds + " --seconds=" + seconds + ": both are at least 1");
            return 2;
        }
        final List<BenchSet> chosen = choose();
        if (null == chosen)
        {
            return 2;
        }
        final Path home = Path.of(System.getProperty("porteira.home", ".")).toAbsolutePath().normalize();
        final Settings settings = new Settings(
            home, null == out ? home.resolve("bench/target/results") : out, rounds, seconds);
        if (isReport)
        {
            return draw(settings);
        }
        boolean isReached = true;
        for (final BenchSet set : chosen)
        {
            isReached &= run(set, settings);
        }
        return isReached ? 0 : 1;
    }

    private static int draw(final Settings settings) throws IOException
    {
        try
        {
            System.out.println(
                "written to " + ReportPage.write(settings.out(), settings.home().resolve("bench/results")));
            return 0;
        }
        catch (final BenchException e)
        {
            System.err.println("bench: " + e.getMessage());
            return 1;
        }
    }

    private List<BenchSet> choose()
    {
        final List<BenchSet> chosen = new ArrayList<>();
        for (final String name : names)
        {
            final int before = chosen.size();
            SETS.stream().filter((set) -> set.name().equals(name)).forEach(chosen::add);
            if (chosen.size() == before)
            {
                System.err.println("bench: no set is called " + name + "; bench/run --list shows them");
                return null;
            }
        }
        return names.isEmpty() ? SETS : chosen;
    }

    private static boolean run(final BenchSet set, final Settings settings) throws Exception
    {
        final Report report = new Report(set, settings);
        System.out.println(set.name() + ": " + set.title());
        try (Progress progress = new Progress())
        {
            set.run(settings, report, progress);
        }
        catch (final BenchException e)
        {
            System.err.println("bench: " + set.name() + " cannot run: " + e.getMessage());
            return false;
        }
        System.out.print(report.table());
        System.out.println("written to " + report.write() + System.lineSeparator());
        return report.figures().stream().allMatch(Figure::isReached);
    }
}
