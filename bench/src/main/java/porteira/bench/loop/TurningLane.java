package porteira.bench.loop;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.Lane;

/**
 * Makes an answer of every frame that has been judged, by changing its MAC addresses over as testpmd's 5tswap does too.
 * On a loop that gives each port back what left by it, stations then stay on their side, as they do on a real bridge;
 * without it every frame's source would move from port to port at each turn.
 */
final class TurningLane implements Lane, BurstHandler
{
    private static final int SOURCE_OFFSET = 6;
    private static final long LOW_48 = 0xFFFF_FFFF_FFFFL;

    private final Lane lane;
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private BurstHandler handler;

    TurningLane(final Lane lane)
    {
        this.lane = lane;
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
        this.handler = handler;
        return lane.poll(this, burstLimit);
    }

    @Override
    public void onBurst(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        handler.onBurst(rx, rxIndex, tx, txIndex, count);
        for (int i = 0; i < count; i++)
        {
            final int descriptor = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
            frame.wrap(rx.getLong(descriptor + BurstLayout.RX_DATA_OFFSET), BurstLayout.RX_DESCRIPTOR_LENGTH);
            final long destination = frame.getLong(0) & LOW_48;
            final long source = frame.getLong(SOURCE_OFFSET);
            frame.putLong(0, source & LOW_48 | destination << 48);
            frame.putInt(Long.BYTES, (int)(destination >>> 16));
        }
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
}
