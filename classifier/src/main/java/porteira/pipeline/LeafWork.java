package porteira.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import porteira.policy.Action;
import porteira.policy.Action.Reject.Answer;
import porteira.policy.Verdict;
import porteira.tree.FrameKey;
import porteira.tree.Leaf;

/**
 * What one leaf of a policy wants done beyond forwarding, dropping and logging, as one lane does it. The lane's thread
 * alone uses it.
 */
final class LeafWork
{
    /** No port in particular. */
    static final int NO_PORT = -1;

    private final Verdict verdict;
    private final Answer answer;
    private final int forward;
    private final int duplicates;
    private final Change[] changes;
    private final NatTarget[] translations;

    /** One change of a set. */
    private record Change(Action.SetUpdate update, FrameKey key)
    {
    }

    private LeafWork(final Leaf leaf)
    {
        verdict = leaf.verdict();
        Answer toSender = null;
        int to = NO_PORT;
        int copies = 0;
        final List<Change> updates = new ArrayList<>();
        final List<NatTarget> targets = new ArrayList<>();
        for (final Action action : leaf.actions())
        {
            switch (action)
            {
                case Action.Reject reject -> toSender = reject.answer();
                case Action.Forward target -> to = target.port();
                case Action.Duplicate copy -> copies |= 1 << copy.port();
                case Action.SetUpdate update -> updates.add(new Change(update, new FrameKey(update.key())));
                case Action.Translate translate -> targets.add(new NatTarget(translate));
                default ->
                {
                }
            }
        }
        answer = toSender;
        forward = to;
        duplicates = copies;
        changes = updates.toArray(new Change[0]);
        translations = targets.toArray(new NatTarget[0]);
    }

    /** Null where there is nothing to do. */
    static LeafWork of(final Leaf leaf)
    {
        final LeafWork work = new LeafWork(leaf);
        return null == work.answer && NO_PORT == work.forward && 0 == work.duplicates && 0 == work.changes.length &&
            !work.translates() ? null : work;
    }

    Verdict verdict()
    {
        return verdict;
    }

    /** What a rejected frame's sender is told; null for any other verdict. */
    Answer answer()
    {
        return answer;
    }

    /** Index of the bridge port that the frame is sent to, or {@link #NO_PORT}. */
    int forward()
    {
        return forward;
    }

    /** Mask of bridge ports that get a copy. */
    int duplicates()
    {
        return duplicates;
    }

    /** True if it gives connections other ends. */
    boolean translates()
    {
        return 0 != translations.length;
    }

    /** Which ones; not to be changed. */
    NatTarget[] translations()
    {
        return translations;
    }

    /** Tell the conductor what sets are to change. */
    void change(
        final EventRing events,
        final long nowMs,
        final int generation,
        final int leaf,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress)
    {
        for (int i = 0; i < changes.length; i++)
        {
            if (changes[i].key.read(frame, length, layout, ingress, egress))
            {
                events.change(nowMs, generation, leaf, i, changes[i].key);
            }
        }
    }

    /** The change of a leaf that a lane told under a number. */
    static Action.SetUpdate update(final Leaf leaf, final int number)
    {
        int left = number;
        for (final Action action : leaf.actions())
        {
            if (action instanceof Action.SetUpdate update && 0 == left--)
            {
                return update;
            }
        }
        throw new IllegalArgumentException("leaf has no change of a set: number=" + number);
    }
}
