package porteira.pipeline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class EventLogTest
{
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void shouldAppendToWhatIsThere() throws IOException
    {
        final Path file = Files.writeString(folder.resolve("events.jsonl"), "old\n");
        try (EventLog log = new EventLog(file))
        {
            line(log, "new");
            assertEquals(List.of("old"), Files.readAllLines(file));
            assertEquals(1, log.flush(NOW));
        }

        assertEquals(List.of("old", "new"), Files.readAllLines(file));
    }

    @Test
    void shouldWriteNewFileWhenOldOneIsMovedAway() throws IOException
    {
        final Path file = folder.resolve("events.jsonl");
        final Path moved = folder.resolve("events.jsonl.1");
        try (EventLog log = new EventLog(file))
        {
            line(log, "first");
            log.flush(NOW);
            Files.move(file, moved);

            line(log, "second");
            log.flush(NOW + 999);
            line(log, "third");
            log.flush(NOW + 1000);
        }

        assertEquals(List.of("first", "second"), Files.readAllLines(moved));
        assertEquals(List.of("third"), Files.readAllLines(file));
    }

    @Test
    void shouldCountLinesWhenFileCannotBeMadeAndGoOnWhenItCan() throws IOException
    {
        final Path below = Files.createDirectory(folder.resolve("below"));
        final Path file = below.resolve("events.jsonl");
        try (EventLog log = new EventLog(file))
        {
            Files.delete(file);
            Files.delete(below);
            line(log, "a");
            line(log, "b");
            assertEquals(0, log.flush(NOW));
            assertEquals(2, log.lost());
            assertFalse(log.trouble().isEmpty());

            Files.createDirectory(below);
            line(log, "c");
            assertEquals(1, log.flush(NOW + 2000));

            assertEquals(1, log.written());
            assertEquals("", log.trouble());
        }
        assertEquals(List.of("c"), Files.readAllLines(file));
    }

    @Test
    void shouldSurviveFullDisk() throws IOException
    {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "needs /dev/full, a device that is always full");
        try (EventLog log = new EventLog(full))
        {
            line(log, "lost");

            assertEquals(0, log.flush(NOW));

            assertEquals(1, log.lost());
            assertTrue(log.trouble().contains("No space"), log.trouble());
        }
    }

    private static void line(final EventLog log, final String text) throws IOException
    {
        log.line().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        log.endLine();
    }
}
