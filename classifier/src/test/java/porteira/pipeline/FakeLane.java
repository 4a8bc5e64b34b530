package porteira.pipeline;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.Lane;
import porteira.dpdk.PlainFrame;

/** Frames in native memory, handed over a burst a poll; each mbuf handle is its frame's number plus {@link #HANDLE}. */
final class FakeLane implements Lane
{
    static final long HANDLE = 0x7F00_0000_0000L;
    // An mbuf with headroom: not a power of two, or all frames would share two sets of the L1 cache.
    private static final int STRIDE = 2304;
    private static final int RECORD = 16;
    private static final int STATIONS = 12;

    private final UnsafeBuffer room = new UnsafeBuffer(
        BufferUtil.allocateDirectAligned(BurstLayout.BURST_MAX * STRIDE, 4096));
    private final UnsafeBuffer rx = new UnsafeBuffer(BufferUtil.allocateDirectAligned(
        RECORD + BurstLayout.HEADER_LENGTH + BurstLayout.BURST_MAX * BurstLayout.RX_DESCRIPTOR_LENGTH, 64));
    private final UnsafeBuffer tx = new UnsafeBuffer(BufferUtil.allocateDirectAligned(
        RECORD + BurstLayout.HEADER_LENGTH + BurstLayout.BURST_MAX * BurstLayout.TX_DESCRIPTOR_LENGTH, 64));
    private final int id;
    private int count;
    private int judged;
    boolean started;
    boolean ended;

    FakeLane(final int id)
    {
        this.id = id;
    }

    /** Add a frame to the next burst. */
    FakeLane frame(final int portId, final byte[] bytes)
    {
        return frame(portId, bytes, bytes.length, 0);
    }

    FakeLane frame(final int portId, final byte[] bytes, final int frameLength, final int flags)
    {
        room.putBytes(count * STRIDE, bytes);
        final int descriptor = rxDescriptor(count);
        rx.putLong(descriptor + BurstLayout.MBUF_OFFSET, HANDLE + count);
        rx.putLong(descriptor + BurstLayout.RX_DATA_OFFSET, room.addressOffset() + (long)count * STRIDE);
        rx.putShort(descriptor + BurstLayout.RX_DATA_LENGTH_OFFSET, (short)bytes.length);
        rx.putShort(descriptor + BurstLayout.RX_FRAME_LENGTH_OFFSET, (short)frameLength);
        rx.putShort(descriptor + BurstLayout.RX_PORT_OFFSET, (short)portId);
        rx.putShort(descriptor + BurstLayout.RX_FLAGS_OFFSET, (short)(flags | stations(bytes.length)));
        rx.putLong(descriptor + BurstLayout.RX_LAYOUT_OFFSET,
            PlainFrame.layout(room.addressOffset() + (long)count * STRIDE, bytes.length));
        count++;
        return this;
    }

    /** As native lanes tell it: both addresses are those of the frame before. The frame is in its place already. */
    private int stations(final int length)
    {
        if (0 == count || STATIONS > length ||
            STATIONS > (rx.getShort(rxDescriptor(count - 1) + BurstLayout.RX_DATA_LENGTH_OFFSET) & 0xFFFF))
        {
            return 0;
        }
        final int place = count * STRIDE;
        return room.getLong(place) == room.getLong(place - STRIDE) &&
            room.getInt(place + Long.BYTES) == room.getInt(place - STRIDE + Long.BYTES) ?
            BurstLayout.RX_FLAG_SAME_STATIONS : 0;
    }

    /** Egress mask given to a frame of the last burst; fails unless each frame of it was answered exactly once. */
    int egress(final int frame)
    {
        int answers = 0;
        int egress = 0;
        for (int i = 0; i < judged; i++)
        {
            final int descriptor = txDescriptor(i);
            if (HANDLE + frame == tx.getLong(descriptor + BurstLayout.MBUF_OFFSET))
            {
                answers++;
                egress = tx.getInt(descriptor + BurstLayout.TX_EGRESS_OFFSET);
            }
        }
        if (1 != answers)
        {
            throw new AssertionError("frame " + frame + ": " + answers + " descriptors");
        }
        return egress;
    }

    /** What became of a frame of the last burst: as many bytes as its answer says, else as it had. */
    byte[] bytes(final int frame)
    {
        final int length = tx.getShort(txDescriptor(frame) + BurstLayout.TX_DATA_LENGTH_OFFSET) & 0xFFFF;
        final byte[] bytes = new byte[0 != length ? length :
            rx.getShort(rxDescriptor(frame) + BurstLayout.RX_DATA_LENGTH_OFFSET) & 0xFFFF];
        room.getBytes(frame * STRIDE, bytes);
        return bytes;
    }

    int judged()
    {
        return judged;
    }

    /** The next poll hands over the last burst again. */
    void again()
    {
        count = judged;
    }

    @Override
    public int id()
    {
        return id;
    }

    @Override
    public void onStart()
    {
        started = true;
    }

    @Override
    public int poll(final BurstHandler handler, final int burstLimit)
    {
        final int frames = count;
        if (frames > 0)
        {
            tx.setMemory(0, tx.capacity(), (byte)0xEE);
            handler.onBurst(
                rx, RECORD + BurstLayout.HEADER_LENGTH, tx, RECORD + BurstLayout.HEADER_LENGTH, frames);
            judged = frames;
            count = 0;
        }
        return frames;
    }

    @Override
    public void onClose()
    {
        ended = true;
    }

    @Override
    public void close()
    {
        count = 0;
    }

    /** True if nothing was written behind the answers. */
    boolean isTailUntouched()
    {
        for (int i = txDescriptor(judged); i < tx.capacity(); i++)
        {
            if ((byte)0xEE != tx.getByte(i))
            {
                return false;
            }
        }
        return true;
    }

    private static int rxDescriptor(final int i)
    {
        return RECORD + BurstLayout.HEADER_LENGTH + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
    }

    private static int txDescriptor(final int i)
    {
        return RECORD + BurstLayout.HEADER_LENGTH + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
    }
}
