package porteira.bench.loop;

import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.JavaWorker;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole path by lanes. */
public final class LanesSet implements BenchSet
{
    private static final int FRAMES = 512;
    private static final int WARM_UP_S = 3;
    private static final int LANES = 2;

    @Override
    public String name()
    {
        return "lanes";
    }

    @Override
    public String title()
    {
        return "the whole path by inline lanes, a core and a pair of net_ring queues each";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Samples[] rates = {new Samples(), new Samples()};
        final Samples[] cpu = {new Samples(), new Samples()};
        for (int round = 1; round <= settings.rounds(); round++)
        {
            for (int i = 0; i < LANES; i++)
            {
                progress.step(name() + ": " + (i + 1), round, settings.rounds());
                final LoopResult result = measure(settings, i + 1);
                rates[i].add(result.rate() / 1e6);
                cpu[i].add(result.cpuPerFrame());
            }
        }
        final Figure one = Figure.of(
            "gateway, 1 lane", "M/s", rates[0], "inline, screened host's policy, " + FRAMES + " frames of 64 bytes");
        report.add(one);
        for (int i = 1; i < LANES; i++)
        {
            report.add(Figure.besideByRound(
                one, "gateway, " + (i + 1) + " lanes", rates[i], null,
                "as many frames in each; lanes share nothing but the code, where cores do not share their units"));
        }
        for (int i = 0; i < LANES; i++)
        {
            report.add(Figure.of(
                "gateway, " + (i + 1) + (0 == i ? " lane" : " lanes") + ", cpu", "ns/frame", cpu[i],
                "time that the lanes' threads ran"));
        }
    }

    private static LoopResult measure(final Settings settings, final int lanes) throws IOException
    {
        final Path log = Files.createTempFile("porteira-bench", ".eal");
        try
        {
            final LoopResult result = LoopResult.find(JavaWorker.run(
                LanesWorker.class.getName(), Integer.toString(lanes), settings.policy().toString(),
                Integer.toString(FRAMES), Integer.toString(WARM_UP_S), Integer.toString(settings.seconds()),
                log.toString()));
            if (null == result || 0 != result.dropped())
            {
                throw new BenchException(lanes + " lanes: frames left the loop: " + result);
            }
            return result;
        }
        finally
        {
            Files.delete(log);
        }
    }
}
