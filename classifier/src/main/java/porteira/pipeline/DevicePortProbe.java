package porteira.pipeline;

import porteira.dpdk.LinkState;
import porteira.dpdk.Port;
import porteira.dpdk.PortStats;

/** Asks DPDK. */
record DevicePortProbe(Port port, PortStats stats) implements PortProbe
{
    private static final LinkState DOWN = new LinkState(false, LinkState.SPEED_UNKNOWN, false, false);

    @Override
    public LinkState link()
    {
        return port.alive() ? port.link() : DOWN;
    }

    @Override
    public void refresh()
    {
        port.stats(stats);
    }

    @Override
    public long rxMissed()
    {
        return stats.rxMissed();
    }

    @Override
    public long rxErrors()
    {
        return stats.rxErrors();
    }

    @Override
    public long txErrors()
    {
        return stats.txErrors();
    }

    @Override
    public long rxNoMbuf()
    {
        return stats.rxNoMbuf();
    }
}
