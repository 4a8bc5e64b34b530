package porteira.dpdk;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real frames through lanes of both kinds: out of a capture file, round a net_ring, into a capture file. */
@ExtendWith(EalExtension.class)
@Timeout(60)
class LaneIT
{
    private static final int FRAMES = 500;
    private static final int ROUNDS = 10;
    private static final int FREED_EVERY = 5;
    private static final int FRAME_LENGTH = 64;
    private static final int SEQUENCE_OFFSET = 14;
    private static final int ROUND_OFFSET = 22;
    private static final int MBUFS = 4_095;
    private static final int BURST_LIMIT = 8;
    private static final int LANE = 3;

    @TempDir
    private Path folder;

    /** Sends frames of the file round the ring and then back, but for every fifth, which it has freed. */
    private static final class Rounds implements BurstHandler
    {
        private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        private final int file;
        private final int ring;
        int done;

        Rounds(final int file, final int ring)
        {
            this.file = file;
            this.ring = ring;
        }

        @Override
        public void onBurst(
            final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
        {
            for (int i = 0; i < count; i++)
            {
                final int from = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                final int to = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
                frame.wrap(
                    rx.getLong(from + BurstLayout.RX_DATA_OFFSET),
                    rx.getShort(from + BurstLayout.RX_DATA_LENGTH_OFFSET) & 0xFFFF);
                tx.putLong(to + BurstLayout.MBUF_OFFSET, rx.getLong(from + BurstLayout.MBUF_OFFSET));
                final int port = rx.getShort(from + BurstLayout.RX_PORT_OFFSET);
                tx.putLong(to + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(egress(port)));
            }
        }

        private int egress(final int port)
        {
            final int round = file == port ? 0 : frame.getByte(ROUND_OFFSET) + 1;
            frame.putByte(ROUND_OFFSET, (byte)round);
            if (round < ROUNDS)
            {
                return 1 << ring;
            }
            done++;
            return 0 == frame.getLong(SEQUENCE_OFFSET) % FREED_EVERY ? 0 : 1 << file;
        }
    }

    @Test
    void shouldAccountForEveryFrameOverRings() throws Exception
    {
        try (Mempool pool = Mempool.create("ring-lane", MBUFS, 0, 2_176, -1))
        {
            overRings(pool);

            assertEquals(MBUFS, pool.available());
        }
        assertFramesInOrder();
    }

    @Test
    void shouldAccountForEveryFrameInline() throws Exception
    {
        try (Mempool pool = Mempool.create("inline-lane", MBUFS, 0, 2_176, -1))
        {
            inline(pool);

            assertEquals(MBUFS, pool.available());
        }
        assertFramesInOrder();
    }

    @Test
    void shouldAllocateNothingWhenPolled()
    {
        try (Mempool pool = Mempool.create("no-garbage", MBUFS, 0, 2_176, -1);
            Port port = start("net_null5", pool))
        {
            final Counting handler = new Counting();
            try (InlineLane lane = InlineLane.create(config(0, port.id())))
            {
                lane.onStart();
                AllocationAssert.none(() -> lane.poll(handler, BURST_LIMIT));
                lane.onClose();

                assertEquals(handler.frames, lane.counters().freed());
                assertEquals(0, lane.counters().inFlight());
            }
            assertTrue(0 < handler.frames);

            handler.frames = 0;
            try (RingLane lane = RingLane.create(config(LaneConfig.RING_MIN << 2, port.id())))
            {
                lane.poller().launch(EalExtension.WORKER);
                AllocationAssert.none(() ->
                {
                    if (0 == lane.poll(handler, BURST_LIMIT))
                    {
                        Thread.yield();
                    }
                });
                lane.poller().stop(0);
            }
            assertTrue(0 < handler.frames);
        }
    }

    @Test
    void shouldFreeWhatIsLeftInTheRingsWhenClosed()
    {
        try (Mempool pool = Mempool.create("left-over", MBUFS, 0, 2_176, -1);
            Port port = start("net_null6", pool))
        {
            try (RingLane lane = RingLane.create(config(LaneConfig.RING_MIN, port.id())))
            {
                lane.poller().launch(EalExtension.WORKER);
                while (0 == lane.counters().rxRingFull())
                {
                    Thread.yield();
                }
                final int left = lane.poller().stop(0);

                assertTrue(0 < left, "left=" + left);
                assertEquals(left, lane.counters().inFlight());
                assertEquals(MBUFS - left, pool.available());
            }
            assertEquals(MBUFS, pool.available());
        }
    }

    @Test
    void shouldFreeTheBurstWhenTheHandlerThrows()
    {
        try (Mempool pool = Mempool.create("throws", MBUFS, 0, 2_176, -1);
            Port port = start("net_null7", pool);
            InlineLane lane = InlineLane.create(config(0, port.id())))
        {
            assertThrows(IllegalStateException.class, () -> lane.poll((rx, rxIndex, tx, txIndex, count) ->
            {
                throw new IllegalStateException("given up on purpose");
            }, 1));

            assertTrue(0 < lane.counters().freed());
            assertEquals(lane.counters().received(), lane.counters().freed());
            assertEquals(MBUFS, pool.available());
        }
    }

