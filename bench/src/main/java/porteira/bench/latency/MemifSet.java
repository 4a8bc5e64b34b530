package porteira.bench.latency;

import porteira.bench.load.Testpmd;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.JavaWorker;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Gateway and load in two processes that share memory, beside testpmd in the gateway's place. */
public final class MemifSet implements BenchSet
{
    private static final int READY_LIMIT_MS = 30_000;
    private static final int POLL_MS = 50;

    @Override
    public String name()
    {
        return "memif";
    }

    @Override
    public String title()
    {
        return "no-loss rate and latency over two memif pairs, load in a process of its own on the other core";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final LatencyFigures testpmd = new LatencyFigures(
            "testpmd io", "64-byte frames, found by halving; memif copies every frame twice on its way through");
        final LatencyFigures gateway = new LatencyFigures("gateway, inline", "screened host's policy");
        for (int round = 1; round <= settings.rounds(); round++)
        {
            final String socket = "porteira-bench-" + ProcessHandle.current().pid() + "-" + round;
            progress.step(name() + ": testpmd", round, settings.rounds());
            try (Testpmd peer = Testpmd.start(List.of(), "io", List.of(
                MemifGateway.device(0, "server", socket), MemifGateway.device(1, "server", socket))))
            {
                peer.forward();
                testpmd.add(load(settings, socket));
            }
            progress.step(name() + ": gateway", round, settings.rounds());
            gateway.add(throughGateway(settings, socket + "-gateway"));
        }
        final Figure peer = testpmd.reportAsPeer(report);
        gateway.reportBeside(report, peer);
    }

    private static String throughGateway(final Settings settings, final String socket) throws IOException
    {
        final Path log = Files.createTempFile("porteira-bench", ".log");
        final Path eal = Files.createTempFile("porteira-bench", ".eal");
        final Process process = Shell.start(log, JavaWorker.command(
            MemifGateway.class.getName(), settings.policy().toString(), eal.toString(), socket));
        try
        {
            awaitReady(process, log);
            return load(settings, socket);
        }
        finally
        {
            process.getOutputStream().close();
            Shell.await(process);
            Shell.end(process);
            Files.delete(log);
            Files.delete(eal);
        }
    }

    private static void awaitReady(final Process process, final Path log) throws IOException
    {
        for (int i = 0; i < READY_LIMIT_MS / POLL_MS && process.isAlive(); i++)
        {
            if (Files.readString(log).contains(MemifGateway.READY))
            {
                return;
            }
            Shell.pause(POLL_MS);
        }
        throw new BenchException("the gateway does not start: " + Files.readString(log));
    }

    private static String load(final Settings settings, final String socket) throws IOException
    {
        final Path log = Files.createTempFile("porteira-bench", ".eal");
        try
        {
            return JavaWorker.run(
                MemifLoad.class.getName(), settings.home().toString(), Integer.toString(settings.seconds()),
                log.toString(), socket);
        }
        finally
        {
            Files.delete(log);
        }
    }
}
