package porteira.config;

/** Who calls a lane's rx and tx bursts. */
public enum Threading
{
    /** A poller lcore, with a ring to and from the classifier thread: two cores a lane. */
    PIPELINE,
    /** The classifier thread itself: one core a lane, no ring. */
    INLINE
}
