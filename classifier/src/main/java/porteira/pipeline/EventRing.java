package porteira.pipeline;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Events of one lane on their way to the conductor. Writing never blocks: what exceeds the rate, or finds the ring
 * full, is counted and gone.
 */
public final class EventRing
{
    private static final int CACHE_LINE = 128;
    private static final long TOKEN = 1000;

    private final OneToOneRingBuffer ring;
    private final EpochClock clock;
    private final LaneTally tally;
    private final long ratePerSecond;
    private final long capacity;
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
