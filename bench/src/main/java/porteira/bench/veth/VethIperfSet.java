package porteira.bench.veth;

import porteira.bench.load.Testpmd;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.io.IOException;
import java.util.List;

/** One TCP connection at full speed through the gateway and through DPDK's own forwarder, on the same veths. */
public final class VethIperfSet implements BenchSet
{
    private static final double GOAL = 0.70;

    @Override
    public String name()
    {
        return "veth-iperf";
    }

    @Override
    public String title()
    {
        return "TCP throughput (iperf3) over veth and af_packet, beside testpmd's io forwarding";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Samples testpmd = new Samples();
        final Samples gateway = new Samples();
        try (VethLab lab = new VethLab())
        {
            for (int round = 1; round <= settings.rounds(); round++)
            {
                progress.step(name() + ": testpmd io", round, settings.rounds());
                testpmd.add(throughTestpmd(lab, settings));
                progress.step(name() + ": gateway", round, settings.rounds());
                gateway.add(throughGateway(lab, settings));
            }
        }
        final Figure peer = Figure.of("testpmd io", "Mbit/s", testpmd, "received by iperf3, one connection");
        report.add(peer);
        report.add(Figure.beside(peer, "gateway, screened host", gateway, Goal.timesPeer(GOAL), "porteira run"));
    }

    private static double throughTestpmd(final VethLab lab, final Settings settings) throws IOException
    {
        final List<String> prefix = lab.inside(VethLab.FORWARDER, List.of());
        try (Testpmd testpmd = Testpmd.start(prefix, "io", VethLab.DEVICES))
        {
            testpmd.forward();
            return Iperf.megabits(lab, settings);
        }
    }

    private static double throughGateway(final VethLab lab, final Settings settings) throws IOException
    {
        try (GatewayRun gateway = new GatewayRun(lab, settings))
        {
            gateway.awaitForwarding();
            return Iperf.megabits(lab, settings);
        }
    }
}
