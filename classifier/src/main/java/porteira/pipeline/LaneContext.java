package porteira.pipeline;

import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import porteira.nat.NatSettings;

/**
 * Where one lane's thread and the conductor meet. Policies and link states go to the lane, events, counters and the
 * policy in use come from it.
 */
public final class LaneContext
{
    private static final int POLICIES_WAITING = 8;
    // Locally administered.
    private static final long ANY_MAC = 0x0200_0000_FEFEL;

    private final int lane;
    private final BridgePorts ports;
    private final LearningBridge bridge;
    private final EventRing events;
    private final LaneTally tally;
    private final LaneMemory memory;
    private final NatSettings nat;
    private final OneToOneConcurrentArrayQueue<LanePolicy> policies =
        new OneToOneConcurrentArrayQueue<>(POLICIES_WAITING);
    private volatile int linksUp = -1;
    private volatile int generation;
    private volatile LaneTrial trial;

    /** A lane of a gateway that is nobody on its own wire: no addresses, neighbours as they show. */
    public LaneContext(
        final int lane,
        final BridgePorts ports,
        final LearningBridge bridge,
        final EventRing events,
        final LaneTally tally,
        final LaneMemory memory)
    {
        this(lane, ports, bridge, events, tally, memory, NatSettings.ofPorts(ports.count(), ANY_MAC));
    }

    /** All of one lane, {@code bridge} and {@code events} counting in {@code tally}. */
    public LaneContext(
        final int lane,
        final BridgePorts ports,
        final LearningBridge bridge,
        final EventRing events,
        final LaneTally tally,
        final LaneMemory memory,
        final NatSettings nat)
    {
        this.nat = nat;
        this.memory = memory;
        this.lane = lane;
        this.ports = ports;
        this.bridge = bridge;
        this.events = events;
        this.tally = tally;
    }

    /** Lane id. */
    public int lane()
    {
        return lane;
    }

    /** The same for all lanes. */
    public BridgePorts ports()
    {
        return ports;
    }

    /** Counters of the classifier thread. */
    public LaneTally tally()
    {
        return tally;
    }

    NatSettings nat()
    {
        return nat;
    }

    LaneMemory memory()
    {
        return memory;
    }

    LearningBridge bridge()
    {
        return bridge;
    }

    EventRing events()
    {
        return events;
    }

    /** Hand over the policy to use from the next burst on. Conductor's thread. @return false if too many wait */
    boolean offer(final LanePolicy policy)
    {
        return policies.offer(policy);
    }

    /** The next policy handed over, or null. Lane's thread. */
    LanePolicy pollPolicy()
    {
        return policies.poll();
    }

    /** From the next duty cycle on a candidate is tried beside the live policy; null: none. Any thread. */
    void trial(final LaneTrial value)
    {
        trial = value;
    }

    /** Null where there is none beside the policy of this number. */
    LaneTrial trial(final int liveGeneration)
    {
        final LaneTrial current = trial;
        return null != current && liveGeneration == current.liveGeneration() ? current : null;
    }

    /** Mask of bridge ports whose link is up. Conductor's thread. */
    void linksUp(final int mask)
    {
        linksUp = mask;
    }

    int linksUp()
    {
        return linksUp;
    }

    /** The policy that the lane uses now. Lane's thread. */
    void generation(final int value)
    {
        generation = value;
    }

    int generation()
    {
        return generation;
    }
}
