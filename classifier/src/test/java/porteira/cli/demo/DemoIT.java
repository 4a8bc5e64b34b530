package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.cli.ExitCode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The whole demo, as a user starts it; needs root and the programs that native/setup.sh installs. */
class DemoIT
{
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SIGNALLED = 128;

    @TempDir
    private Path folder;

    @BeforeEach
    void needRoot()
    {
        Needed.that(Demo.isRoot(), "root, for the demo's network namespaces,");
    }

    @Test
    void shouldGoAsExpectedWhenTheGatewayJoinsTheSides() throws Exception
    {
        final Process demo = start("demo");

        assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "still runs");

        final String output = output(demo);
        assertEquals(ExitCode.OK, demo.exitValue(), output);
        assertTrue(output.contains("checks went as expected"), output);
        assertFalse(output.contains("FAIL"), output);
        assertNothingLeft(demo.pid());
    }

    @Test
    void shouldFailWhereTrafficShouldStopWhenNoGatewayIsThere()
    {
        final DemoReport report = new LiveDemo(new Progress(System.err, false), "af_packet", true).run();

        for (final CheckResult result : report.results())
        {
            assertTrue(result.cameThrough(), result.toString());
            assertEquals(result.check().passes(), result.isAsExpected(), result.toString());
        }
        assertEquals(List.of(), Leftovers.of(Leftovers.nameOf(ProcessHandle.current().pid())));
    }

    @Test
    void shouldLeaveNothingWhenInterruptedHalfway() throws Exception
    {
        for (final int signal : new int[]{ 2, 15 })
        {
            final Process demo = start("demo");
            awaitHalfway(demo);

            signal(signal, demo.pid());

            assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "still runs");
            assertEquals(SIGNALLED + signal, demo.exitValue(), output(demo));
            assertNothingLeft(demo.pid());
        }
    }

    @Test
    void shouldClearAwayWhatAKilledDemoLeftWhenStartedAgain() throws Exception
    {
        final Process killed = start("demo");
        awaitHalfway(killed);
        signal(9, killed.pid());
        assertTrue(killed.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "still runs");
        assertFalse(Leftovers.of(Leftovers.nameOf(killed.pid())).isEmpty());

        Workbench.open().close();

        assertNothingLeft(killed.pid());
    }

    private Process start(final String... arguments) throws IOException
    {
        return new ProcessBuilder(Self.command(Leftovers.TEMPORARY, List.of(arguments)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    }

    private String output(final Process demo) throws IOException
    {
        return Files.readString(folder.resolve("output"));
    }

    /** Until a datagram has crossed: by then every namespace, service, gateway and probe has been started. */
    private void awaitHalfway(final Process demo) throws IOException
    {
        final Path place = Leftovers.TEMPORARY.resolve(Leftovers.nameOf(demo.pid()));
        final boolean halfway = Await.until(
            () -> place.resolve("datagrams-" + TeredoPayload.SERVER_PORT).toFile().length() > 0, LIMIT);
        assertTrue(halfway, output(demo));
    }

    private static void signal(final int signal, final long pid) throws Exception
    {
        assertEquals(0, new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).start().waitFor());
    }

    private static void assertNothingLeft(final long pid)
    {
        final String name = Leftovers.nameOf(pid);

        assertEquals(List.of(), Leftovers.of(name));
        assertEquals(List.of(), ProcessHandle.allProcesses().filter(process -> isIn(name, process)).toList());
    }

    /** True if the process works in the demo's folder, deleted or not. */
    private static boolean isIn(final String name, final ProcessHandle process)
    {
        try
        {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd")).toString().contains(name);
        }
        catch (final IOException gone)
        {
            return false;
        }
    }
}
