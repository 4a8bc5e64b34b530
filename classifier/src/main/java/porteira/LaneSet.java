package porteira;

import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.concurrent.CachedEpochClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemEpochClock;
import porteira.config.GatewayConfig;
import porteira.config.GatewayPlan;
import porteira.config.Idle;
import porteira.config.Threading;
import porteira.dpdk.IdleMode;
import porteira.dpdk.InlineLane;
import porteira.dpdk.Lane;
import porteira.dpdk.LaneConfig;
import porteira.dpdk.RingLane;
import porteira.dpdk.StallAction;
import porteira.nat.NatSettings;
import porteira.pipeline.AgentThread;
import porteira.pipeline.BridgePorts;
import porteira.pipeline.ClassifierAgent;
import porteira.pipeline.EventRing;
import porteira.pipeline.LaneContext;
import porteira.pipeline.LaneTally;
import porteira.pipeline.LearningBridge;
import porteira.pipeline.PolicyUpdate;
import porteira.pipeline.PollerCounters;
import porteira.telemetry.ErrorLog;

/** All lanes of a gateway: made together, since their bridges know each other, started last and stopped first. */
final class LaneSet implements AutoCloseable
{
    private static final int EVENT_RING_BYTES = 1 << 20;
    private static final int DRAIN_MS = 500;

    private final List<Lane> lanes = new ArrayList<>();
    private final List<RingLane> ringLanes = new ArrayList<>();
    private final List<PollerCounters> pollers = new ArrayList<>();
    private final List<LaneContext> contexts = new ArrayList<>();
    private final List<AgentThread> threads = new ArrayList<>();

    private LaneSet()
    {
    }

    /** Reserves rings, tables and threads; nothing runs yet. */
    static LaneSet create(
        final GatewayPlan plan,
        final BridgePorts ports,
        final NatSettings nat,
        final LaneMemories memories,
        final PolicyUpdate policy,
        final CachedEpochClock coarse,
        final ErrorLog errors)
    {
        final LaneSet set = new LaneSet();
        try
        {
            set.reserve(plan, ports);
            set.connect(plan, ports, nat, memories, policy, coarse, errors);
            return set;
        }
        catch (final RuntimeException e)
        {
            set.close();
            throw e;
        }
    }

    /** What the conductor shares with each lane. */
    List<LaneContext> contexts()
    {
        return contexts;
    }

    /** Counters of each lane's poller. */
    List<PollerCounters> pollers()
    {
        return pollers;
    }

    /**
     * Starts classifier threads, then pollers; stops those again if one cannot be started. Closing what is returned
     * stops them in reverse and loses no frame.
     */
    AutoCloseable running()
    {
        try
        {
            threads.forEach(AgentThread::start);
            ringLanes.forEach((lane) -> lane.poller().launch(EalArguments.pollerLcore(lane.id())));
            return this::halt;
        }
        catch (final RuntimeException e)
        {
            halt();
            throw e;
        }
    }

    /** True while every classifier thread runs. */
    boolean isRunning()
    {
        return threads.stream().allMatch(AgentThread::isAlive);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(lanes);
    }

    private void halt()
    {
        ringLanes.forEach((lane) -> lane.poller().stop(DRAIN_MS));
        CloseHelper.closeAll(threads);
    }

    private void reserve(final GatewayPlan plan, final BridgePorts ports)
    {
        final int[] ids = new int[ports.count()];
        for (int i = 0; i < ids.length; i++)
        {
            ids[i] = ports.id(i);
        }
        for (int id = 0; id < plan.config().lanes().count(); id++)
        {
            final LaneConfig config = new LaneConfig(
                id, id, plan.rxBurst(), ids, plan.rxRingBytes(), plan.txRingBytes(),
                Idle.BUSY == plan.idle() ? IdleMode.BUSY : IdleMode.BACKOFF, plan.idleMaxUs(),
                plan.config().stall().afterMs(), stallAction(plan));
            if (Threading.PIPELINE == plan.threading())
            {
                final RingLane lane = RingLane.create(config);
                lanes.add(lane);
                ringLanes.add(lane);
                pollers.add(PollerCounters.of(lane.counters()));
            }
            else
            {
                final InlineLane lane = InlineLane.create(config);
                lanes.add(lane);
                pollers.add(PollerCounters.of(lane.counters()));
            }
        }
    }

    private void connect(
        final GatewayPlan plan,
        final BridgePorts ports,
        final NatSettings nat,
        final LaneMemories memories,
        final PolicyUpdate policy,
        final CachedEpochClock coarse,
        final ErrorLog errors)
    {
        final GatewayConfig config = plan.config();
        final long seed = System.nanoTime();
        final LearningBridge[] bridges = new LearningBridge[lanes.size()];
        for (int i = 0; i < bridges.length; i++)
        {
            final LaneTally tally = new LaneTally();
            bridges[i] = new LearningBridge(
                ports.count(), config.bridge().addresses(), config.bridge().ageingSeconds(), seed, tally);
            final EventRing events = new EventRing(
                EVENT_RING_BYTES, config.events().ratePerSecond(), config.events().burst(),
                SystemEpochClock.INSTANCE, tally);
            contexts.add(new LaneContext(i, ports, bridges[i], events, tally, memories.all().get(i), nat));
        }
        LearningBridge.join(bridges);
        for (int i = 0; i < bridges.length; i++)
        {
            threads.add(new AgentThread(
                new ClassifierAgent(lanes.get(i), contexts.get(i), policy.lane(i), coarse, errors),
                idle(plan), errors, config.lanes().classifierCpus().get(i)));
        }
    }

    private static StallAction stallAction(final GatewayPlan plan)
    {
        return switch (plan.config().stall().action())
        {
            case BRIDGE -> StallAction.BRIDGE;
            case DROP -> StallAction.DROP;
        };
    }

    private static IdleStrategy idle(final GatewayPlan plan)
    {
        return Idle.BUSY == plan.idle() ? AgentThread.busy() : AgentThread.backoff(plan.idleMaxUs());
    }
}
