package porteira.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.dpdk.AllocationAssert;
import porteira.wire.PacketParser;

/** Room, memory and those who look on. */
class FlowTableTest
{
    private static final long MIB_128 = 128L << 20;
    private static final String SERVER = "198.51.100.25";

    @TempDir
    private Path folder;

    private final FlowTally tally = new FlowTally();

    @Test
    void shouldHoldAMillionConnectionsIn128Mebibytes()
    {
        final FlowLimits limits = new FlowLimits(1_000_000, 100, 0);
        assertTrue(limits.bytes() <= MIB_128, "bytes=" + limits.bytes());

        final ConnectionTracker tracker = tracker(limits);
        final byte[] datagram = Talk.udp("10.0.0.0", 1, SERVER, 53, 0);
        final UnsafeBuffer frame = new UnsafeBuffer(datagram);
        final long layout = PacketParser.ethernet(frame, datagram.length);
        int unknown = 0;
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < limits.connections(); i++)
            {
                frame.putInt(26, i);
                unknown += CtState.NEW == tracker.track(frame, datagram.length, layout, 0, 1) &&
                    tracker.connection().isBeginning() ? 1 : 0;
                assertTrue(tracker.confirm());
            }
        }

        assertEquals(limits.connections(), unknown);
        assertEquals(limits.connections(), tally.live());
        assertEquals(0, tally.value(FlowCounter.INDEX_FULL));
        assertEquals(0, tally.value(FlowCounter.EVICTED_EMBRYONIC));
    }

    @Test
    void shouldKeepWhatIsEstablishedWhenFlooded()
    {
        final FlowLimits limits = new FlowLimits(1000, 20, 0);
        final ConnectionTracker tracker = tracker(limits);
        for (int i = 0; i < 500; i++)
        {
            handshake(tracker, i);
        }
        for (int i = 0; i < 10_000; i++)
        {
            assertEquals(CtState.NEW, Talk.track(tracker,
                Talk.tcp("10.9." + (i >> 8) + '.' + (i & 0xFF), 7, SERVER, 25, Talk.SYN, 1, 0, 9, Talk.NO_OPTIONS, 0),
                2));
            assertTrue(tracker.confirm());
        }

        assertEquals(200, tally.embryonic());
        assertEquals(700, tally.live());
        assertEquals(9800, tally.value(FlowCounter.EVICTED_EMBRYONIC));
        for (int i = 0; i < 500; i++)
        {
            assertEquals(CtState.ESTABLISHED, Talk.track(tracker, Talk.tcp(
                "10.8.0." + (i & 0xFF), 1000 + i, SERVER, 25, Talk.ACK, 101, 501, 900, Talk.NO_OPTIONS, 1), 3));
        }
    }

    @Test
    void shouldRefuseWhenAllAreEstablished()
    {
        final ConnectionTracker tracker = tracker(new FlowLimits(16, 50, 0));
        for (int i = 0; i < 16; i++)
        {
            handshake(tracker, i);
        }

        assertEquals(CtState.NEW, Talk.track(tracker, Talk.udp("10.0.0.1", 1, SERVER, 53, 0), 1));
        assertFalse(tracker.confirm());
        assertEquals(1, tally.value(FlowCounter.FULL));
        assertEquals(16, tally.live());
    }

    @Test
    void shouldForgetInBoundedSlices()
    {
        final FlowLimits limits = new FlowLimits(40_960, 100, 0);
        final ConnectionTracker tracker = tracker(limits);
        tracker.tick(1);
        for (int i = 0; i < limits.connections(); i++)
        {
            Talk.pass(tracker, Talk.udp("10.1." + (i >> 8) + '.' + (i & 0xFF), 1, SERVER, 53, 0), 1);
        }

        assertEquals(160, tracker.tick(40_000));
        int ticks = 0;
        for (long now = 40_001; 0 != tally.live(); now += 16)
        {
            assertTrue(tracker.tick(now) <= 160);
            ticks++;
        }
        assertEquals(256, ticks);
        assertEquals(limits.connections(), tally.value(FlowCounter.EXPIRED));
    }

    @Test
    void shouldUseMappingsAgainWhenTheirConnectionsAreOver()
    {
        final ConnectionTracker tracker = tracker(new FlowLimits(64, 100, 8));
        for (int round = 0; round < 5; round++)
        {
            final long now = 1 + round * 31_000L;
            for (int i = 0; i < 8; i++)
            {
                Talk.track(tracker, Talk.udp("10.0.0.1", 100 + i, SERVER, 53, 0), now);
                assertEquals(ConnectionTracker.MAPPED_OK, tracker.map(0, 0xCB007101L, 2000 + i, 0, 0xC6336419L, 53));
                assertTrue(tracker.confirm());
            }
            Talk.track(tracker, Talk.udp("10.0.0.1", 99, SERVER, 53, 0), now);
            assertEquals(ConnectionTracker.FULL, tracker.map(0, 0xCB007101L, 3000, 0, 0xC6336419L, 53));
            for (int i = 0; i < 8; i++)
            {
                assertEquals(CtState.ESTABLISHED,
                    Talk.track(tracker, Talk.udp(SERVER, 53, "203.0.113.1", 2000 + i, 0), now));
                assertEquals(100 + i, tracker.connection().sourcePort());
            }
            for (int i = 1; i <= 64; i++)
            {
                tracker.tick(now + 30_000 + i);
            }
            assertEquals(0, tally.mappings());
            assertEquals(0, tally.live());
        }
    }

    @Test
    void shouldListConnectionsFromAFile() throws IOException
    {
        final Path file = folder.resolve("flows-3.dat");
        final FlowLimits limits = FlowLimits.of(64);
        try (FlowMemory memory = FlowMemory.ofFile(file, limits, 3))
        {
            final ConnectionTracker tracker = new ConnectionTracker(memory, FlowTimeouts.NETFILTER, 5, tally);
            handshake(tracker, 0);
            Talk.track(tracker, Talk.tagged(Talk.udp("2001:db8::1", 9, "2001:db8::2", 53, 0), 7), 1);
            tracker.map(0x2001_0DB8_0000_0000L, 3, 10, 0x2001_0DB8_0000_0000L, 2, 5353);
            tracker.confirm();
            tracker.tick(1001);

            final List<FlowInfo> flows = new ArrayList<>();
            try (FlowReader reader = FlowReader.open(file))
            {
                assertEquals(ProcessHandle.current().pid(), reader.pid());
                reader.forEach(flows::add);
            }
            assertEquals(2, flows.size());
            final FlowInfo mail = flows.getFirst();
            assertEquals(3, mail.lane());
            assertEquals("10.8.0.0", mail.source().address());
            assertEquals(25, mail.destination().port());
            assertEquals(TcpState.ESTABLISHED, mail.state());
            assertTrue(mail.isAssured());
            final FlowInfo name = flows.getLast();
            assertEquals(7, name.outerVlan());
            assertEquals("2001:db8::3", name.translation().source().address());
            assertEquals(5353, name.translation().destination().port());
            assertEquals(29_000, name.leftMs());
            assertFalse(name.isAnswered());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException
    {
        final Path file = folder.resolve("flows-0.dat");
        assertThrows(NoSuchFileException.class, () -> FlowReader.open(file));
        Files.write(file, new byte[100]);
        assertThrows(IOException.class, () -> FlowReader.open(file));
        Files.write(file, new byte[5000]);
        assertThrows(IOException.class, () -> FlowReader.open(file));
    }

    @Test
    void shouldRefuseLimitsOutOfRange()
    {
        assertThrows(IllegalArgumentException.class, () -> new FlowLimits(15, 50, 0));
        assertThrows(IllegalArgumentException.class, () -> new FlowLimits(16, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new FlowLimits(16, 50, 17));
    }

    @Test
    void shouldAllocateNothingWhenFramesAreTracked()
    {
        final ConnectionTracker tracker = tracker(FlowLimits.of(1000));
        final List<byte[]> frames = new ArrayList<>(List.of(
            Talk.tcp("10.0.0.1", 1, SERVER, 25, Talk.SYN, 1, 0, 9, Talk.SYN_OPTIONS, 0),
            Talk.tcp(SERVER, 25, "10.0.0.1", 1, Talk.SYN | Talk.ACK, 1, 2, 9, Talk.SYN_OPTIONS, 0),
            Talk.tcp("10.0.0.1", 1, SERVER, 25, Talk.ACK, 2, 2, 9, Talk.NO_OPTIONS, 5),
            Talk.tcp("10.0.0.1", 1, SERVER, 25, Talk.RST, 7, 2, 9, Talk.NO_OPTIONS, 0),
            Talk.udp("2001:db8::1", 9, "2001:db8::2", 53, 0), Talk.udp("2001:db8::2", 53, "2001:db8::1", 9, 0),
            Talk.icmp("10.0.0.1", SERVER, 8, 0, 5), Talk.icmp(SERVER, "10.0.0.1", 0, 0, 5),
            Talk.other("10.0.0.1", SERVER, 50, 9), new byte[60]));
        frames.add(Talk.error(SERVER, "10.0.0.1", 3, 1, frames.get(2), 28));
        final UnsafeBuffer[] buffers = frames.stream().map(UnsafeBuffer::new).toArray(UnsafeBuffer[]::new);
        final UnsafeBuffer fresh = new UnsafeBuffer(Talk.udp("10.0.0.2", 9, SERVER, 53, 0));
        final long[] sums = new long[2];

        AllocationAssert.none(() ->
        {
            final long now = ++sums[0] * 100;
            tracker.tick(now);
            for (final UnsafeBuffer buffer : buffers)
            {
                sums[1] += tracker.track(
                    buffer, buffer.capacity(), PacketParser.ethernet(buffer, buffer.capacity()), 0, now);
                sums[1] += tracker.confirm() ? 1 : 0;
            }
            fresh.putInt(26, (int)now);
            tracker.track(fresh, fresh.capacity(), PacketParser.ethernet(fresh, fresh.capacity()), 0, now);
            tracker.map(0, now, 9, 0, 5, 7);
            tracker.confirm();
        });

        assertNotEquals(0, sums[1]);
        assertTrue(tally.value(FlowCounter.EVICTED_EMBRYONIC) > 0 || tally.value(FlowCounter.EXPIRED) > 0);
    }

    private ConnectionTracker tracker(final FlowLimits limits)
    {
        return new ConnectionTracker(FlowMemory.ofProcess(limits), FlowTimeouts.NETFILTER, 42, tally);
    }

    private static void handshake(final ConnectionTracker tracker, final int i)
    {
        final String client = "10.8.0." + (i & 0xFF);
        final int port = 1000 + i;
        Talk.pass(tracker, Talk.tcp(client, port, SERVER, 25, Talk.SYN, 100, 0, 900, Talk.NO_OPTIONS, 0), 1);
        Talk.pass(tracker,
            Talk.tcp(SERVER, 25, client, port, Talk.SYN | Talk.ACK, 500, 101, 900, Talk.NO_OPTIONS, 0), 1);
        Talk.pass(tracker, Talk.tcp(client, port, SERVER, 25, Talk.ACK, 101, 501, 900, Talk.NO_OPTIONS, 0), 1);
    }
}
