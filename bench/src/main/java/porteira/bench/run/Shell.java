package porteira.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other programs: run to their end, or started and ended later. */
public final class Shell
{
    private static final int LIMIT_S = 120;
    private static final int GRACE_S = 10;

    private Shell()
    {
    }

    /** Run to the end. @return standard output and error @throws BenchException if it is missing, fails or hangs */
    public static String read(final String... command)
    {
        return read(Arrays.asList(command));
    }

    /** Run to the end. @return standard output and error @throws BenchException if it is missing, fails or hangs */
    public static String read(final List<String> command)
    {
        Path out = null;
        try
        {
            out = Files.createTempFile("porteira-bench", ".out");
            final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
            process.getOutputStream().close();
            final boolean isEnded = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
            end(process);
            final String text = Files.readString(out, StandardCharsets.UTF_8);
            if (!isEnded || 0 != process.exitValue())
            {
                throw new BenchException(String.join(" ", command) + ": " + text.trim());
            }
            return text;
        }
        catch (final IOException e)
        {
            throw new BenchException(command.getFirst() + ": " + e.getMessage() + "; native/setup.sh installs it");
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted: " + String.join(" ", command));
        }
        finally
        {
            delete(out);
        }
    }

    /** Start a program whose standard output and error go to {@code log}; it dies with this process. */
    public static Process start(final Path log, final List<String> command)
    {
        try
        {
            final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        }
        catch (final IOException e)
        {
            throw new BenchException(command.getFirst() + ": " + e.getMessage() + "; native/setup.sh installs it");
        }
    }

    /** Wait for a program that ends by itself. @return false if it takes longer than {@value GRACE_S} s */
    public static boolean await(final Process process)
    {
        try
        {
            return process.waitFor(GRACE_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ask a program to end, wait, insist. */
    public static void end(final Process process)
    {
        process.destroy();
        if (!await(process))
        {
            process.destroyForcibly();
            await(process);
        }
    }

    /** Wait some time while others work. */
    public static void pause(final long ms)
    {
        try
        {
            TimeUnit.MILLISECONDS.sleep(ms);
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }

    private static void delete(final Path file)
    {
        try
        {
            if (null != file)
            {
                Files.deleteIfExists(file);
            }
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }
}
