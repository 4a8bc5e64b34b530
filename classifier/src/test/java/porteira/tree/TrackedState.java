package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import porteira.flow.ConnectionTracker;
import porteira.flow.FlowLimits;
import porteira.flow.FlowMemory;
import porteira.flow.FlowTally;
import porteira.flow.FlowTimeouts;
import porteira.limit.Bucket;
import porteira.limit.RateLimit;
import porteira.policy.Question;

/** A lane's memory in its simplest form: connections as the gateway tracks them, and limits; no keyed questions. */
final class TrackedState implements State
{
    private final ConnectionTracker tracker = new ConnectionTracker(
        FlowMemory.ofProcess(FlowLimits.of(10_000)), FlowTimeouts.NETFILTER, System.nanoTime(), new FlowTally());
    private final List<Bucket> buckets = new ArrayList<>();
    private final List<Question.Rate> rates = new ArrayList<>();
    private int connection;

    TrackedState(final List<Question> questions)
    {
        for (final Question question : questions)
        {
            final Question.Rate rate = (Question.Rate)question;
            rates.add(rate);
            buckets.add(new Bucket(new RateLimit(rate.amount(), rate.periodNs(), rate.burst(), rate.bytes())));
        }
    }

    /** The next questions are about this frame; it has come in, in whatever order frames cross the bridge. */
    void begin(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        connection = tracker.track(frame, length, layout, ingress, 1);
    }

    /** The frame has left by some port. */
    void confirm()
    {
        tracker.confirm();
    }

    @Override
    public int connection(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        return connection;
    }

    @Override
    public boolean ask(
        final int question, final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        return buckets.get(question).take(length, 1) != rates.get(question).over();
    }
}
