package porteira.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LeftoversTest
{
    @Test
    void shouldRemoveFolderWhenItsProcessIsGoneOrAnother() throws Exception
    {
        final Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        final Process other = new ProcessBuilder("sleep", "60").start();
        try
        {
            final Path gone = folder(ended.pid());
            final Path takenOver = folder(other.pid());
            assertTrue(Await.until(
                () -> other.info().command().map(command -> command.endsWith("sleep")).orElse(false),
                Duration.ofSeconds(5)));

            Leftovers.remove();

            assertTrue(Files.notExists(gone));
            assertTrue(Files.notExists(takenOver));
        }
        finally
        {
            other.destroy();
        }
    }

    @Test
    void shouldKeepFolderWhenItsDemoRuns() throws Exception
    {
        final String name = Leftovers.nameOf(ProcessHandle.current().pid());
        final Path own = folder(ProcessHandle.current().pid());

        Leftovers.remove();

        assertEquals(List.of(own), Leftovers.of(name));
        Leftovers.remove(name);
        assertEquals(List.of(), Leftovers.of(name));
    }

    private static Path folder(final long pid) throws Exception
    {
        final Path folder = Files.createDirectory(Leftovers.TEMPORARY.resolve(Leftovers.nameOf(pid)));
        Files.writeString(folder.resolve("file"), "text");
        return folder;
    }
}
