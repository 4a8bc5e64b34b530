package porteira.pipeline;

import java.util.List;
import org.agrona.DirectBuffer;
import porteira.flow.ConnectionTracker;
import porteira.flow.TrackedFrame;
import porteira.limit.Bucket;
import porteira.limit.ConnectionCounts;
import porteira.policy.Question;
import porteira.tree.Classifier;
import porteira.tree.State;

/**
 * Answers a policy's questions about one lane. Connections outlive the policy, what its rules count begins anew with
 * it. One lane's thread alone uses it, frame by frame: {@link #begin} comes before the policy is asked.
 */
final class LaneState implements State
{
    private static final int PENDING = 8;

    private final ConnectionTracker connections;
    private final TrackedFrame tracked;
    private final Classifier concern;
    private final LaneQuestion[] questions;
    private final ConnectionCounts[] pendingCounts = new ConnectionCounts[PENDING];
    private final int[] pendingPlaces = new int[PENDING];
    private int pending;
    private final boolean isBeside;
    private long nowMs;
    private int frameLength;

    /**
     * For a policy's questions, by their index; what they count begins now.
     *
     * @param buckets of the policy, for all its lanes: {@link LaneQuestion#buckets}
     * @param concern {@link porteira.tree.CompiledPolicy#concern}
     */
    LaneState(
        final LaneMemory memory, final List<Question> asked, final Bucket[] buckets, final Classifier concern)
    {
        this(memory, asked, buckets, concern, false);
    }

    /** Where {@code isBeside}, another policy's state begins each frame of the lane before this one does. */
    LaneState(
        final LaneMemory memory,
        final List<Question> asked,
        final Bucket[] buckets,
        final Classifier concern,
        final boolean isBeside)
    {
        this.isBeside = isBeside;
        this.concern = concern;
        connections = memory.connections();
        tracked = memory.tracked();
        questions = new LaneQuestion[asked.size()];
        for (int i = 0; i < questions.length; i++)
        {
            questions[i] = LaneQuestion.of(asked.get(i), buckets[i], this, memory.seed() + i);
        }
    }

    /** The next calls are about another frame. */
    void begin(final long nowMs, final int frameLength)
    {
        this.nowMs = nowMs;
        this.frameLength = frameLength;
        if (!isBeside)
        {
            tracked.begin(nowMs);
        }
        pending = 0;
    }

    @Override
    public int connection(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        return tracked.state(frame, length, layout, ingress);
    }

    @Override
    public boolean ask(
        final int question, final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        return questions[question].holds(this, frame, length, layout, ingress);
    }

    /**
     * Connections that live of those of a key, the current one included; one that begins now is added once it is
     * confirmed.
     */
    int count(
        final ConnectionCounts counts,
        final long hashHigh,
        final long hashLow,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress)
    {
        connection(frame, length, layout, ingress);
        final long current = connections.currentId();
        final int count = counts.count(hashHigh, hashLow, current, nowMs());
        if (ConnectionCounts.NONE == current && connections.connection().isBeginning() && PENDING > pending)
        {
            pendingCounts[pending] = counts;
            pendingPlaces[pending] = counts.asked();
            pending++;
        }
        return count;
    }

    /** True if the connection of an id is open. */
    boolean isLive(final long id)
    {
        return connections.isLive(id);
    }

    /**
     * The current frame passes. Its connection is noted if a rule asked for it, or if one might ask for it when the
     * next frame comes.
     *
     * @return false if it begins a connection for which there is no room
     */
    boolean confirm(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        if (!tracked.isTracked())
        {
            if (null == concern || 0 == concern.classify(frame, length, layout, ingress, 0, this))
            {
                return true;
            }
            connection(frame, length, layout, ingress);
        }
        final boolean isConfirmed = tracked.confirm();
        final long id = 0 == pending ? ConnectionCounts.NONE : connections.currentId();
        for (int i = 0; i < pending; i++)
        {
            pendingCounts[i].add(pendingPlaces[i], id);
        }
        pending = 0;
        return isConfirmed;
    }

    /** Milliseconds since some moment, above 0. */
    long nowMs()
    {
        return nowMs + 1;
    }

    /** Bytes of the frame on the wire. */
    int frameLength()
    {
        return frameLength;
    }
}
