package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;

/** The native loop of a {@link RingLane}: takes bursts from ports, carries out what the classifier decides. Control. */
public final class Poller
{
    private final int lane;

    Poller(final int lane)
    {
        this.lane = lane;
    }

    /**
     * Start the loop.
     *
     * @param lcore a worker lcore of the EAL; one that runs nothing
     * @throws DpdkException if the lcore is not there, is the main one or is busy
     */
    public void launch(final int lcore)
    {
        Failure.check(porteira_h.prt_lane_launch((short)lane, lcore));
    }

    /**
     * End the loop: receive no more, go on transmitting what the classifier returns until it owes nothing. Waits, so
     * that the classifier must go on polling meanwhile, on its own thread. Does nothing to a loop that is not running.
     *
     * @param drainMs longest wait for the classifier in milliseconds
     * @return frames that the classifier has not given back; 0 after a clean end
     */
    public int stop(final int drainMs)
    {
        return Failure.check(porteira_h.prt_lane_stop((short)lane, drainMs));
    }
}
