package porteira.pipeline;

import porteira.tree.Classifier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A policy as one lane uses it: what is needed per frame, and the lane's own hit counters. The lane's thread writes the
 * counters, anyone reads them a burst later; all else is fixed.
 */
public final class LanePolicy
{
    /** Bit of {@link #action}: the frame is forwarded. */
    static final int ACCEPT = 1;
    /** Bit of {@link #action}: the frame leaves an event. */
    static final int LOG = 2;
    /** Bit of {@link #action}: there is {@link LeafWork}. */
    static final int WORK = 4;

    private static final int PAD = 16;

    private final int generation;
    private final Classifier classifier;
    private final LaneState state;
    private final LeafWork[] work;
    private final List<NatTarget> translations = new ArrayList<>();
    private final boolean readsEgress;
    private final boolean readsBehindIp;
    private final boolean isDry;
    private final byte[] actions;
    private final AtomicLongArray hits;
    private int runLeaf;
    private int runAction;
    private long runFrames;
    private long runBytes;

    /** Leaf <i>i</i> of {@code classifier} does {@code actions[i]} and, where that says so, {@code work[i]}. */
    LanePolicy(
        final int generation,
        final Classifier classifier,
        final LaneState state,
        final boolean readsEgress,
        final boolean readsBehindIp,
        final boolean isDry,
        final byte[] actions,
        final LeafWork[] work)
    {
        this.state = state;
        this.readsBehindIp = readsBehindIp;
        this.isDry = isDry;
        this.work = work.clone();
        for (final LeafWork one : work)
        {
            if (null != one)
            {
                translations.addAll(List.of(one.translations()));
            }
        }
        this.generation = generation;
        this.classifier = classifier;
        this.readsEgress = readsEgress;
        this.actions = actions.clone();
        hits = new AtomicLongArray(PAD + 2 * actions.length + PAD);
        runAction = this.actions[0];
    }

    /** Number of the policy, rising with each one put in force. */
    public int generation()
    {
        return generation;
    }

    /** Frames that ended in a leaf on this lane. */
    public long frames(final int leaf)
    {
        return hits.getAcquire(PAD + 2 * leaf);
    }

    /** Their bytes on the wire, FCS not included. */
    public long bytes(final int leaf)
    {
        return hits.getAcquire(PAD + 2 * leaf + 1);
    }

    Classifier classifier()
    {
        return classifier;
    }

    /** Answers its questions; null where it has none. */
    LaneState state()
    {
        return state;
    }

    /** What a leaf with {@link #WORK} wants done. */
    LeafWork work(final int leaf)
    {
        return work[leaf];
    }

    /** What its rules translate to. */
    List<NatTarget> translations()
    {
        return translations;
    }

    /** True where every frame passes, whatever its leaf says. */
    boolean isDry()
    {
        return isDry;
    }

    boolean readsBehindIp()
    {
        return readsBehindIp;
    }

    boolean readsEgress()
    {
        return readsEgress;
    }

    /**
     * Count a frame under a leaf, for {@link #publish} to show.
     *
     * @return {@link #ACCEPT}, {@link #LOG} and {@link #WORK} bits
     */
    int hit(final int leaf, final int frameLength)
    {
        // Frames of one kind come in runs: a run is counted in plain fields.
        if (leaf != runLeaf)
        {
            // First, since a leaf that is not there must throw and change nothing.
            final int action = actions[leaf];
            publish();
            runLeaf = leaf;
            runAction = action;
        }
        runFrames++;
        runBytes += frameLength;
        return runAction;
    }

    /** What a leaf does: {@link #ACCEPT}, {@link #LOG} and {@link #WORK} bits. */
    int action(final int leaf)
    {
        return actions[leaf];
    }

    /** Let others see all hits so far. */
    void publish()
    {
        final int index = PAD + 2 * runLeaf;
        hits.setRelease(index, hits.getPlain(index) + runFrames);
        hits.setRelease(index + 1, hits.getPlain(index + 1) + runBytes);
        runFrames = 0;
        runBytes = 0;
    }
}
