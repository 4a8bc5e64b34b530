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
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Frames that are written anew, shorter and longer than they came, reach the wire at their new length. */
@ExtendWith(EalExtension.class)
@Timeout(60)
class NewLengthIT
{
    private static final int FRAMES = 200;
    private static final int FRAME_LENGTH = 64;
    private static final int DATA_ROOM = 2_176;
    private static final int HEADROOM = 128;
    private static final int MBUFS = 1_023;
    private static final int LANE = 5;

    @TempDir
    private Path folder;

    /** Frame {@code i} becomes {@code length(i)} bytes long, of which the last is {@code i}. */
    private static final class Writer implements BurstHandler
    {
        private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        private final int port;
        int done;
        int leastRoom = Integer.MAX_VALUE;

        Writer(final int port)
        {
            this.port = port;
        }

        @Override
        public void onBurst(
            final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
        {
            for (int i = 0; i < count; i++)
            {
                final int from = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                final int to = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
                final long facts = rx.getLong(from + BurstLayout.RX_FACTS_OFFSET);
                final int room = BurstLayout.dataLength(facts) + BurstLayout.tailRoom(facts);
                frame.wrap(rx.getLong(from + BurstLayout.RX_DATA_OFFSET), room);
                frame.putByte(length(done) - 1, (byte)done);
                leastRoom = Math.min(leastRoom, room);
                tx.putLong(to + BurstLayout.MBUF_OFFSET, rx.getLong(from + BurstLayout.MBUF_OFFSET));
                tx.putLong(to + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(1 << port, length(done++)));
            }
        }
    }

    private static int length(final int frame)
    {
        return 20 + 7 * frame;
    }

    @Test
    void shouldSendNewLengthsWhenFramesAreWrittenAnew() throws CaptureException
    {
        try (Mempool pool = Mempool.create("new-length", MBUFS, 0, DATA_ROOM, -1);
            Port port = start(files(), pool);
            InlineLane lane = InlineLane.create(
                new LaneConfig(LANE, 0, 32, new int[] {port.id()}, 0, 0, IdleMode.BACKOFF, 100)))
        {
            final Writer writer = new Writer(port.id());
            lane.onStart();
            while (writer.done < FRAMES)
            {
                lane.poll(writer, 1);
            }
            lane.onClose();

            assertEquals(DATA_ROOM - HEADROOM, writer.leastRoom);
            assertEquals(FRAMES, lane.counters().forwarded());
            assertEquals(0, lane.counters().txDropped());
            assertEquals(MBUFS, pool.available());
        }

        try (Capture capture = Capture.open(folder.resolve("out.pcap")))
        {
            for (int i = 0; i < FRAMES; i++)
            {
                assertTrue(capture.next());
                assertEquals(length(i), capture.capturedLength());
                assertEquals((byte)i, capture.frame().getByte(length(i) - 1));
            }
            assertFalse(capture.next());
        }
    }

    private String files() throws CaptureException
    {
        final Path in = folder.resolve("in.pcap");
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FRAME_LENGTH]);
        try (CaptureWriter writer = CaptureWriter.create(in, Capture.LINK_ETHERNET))
        {
            for (int i = 0; i < FRAMES; i++)
            {
                writer.write(frame, 0, FRAME_LENGTH, FRAME_LENGTH, i);
            }
        }
        return "net_pcap9,rx_pcap=" + in + ",tx_pcap=" + folder.resolve("out.pcap");
    }

    private static Port start(final String device, final Mempool pool)
    {
        final Port port = Port.attach(device);
        port.configure(PortConfig.plain(1, 0, 1_500), pool);
        port.start();
        return port;
    }
}
