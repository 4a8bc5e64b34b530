package porteira.pipeline;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of one lane's classifier thread, which alone writes; anyone reads. Never reset. */
public final class LaneTally
{
    static final int JUDGED = 0;
    static final int BURSTS = 1;
    static final int ACCEPTED = 2;
    static final int FLOODED = 3;
    static final int COPIES_REFUSED = 4;
    static final int MULTI_SEGMENT = 5;
    static final int EVENTS = 6;
    static final int EVENTS_LOST = 7;
    static final int EVENTS_SUPPRESSED = 8;
    static final int ADDRESSES = 9;
    static final int ADDRESSES_LEARNT = 10;
    static final int ADDRESSES_MOVED = 11;
    static final int ADDRESSES_FORGOTTEN = 12;
    static final int ADDRESS_TABLE_FULL = 13;
    static final int REJECTS_ANSWERED = 14;
    static final int REJECTS_SILENT = 15;
    static final int TRANSLATED = 16;
    static final int NEIGHBOURS_LEARNT = 17;
    static final int NEIGHBOURS_ASKED = 18;
    static final int NEIGHBOURS_ANSWERED = 19;

    static final int DATAGRAMS = 20;
    static final int DATAGRAMS_EVICTED = 21;

    private static final int DROP_BASE = 32;
    private static final int MALFORMED_BASE = DROP_BASE + DropReason.LIMIT;
    private static final int MALFORMED_LIMIT = 64;
    // 128 bytes at either end keep the neighbours on the heap off these cache lines.
    private static final int PAD = 16;

    private final AtomicLongArray values = new AtomicLongArray(PAD + MALFORMED_BASE + MALFORMED_LIMIT + PAD);

    /** Frames dropped for a reason so far. */
    public long dropped(final DropReason reason)
    {
        return value(DROP_BASE + reason.id());
    }

    /** Frames malformed in a way so far. @param malformed ordinal of {@link porteira.wire.Malformed} */
    public long malformed(final int malformed)
    {
        return value(MALFORMED_BASE + malformed);
    }

    /** Exceptions, judged frames and the like, by the constants above. */
    long value(final int index)
    {
        return values.getAcquire(PAD + index);
    }

    void set(final int index, final long value)
    {
        values.setRelease(PAD + index, value);
    }

    void add(final int index, final long delta)
    {
        values.setRelease(PAD + index, values.getPlain(PAD + index) + delta);
    }

    void increment(final int index)
    {
        add(index, 1);
    }

    void drop(final DropReason reason)
    {
        drop(reason, 1);
    }

    void drop(final DropReason reason, final int frames)
    {
        add(DROP_BASE + reason.id(), frames);
    }

    void malform(final int malformed)
    {
        add(MALFORMED_BASE + malformed, 1);
    }
}
