package porteira.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A gateway that is a process of its own, and what an operator does to it. */
final class LiveGateway implements AutoCloseable
{
    private static final String READY = "forwarding between";
    private static final String HOME = "porteira.home";
    private static final int LIMIT_S = 40;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private final List<String> around;
    private final List<String> flags;
    private Process process;

    /** What a command said. */
    record Answer(int exit, String text)
    {
    }

    /**
     * A gateway that does not run yet.
     *
     * @param folder has {@code gateway.toml}, whose {@code run_dir} is {@code run}
     * @param around words before its command line
     * @param flags  of its JVM
     */
    LiveGateway(final Path folder, final List<String> around, final List<String> flags)
    {
        this.folder = folder;
        this.around = around;
        this.flags = flags;
    }

    /** Start it; returns when frames flow. */
    void start(final String... options) throws IOException
    {
        process = launch("gateway.log", options);
        await(() -> said().contains(READY) || !process.isAlive(), "ready");
        assertTrue(said().contains(READY), this::said);
    }

    /** Another {@code porteira run} beside it, which is awaited. */
    Answer runBeside(final String... options) throws IOException
    {
        final Process other = launch("beside.log", options);
        await(() -> !other.isAlive(), "ended");
        return new Answer(other.exitValue(), Files.readString(folder.resolve("beside.log")));
    }

    /** What it has said since it was started. */
    String said()
    {
        return text("gateway.log");
    }

    /** Its events so far, one a line. */
    String events()
    {
        return text("run/events.jsonl");
    }

    /** Its JVM. */
    ProcessHandle jvm()
    {
        return process.toHandle();
    }

    /** Send it a signal. */
    void signal(final String name) throws IOException
    {
        assertEquals(0, waitFor(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start()));
    }

    /** End it in good order. */
    void stop() throws IOException
    {
        signal("TERM");
        await(() -> !process.isAlive(), "ended");
        assertEquals(0, process.exitValue(), this::said);
    }

    /** Give a command about it. */
    Answer ask(final String... words)
    {
        final StringWriter said = new StringWriter();
        final List<String> command = new ArrayList<>(Arrays.asList(words));
        command.addAll(List.of("--run-dir", folder.resolve("run").toString()));
        final CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        final int exit = line.execute(command.toArray(String[]::new));
        return new Answer(exit, said.toString());
    }

    /** The same, which must succeed. */
    String must(final String... words)
    {
        final Answer answer = ask(words);
        assertEquals(0, answer.exit(), () -> answer.text() + said());
        return answer.text();
    }

    /** Wait until something is so. */
    void await(final BooleanSupplier condition, final String what)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(
                System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(LIMIT_S),
                () -> "not yet " + what + "\n" + said());
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    @Override
    public void close()
    {
        if (null != process)
        {
            process.destroyForcibly();
        }
    }

    private Process launch(final String log, final String... options) throws IOException
    {
        final List<String> command = new ArrayList<>(around);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        if (null != System.getProperty(HOME))
        {
            command.add("-D" + HOME + "=" + System.getProperty(HOME));
        }
        command.addAll(List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Djava.io.tmpdir=" + folder,
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
        command.addAll(Arrays.asList(options));
        return new ProcessBuilder(command).directory(folder.toFile())
            .redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile()).start();
    }

    private String text(final String name)
    {
        try
        {
            return Files.readString(folder.resolve(name));
        }
        catch (final IOException e)
        {
            return e.toString();
        }
    }

    private static int waitFor(final Process process) throws IOException
    {
        try
        {
            return process.waitFor();
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
