package porteira.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.CachedEpochClock;
import porteira.nat.NatSettings;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

/** One whole lane that judges and translates frames one by one, for tests of other packages. */
public final class TranslatingLane
{
    private final FakeLane lane = new FakeLane(0);
    private final List<Throwable> errors = new ArrayList<>();
    private final ClassifierAgent agent;

    /** A lane of a bridge with these ports. @param connections that it has room for */
    public TranslatingLane(
        final List<String> ports, final String policy, final NatSettings settings, final int connections)
    {
        final LaneTally tally = new LaneTally();
        final LaneMemory memory = LaneMemory.ofProcess(connections, 7);
        final int[] portIds = new int[ports.size()];
        Arrays.setAll(portIds, (port) -> port);
        final CachedEpochClock clock = new CachedEpochClock();
        clock.update(1000);
        final LaneContext context = new LaneContext(0, new BridgePorts(ports, portIds),
            new LearningBridge(ports.size(), 1024, 300, 7, tally), new EventRing(1 << 16, 1000, 10, clock, tally),
            tally, memory, settings);
        agent = new ClassifierAgent(lane, context, new PolicyUpdate(1, "test", PolicyCompiler.compile(
            policy, "test", PortNames.of(ports)), null, List.of(memory)).lane(0), clock, errors::add);
    }

    /** What the lane makes of a frame that comes in by a port; empty if it drops it. */
    public byte[] pass(final int port, final byte[] frame)
    {
        lane.frame(port, frame);
        agent.doWork();
        if (!errors.isEmpty())
        {
            throw new AssertionError(errors.getFirst());
        }
        return 0 == lane.egress(0) ? new byte[0] : lane.bytes(0);
    }
}
