package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EventLogTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldReadDropsWhenLastLineIsHalfWritten() throws IOException
    {
        final Path file = folder.resolve("events.jsonl");
        Files.writeString(file, """
            {"ts":"2026-01-01T00:00:00.000Z","event":"start","pid":1}
            {"ts":"2026-01-01T00:00:01.000Z","event":"log","verdict":"drop","rule":"p.nft:3","label":"SMTP","src":\
            "203.0.113.10","dst":"198.51.100.7","protocol":"udp","srcPort":50001,"dstPort":3544,"tunnel":{"type":\
            "teredo","src":"2001::1","dst":"2001:db8::2","protocol":"tcp","srcPort":60001,"dstPort":25}}
            {"ts":"2026-01-01T00:00:02.000Z","event":"log","verdict":"accept","rule":"p.nft:4"}
            {"ts":"2026-01-01T00:00:03.000Z","event":"log","verdict":"dr""");

        final List<DropEvent> drops = EventLog.drops(file);

        assertEquals(
            List.of(new DropEvent(
                "203.0.113.10", 50001, "198.51.100.7", 3544, "udp", "[2001:db8::2]:25", "p.nft:3", "SMTP")),
            drops);
        assertEquals("203.0.113.10:50001 > 198.51.100.7:3544, inside > [2001:db8::2]:25", drops.getFirst().path());
    }

    @Test
    void shouldReadNothingWhenThereIsNoFile()
    {
        assertEquals(List.of(), EventLog.drops(folder.resolve("none")));
    }
}
