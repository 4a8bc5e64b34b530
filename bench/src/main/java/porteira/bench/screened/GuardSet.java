package porteira.bench.screened;

import porteira.bench.corpus.FrameMix;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * Fails when the generated classifier has become slower beside the C reference than the source tree says it is. Both
 * run in turn in the same process, so a slow or busy machine slows both; a mix that falls short is measured again, with
 * twice the rounds, before it counts.
 */
public final class GuardSet implements BenchSet
{
    private static final String RECORD = "bench/guard.properties";
    private static final String TOLERANCE = "tolerance";
    private static final List<FrameMix> MIXES = List.of(FrameMix.RESIDENTIAL, FrameMix.MAIL);
    private static final int NS_PER_US = 1000;

    @Override
    public String name()
    {
        return "guard";
    }

    @Override
    public String title()
    {
        return "the generated classifier beside C, against the ratio in " + RECORD;
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Properties record = read(settings.home().resolve(RECORD));
        final double tolerance = number(record, TOLERANCE);
        for (final FrameMix mix : MIXES)
        {
            final String key = mix.name().toLowerCase(Locale.ROOT);
            final double recorded = number(record, key);
            final Goal goal = Goal.timesPeer(recorded * (1 - tolerance));
            Ratio ratio = measure(settings, mix, settings.rounds(), progress);
            if (!ratio.beside(key, goal, "").isReached())
            {
                ratio = measure(settings, mix, 2 * settings.rounds(), progress);
            }
            report.add(ratio.peer(key));
            report.add(ratio.beside(key, goal, String.format(
                Locale.ROOT, "parse and verdict, frames in the cache; recorded: %.2f, tolerance %.0f %%", recorded,
                100 * tolerance)));
        }
    }

    private Ratio measure(final Settings settings, final FrameMix mix, final int rounds, final Progress progress)
    {
        final Ratio ratio = new Ratio(new Samples(), new Samples());
        for (int round = 1; round <= rounds; round++)
        {
            progress.step(name() + ": " + mix, round, rounds);
            final ScreenedResult result = ScreenedSet.measureBriefly(settings, mix);
            ratio.reference().add(NS_PER_US / result.referenceNs());
            ratio.gateway().add(NS_PER_US / result.gatewayNs());
        }
        return ratio;
    }

    /** Both contenders' rounds of one mix. */
    private record Ratio(Samples reference, Samples gateway)
    {
        Figure peer(final String mix)
        {
            return Figure.of("C, " + mix, "M/s", reference, "").ofOthers();
        }

        /** Judged by the median of the rounds' own ratios: what disturbs a round disturbs both sides of it. */
        Figure beside(final String mix, final Goal goal, final String note)
        {
            return Figure.besideByRound(peer(mix), "gateway, " + mix, gateway, goal, note);
        }
    }

    private static Properties read(final Path file) throws IOException
    {
        final Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file))
        {
            properties.load(reader);
        }
        return properties;
    }

    private static double number(final Properties properties, final String key)
    {
        try
        {
            return Double.parseDouble(properties.getProperty(key, ""));
        }
        catch (final NumberFormatException e)
        {
            throw new BenchException(RECORD + ": " + key + " is no number: " + properties.getProperty(key));
        }
    }
}