    @Test
    void shouldNameLimitsWhenALaneCannotBe()
    {
        try (Mempool pool = Mempool.create("refused", MBUFS, 0, 2_176, -1);
            Port port = start("net_null8", pool);
            InlineLane lane = InlineLane.create(config(0, port.id())))
        {
            final int id = port.id();
            final DpdkException twice =
                assertThrows(DpdkException.class, () -> InlineLane.create(config(0, id)));
            assertEquals("lane " + LANE + ": exists already", twice.getMessage());
            assertEquals(LANE, lane.id());
        }
        final DpdkException stopped = assertThrows(DpdkException.class, () -> InlineLane.create(config(0, 31)));
        assertTrue(stopped.getMessage().contains("port=31 is not started"), stopped.getMessage());
        final IllegalArgumentException ring = assertThrows(
            IllegalArgumentException.class, () -> RingLane.create(config(LaneConfig.RING_MIN + 1, 0)));
        assertTrue(ring.getMessage().contains("rxRingBytes=32769: not a power of two"), ring.getMessage());
    }

    /** Counts frames and has them freed. */
    private static final class Counting implements BurstHandler
    {
        long frames;

        @Override
        public void onBurst(
            final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
        {
            frames += count;
            for (int i = 0; i < count; i++)
            {
                final int from = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                final int to = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
                tx.putLong(to + BurstLayout.MBUF_OFFSET, rx.getLong(from + BurstLayout.MBUF_OFFSET));
                tx.putLong(to + BurstLayout.TX_EGRESS_OFFSET, 0);
            }
        }
    }

    private void overRings(final Mempool pool) throws Exception
    {
        final LaneCounters counters;
        try (Port ring = start("net_ring1", pool);
            Port file = start(files("net_pcap1"), pool);
            RingLane lane = RingLane.create(config(LaneConfig.RING_MIN << 4, ring.id(), file.id())))
        {
            final Rounds handler = new Rounds(file.id(), ring.id());
            counters = lane.counters();
            lane.poller().launch(EalExtension.WORKER);
            run(lane, handler);
            final Thread classifier = new Thread(() -> pollUntilInterrupted(lane, handler));
            classifier.start();
            final int left = lane.poller().stop(10_000);
            classifier.interrupt();
            classifier.join();

            assertEquals(0, left);
            assertAccounts(counters, ring.id(), file.id());
        }
        assertEquals(FRAMES * (ROUNDS + 1), counters.received(), "counters stay when the lane is closed");
    }

    private void inline(final Mempool pool) throws Exception
    {
        try (Port ring = start("net_ring2", pool);
            Port file = start(files("net_pcap2"), pool);
            InlineLane lane = InlineLane.create(config(0, ring.id(), file.id())))
        {
            run(lane, new Rounds(file.id(), ring.id()));

            assertAccounts(lane.counters(), ring.id(), file.id());
        }
    }

    private static void run(final Lane lane, final Rounds handler)
    {
        lane.onStart();
        while (handler.done < FRAMES)
        {
            if (0 == lane.poll(handler, BURST_LIMIT))
            {
                Thread.yield();
            }
        }
        lane.onClose();
    }

    private static void pollUntilInterrupted(final Lane lane, final BurstHandler handler)
    {
        while (!Thread.currentThread().isInterrupted())
        {
            lane.poll(handler, BURST_LIMIT);
            Thread.yield();
        }
    }

    private static void assertAccounts(final LaneCounters counters, final int ring, final int file)
    {
        final int freed = FRAMES / FREED_EVERY;
        assertEquals(FRAMES, counters.rxFrames(file));
        assertEquals(FRAMES * ROUNDS, counters.rxFrames(ring));
        assertEquals((long)FRAMES * ROUNDS * FRAME_LENGTH, counters.rxBytes(ring));
        assertEquals(FRAMES * ROUNDS, counters.txFrames(ring));
        assertEquals(FRAMES - freed, counters.txFrames(file));
        assertEquals((long)(FRAMES - freed) * FRAME_LENGTH, counters.txBytes(file));
        assertEquals(FRAMES * ROUNDS + FRAMES - freed, counters.forwarded());
        assertEquals(freed, counters.freed());
        assertEquals(0, counters.rxRingFull() + counters.txDropped() + counters.floodCopies());
        assertEquals(0, counters.txFull(ring) + counters.txFull(file));
        assertEquals(FRAMES * (ROUNDS + 1), counters.received());
        assertEquals(0, counters.inFlight());
        assertTrue(0 < counters.polls() && 0 != counters.heartbeatTsc());
    }

    private void assertFramesInOrder() throws CaptureException
    {
        try (Capture capture = Capture.open(folder.resolve("out.pcap")))
        {
            for (int i = 0; i < FRAMES; i++)
            {
                if (0 != i % FREED_EVERY)
                {
                    assertTrue(capture.next());
                    assertEquals(FRAME_LENGTH, capture.capturedLength());
                    assertEquals(i, capture.frame().getLong(SEQUENCE_OFFSET));
                    assertEquals(ROUNDS, capture.frame().getByte(ROUND_OFFSET));
                }
            }
            assertFalse(capture.next());
        }
    }

    /** A device that receives the frames of one file and writes what it transmits into another. */
    private String files(final String device) throws CaptureException
    {
        final Path in = folder.resolve("in.pcap");
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FRAME_LENGTH]);
        try (CaptureWriter writer = CaptureWriter.create(in, Capture.LINK_ETHERNET))
        {
            for (int i = 0; i < FRAMES; i++)
            {
                frame.putLong(SEQUENCE_OFFSET, i);
                writer.write(frame, 0, FRAME_LENGTH, FRAME_LENGTH, i);
            }
        }
        return device + ",rx_pcap=" + in + ",tx_pcap=" + folder.resolve("out.pcap");
    }

    private static Port start(final String device, final Mempool pool)
    {
        final Port port = Port.attach(device);
        port.configure(PortConfig.plain(1, 0, 1_500), pool);
        port.start();
        return port;
    }

    private static LaneConfig config(final int ringBytes, final int... ports)
    {
        return new LaneConfig(LANE, 0, 32, ports, ringBytes, ringBytes, IdleMode.BACKOFF, 100);
    }
}
