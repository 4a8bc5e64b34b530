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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts what arrives of a steady stream of small frames that the policy lets pass. */
public final class VethLossSet implements BenchSet
{
    private static final int RATE = 100_000;
    private static final int STREAM_S = 10;
    // Sent at once, then a pause: a sender that spins would take a CPU from the gateway.
    private static final int AT_ONCE = 50;
    private static final int FRAMES = RATE * STREAM_S;
    private static final int CORPUS = 10_000;
    private static final int SETTLE_MS = 2000;
    private static final int POLL_MS = 20;
    private static final Pattern SENT_RATE = Pattern.compile("([0-9.]+) pps");

    @Override
    public String name()
    {
        return "veth-loss";
    }

    @Override
    public String title()
    {
        return "frames lost of 100 k frames/s of 64 bytes for 10 s, over veth and af_packet";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Samples lost = new Samples();
        final Samples rate = new Samples();
        final Path frames = Files.createTempFile("porteira-bench", ".pcap");
        try
        {
            FrameCorpus.of(FrameMix.LOOP_64, 1, CORPUS).writePcap(frames);
            for (int round = 1; round <= settings.rounds(); round++)
            {
                progress.step(name(), round, settings.rounds());
                stream(settings, frames, lost, rate);
            }
        }
        finally
        {
            Files.delete(frames);
        }
        report.add(Figure.of(
            "rate sent", "frames/s", rate, "tcpreplay, " + FRAMES + " frames, " + AT_ONCE + " at once"));
        report.add(Figure.of(
            "frames lost", "frames", lost, Goal.atMost(0),
            "sent by one host's interface less received by the other's"));
    }

    private static void stream(final Settings settings, final Path frames, final Samples lost, final Samples rate)
    {
        try (VethLab lab = new VethLab(); GatewayRun gateway = new GatewayRun(lab, settings))
        {
            gateway.awaitForwarding();
            final long sentBefore = lab.counter(VethLab.INSIDE, "tx_packets");
            final long receivedBefore = lab.counter(VethLab.OUTSIDE, "rx_packets");
            final String output = lab.run(
                VethLab.INSIDE, "tcpreplay", "--intf1=eth0", "--preload-pcap", "--loop=0", "--limit=" + FRAMES,
                "--pps=" + RATE, "--pps-multi=" + AT_ONCE, "--timer=nano", frames.toString());
            final Matcher matcher = SENT_RATE.matcher(output);
            if (!matcher.find())
            {
                throw new BenchException("tcpreplay names no rate: " + output);
            }
            rate.add(Double.parseDouble(matcher.group(1)));

            final long sent = lab.counter(VethLab.INSIDE, "tx_packets") - sentBefore;
            final long deadline = System.nanoTime() + SETTLE_MS * 1_000_000L;
            long received = lab.counter(VethLab.OUTSIDE, "rx_packets") - receivedBefore;
            while (received < sent && System.nanoTime() - deadline < 0)
            {
                Shell.pause(POLL_MS);
                received = lab.counter(VethLab.OUTSIDE, "rx_packets") - receivedBefore;
            }
            gateway.check();
            lost.add(sent - received);
        }
    }
}
