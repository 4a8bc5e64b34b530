package porteira.bench.veth;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Time from the start of the command to the first frame that it forwards, while frames arrive all the time. */
public final class StartSet implements BenchSet
{
    private static final double GOAL_S = 3;
    private static final int LIMIT_S = 30;
    private static final int CHECK_MS = 100;
    private static final String RATE = "1000";
    private static final Pattern STAMP = Pattern.compile("(?m)^(\\d+)\\.(\\d{9}) ");

    @Override
    public String name()
    {
        return "start";
    }

    @Override
    public String title()
    {
        return "seconds from 'porteira run' to the first forwarded frame, over veth and af_packet";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws Exception
    {
        final Samples seconds = new Samples();
        final Path frames = Files.createTempFile("porteira-bench", ".pcap");
        try
        {
            FrameCorpus.of(FrameMix.LOOP_64, 1, 1000).writePcap(frames);
            for (int round = 1; round <= settings.rounds(); round++)
            {
                progress.step(name(), round, settings.rounds());
                seconds.add(start(settings, frames));
            }
        }
        finally
        {
            Files.delete(frames);
        }
        report.add(Figure.of(
            "start to first forwarded frame", "s", seconds, Goal.atMost(GOAL_S), RATE + " frames/s arrive meanwhile"));
    }

    private static double start(final Settings settings, final Path frames) throws Exception
    {
        final Path arrivals = Files.createTempFile("porteira-bench", ".tcpdump");
        final Path output = Files.createTempFile("porteira-bench", ".tcpreplay");
        try (VethLab lab = new VethLab())
        {
            final Process watch = Shell.start(arrivals, lab.inside(VethLab.OUTSIDE, List.of(
                "tcpdump", "-i", "eth0", "-n", "-tt", "--nano", "--immediate-mode", "-l", "-Q", "in", "-c", "1")));
            final Process load = Shell.start(output, lab.inside(VethLab.INSIDE, List.of(
                "tcpreplay", "--intf1=eth0", "--preload-pcap", "--loop=0", "--pps=" + RATE, frames.toString())));
            try (GatewayRun gateway = new GatewayRun(lab, settings))
            {
                final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
                while (!watch.waitFor(CHECK_MS, TimeUnit.MILLISECONDS))
                {
                    gateway.check();
                    if (System.nanoTime() - deadline > 0)
                    {
                        throw new BenchException("no frame was forwarded within " + LIMIT_S + " s");
                    }
                }
                return (arrival(Files.readString(arrivals)) - gateway.startedNs()) / 1e9;
            }
            finally
            {
                Shell.end(load);
                Shell.end(watch);
            }
        }
        finally
        {
            Files.delete(arrivals);
            Files.delete(output);
        }
    }

    /** @return nanoseconds since the epoch */
    private static long arrival(final String text)
    {
        final Matcher stamp = STAMP.matcher(text);
        if (!stamp.find())
        {
            throw new BenchException("tcpdump saw nothing: " + text);
        }
        return Long.parseLong(stamp.group(1)) * 1_000_000_000L + Long.parseLong(stamp.group(2));
    }
}
