package porteira.bench.veth;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.loop.LoopRun;
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
import java.util.List;

/** The gateway beside the kernel's bridge with the same rules in nft and in iptables, on the same veths. */
public final class NetfilterSet implements BenchSet
{
    private static final double GOAL = 10;
    private static final int CORPUS = 10_000;
    private static final int LOOP_FRAMES = 512;
    private static final int SETTLE_MS = 300;
    private static final String SMALL_FRAMES = "64-byte frames of " + CORPUS +
        " flows, delivered; what tcpreplay --topspeed needs to send is included";

    @Override
    public String name()
    {
        return "netfilter";
    }

    @Override
    public String title()
    {
        return "the screened host's policy beside the kernel's bridge with nft and with iptables";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Contender nft = new Contender("nft bridge");
        final Contender iptables = new Contender("iptables (br_netfilter)");
        final Contender gateway = new Contender("gateway, af_packet");
        final Samples loop = new Samples();
        final Path frames = Files.createTempFile("porteira-bench", ".pcap");
        try
        {
            FrameCorpus.of(FrameMix.LOOP_64, 1, CORPUS).writePcap(frames);
            for (int round = 1; round <= settings.rounds(); round++)
            {
                progress.step(name() + ": over veths", round, settings.rounds());
                overVeths(settings, frames, nft, iptables, gateway);
                progress.step(name() + ": gateway without the kernel", round, settings.rounds());
                loop.add(LoopRun.rate(settings, LoopRun.PIPELINE, FrameMix.LOOP_64, LOOP_FRAMES));
            }
        }
        finally
        {
            Files.delete(frames);
        }
        add(report, nft, iptables, gateway, loop);
    }

    private static void overVeths(
        final Settings settings,
        final Path frames,
        final Contender nft,
        final Contender iptables,
        final Contender gateway) throws IOException
    {
        try (VethLab lab = new VethLab(); NetfilterBridge _ = NetfilterBridge.nft(lab, settings))
        {
            nft.measure(lab, settings, frames);
        }
        try (VethLab lab = new VethLab(); NetfilterBridge _ = NetfilterBridge.iptables(lab))
        {
            iptables.measure(lab, settings, frames);
        }
        try (VethLab lab = new VethLab(); GatewayRun run = new GatewayRun(lab, settings))
        {
            run.awaitForwarding();
            gateway.measure(lab, settings, frames);
        }
    }

    private static void add(
        final Report report,
        final Contender nft,
        final Contender iptables,
        final Contender gateway,
        final Samples loop)
    {
        final Figure tcp = Figure.of(nft.name + ", TCP", "Mbit/s", nft.megabits, "iperf3, one connection, no offloads")
            .ofOthers();
        report.add(tcp);
        report.add(Figure.beside(tcp, iptables.name + ", TCP", iptables.megabits, null, "").ofOthers());
        report.add(Figure.beside(
            tcp, gateway.name + ", TCP", gateway.megabits, null, "porteira run on the same veths"));
        final Figure small = Figure.of(nft.name + ", frames", "M/s", nft.rate, SMALL_FRAMES).ofOthers();
        report.add(small);
        report.add(Figure.beside(small, iptables.name + ", frames", iptables.rate, null, "").ofOthers());
        report.add(Figure.beside(
            small, gateway.name + ", frames", gateway.rate, null, "the kernel's sockets take most of the time"));
        report.add(Figure.beside(
            small, "gateway, net_ring, frames", loop, Goal.timesPeer(GOAL),
            "the whole path without the kernel, on the same two cores, pipeline"));
    }

    /** One way from one veth to the other. */
    private static final class Contender
    {
        private final String name;
        private final Samples megabits = new Samples();
        private final Samples rate = new Samples();

        Contender(final String name)
        {
            this.name = name;
        }

        void measure(final VethLab lab, final Settings settings, final Path frames) throws IOException
        {
            megabits.add(Iperf.megabits(lab, settings));
            final long before = lab.counter(VethLab.OUTSIDE, "rx_packets");
            final long startNs = System.nanoTime();
            lab.run(VethLab.INSIDE, List.of(
                "tcpreplay", "--intf1=eth0", "--preload-pcap", "--topspeed", "--loop=0",
                "--duration=" + settings.seconds(), frames.toString()).toArray(new String[0]));
            final double seconds = (System.nanoTime() - startNs) / 1e9;
            Shell.pause(SETTLE_MS);
            rate.add((lab.counter(VethLab.OUTSIDE, "rx_packets") - before) / seconds / 1e6);
        }
    }
}
