package porteira.pipeline;

import porteira.flow.ConnectionTracker;
import porteira.flow.FlowLimits;
import porteira.flow.FlowMemory;
import porteira.flow.FlowTally;
import porteira.flow.FlowTimeouts;
import porteira.flow.FragmentTracker;
import porteira.flow.TokenBucket;
import porteira.flow.TrackedFrame;

/**
 * What one lane remembers from frame to frame, whichever policy is in force. The lane's thread alone uses it.
 */
public final class LaneMemory
{
    private static final int DATAGRAMS = 4096;
    private static final int REJECTS_PER_S = 1000;

    private final ConnectionTracker connections;
    private final FlowTally flows;
    private final boolean isFullDropped;
    private final FragmentTracker fragments;
    private final TokenBucket rejects;
    private final long seed;
    private final TrackedFrame tracked;

    /**
     * All of it.
     *
     * @param connections   table of connections
     * @param flows         counters of that table
     * @param isFullDropped true if a frame that begins a connection is dropped where the table has no room
     * @param fragments     table of datagrams that come in pieces
     * @param rejects       answers to rejected frames that may leave
     * @param seed          unforeseeable, for hashes of keys
     */
    public LaneMemory(
        final ConnectionTracker connections,
        final FlowTally flows,
        final boolean isFullDropped,
        final FragmentTracker fragments,
        final TokenBucket rejects,
        final long seed)
    {
        this.connections = connections;
        this.flows = flows;
        this.isFullDropped = isFullDropped;
        this.fragments = fragments;
        this.rejects = rejects;
        this.seed = seed;
        tracked = new TrackedFrame(connections);
    }

    /** Memory off the heap that ends with the process, sized for {@code connections}; for lanes without a gateway. */
    public static LaneMemory ofProcess(final int connections, final long seed)
    {
        final FlowTally flows = new FlowTally();
        return new LaneMemory(
            new ConnectionTracker(
                FlowMemory.ofProcess(FlowLimits.of(connections)), FlowTimeouts.NETFILTER, seed, flows),
            flows,
            true,
            new FragmentTracker(DATAGRAMS, false, seed),
            new TokenBucket(REJECTS_PER_S, REJECTS_PER_S),
            seed);
    }

    /** Bytes of what it knows of fragments. */
    public long fragmentBytes()
    {
        return fragments.bytes();
    }

    ConnectionTracker connections()
    {
        return connections;
    }

    FlowTally flows()
    {
        return flows;
    }

    boolean isFullDropped()
    {
        return isFullDropped;
    }

    FragmentTracker fragments()
    {
        return fragments;
    }

    TokenBucket rejects()
    {
        return rejects;
    }

    long seed()
    {
        return seed;
    }

    /** The lane's current frame, as {@link #connections} sees it. */
    TrackedFrame tracked()
    {
        return tracked;
    }
}
