package porteira.dpdk;

/** What a poller does when no port has frames. */
public enum IdleMode
{
    /** Poll on without pause: lowest latency, a core to itself. */
    BUSY,
    /** Pause, then sleep up to a limit: labs, tests, quiet sites. */
    BACKOFF
}
