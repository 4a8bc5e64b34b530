package porteira.config;

/** What a lane's threads do when there is nothing to do. */
public enum Idle
{
    /** Poll without pause: least latency, a whole core. */
    BUSY,
    /** Pause, then sleep up to a bound: for labs, tests and quiet sites. */
    BACKOFF
}
