package porteira.pipeline;

import porteira.dpdk.LaneCounters;

/** What a lane's poller counted, as {@link LaneCounters} has it. Read by the conductor. */
public interface PollerCounters
{
    /** Frames of which at least one copy was taken by a tx queue. */
    long forwarded();

    /** Frames freed on the classifier's order. */
    long freed();

    /** Frames dropped at arrival. */
    long rxRingFull();

    /** Frames no tx queue took. */
    long txDropped();

    /** Copies beyond a frame's first. */
    long floodCopies();

    /** Rounds over all ports. */
    long polls();

    /** Rounds that found nothing. */
    long idlePolls();

    /** Times the poller found that the classifier has stopped. */
    long stalls();

    /** True while the poller acts in the classifier's place. */
    boolean isStalled();

    /** Frames that the poller sent unjudged. */
    long stalledBridged();

    /** Frames that the poller dropped unjudged. */
    long stalledDropped();

    /** Frames received on a port id. */
    long rxFrames(int portId);

    /** Bytes received on a port id. */
    long rxBytes(int portId);

    /** Frames transmitted on a port id. */
    long txFrames(int portId);

    /** Bytes transmitted on a port id. */
    long txBytes(int portId);

    /** Copies given up on a port id. */
    long txFull(int portId);

    /** Those of a real lane. */
    static PollerCounters of(final LaneCounters counters)
    {
        return new LanePollerCounters(counters);
    }
}
