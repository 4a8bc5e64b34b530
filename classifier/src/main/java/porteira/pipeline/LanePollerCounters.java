package porteira.pipeline;

import porteira.dpdk.LaneCounters;

/** Counters in a lane's shared memory. */
record LanePollerCounters(LaneCounters counters) implements PollerCounters
{
    @Override
    public long forwarded()
    {
        return counters.forwarded();
    }

    @Override
    public long freed()
    {
        return counters.freed();
    }

    @Override
    public long rxRingFull()
    {
        return counters.rxRingFull();
    }

    @Override
    public long txDropped()
    {
        return counters.txDropped();
    }

    @Override
    public long floodCopies()
    {
        return counters.floodCopies();
    }

    @Override
    public long polls()
    {
        return counters.polls();
    }

    @Override
    public long idlePolls()
    {
        return counters.idlePolls();
    }

    @Override
    public long stalls()
    {
        return counters.stalls();
    }

    @Override
    public boolean isStalled()
    {
        return counters.isStalled();
    }

    @Override
    public long stalledBridged()
    {
        return counters.stalledBridged();
    }

    @Override
    public long stalledDropped()
    {
        return counters.stalledDropped();
    }

    @Override
    public long rxFrames(final int portId)
    {
        return counters.rxFrames(portId);
    }

    @Override
    public long rxBytes(final int portId)
    {
        return counters.rxBytes(portId);
    }

    @Override
    public long txFrames(final int portId)
    {
        return counters.txFrames(portId);
    }

    @Override
    public long txBytes(final int portId)
    {
        return counters.txBytes(portId);
    }

    @Override
    public long txFull(final int portId)
    {
        return counters.txFull(portId);
    }
}
