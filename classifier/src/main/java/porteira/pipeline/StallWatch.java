package porteira.pipeline;

import java.util.List;

/** Writes an event when a lane's poller begins or ends to act in the classifier's place. Conductor's thread. */
final class StallWatch
{
    private final List<LaneContext> lanes;
    private final List<PollerCounters> pollers;
    private final EventWriter events;
    private final long[] stalls;
    private final boolean[] isTold;
    private final long[] bridged;
    private final long[] dropped;

    StallWatch(final List<LaneContext> lanes, final List<PollerCounters> pollers, final EventWriter events)
    {
        this.lanes = lanes;
        this.pollers = pollers;
        this.events = events;
        stalls = new long[pollers.size()];
        isTold = new boolean[pollers.size()];
        bridged = new long[pollers.size()];
        dropped = new long[pollers.size()];
    }

    /** Look once; stalls that began and ended since the last look are told as one. @return events written */
    int look(final long nowMs)
    {
        int written = 0;
        for (int i = 0; i < stalls.length; i++)
        {
            final PollerCounters poller = pollers.get(i);
            final long now = poller.stalls();
            final boolean isStalled = poller.isStalled();
            if (isTold[i] && (!isStalled || now != stalls[i]))
            {
                written += end(i, nowMs);
            }
            if (!isTold[i] && now != stalls[i])
            {
                events.stallBegin(nowMs, lanes.get(i).lane(), now - stalls[i]);
                isTold[i] = true;
                written += 1 + (isStalled ? 0 : end(i, nowMs));
            }
            stalls[i] = now;
        }
        return written;
    }

    private int end(final int i, final long nowMs)
    {
        final long bridgedNow = pollers.get(i).stalledBridged();
        final long droppedNow = pollers.get(i).stalledDropped();
        events.stallEnd(nowMs, lanes.get(i).lane(), bridgedNow - bridged[i], droppedNow - dropped[i]);
        bridged[i] = bridgedNow;
        dropped[i] = droppedNow;
        isTold[i] = false;
        return 1;
    }
}
