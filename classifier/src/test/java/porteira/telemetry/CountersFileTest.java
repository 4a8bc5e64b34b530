package porteira.telemetry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CountersFileTest
{
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void shouldReadWhatAnotherMappingWrote() throws IOException
    {
        final Path path = folder.resolve("counters.dat");
        try (CountersFile file = CountersFile.create(path, 16, "screened-höst.nft", NOW))
        {
            file.beginUpdate();
            final int received = file.allocate(Counter.LANE_RECEIVED, 3, "lane 3");
            final int rule = file.allocate(Counter.RULE_FRAMES, 7, "x.nft:12 tcp dport 25 drop");
            file.set(received, 1234567890123L);
            file.set(rule, 42);
            file.endUpdate(NOW + 5);

            try (CountersFileReader reader = CountersFileReader.open(path))
            {
                final Snapshot snapshot = reader.snapshot(NOW + 10);

                assertEquals(Snapshot.State.RUNNING, snapshot.state());
                assertEquals(ProcessHandle.current().pid(), snapshot.pid());
                assertEquals("screened-höst.nft", snapshot.policy());
                assertEquals(NOW, snapshot.startedMs());
                assertEquals(1234567890123L, snapshot.value(Counter.LANE_RECEIVED, 3));
                assertEquals(0, snapshot.value(Counter.LANE_RECEIVED, 0));
                assertEquals(
                    new Snapshot.Entry(Counter.RULE_FRAMES, 7, "x.nft:12 tcp dport 25 drop", 42),
                    snapshot.of(Counter.RULE_FRAMES).get(0));
            }
        }
    }

    @Test
    void shouldGoOnWhenAnUpdateWasCutShort() throws IOException
    {
        final Path path = folder.resolve("counters.dat");
        try (CountersFile file = CountersFile.create(path, 1, "p", NOW))
        {
            file.beginUpdate();
            final int received = file.allocate(Counter.LANE_RECEIVED, 0, "lane 0");
            file.beginUpdate();
            file.set(received, 25);
            file.endUpdate(NOW);

            try (CountersFileReader reader = CountersFileReader.open(path))
            {
                assertEquals(25, reader.snapshot(NOW).total(Counter.LANE_RECEIVED));
            }
        }
    }

    @Test
    void shouldTellStateOfWriter() throws IOException
    {
        final Path path = folder.resolve("counters.dat");
        final CountersFile file = CountersFile.create(path, 4, "p", NOW);
        try (CountersFileReader reader = CountersFileReader.open(path))
        {
            assertEquals(Snapshot.State.RUNNING, reader.state(NOW + CountersFileReader.STALE_AFTER_MS));
            assertEquals(Snapshot.State.STALE, reader.state(NOW + CountersFileReader.STALE_AFTER_MS + 1));

            file.close();

            assertEquals(Snapshot.State.ENDED, reader.state(NOW + 1));
        }
    }

    @Test
    void shouldSeeThatWriterDiedWhenItsPidIsGoneOrAnothers() throws IOException
    {
        final Path path = folder.resolve("counters.dat");
        try (CountersFile file = CountersFile.create(path, 4, "p", NOW);
            CountersFileReader reader = CountersFileReader.open(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE))
        {
            file.beginUpdate();
            file.endUpdate(NOW);
            patch(channel, CountersFileDescriptor.PROCESS_START_OFFSET, 12345);
            assertEquals(Snapshot.State.DEAD, reader.state(NOW));

            patch(channel, CountersFileDescriptor.PID_OFFSET, Integer.MAX_VALUE);
            assertEquals(Snapshot.State.DEAD, reader.state(NOW));
        }
    }

    @Test
    void shouldRefuseWhatIsNoCountersFile() throws IOException
    {
        final Path absent = folder.resolve("absent");
        assertThrows(NoSuchFileException.class, () -> CountersFileReader.open(absent));

        final Path small = Files.write(folder.resolve("short"), new byte[100]);
        assertThrows(IOException.class, () -> CountersFileReader.open(small));

        final Path zeros = Files.write(folder.resolve("zeros"), new byte[10_000]);
        assertThrows(IOException.class, () -> CountersFileReader.open(zeros));

        final Path cut = folder.resolve("cut");
        CountersFile.create(cut, 64, "p", NOW).close();
        try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE))
        {
            channel.truncate(CountersFileDescriptor.HEADER_LENGTH + 100);
        }
        assertTrue(assertThrows(IOException.class, () -> CountersFileReader.open(cut)).getMessage().contains("short"));

        final Path newer = folder.resolve("newer");
        CountersFile.create(newer, 4, "p", NOW).close();
        try (FileChannel channel = FileChannel.open(newer, StandardOpenOption.WRITE))
        {
            patch(channel, CountersFileDescriptor.VERSION_OFFSET, CountersFileDescriptor.VERSION + 1);
        }
        assertTrue(assertThrows(IOException.class, () -> CountersFileReader.open(newer)).getMessage()
            .contains("version"));
    }

    @Test
    void shouldReportUpdateThatNeverEnds() throws IOException
    {
        final Path path = folder.resolve("counters.dat");
        try (CountersFile file = CountersFile.create(path, 4, "p", NOW);
            CountersFileReader reader = CountersFileReader.open(path))
        {
            file.beginUpdate();

            assertThrows(IOException.class, () -> reader.snapshot(NOW));
        }
    }

    @Test
    void shouldSayNoRoomWhenFullAndReuseWhatIsFreed() throws IOException
    {
        try (CountersFile file = CountersFile.create(folder.resolve("counters.dat"), 2, "p", NOW))
        {
            file.beginUpdate();
            file.allocate(Counter.RULE_FRAMES, 0, "a");
            final int second = file.allocate(Counter.RULE_FRAMES, 1, "b");
            final int third = file.allocate(Counter.RULE_FRAMES, 2, "c");
            file.set(second, 5);
            assertEquals(CountersFile.NO_ROOM, third);
            file.set(third, 9);
            file.free(third);
            file.free(second);
            assertEquals(second, file.allocate(Counter.RULE_FRAMES, 3, "d"));
            file.endUpdate(NOW);

            try (CountersFileReader reader = CountersFileReader.open(folder.resolve("counters.dat")))
            {
                final Snapshot snapshot = reader.snapshot(NOW);
                assertEquals(2, snapshot.entries().size());
                assertEquals(0, snapshot.value(Counter.RULE_FRAMES, 3));
            }
        }
    }

    @Test
    void shouldCutLabelsThatAreTooLong() throws IOException
    {
        final Path path = folder.resolve("counters.dat");
        try (CountersFile file = CountersFile.create(path, 2, "ü".repeat(5000), NOW))
        {
            file.beginUpdate();
            file.allocate(Counter.RULE_FRAMES, 0, "é".repeat(1000));
            file.endUpdate(NOW);

            try (CountersFileReader reader = CountersFileReader.open(path))
            {
                final String subject = reader.snapshot(NOW).of(Counter.RULE_FRAMES).get(0).subject();
                assertTrue(subject.length() > 150 && "é".repeat(1000).startsWith(subject), subject);
            }
        }
    }

    @Test
    void shouldNeverShowHalfAnUpdate() throws Exception
    {
        final Path path = folder.resolve("counters.dat");
        final AtomicBoolean isEnding = new AtomicBoolean();
        try (CountersFile file = CountersFile.create(path, 64, "p", NOW);
            CountersFileReader reader = CountersFileReader.open(path))
        {
            final int[] ids = new int[64];
            file.beginUpdate();
            for (int i = 0; i < ids.length; i++)
            {
                ids[i] = file.allocate(Counter.RULE_FRAMES, i, "r");
            }
            file.endUpdate(NOW);
            final Thread writer = new Thread(() -> countTogether(file, ids, isEnding));
            writer.start();
            try
            {
                for (int i = 0; i < 500; i++)
                {
                    final Snapshot snapshot = reader.snapshot(NOW);
                    final Set<Long> values = new HashSet<>();
                    snapshot.entries().forEach((entry) -> values.add(entry.value()));
                    assertEquals(1, values.size());
                }
            }
            finally
            {
                isEnding.set(true);
                writer.join(10_000);
            }
        }
    }

    @Test
    void shouldGiveEveryCounterItsOwnId()
    {
        final Set<Integer> ids = new HashSet<>();
        for (final Counter counter : Counter.values())
        {
            assertTrue(ids.add(counter.id()), counter.name());
            assertEquals(counter, Counter.ofId(counter.id()));
        }
        assertNull(Counter.ofId(-1));
        assertNull(Counter.ofId(0));
        assertNull(Counter.ofId(100_000));
    }

    @Test
    void shouldRenderBalanceRatesAndJson() throws IOException
    {
        final Path path = folder.resolve("counters.dat");
        try (CountersFile file = CountersFile.create(path, 64, "screened-host.nft", NOW);
            CountersFileReader reader = CountersFileReader.open(path))
        {
            file.beginUpdate();
            final int received = file.allocate(Counter.LANE_RECEIVED, 0, "lane 0");
            file.set(file.allocate(Counter.LANE_FORWARDED, 0, "lane 0"), 70);
            file.set(file.allocate(Counter.DROPPED, 0, "policy"), 25);
            file.set(file.allocate(Counter.LANE_RX_RING_FULL, 0, "lane 0"), 2);
            file.set(file.allocate(Counter.PORT_LINK, 0, "lan"), 1);
            final int rx = file.allocate(Counter.PORT_RX_FRAMES, 0, "lan");
            file.set(file.allocate(Counter.RULE_FRAMES, 0, "s.nft:3 tcp dport 25 drop"), 25);
            file.set(received, 100);
            file.endUpdate(NOW);
            final Snapshot before = reader.snapshot(NOW);
            file.beginUpdate();
            file.set(received, 1100);
            file.set(rx, 1000);
            file.endUpdate(NOW);
            final Snapshot now = reader.snapshot(NOW + 2000);

            final String text = StatReport.render(now, before);
            final JsonNode json = JsonMapper.builder().build().readTree(StatJson.render(now, before));

            assertEquals(1003, now.balance().inFlight());
            assertTrue(text.contains("policy screened-host.nft"), text);
            assertTrue(text.matches("(?s).*received +1100 +500\\n.*"), text);
            assertTrue(text.matches("(?s).*in flight +1003\\n.*"), text);
            assertTrue(text.matches("(?s).*\\n +25 +0 +0 +s.nft:3 tcp dport 25 drop\\n.*"), text);
            assertEquals(1003, json.path("balance").path("inFlight").asLong());
            assertEquals("lan", json.path("ports").path(0).path("port").asString(""));
            assertEquals(500, json.path("ports").path(0).path("perSecond").path("rxFrames").asDouble(), 1e-9);
            assertEquals(25, json.path("dropped").path("policy").asLong());
            assertEquals("running", json.path("state").asString(""));
            assertTrue(StatReport.render(now, null).length() < text.length());
        }
    }

    private static void countTogether(final CountersFile file, final int[] ids, final AtomicBoolean isEnding)
    {
        for (long value = 1; !isEnding.get(); value++)
        {
            file.beginUpdate();
            for (final int id : ids)
            {
                file.set(id, value);
            }
            file.endUpdate(NOW);
            for (int i = 0; i < 2000; i++)
            {
                Thread.onSpinWait();
            }
        }
    }

    private static void patch(final FileChannel channel, final int offset, final long value) throws IOException
    {
        final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(java.nio.ByteOrder.nativeOrder());
        bytes.putLong(0, value);
        channel.write(bytes, offset);
    }
}
