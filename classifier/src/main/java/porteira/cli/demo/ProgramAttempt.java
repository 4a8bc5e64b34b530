package porteira.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** A probe made by running one program to its end. */
final class ProgramAttempt implements Probe.Attempt
{
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration END_LIMIT = Duration.ofSeconds(1);

    private final Workbench workbench;
    private final List<String> command;
    private final Predicate<String> evidence;
    private final String success;
    private volatile boolean cameThrough;
    private volatile String happened = "not tried";

    /**
     * An attempt yet to be made.
     *
     * @param evidence what shows, besides exit code 0, that it came through; it gets the program's output
     * @param success  what the table calls that
     */
    ProgramAttempt(
        final Workbench workbench,
        final List<String> command,
        final Predicate<String> evidence,
        final String success)
    {
        this.workbench = workbench;
        this.command = command;
        this.evidence = evidence;
        this.success = success;
    }

    @Override
    public void make()
    {
        final Child child = workbench.start("a probe", command);
        if (!child.awaitEnd(LIMIT))
        {
            child.end(END_LIMIT);
            happened = "gave up after " + LIMIT.toSeconds() + " s";
            return;
        }
        final long ms = child.age().toMillis();
        final String output = child.output();
        cameThrough = 0 == child.exitCode() && evidence.test(output);
        happened = cameThrough ? success + " in " + ms + " ms" : reason(output, ms);
    }

    @Override
    public boolean cameThrough()
    {
        return cameThrough;
    }

    @Override
    public String happened()
    {
        return happened;
    }

    private String reason(final String output, final long ms)
    {
        final String lower = output.toLowerCase(Locale.ROOT);
        if (lower.contains("timeout") || lower.contains("timed out"))
        {
            return "no answer in %.1f s".formatted(ms / 1e3);
        }
        final String last = output.lines().filter(line -> !line.isBlank()).reduce("no result", (a, b) -> b).strip();
        return last + " (after " + ms + " ms)";
    }
}
