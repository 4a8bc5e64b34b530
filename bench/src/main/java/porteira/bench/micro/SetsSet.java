package porteira.bench.micro;

import porteira.bench.jmh.HomePrefixes;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;

import java.util.List;

/** What the size of a set costs. */
public final class SetsSet implements BenchSet
{
    private static final String[] CONTENTS = {"IPV4_HOSTS", "IPV6_HOSTS", "IPV4_PREFIXES", "IPV6_PREFIXES"};
    private static final String[] BARE_CONTENTS = {"IPV4_HOSTS", "IPV4_PREFIXES", "IPV6_PREFIXES"};
    private static final String[] REUSE = {"HOT", "COLD"};
    private static final String[] REUSE_NOTES = {
        "4096 keys over and over", "a million keys in random order, of every element"};
    private static final String[] SOME_SIZES = {"100", "10000", "1000000"};
    private static final String[] FAMILIES = {"IPv4", "IPv6"};
    private static final String[] HOME_SOURCES = {"NOT_ASKED", "EXAMPLE", "COUNTRY"};
    private static final String[] HOME_SOURCES_SHIPPED = {"EXAMPLE"};
    private static final String HOME_NOTE =
        "a client at home, each frame from another address of any prefix; 4 895 and 8 891 Brazilian prefixes";
    private static final String HOME_NOTE_SHIPPED =
        "a country's prefixes were not measured: no shared/prefixes beside the source tree";
    private static final long LEAST = 100;
    private static final long MOST = 1_000_000;
    private static final double GOAL = 0.5;
    private static final Series WHOLE = new Series("size", "elements", MOST, LEAST, GOAL);
    private static final Series BARE = Series.of("size", "elements", LEAST);

    @Override
    public String name()
    {
        return "sets";
    }

    @Override
    public String title()
    {
        return "rate of one core by elements of the set that a policy asks for the source of every frame";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress)
    {
        home(settings, report, progress);
        int step = 0;
        for (final String contents : CONTENTS)
        {
            progress.step(name() + ": whole frame, " + contents, ++step, CONTENTS.length);
            final List<Cell> cells = new JmhRun(settings, "SetBurstBenchmark.onBurst").with("contents", contents).run();
            WHOLE.report(
                report, "whole frame, " + cells.getFirst().words("contents"), cells,
                1 == step ? "parse, bridge, look-up, verdict, counters and descriptors; sources of the set's " +
                    "elements in uniform random order" : "");
        }
        for (int i = 0; i < REUSE.length; i++)
        {
            step = 0;
            for (final String contents : BARE_CONTENTS)
            {
                progress.step(name() + ": look-up alone, " + REUSE[i] + " " + contents, ++step, BARE_CONTENTS.length);
                final List<Cell> cells = new JmhRun(settings, "SetBenchmark.hit")
                    .with("contents", contents).with("reuse", REUSE[i]).with("size", SOME_SIZES).run();
                BARE.report(
                    report,
                    "look-up alone " + cells.getFirst().words("reuse") + ", " + cells.getFirst().words("contents"),
                    cells, 1 == step ? REUSE_NOTES[i] : "");
            }
        }
    }

    /** What a country's prefixes cost the example policy that asks for them. */
    private void home(final Settings settings, final Report report, final Progress progress)
    {
        final boolean hasCountry = HomePrefixes.areThere();
        final String[] sources = hasCountry ? HOME_SOURCES : HOME_SOURCES_SHIPPED;
        for (int family = 0; family < FAMILIES.length; family++)
        {
            progress.step(name() + ": submission from home, " + FAMILIES[family], family + 1, FAMILIES.length);
            Figure peer = null;
            for (final Cell cell : new JmhRun(settings, "HomeBenchmark.onBurst")
                .with("isIpv6", Boolean.toString(1 == family)).with("prefixes", sources).run())
            {
                final String title = "whole frame, submission-from-home.nft " + FAMILIES[family] + ", prefixes " +
                    cell.words("prefixes");
                if (null == peer)
                {
                    peer = Figure.of(title, "M/s", cell.rate(), hasCountry ? HOME_NOTE : HOME_NOTE_SHIPPED);
                    report.add(peer);
                }
                else
                {
                    report.add(Figure.beside(peer, title, cell.rate(), null, ""));
                }
            }
        }
    }
}
