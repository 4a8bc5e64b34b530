package porteira.dpdk;

/** A lane whose frames come over a ring from a {@link Poller} and go back over another: two cores, no native call. */
public final class RingLane implements Lane
{
    private final LaneMemory memory;
    private final RingPair rings;
    private final Poller poller;
    private final LaneCounters counters;
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
        return closed ? 0 : rings.poll(handler, burstLimit);
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
