package porteira.dpdk;

/** What a {@link Poller} does with the frames that arrive while the classifier has stopped. */
public enum StallAction
{
    /** Send them, unjudged, to every other port of the lane. */
    BRIDGE,
    /** Drop them. */
    DROP
}
