package porteira.pipeline;

import porteira.dpdk.LinkState;
import porteira.dpdk.Port;
import porteira.dpdk.PortStats;

/** What the conductor asks of a port from time to time. {@link #refresh} reads, the others tell what was read. */
public interface PortProbe
{
    /** The link as the driver last saw it; down where the device is gone. */
    LinkState link();

    /** Read the statistics. */
    void refresh();

    /** Frames the NIC lost for want of a descriptor. */
    long rxMissed();

    /** Frames received damaged. */
    long rxErrors();

    /** Frames that could not be sent. */
    long txErrors();

    /** Frames lost because the mempool was empty. */
    long rxNoMbuf();

    /** That of a real port. */
    static PortProbe of(final Port port)
    {
        return new DevicePortProbe(port, new PortStats());
    }
}
