package porteira.bench.loop;

import com.sun.management.ThreadMXBean;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.SystemEpochClock;
import porteira.dpdk.DpdkThread;
import porteira.dpdk.Lane;
import porteira.pipeline.BridgePorts;
import porteira.pipeline.ClassifierAgent;
import porteira.pipeline.EventRing;
import porteira.pipeline.LaneContext;
import porteira.pipeline.LaneMemory;
import porteira.pipeline.LaneTally;
import porteira.pipeline.LearningBridge;
import porteira.pipeline.PolicyUpdate;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** The gateway's classifier agent on a pinned thread of its own. */
public final class Classification implements AutoCloseable
{
    private static final List<String> NAMES = List.of("lan", "wan");
    private static final int ADDRESSES = 65_536;
    private static final int AGEING_S = 300;
    private static final int EVENTS_PER_S = 1000;
    private static final int EVENT_BYTES = 1 << 18;
    private static final long SEED = 1;
    /** What policies are handed at once with a lane. */
    public static final LaneMemory MEMORY = LaneMemory.ofProcess(65_536, SEED);

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final AgentRunner runner;
    private final Thread thread;

    /** Start it. @param portIds DPDK's numbers of the two ports */
    public Classification(final Lane lane, final int[] portIds, final PolicyUpdate policy, final int cpu)
    {
        this(lane, portIds, policy, cpu, 0, MEMORY);
    }

    /** Start one of several. @param index of the lane in the policy @param memory of this lane alone */
    Classification(
        final Lane lane,
        final int[] portIds,
        final PolicyUpdate policy,
        final int cpu,
        final int index,
        final LaneMemory memory)
    {
        final BridgePorts ports = new BridgePorts(NAMES, portIds);
        final LaneTally tally = new LaneTally();
        final LearningBridge bridge = new LearningBridge(ports.count(), ADDRESSES, AGEING_S, SEED, tally);
        final EventRing events =
            new EventRing(EVENT_BYTES, EVENTS_PER_S, EVENTS_PER_S, SystemEpochClock.INSTANCE, tally);
        final LaneContext context = new LaneContext(index, ports, bridge, events, tally, memory);
        final ClassifierAgent agent = new ClassifierAgent(
            lane, context, policy.lane(index), SystemEpochClock.INSTANCE, Throwable::printStackTrace);
        runner = new AgentRunner(new BusySpinIdleStrategy(), Throwable::printStackTrace, null, agent);
        thread = AgentRunner.startOnThread(runner, pinned(cpu));
    }

    /** Bytes that the thread has allocated so far. */
    long allocated()
    {
        return threads.getThreadAllocatedBytes(thread.threadId());
    }

    /** Nanoseconds that the thread has run so far. */
    long cpuNs()
    {
        return threads.getThreadCpuTime(thread.threadId());
    }

    @Override
    public void close()
    {
        runner.close();
    }

    private static ThreadFactory pinned(final int cpu)
    {
        return (task) -> new Thread(() ->
        {
            DpdkThread.pin(cpu);
            task.run();
        });
    }
}
