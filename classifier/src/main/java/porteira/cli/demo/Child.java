package porteira.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A started program whose standard output and standard error are collected, line by line, as they come. */
final class Child
{
    private static final Duration LAST_WORDS = Duration.ofMillis(300);

    private final Process process;
    private final Thread reader;
    private final long startNs = System.nanoTime();
    private final List<Line> lines = new ArrayList<>();

    /** Watch a process that has just been started with its error stream merged into its output. */
    Child(final Process process)
    {
        this.process = process;
        reader = Thread.ofVirtual().start(this::collect);
    }

    boolean isAlive()
    {
        return process.isAlive();
    }

    /** Exit code of a program that has ended; 128 + signal where one ended it. */
    int exitCode()
    {
        return process.exitValue();
    }

    /** Time since the start. */
    Duration age()
    {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    /** What it has said so far. */
    String output()
    {
        synchronized (lines)
        {
            return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
        }
    }

    /** Its age when it said the first line that matches; there must be one, see {@link #awaitLine}. */
    Duration ageAt(final Predicate<String> match)
    {
        synchronized (lines)
        {
            return lines.stream().filter(line -> match.test(line.text)).findFirst().orElseThrow().age;
        }
    }

    /** Give it its whole standard input. A program that closes its end early is judged by its exit code alone. */
    void feed(final byte[] input)
    {
        try (OutputStream out = process.getOutputStream())
        {
            out.write(input);
        }
        catch (final IOException closed)
        {
            note("(input refused: " + closed.getMessage() + ")");
        }
    }

    /** Wait for the program's end. False if it still runs when the limit has passed. */
    boolean awaitEnd(final Duration limit)
    {
        try
        {
            final boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (ended)
            {
                // Bounded, for a grandchild may hold the pipe open.
                reader.join(LAST_WORDS);
            }
            return ended;
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Wait until a line matches. False if the program ended or the limit passed without such a line. */
    boolean awaitLine(final Predicate<String> match, final Duration limit)
    {
        return Await.until(() -> hasLine(match) || !reader.isAlive(), limit) && hasLine(match);
    }

    /** Ask it to end, and end it by force where it does not within the limit. */
    void end(final Duration limit)
    {
        process.destroy();
        if (!awaitEnd(limit))
        {
            process.destroyForcibly();
            awaitEnd(limit);
        }
    }

    /** Ask it to end without waiting. */
    void requestEnd()
    {
        process.destroy();
    }

    private boolean hasLine(final Predicate<String> match)
    {
        synchronized (lines)
        {
            return lines.stream().anyMatch(line -> match.test(line.text));
        }
    }

    private void collect()
    {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8))
        {
            for (String line = in.readLine(); null != line; line = in.readLine())
            {
                note(line);
            }
        }
        catch (final IOException | UncheckedIOException closed)
        {
            note("(output lost: " + closed.getMessage() + ")");
        }
    }

    private void note(final String line)
    {
        synchronized (lines)
        {
            lines.add(new Line(age(), line));
        }
    }

    private record Line(Duration age, String text)
    {
    }
}
