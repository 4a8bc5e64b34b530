package porteira.bench.veth;

import porteira.bench.run.BenchException;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The gateway as a user starts it, between the two veths of a {@link VethLab}. */
final class GatewayRun implements AutoCloseable
{
    private static final String CONFIG = """
        [gateway]
        name = "porteira-bench"
        policy = "%s"
        run_dir = "run"

        [[port]]
        name = "lan"
        device = "%s"

        [[port]]
        name = "wan"
        device = "%s"
        """;
    private static final int START_LIMIT_S = 60;
    private static final int RETRY_MS = 50;

    private final VethLab lab;
    private final Path folder;
    private final Path log;
    private final Process process;
    private final long startedNs;

    /** Start it; it does not forward yet when this returns. */
    GatewayRun(final VethLab lab, final Settings settings)
    {
        this.lab = lab;
        try
        {
            folder = Files.createTempDirectory("porteira-bench");
            log = folder.resolve("output");
            final Path config = Files.writeString(
                folder.resolve("gateway.toml"),
                CONFIG.formatted(settings.policy(), VethLab.DEVICES.getFirst(), VethLab.DEVICES.getLast()));
            final List<String> command =
                lab.inside(
                VethLab.FORWARDER, List.of(settings.launcher().toString(), "run", "--config", config.toString()));
            final Instant now = Instant.now();
            startedNs = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            process = Shell.start(log, command);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    /** When its program was started, nanoseconds since the epoch. */
    long startedNs()
    {
        return startedNs;
    }

    /** Wait until the two hosts reach each other. @throws BenchException with the gateway's own words */
    void awaitForwarding()
    {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
        while (System.nanoTime() - deadline < 0)
        {
            check();
            lab.run(VethLab.INSIDE, "bash", "-c", "echo > /dev/udp/" + VethLab.OUTSIDE_ADDRESS + "/9");
            Shell.pause(RETRY_MS);
            if (lab.run(VethLab.INSIDE, "ip", "neigh", "show", "to", VethLab.OUTSIDE_ADDRESS).contains("lladdr"))
            {
                return;
            }
        }
        throw new BenchException("the gateway forwards nothing: " + output());
    }

    /** @throws BenchException if the gateway has ended */
    void check()
    {
        if (!process.isAlive())
        {
            throw new BenchException("the gateway ended with " + process.exitValue() + ": " + output());
        }
    }

    @Override
    public void close()
    {
        Shell.end(process);
        try (Stream<Path> files = Files.walk(folder))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private String output()
    {
        try
        {
            return Files.readString(log).trim();
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }
}
