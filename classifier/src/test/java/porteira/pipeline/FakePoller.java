package porteira.pipeline;

/** A poller's counters as a test sets them. */
final class FakePoller implements PollerCounters
{
    long[] rxFrames = new long[2];
    long forwarded;
    long freed;
    long rxRingFull;
    long stalls;
    boolean isStalled;
    long stalledBridged;
    long stalledDropped;

    @Override
    public long forwarded()
    {
        return forwarded;
    }

    @Override
    public long freed()
    {
        return freed;
    }

    @Override
    public long rxRingFull()
    {
        return rxRingFull;
    }

    @Override
    public long txDropped()
    {
        return 0;
    }

    @Override
    public long floodCopies()
    {
        return 0;
    }

    @Override
    public long polls()
    {
        return 0;
    }

    @Override
    public long idlePolls()
    {
        return 0;
    }

    @Override
    public long stalls()
    {
        return stalls;
    }

    @Override
    public boolean isStalled()
    {
        return isStalled;
    }

    @Override
    public long stalledBridged()
    {
        return stalledBridged;
    }

    @Override
    public long stalledDropped()
    {
        return stalledDropped;
    }

    @Override
    public long rxFrames(final int portId)
    {
        return rxFrames[1 - portId];
    }

    @Override
    public long rxBytes(final int portId)
    {
        return 0;
    }

    @Override
    public long txFrames(final int portId)
    {
        return 0;
    }

    @Override
    public long txBytes(final int portId)
    {
        return 0;
    }

    @Override
    public long txFull(final int portId)
    {
        return 0;
    }
}
