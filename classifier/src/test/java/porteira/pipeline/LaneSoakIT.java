package porteira.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A lane under load in a process of its own. The Maven profile {@code soak} makes it minutes and a thousand reloads.
 */
class LaneSoakIT
{
    private static final int HEAP_MB = 128;
    private static final int SMALLEST_OBJECT = 16;
    private static final long SECONDS = Long.getLong("porteira.soak.seconds", 20);
    private static final int RELOADS = Integer.getInteger("porteira.soak.reloads", 50);
    private static final long SPARE_SECONDS = 240;
    private static final Pattern RESULT = Pattern.compile("frames=(\\d+) forwarded=(\\d+) freed=(\\d+) swaps=(\\d+)");

    @TempDir
    private Path folder;

    /** The heap is never collected, and half as large as an object a frame would need. */
    @Test
    void shouldOutliveAHeapWithoutCollector() throws IOException, InterruptedException
    {
        final long enough = 2L * (HEAP_MB << 20) / SMALLEST_OBJECT;

        final Matcher result = run(
            SECONDS, List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xms" + HEAP_MB + "m",
                "-Xmx" + HEAP_MB + "m"),
            "quiet", Long.toString(SECONDS), Long.toString(enough));

        assertTrue(enough <= Long.parseLong(result.group(1)), result::group);
        assertTrue(0 < Long.parseLong(result.group(2)), result::group);
        assertTrue(0 < Long.parseLong(result.group(3)), result::group);
    }

    @Test
    void shouldLoseAndMisjudgeNothingWhenPoliciesAreSwapped() throws IOException, InterruptedException
    {
        final Matcher result = run(RELOADS, List.of("-Xmx512m"), "reload", Integer.toString(RELOADS));

        assertEquals(RELOADS, Integer.parseInt(result.group(4)), result::group);
        assertEquals(
            Long.parseLong(result.group(1)), Long.parseLong(result.group(2)) + Long.parseLong(result.group(3)),
            result::group);
    }

    private Matcher run(final long seconds, final List<String> flags, final String... args)
        throws IOException, InterruptedException
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"),
            LaneSoak.class.getName(), folder.resolve("eal.log").toString()));
        command.addAll(List.of(args));
        final Path output = folder.resolve("output.txt");
        final Process process = new ProcessBuilder(command)
            .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try
        {
            assertTrue(process.waitFor(seconds + SPARE_SECONDS, TimeUnit.SECONDS), () -> "no end: " + text(output));
        }
        finally
        {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> text(output));
        final Matcher result = RESULT.matcher(text(output));
        assertTrue(result.find(), () -> text(output));
        return result;
    }

    private static String text(final Path file)
    {
        try
        {
            return Files.readString(file);
        }
        catch (final IOException e)
        {
            return e.toString();
        }
    }
}
