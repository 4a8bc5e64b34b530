package porteira.pipeline;

import porteira.flow.ConnectionTracker;
import porteira.flow.FlowLimits;
import porteira.flow.FlowMemory;
import porteira.flow.FlowTally;
import porteira.flow.FlowTimeouts;
import porteira.flow.FragmentTracker;
import porteira.flow.TokenBucket;

/**
 * What one lane remembers from frame to frame, whichever policy is in force. The lane's thread alone uses it.
 *
 * @param connections   table of connections
 * @param flows         counters of that table
 * @param isFullDropped true if a frame that begins a connection is dropped where the table has no room
 * @param fragments     table of datagrams that come in pieces
 * @param rejects       answers to rejected frames that may leave
 * @param seed          unforeseeable, for hashes of keys
 */
public record LaneMemory(
    ConnectionTracker connections,
    FlowTally flows,
    boolean isFullDropped,
    FragmentTracker fragments,
    TokenBucket rejects,
    long seed)
{
    private static final int DATAGRAMS = 4096;
    private static final int REJECTS_PER_S = 1000;

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
}
