package porteira.pipeline;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import porteira.tree.FrameKey;

/**
 * Events of one lane on their way to the conductor. Writing never blocks: what exceeds the rate, or finds the ring
 * full, is counted and gone.
 */
public final class EventRing
{
    private static final int CACHE_LINE = 128;
    private static final long TOKEN = 1000;
    private static final int TOLD = 1024;
    private static final long REPEAT_MS = 1000;

    private final OneToOneRingBuffer ring;
    private final EpochClock clock;
    private final LaneTally tally;
    private final long ratePerSecond;
    private final long capacity;
    private final long[] told = new long[TOLD];
    private final long[] toldMs = new long[TOLD];
    private long tokens;
    private long refilledMs = Long.MIN_VALUE;

    /**
     * An empty ring with a full bucket.
     *
     * @param bytes         power of two, room for records of at most 224 bytes and 8 of header each
     * @param ratePerSecond events let through on average, &gt;= 1
     * @param burst         events let through at once, &gt;= 1
     * @param clock         stamps events; precise
     * @param tally         of the same lane
     */
    public EventRing(
        final int bytes, final int ratePerSecond, final int burst, final EpochClock clock, final LaneTally tally)
    {
        if (ratePerSecond < 1 || burst < 1)
        {
            throw new IllegalArgumentException(
                "events: rate_per_s=" + ratePerSecond + ", burst=" + burst + ", limit>=1");
        }
        ring = new OneToOneRingBuffer(new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(bytes + RingBufferDescriptor.TRAILER_LENGTH, CACHE_LINE)));
        this.ratePerSecond = ratePerSecond;
        this.clock = clock;
        this.tally = tally;
        capacity = burst * TOKEN;
        tokens = capacity;
    }

    /**
     * A leaf with log statements met a frame. Lane's thread.
     *
     * @param nowMs       coarse epoch time, for the rate
     * @param frame       its first bytes are kept
     * @param dataLength  bytes readable
     * @param frameLength bytes on the wire
     */
    void log(
        final long nowMs,
        final int generation,
        final int leaf,
        final int ingress,
        final DirectBuffer frame,
        final int dataLength,
        final int frameLength)
    {
        if (!takeToken(nowMs))
        {
            tally.increment(LaneTally.EVENTS_SUPPRESSED);
            return;
        }

        final int headLength = Math.min(dataLength, EventRecord.HEAD_MAX);
        final int index = ring.tryClaim(EventRecord.TYPE_LOG, EventRecord.HEAD_OFFSET + headLength);
        if (index < 0)
        {
            tally.increment(LaneTally.EVENTS_LOST);
            return;
        }

        final AtomicBuffer buffer = ring.buffer();
        buffer.putLong(index + EventRecord.TIME_OFFSET, clock.time());
        buffer.putInt(index + EventRecord.GENERATION_OFFSET, generation);
        buffer.putInt(index + EventRecord.LEAF_OFFSET, leaf);
        buffer.putInt(index + EventRecord.INGRESS_OFFSET, ingress);
        buffer.putInt(index + EventRecord.FRAME_LENGTH_OFFSET, frameLength);
        buffer.putInt(index + EventRecord.HEAD_LENGTH_OFFSET, headLength);
        buffer.putInt(index + EventRecord.RESERVED_OFFSET, 0);
        buffer.putBytes(index + EventRecord.HEAD_OFFSET, frame, 0, headLength);
        ring.commit(index);
        tally.increment(LaneTally.EVENTS);
    }

    /**
     * A leaf's rule changes a set. Lane's thread. The same key is not told again within the coarse second in which it
     * was told last.
     *
     * @param number of the change among those of the leaf
     */
    void change(final long nowMs, final int generation, final int leaf, final int number, final FrameKey key)
    {
        final long identity = key.hash((long)generation << Integer.SIZE | leaf << Byte.SIZE | number);
        final int slot = (int)identity & TOLD - 1;
        if (told[slot] == identity && toldMs[slot] > nowMs - REPEAT_MS)
        {
            return;
        }
        final int index = ring.tryClaim(
            SetChangeRecord.TYPE, SetChangeRecord.KEY_OFFSET + key.size() * SetChangeRecord.PART_LENGTH);
        if (index < 0)
        {
            tally.increment(LaneTally.EVENTS_LOST);
            return;
        }

        final AtomicBuffer buffer = ring.buffer();
        buffer.putInt(index + SetChangeRecord.GENERATION_OFFSET, generation);
        buffer.putInt(index + SetChangeRecord.LEAF_OFFSET, leaf);
        buffer.putInt(index + SetChangeRecord.NUMBER_OFFSET, number);
        buffer.putInt(index + SetChangeRecord.PARTS_OFFSET, key.size());
        for (int part = 0; part < key.size(); part++)
        {
            final int at = index + SetChangeRecord.KEY_OFFSET + part * SetChangeRecord.PART_LENGTH;
            buffer.putLong(at, key.high(part));
            buffer.putLong(at + Long.BYTES, key.low(part));
        }
        ring.commit(index);
        told[slot] = identity;
        toldMs[slot] = nowMs;
    }

    /** Hand at most {@code limit} events to {@code handler}. Conductor's thread. @return how many */
    int drain(final MessageHandler handler, final int limit)
    {
        return ring.read(handler, limit);
    }

    private boolean takeToken(final long nowMs)
    {
        if (nowMs != refilledMs)
        {
            // A clock set back gives nothing and takes nothing; one far ahead fills the bucket.
            final long elapsedMs = Long.MIN_VALUE == refilledMs ? 0 : Math.max(0, nowMs - refilledMs);
            tokens = elapsedMs >= capacity ? capacity : Math.min(capacity, tokens + elapsedMs * ratePerSecond);
            refilledMs = nowMs;
        }
        if (tokens < TOKEN)
        {
            return false;
        }
        tokens -= TOKEN;
        return true;
    }
}
