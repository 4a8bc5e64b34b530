package porteira.bench.screened;

import porteira.bench.corpus.FrameMix;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.JavaWorker;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The generated classifier beside the same decisions written by hand in C, on every traffic mix. */
public final class ScreenedSet implements BenchSet
{
    private static final double GOAL = 1.0;
    private static final int NS_PER_US = 1000;
    private static final List<FrameMix> MIXES = List.of(
        FrameMix.RESIDENTIAL, FrameMix.MAIL, FrameMix.SYN, FrameMix.TEREDO, FrameMix.IPV6_EXTENSIONS, FrameMix.WORST);
    /** Hot and cold, each parsed, judged and both. */
    private static final int MEASUREMENTS = 6;

    @Override
    public String name()
    {
        return "screened";
    }

    @Override
    public String title()
    {
        return "the screened host's policy as generated code, beside the same written in C (-O3 -march=native)";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress)
    {
        final Map<String, Samples[]> all = new LinkedHashMap<>();
        for (int round = 1; round <= settings.rounds(); round++)
        {
            for (final FrameMix mix : MIXES)
            {
                progress.step(name() + ": " + mix, round, settings.rounds());
                for (final ScreenedResult result : measure(settings, mix))
                {
                    final Samples[] samples = all.computeIfAbsent(
                        title(mix, result), (key) -> new Samples[] {new Samples(), new Samples()});
                    samples[0].add(NS_PER_US / result.referenceNs());
                    samples[1].add(NS_PER_US / result.gatewayNs());
                }
            }
        }
        all.forEach((title, samples) ->
        {
            final Figure peer = Figure.of("C, " + title, "M/s", samples[0], "").ofOthers();
            report.add(peer);
            report.add(Figure.besideByRound(peer, "gateway, " + title, samples[1], goal(title), ""));
        });
    }

    /** One round of one mix. */
    static List<ScreenedResult> measure(final Settings settings, final FrameMix mix)
    {
        return ScreenedResult.findAll(JavaWorker.run(
            ScreenedWorker.class.getName(), settings.home().toString(), settings.policy().toString(), mix.name(),
            Integer.toString(settings.seconds() * 1000 / MEASUREMENTS)));
    }

    /** One short round of one mix: all the work, on frames in the cache. */
    static ScreenedResult measureBriefly(final Settings settings, final FrameMix mix)
    {
        return ScreenedResult.findAll(JavaWorker.run(
            ScreenedWorker.class.getName(), settings.home().toString(), settings.policy().toString(), mix.name(),
            Integer.toString(settings.seconds() * 1000), ScreenedWorker.BRIEF)).getFirst();
    }

    private static String title(final FrameMix mix, final ScreenedResult result)
    {
        return mix.name().toLowerCase(Locale.ROOT) + (result.isHot() ? ", hot, " : ", cold, ") + result.work().text();
    }

    private static Goal goal(final String title)
    {
        return title.endsWith(ScreenedWorker.Work.BOTH.text()) ? Goal.timesPeer(GOAL) : null;
    }
}
