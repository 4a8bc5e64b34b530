package porteira.pipeline;

import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.DirectBuffer;
import porteira.flow.TrackedFrame;
import porteira.tree.Classifier;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * A candidate beside a lane's live policy: it judges the same frames, and what it would treat otherwise is counted by
 * the two leaves. Memory is bounded: {@link #PAIRS} pairs, {@link #SOURCES} sources of each. The lane's thread writes,
 * anyone reads.
 */
final class LaneTrial
{
    /** Most pairs of leaves told apart. */
    static final int PAIRS = 256;
    /** Most sources kept for a pair: the first ones seen. */
    static final int SOURCES = 16;
    /** Kind of a source: 48 bits of a station's address. */
    static final int ETHERNET = 0;
    /** Kind of a source: 32 bits. */
    static final int IPV4 = 4;
    /** Kind of a source: 128 bits. */
    static final int IPV6 = 6;

    private static final int MAC_OFFSET = 4;
    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final int FRAMES = 1;
    private static final int SOURCE_COUNT = 2;
    private static final int MORE_SOURCES = 3;
    private static final int FIRST_SOURCE = 4;
    private static final int SOURCE_LONGS = 3;
    private static final int STRIDE = FIRST_SOURCE + SOURCES * SOURCE_LONGS;
    private static final long HASH = 0x9E37_79B9_7F4A_7C15L;
    private static final int HASH_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PAIRS);

    private final int liveGeneration;
    private final Classifier classifier;
    private final LaneState state;
    private final TrackedFrame tracked;
    private final int[] liveTreatments;
    private final int[] treatments;
    private final AtomicLongArray totals = new AtomicLongArray(Total.values().length);
    private final AtomicLongArray pairs = new AtomicLongArray(PAIRS * STRIDE);

    private boolean isOnlyTracker;

    /** What is counted over all pairs. */
    enum Total
    {
        /** Verdicts compared: one a frame, or one a copy where the live policy judges copies. */
        COMPARED,
        /** Those that differ. */
        DIFFERENT,
        /** Those that differ and found no room. */
        NOT_KEPT,
        /** Frames at which the candidate failed. */
        FAILED
    }

    /** Leaves differ where their treatments do; {@code state} is null for a candidate without questions. */
    LaneTrial(
        final int liveGeneration,
        final Classifier classifier,
        final LaneState state,
        final TrackedFrame tracked,
        final int[] liveTreatments,
        final int[] treatments)
    {
        this.liveGeneration = liveGeneration;
        this.classifier = classifier;
        this.state = state;
        this.tracked = tracked;
        this.liveTreatments = liveTreatments;
        this.treatments = treatments;
    }

    /** The policy that this is compared with. */
    int liveGeneration()
    {
        return liveGeneration;
    }

    /** The next calls are about another frame. */
    void begin(final long nowMs, final int frameLength)
    {
        isOnlyTracker = false;
        if (null != state)
        {
            state.begin(nowMs, frameLength);
        }
    }

    /** The live policy lets the frame pass. */
    void pass(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        if (null != state)
        {
            state.confirm(frame, length, layout, ingress);
        }
    }

    /** True if the frame's connection was looked up for the candidate alone. */
    boolean isOnlyTracker()
    {
        return isOnlyTracker;
    }

    /** Judge a frame that the live policy has led to {@code liveLeaf}. */
    void compare(
        final int liveLeaf,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress)
    {
        increment(totals, Total.COMPARED.ordinal());
        final int leaf;
        final boolean isTracked = tracked.isTracked();
        try
        {
            leaf = classifier.classify(frame, length, layout, ingress, egress, state);
        }
        catch (final RuntimeException e)
        {
            // It must not cost the frame, which is not the candidate's.
            increment(totals, Total.FAILED.ordinal());
            return;
        }
        isOnlyTracker |= !isTracked && tracked.isTracked();
        if (liveTreatments[liveLeaf] != treatments[leaf])
        {
            increment(totals, Total.DIFFERENT.ordinal());
            note(liveLeaf, leaf, frame, layout);
        }
    }

    /** One of the totals so far. */
    long total(final Total total)
    {
        return totals.getAcquire(total.ordinal());
    }

    /** True if the place, 0..{@link #PAIRS} - 1, has a pair. */
    boolean hasPair(final int place)
    {
        return 0 != pairs.getAcquire(place * STRIDE);
    }

    /** The live policy's leaf of a pair. */
    int liveLeaf(final int place)
    {
        return (int)(pairs.getAcquire(place * STRIDE) >>> Integer.SIZE) - 1;
    }

    /** The candidate's leaf of a pair. */
    int leaf(final int place)
    {
        return (int)pairs.getAcquire(place * STRIDE) - 1;
    }

    /** Frames of a pair. */
    long frames(final int place)
    {
        return pairs.getAcquire(place * STRIDE + FRAMES);
    }

    /** Sources kept of a pair, 0..{@link #SOURCES}. */
    int sources(final int place)
    {
        return (int)pairs.getAcquire(place * STRIDE + SOURCE_COUNT);
    }

    /** True if a pair has frames of further sources. */
    boolean hasMoreSources(final int place)
    {
        return 0 != pairs.getAcquire(place * STRIDE + MORE_SOURCES);
    }

    /** {@link #ETHERNET}, {@link #IPV4} or {@link #IPV6}. */
    int sourceKind(final int place, final int source)
    {
        return (int)pairs.getPlain(sourceAt(place, source));
    }

    /** Upper 64 bits of an IPv6 address; else 0. */
    long sourceHigh(final int place, final int source)
    {
        return pairs.getPlain(sourceAt(place, source) + 1);
    }

    /** The lower 64 bits. */
    long sourceLow(final int place, final int source)
    {
        return pairs.getPlain(sourceAt(place, source) + 2);
    }

    private void note(final int liveLeaf, final int leaf, final DirectBuffer frame, final long layout)
    {
        final long key = (long)(liveLeaf + 1) << Integer.SIZE | leaf + 1;
        int place = (int)(key * HASH >>> HASH_SHIFT);
        for (int i = 0; i < PAIRS; i++)
        {
            final long found = pairs.getPlain(place * STRIDE);
            if (0 == found || key == found)
            {
                pairs.setRelease(place * STRIDE, key);
                increment(pairs, place * STRIDE + FRAMES);
                noteSource(place, frame, layout);
                return;
            }
            place = place + 1 & PAIRS - 1;
        }
        increment(totals, Total.NOT_KEPT.ordinal());
    }

    private void noteSource(final int place, final DirectBuffer frame, final long layout)
    {
        final int source = PacketLayout.networkOffset(layout);
        switch (PacketLayout.network(layout))
        {
            case PacketLayout.NETWORK_IPV4 -> noteSource(
                place, IPV4, 0, frame.getInt(source + Ipv4Flyweight.SOURCE_OFFSET, BIG_ENDIAN) & 0xFFFF_FFFFL);
            case PacketLayout.NETWORK_IPV6 -> noteSource(
                place, IPV6,
                frame.getLong(source + Ipv6Flyweight.SOURCE_OFFSET, BIG_ENDIAN),
                frame.getLong(source + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, BIG_ENDIAN));
            default -> noteSource(place, ETHERNET, 0, frame.getLong(MAC_OFFSET, BIG_ENDIAN) & MAC_MASK);
        }
    }

    private void noteSource(final int place, final int kind, final long high, final long low)
    {
        final int count = (int)pairs.getPlain(place * STRIDE + SOURCE_COUNT);
        for (int i = 0; i < count; i++)
        {
            final int at = sourceAt(place, i);
            if (low == pairs.getPlain(at + 2) && high == pairs.getPlain(at + 1) && kind == pairs.getPlain(at))
            {
                return;
            }
        }
        if (SOURCES == count)
        {
            pairs.setRelease(place * STRIDE + MORE_SOURCES, 1);
            return;
        }
        final int at = sourceAt(place, count);
        pairs.setPlain(at, kind);
        pairs.setPlain(at + 1, high);
        pairs.setPlain(at + 2, low);
        pairs.setRelease(place * STRIDE + SOURCE_COUNT, count + 1);
    }

    private static int sourceAt(final int place, final int source)
    {
        return place * STRIDE + FIRST_SOURCE + source * SOURCE_LONGS;
    }

    private static void increment(final AtomicLongArray values, final int index)
    {
        values.setRelease(index, values.getPlain(index) + 1);
    }
}
