package porteira.pipeline;

import org.agrona.ErrorHandler;
import porteira.dpdk.LinkState;

import java.util.List;

/** Follows the links of all ports, tells the lanes and writes an event for each change. Conductor's thread. */
final class LinkWatch
{
    private final List<PortProbe> probes;
    private final List<LaneContext> lanes;
    private final EventWriter events;
    private final ErrorHandler errorHandler;
    private final LinkState[] states;

    LinkWatch(
        final List<PortProbe> probes,
        final List<LaneContext> lanes,
        final EventWriter events,
        final ErrorHandler errorHandler)
    {
        this.probes = probes;
        this.lanes = lanes;
        this.events = events;
        this.errorHandler = errorHandler;
        states = new LinkState[probes.size()];
    }

    /** Look once; the first look reports every port. @return changes */
    int look(final long nowMs)
    {
        int changes = 0;
        int up = 0;
        for (int i = 0; i < states.length; i++)
        {
            final LinkState before = states[i];
            final LinkState now = state(i, before);
            states[i] = now;
            up |= now.up() ? 1 << i : 0;
            if (null == before || before.up() != now.up())
            {
                changes++;
                events.link(nowMs, i, now.up(), now.speedMbps());
            }
        }

        if (changes > 0)
        {
            for (final LaneContext lane : lanes)
            {
                lane.linksUp(up);
            }
        }
        return changes;
    }

    /** State at the last look; null before the first. */
    LinkState state(final int port)
    {
        return states[port];
    }

    private LinkState state(final int port, final LinkState before)
    {
        try
        {
            return probes.get(port).link();
        }
        catch (final RuntimeException ex)
        {
            // A port that cannot be asked keeps its state, or counts as up: frames decide.
            errorHandler.onError(ex);
            return null != before ? before : new LinkState(true, LinkState.SPEED_UNKNOWN, true, true);
        }
    }
}
