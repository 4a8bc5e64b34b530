package porteira.dpdk;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import porteira.dpdk.bindings.porteira_h;

/**
 * A lane whose frames come over a ring from a {@link Poller} and go back over another: two cores, one native call a
 * burst.
 */
public final class RingLane implements Lane
{
    private final LaneMemory memory;
    private final RingPair rings;
    private final Poller poller;
    private final LaneCounters counters;
    private final BurstHandler finder = this::findHeaders;
    private BurstHandler handler;
    private boolean closed;

    private RingLane(final LaneMemory memory)
    {
        this.memory = memory;
        rings = new RingPair(memory.rxRing(), memory.rxRingLength(), memory.txRing(), memory.txRingLength());
        poller = new Poller(memory.lane());
        counters = new LaneCounters(memory.counters());
    }

    /** Reserve rings and counters; the poller waits for {@link Poller#launch}. Control. */
    public static RingLane create(final LaneConfig config)
    {
        config.checkRings();
        return new RingLane(LaneMemory.create(config, true));
    }

    /** The loop at the other end of the rings. */
    public Poller poller()
    {
        return poller;
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

    @Override
    public void onStart()
    {
        // A thread that only touches rings and frames needs nothing of DPDK.
    }

    @Override
    public int poll(final BurstHandler handler, final int burstLimit)
    {
        this.handler = handler;
        return closed ? 0 : rings.poll(finder, burstLimit);
    }

    private void findHeaders(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        porteira_h.prt_lane_find_headers(rx.addressOffset() + rxIndex, count);
        handler.onBurst(rx, rxIndex, tx, txIndex, count);
    }

    @Override
    public void onClose()
    {
        // Unread bursts stay in the ring: the next thread's, or freed by close().
    }

    /** Free the rings and the frames that are left in them. Control; poller and classifier thread have ended. */
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
}
