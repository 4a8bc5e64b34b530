package porteira.pipeline;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.InlineLane;
import porteira.dpdk.Lane;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * A lane over ports that make frames without end and without content: writes a TCP segment into each before it is
 * judged, and shows the answers to a check. Nothing is allocated while it runs.
 */
final class MarkedFrames implements Lane, BurstHandler
{
    /** The lowest destination port; the next {@link #MARKS} - 1 are used too, in turn. */
    static final int FIRST_PORT = 25;
    /** Kinds of frame. */
    static final int MARKS = 4;

    private static final long ALICE = 0x0200_0000_0001L;
    private static final long BOB = 0x0200_0000_0002L;
    private static final int SOURCE_OFFSET = 26;
    private static final int DESTINATION_OFFSET = 30;
    private static final int SOURCE_PORT_OFFSET = 34;
    private static final int DESTINATION_PORT_OFFSET = 36;
    private static final int FLAGS_OFFSET = 47;
    private static final int CLIENTS = 0xCB00_7100;
    private static final int SERVER = 0xC000_0201;
    private static final int CLIENT_PORT = 1024;
    private static final int CONNECTIONS_SHIFT = 5;
    private static final int CONNECTIONS_MASK = 0x3FFF;
    private static final byte SYN = 2;
    private static final byte SYN_ACK = 0x12;
    private static final byte ACK = 0x10;

    private final InlineLane lane;
    private final Check check;
    private final byte[] template = Frames.tcp(BOB, ALICE, FIRST_PORT);
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private BurstHandler judge;
    private long frames;

    /** What became of a burst. */
    interface Check
    {
        /** The {@code count} answers from {@code txIndex} on are to frames {@code first}, {@code first} + 1, ... */
        void onAnswers(long first, MutableDirectBuffer tx, int txIndex, int count);
    }

    MarkedFrames(final InlineLane lane, final Check check)
    {
        this.lane = lane;
        this.check = check;
    }

    /** Kind of a frame, 0..{@link #MARKS} - 1. */
    static int mark(final long frame)
    {
        return (int)(frame & MARKS - 1);
    }

    long frames()
    {
        return frames;
    }

    @Override
    public int id()
    {
        return lane.id();
    }

    @Override
    public void onStart()
    {
        lane.onStart();
    }

    @Override
    public int poll(final BurstHandler handler, final int burstLimit)
    {
        judge = handler;
        return lane.poll(this, burstLimit);
    }

    @Override
    public void onClose()
    {
        lane.onClose();
    }

    @Override
    public void close()
    {
        lane.close();
    }

    @Override
    public void onBurst(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int descriptor = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
            frame.wrap(rx.getLong(descriptor + BurstLayout.RX_DATA_OFFSET), template.length);
            write(frames + i);
        }
        judge.onBurst(rx, rxIndex, tx, txIndex, count);
        check.onAnswers(frames, tx, txIndex, count);
        frames += count;
    }

    /** Eight segments of each connection for each mark: SYN, its answer, then data both ways. */
    private void write(final long number)
    {
        final int step = (int)(number / MARKS & 7);
        final boolean isReply = 0 != (step & 1);
        final int client = (int)(number >>> CONNECTIONS_SHIFT & CONNECTIONS_MASK);
        final int address = CLIENTS + (client & 0xFF);
        final short port = (short)(CLIENT_PORT + client);
        final short server = (short)(FIRST_PORT + mark(number));
        frame.putBytes(0, template);
        frame.putInt(SOURCE_OFFSET, isReply ? SERVER : address, BIG_ENDIAN);
        frame.putInt(DESTINATION_OFFSET, isReply ? address : SERVER, BIG_ENDIAN);
        frame.putShort(SOURCE_PORT_OFFSET, isReply ? server : port, BIG_ENDIAN);
        frame.putShort(DESTINATION_PORT_OFFSET, isReply ? port : server, BIG_ENDIAN);
        frame.putByte(FLAGS_OFFSET, 0 == step ? SYN : 1 == step ? SYN_ACK : ACK);
    }
}
