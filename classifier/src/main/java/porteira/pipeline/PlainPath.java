package porteira.pipeline;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.BurstLayout;
import porteira.tree.Classifier;

/**
 * The short way of most frames: plain ones, from one known station to another, under a policy that wants nothing but
 * to let them pass or drop them in silence. All that it needs of a frame stays in registers from the first load to the
 * answer. It stops at the first frame that needs more and leaves no trace of that one. One lane's.
 */
final class PlainPath
{
    // Below FLOOD and FILTER.
    private static final int UNKNOWN = -3;

    private final BridgePorts ports;
    private final LearningBridge bridge;
    private final LaneTally tally;
    private final int[] unicast;
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private int next;

    /** @param unicast mask of DPDK ports by bridge port */
    PlainPath(final BridgePorts ports, final LearningBridge bridge, final LaneTally tally, final int[] unicast)
    {
        this.ports = ports;
        this.bridge = bridge;
        this.tally = tally;
        this.unicast = unicast;
    }

    /** The first frame that {@link #judge} has not answered, or {@code count}; the one that threw, if one did. */
    int next()
    {
        return next;
    }

    /**
     * Answer frames {@code from..next() - 1}.
     *
     * @param policy of which {@link LanePolicy#state} is null
     */
    void judge(
        final LanePolicy policy,
        final DirectBuffer rx,
        final int rxIndex,
        final MutableDirectBuffer tx,
        final int txIndex,
        final int from,
        final int count)
    {
        final Classifier classifier = policy.classifier();
        final UnsafeBuffer frame = this.frame;
        int target = UNKNOWN;
        int accepted = 0;
        int i = from;
        try
        {
            for (; i < count; i++)
            {
                final int in = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                final long layout = rx.getLong(in + BurstLayout.RX_LAYOUT_OFFSET);
                final long fact = rx.getLong(in + BurstLayout.RX_FACTS_OFFSET);
                if (0 == layout || !BurstLayout.isOrdinary(fact))
                {
                    break;
                }
                final int length = BurstLayout.dataLength(fact);
                final int ingress = ports.indexOf(BurstLayout.port(fact));
                frame.wrap(rx.getLong(in + BurstLayout.RX_DATA_OFFSET), length);
                if (UNKNOWN == target || !BurstLayout.isSameStations(fact))
                {
                    target = BridgePorts.NONE == ingress ? UNKNOWN : bridge.forward(frame, ingress);
                }
                if (0 > target)
                {
                    break;
                }
                final int leaf = classifier.classify(frame, length, layout, ingress, target, null);
                final int action = policy.action(leaf);
                if (0 != (action & ~LanePolicy.ACCEPT))
                {
                    break;
                }
                policy.hit(leaf, BurstLayout.frameLength(fact));
                // An action is 1 or 0 here.
                accepted += action;
                final int out = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
                tx.putLong(out + BurstLayout.MBUF_OFFSET, rx.getLong(in + BurstLayout.MBUF_OFFSET));
                tx.putLong(out + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(unicast[target] & -action));
            }
        }
        finally
        {
            next = i;
            tally.add(LaneTally.ACCEPTED, accepted);
            tally.drop(DropReason.POLICY, i - from - accepted);
        }
    }
}
