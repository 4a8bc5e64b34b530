package porteira.bench.micro;

import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;

import java.util.List;

/** The parts of which a frame's way is made, one by one. */
public final class MicroSet implements BenchSet
{
    private static final String[] MIXES = {"RESIDENTIAL", "SYN", "TEREDO", "IPV6_EXTENSIONS", "WORST"};

    @Override
    public String name()
    {
        return "micro";
    }

    @Override
    public String title()
    {
        return "nanoseconds of single parts: parser, tunnels, verdict, NAT, bridge, rings and calls, policy build";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress)
    {
        final List<JmhRun> runs = List.of(
            new JmhRun(settings, "ParseBenchmark.ethernet").with("mix", MIXES),
            new JmhRun(settings, "TeredoBenchmark.inner"),
            new JmhRun(settings, "ScreenedHostBenchmark.generated").with("mix", MIXES),
            new JmhRun(settings, "NatBenchmark.rewrite").with("mix", "LOOP_64", "MAIL"),
            new JmhRun(settings, "BridgeBenchmark.settled"),
            new JmhRun(settings, "CallBenchmark.*"),
            new JmhRun(settings, "LaneBenchmark.thereAndBack").with("burst", "1", "8", "32", "64"),
            new JmhRun(settings, "PolicyBuildBenchmark.compile").warmedUpBy(1));
        final List<String> titles = List.of(
            "parse", "Teredo decode", "verdict", "NAT rewrite", "bridge", "call", "lane", "policy build");
        for (int i = 0; i < runs.size(); i++)
        {
            progress.step(name() + ": " + titles.get(i), i + 1, runs.size());
            for (final Cell cell : runs.get(i).run())
            {
                report.add(Figure.of(name(titles.get(i), cell), unit(cell), cell.samples(), ""));
            }
        }
    }

    private static String name(final String title, final Cell cell)
    {
        return switch (title)
        {
            case "bridge" -> title + ", stations " + Series.shortened(Long.parseLong(cell.parameter("stations")));
            case "call" -> "call from Java to C, " + cell.benchmark().replaceAll(".*\\.", "");
            case "lane" -> "to Java and back, " + cell.words("way") + ", burst " + cell.parameter("burst");
            case "policy build" -> title + ("0".equals(cell.parameter("rules")) ? ", screened host" :
                ", rules " + Series.shortened(Long.parseLong(cell.parameter("rules"))));
            default -> title + ", " + cell.words("mix");
        };
    }

    private static String unit(final Cell cell)
    {
        return "ms/op".equals(cell.unit()) ? "ms" : "ns";
    }
}
