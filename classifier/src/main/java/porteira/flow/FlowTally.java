package porteira.flow;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of one lane's connections: its classifier thread alone writes, anyone reads. Never reset. */
public final class FlowTally
{
    // 128 bytes at either end keep the neighbours on the heap off these cache lines.
    private static final int PAD = 16;
    private static final int LIVE = FlowCounter.count();
    private static final int EMBRYONIC = LIVE + 1;
    private static final int MAPPINGS = LIVE + 2;

    private final AtomicLongArray values = new AtomicLongArray(PAD + MAPPINGS + 1 + PAD);

    /** Events so far. */
    public long value(final FlowCounter counter)
    {
        return values.getAcquire(PAD + counter.id());
    }

    /** Connections in the table, those whose time is over but that nobody has met since included. */
    public long live()
    {
        return values.getAcquire(PAD + LIVE);
    }

    /** Of them, those that wait for an answer or for the end of a handshake. */
    public long embryonic()
    {
        return values.getAcquire(PAD + EMBRYONIC);
    }

    /** Of them, those with a translation. */
    public long mappings()
    {
        return values.getAcquire(PAD + MAPPINGS);
    }

    void increment(final FlowCounter counter)
    {
        add(counter.id(), 1);
    }

    void live(final int delta)
    {
        add(LIVE, delta);
    }

    void embryonic(final int delta)
    {
        add(EMBRYONIC, delta);
    }

    void mappings(final int delta)
    {
        add(MAPPINGS, delta);
    }

    private void add(final int index, final long delta)
    {
        values.setRelease(PAD + index, values.getPlain(PAD + index) + delta);
    }
}
