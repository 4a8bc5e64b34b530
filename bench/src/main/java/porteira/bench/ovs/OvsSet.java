package porteira.bench.ovs;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.loop.LoopRun;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The gateway's lane beside Open vSwitch's DPDK datapath, on the same frames and, but for tunnels, the same rules. */
public final class OvsSet implements BenchSet
{
    private static final int FRAMES = 512;
    private static final long SEED = 1;
    private static final long WARM_UP_MS = 2000;

    @Override
    public String name()
    {
        return "ovs";
    }

    @Override
    public String title()
    {
        return "the whole path on a net_ring loop beside Open vSwitch's DPDK datapath, one core each";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Samples peer = new Samples();
        final Samples gateway = new Samples();
        for (int round = 1; round <= settings.rounds(); round++)
        {
            progress.step(name() + ": Open vSwitch", round, settings.rounds());
            peer.add(openVSwitch(settings) / 1e6);
            progress.step(name() + ": gateway", round, settings.rounds());
            gateway.add(LoopRun.rate(settings, LoopRun.INLINE, FrameMix.LOOP_64, FRAMES));
        }
        final Figure figure = Figure.of(
            "Open vSwitch, one PMD thread", "M/s", peer,
            FRAMES + " flows of 64-byte frames; the policy as OpenFlow rules, without its look into Teredo").ofOthers();
        report.add(figure);
        report.add(Figure.beside(
            figure, "gateway, inline", gateway, null, "the whole policy, on the same frames"));
    }

    private static double openVSwitch(final Settings settings)
    {
        try (OpenVSwitch peer = new OpenVSwitch())
        {
            peer.add(flows());
            peer.inject(FrameCorpus.of(FrameMix.LOOP_64, SEED, FRAMES));
            Shell.pause(WARM_UP_MS);
            return peer.rate(settings.seconds() * 1000L);
        }
    }

    /** The screened host's rules. */
    private static List<String> flows()
    {
        final List<String> flows = new ArrayList<>();
        for (final int port : new int[] {25, 465})
        {
            flows.add("priority=30,in_port=1,tcp,nw_src=203.0.113.25,tp_dst=" + port + ",actions=output:2");
            flows.add("priority=30,in_port=1,tcp6,ipv6_src=2001:db8:b01a:70da::25,tp_dst=" + port +
                ",actions=output:2");
            flows.add("priority=20,in_port=1,tcp,tp_dst=" + port + ",actions=drop");
            flows.add("priority=20,in_port=1,tcp6,tp_dst=" + port + ",actions=drop");
        }
        flows.add("priority=10,in_port=1,actions=output:2");
        flows.add("priority=10,in_port=2,actions=output:1");
        return flows;
    }
}
