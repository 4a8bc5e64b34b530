package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;

import org.agrona.concurrent.UnsafeBuffer;

/** A lane whose classifier thread calls the ports itself: one core, no rings, two native calls per burst. */
public final class InlineLane implements Lane
{
    private final LaneMemory memory;
    private final UnsafeBuffer rx;
    private final UnsafeBuffer tx;
    private final LaneCounters counters;
    private boolean closed;

    private InlineLane(final LaneMemory memory)
    {
        this.memory = memory;
        rx = new UnsafeBuffer(
            memory.rxBurst(),
            BurstLayout.HEADER_LENGTH + BurstLayout.BURST_MAX * BurstLayout.RX_DESCRIPTOR_LENGTH);
        tx = new UnsafeBuffer(
            memory.txBurst(),
            BurstLayout.HEADER_LENGTH + BurstLayout.BURST_MAX * BurstLayout.TX_DESCRIPTOR_LENGTH);
        counters = new LaneCounters(memory.counters());
    }

    /** Reserve burst records and counters; ring sizes and idling are ignored. Control. */
    public static InlineLane create(final LaneConfig config)
    {
        return new InlineLane(LaneMemory.create(config, false));
    }

    /** What became of the frames. */
    public LaneCounters counters()
    {
        return counters;
    }

    @Override
    public int id()
    {
        return memory.lane();
    }

    /** Makes the thread known to DPDK. */
    @Override
    public void onStart()
    {
        DpdkThread.register();
    }

    /** Takes bursts from the ports in turn, until {@code burstLimit} or until no port has any. */
    @Override
    public int poll(final BurstHandler handler, final int burstLimit)
    {
        final short lane = (short)memory.lane();
        final int limit = closed ? 0 : burstLimit;
        int frames = 0;
        for (int burst = 0; burst < limit; burst++)
        {
            final int count = porteira_h.prt_lane_poll(lane);
            if (0 == count)
            {
                break;
            }
            frames += count;
            judge(handler, lane, count);
        }
        return frames;
    }

    /** DPDK forgets the thread. */
    @Override
    public void onClose()
    {
        DpdkThread.unregister();
    }

    /** Free the lane's memory. Control; the classifier thread has ended. */
    @Override
    public void close()
    {
        if (!closed)
        {
            closed = true;
            counters.detach();
            memory.free();
        }
    }

    private void judge(final BurstHandler handler, final short lane, final int count)
    {
        try
        {
            BurstRecords.judge(handler, rx, BurstLayout.HEADER_LENGTH, tx, BurstLayout.HEADER_LENGTH, count);
        }
        finally
        {
            porteira_h.prt_lane_transmit(lane, count);
        }
    }
}
