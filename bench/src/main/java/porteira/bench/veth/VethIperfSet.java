package porteira.bench.veth;

import porteira.bench.load.Testpmd;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One TCP connection at full speed through the gateway and through DPDK's own forwarder, on the same veths. */
public final class VethIperfSet implements BenchSet
{
    private static final double GOAL = 0.70;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int TRIES = 40;
    private static final int RETRY_MS = 50;

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
            return iperf(lab, settings);
        }
    }

    private static double throughGateway(final VethLab lab, final Settings settings) throws IOException
    {
        try (GatewayRun gateway = new GatewayRun(lab, settings))
        {
            gateway.awaitForwarding();
            return iperf(lab, settings);
        }
    }

    /** @return Mbit/s that arrived */
    private static double iperf(final VethLab lab, final Settings settings) throws IOException
    {
        final Path log = Files.createTempFile("porteira-iperf", ".log");
        final Process server = Shell.start(
            log, lab.inside(VethLab.OUTSIDE, List.of("iperf3", "--server", "--one-off", "--forceflush")));
        try
        {
            awaitServer(log);
            final JsonNode json = MAPPER.readTree(lab.run(
                VethLab.INSIDE, "iperf3", "--client", VethLab.OUTSIDE_ADDRESS, "--json", "--omit", "1",
                "--time", Integer.toString(settings.seconds())));
            return json.at("/end/sum_received/bits_per_second").asDouble() / 1e6;
        }
        finally
        {
            Shell.end(server);
            Files.delete(log);
        }
    }

    private static void awaitServer(final Path log) throws IOException
    {
        for (int i = 0; i < TRIES; i++)
        {
            if (Files.readString(log).contains("Server listening"))
            {
                return;
            }
            Shell.pause(RETRY_MS);
        }
        throw new BenchException("iperf3 --server does not start: " + Files.readString(log));
    }
}
