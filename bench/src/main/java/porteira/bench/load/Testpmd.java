package porteira.bench.load;

import porteira.bench.run.BenchException;
import porteira.bench.run.Shell;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DPDK's own forwarder as the peer: one forwarding core, two ports, driven through its prompt. */
public final class Testpmd implements AutoCloseable
{
    private static final Pattern RX_RATE = Pattern.compile("Rx-pps:\\s+(\\d+)");
    private static final Pattern PROMPT = Pattern.compile("testpmd> ");
    private static final int PORTS = 2;
    private static final long START_LIMIT_MS = 20_000;
    private static final long POLL_MS = 20;

    private final Path log;
    private final Process process;
    private final BufferedWriter prompt;

    private Testpmd(final Path log, final Process process)
    {
        this.log = log;
        this.process = process;
        prompt = new BufferedWriter(process.outputWriter(StandardCharsets.US_ASCII));
    }

    /**
     * Start it and wait for its prompt.
     *
     * @param prefix      command that runs it where it belongs, or nothing
     * @param forwardMode e.g. 5tswap, io
     * @param vdevs       two devices with their arguments
     */
    public static Testpmd start(final List<String> prefix, final String forwardMode, final List<String> vdevs)
        throws IOException
    {
        final List<String> command = new ArrayList<>(prefix);
        // Its answers go to a file here, and are wanted before its buffer is full.
        command.addAll(List.of("stdbuf", "-oL", "dpdk-testpmd"));
        command.addAll(EalArgs.ofThisMachine());
        vdevs.forEach((vdev) -> command.add("--vdev=" + vdev));
        command.addAll(List.of(
            "--", "-i", "--forward-mode=" + forwardMode, "--total-num-mbufs=16384", "--txpkts=64", "--nb-cores=1",
            "--burst=32"));
        final Path log = Files.createTempFile("porteira-testpmd", ".log");
        final Testpmd testpmd = new Testpmd(log, Shell.start(log, command));
        testpmd.await(PROMPT, 1);
        return testpmd;
    }

    /** Forward what arrives. */
    public void forward()
    {
        command("start");
    }

    /** Send {@code bursts} of 32 frames of 64 bytes out of each port, then forward what arrives. */
    public void forwardOwnFrames(final int bursts)
    {
        command("start tx_first " + bursts);
    }

    /** Count for some time. */
    public Rate measure(final long milliseconds)
    {
        command("show port stats all");
        await(RX_RATE, PORTS);
        final int before = count(RX_RATE);
        final Duration cpuBefore = cpu();
        final long startNs = System.nanoTime();
        Shell.pause(milliseconds);
        final Duration cpu = cpu().minus(cpuBefore);
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        command("show port stats all");
        await(RX_RATE, before + PORTS);
        final Matcher matcher = RX_RATE.matcher(text());
        long sum = 0;
        for (int i = 0; matcher.find(); i++)
        {
            sum += i < before ? 0 : Long.parseLong(matcher.group(1));
        }
        return new Rate(sum, cpu.toNanos() / (sum * seconds));
    }

    /**
     * What was counted.
     *
     * @param framesPerSecond that both ports received together
     * @param cpuPerFrame     nanoseconds of CPU time
     */
    public record Rate(double framesPerSecond, double cpuPerFrame)
    {
    }

    private Duration cpu()
    {
        return process.info().totalCpuDuration().orElseThrow(
            () -> new BenchException("dpdk-testpmd has ended: " + lastLines()));
    }

    @Override
    public void close()
    {
        if (process.isAlive())
        {
            command("stop");
            command("quit");
            Shell.await(process);
        }
        Shell.end(process);
        try
        {
            Files.deleteIfExists(log);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private void command(final String text)
    {
        try
        {
            prompt.write(text);
            prompt.newLine();
            prompt.flush();
        }
        catch (final IOException e)
        {
            throw new BenchException("dpdk-testpmd has ended: " + lastLines());
        }
    }

    private void await(final Pattern pattern, final int times)
    {
        final long deadline = System.nanoTime() + START_LIMIT_MS * 1_000_000;
        while (count(pattern) < times)
        {
            if (!process.isAlive() || System.nanoTime() - deadline > 0)
            {
                Shell.end(process);
                throw new BenchException("dpdk-testpmd does not answer: " + lastLines());
            }
            Shell.pause(POLL_MS);
        }
    }

    private int count(final Pattern pattern)
    {
        return (int)pattern.matcher(text()).results().count();
    }

    private String lastLines()
    {
        final List<String> lines = text().lines().toList();
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private String text()
    {
        try
        {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }
}
