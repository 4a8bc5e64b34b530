package porteira.pipeline;

import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochClock;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.Lane;

/**
 * Judges and forwards all frames of one lane: bridge lookup first, then the policy, so that a frame which the bridge
 * would not forward anyway is neither judged nor logged. Every frame of a burst gets one descriptor, whatever happens.
 */
public final class ClassifierAgent implements Agent, BurstHandler
{
    private static final int BURST_LIMIT = 16;
    private static final int ALL_LINKS = -1;

    private final Lane lane;
    private final LaneContext context;
    private final EpochClock clock;
    private final LearningBridge bridge;
    private final LaneTally tally;
    private final LaneMemory memory;
    private final LaneNat nat;
    private final PlainPath plainPath;
    private final LongPath longPath;
    private LanePolicy policy;
    private boolean isPlain;
    private long nowMs = Long.MIN_VALUE;
    private int linksUp = ALL_LINKS;

    /**
     * An agent that has not started.
     *
     * @param policy in force until another is handed over by the context
     * @param clock  coarse: read once a duty cycle
     */
    public ClassifierAgent(
        final Lane lane,
        final LaneContext context,
        final LanePolicy policy,
        final EpochClock clock,
        final ErrorHandler errorHandler)
    {
        this.lane = lane;
        this.context = context;
        this.clock = clock;
        bridge = context.bridge();
        tally = context.tally();
        memory = context.memory();
        nat = new LaneNat(memory, context.nat(), tally);
        bridge.own(context.nat().mac());
        final int[] unicast = new int[BridgePorts.MAX];
        for (int i = 0; i < context.ports().count(); i++)
        {
            unicast[i] = context.ports().egress(1 << i);
        }
        plainPath = new PlainPath(context.ports(), bridge, tally, unicast);
        longPath = new LongPath(context, nat, unicast, errorHandler);
        use(policy);
    }

    @Override
    public String roleName()
    {
        return "lane-" + lane.id();
    }

    @Override
    public void onStart()
    {
        lane.onStart();
    }

    /** One duty cycle: at most one policy swap, a slice of ageing, then at most {@link #BURST_LIMIT} bursts. */
    @Override
    public int doWork()
    {
        final LanePolicy update = context.pollPolicy();
        if (null != update)
        {
            use(update);
        }

        final long now = clock.time();
        final int links = context.linksUp();
        if (now != nowMs || links != linksUp)
        {
            nowMs = now;
            bridge.tick(now, links);
            memory.connections().tick(now);
            tally.set(LaneTally.DATAGRAMS, memory.fragments().size());
            tally.set(LaneTally.DATAGRAMS_EVICTED, memory.fragments().evicted());
            if (links != linksUp)
            {
                linksUp = links;
                longPath.findFloodMasks();
            }
        }

        final LaneTrial trial = context.trial(policy.generation());
        longPath.begin(policy, trial, nowMs);
        isPlain = null == trial && null == policy.state() && !nat.isOn();
        return lane.poll(this, BURST_LIMIT);
    }

    private void use(final LanePolicy update)
    {
        policy = update;
        memory.fragments().needHeaders(update.readsBehindIp());
        nat.use(update.translations());
        context.generation(update.generation());
    }

    @Override
    public void onClose()
    {
        lane.onClose();
    }

    @Override
    public void onBurst(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        if (isPlain)
        {
            judgePlain(rx, rxIndex, tx, txIndex, count);
        }
        else
        {
            longPath.judge(rx, rxIndex, tx, txIndex, count);
        }
        tally.add(LaneTally.JUDGED, count);
        tally.increment(LaneTally.BURSTS);
        policy.publish();
    }

    /** Most frames go the short way; one that cannot goes the long one. */
    private void judgePlain(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        int i = 0;
        while (i < count)
        {
            try
            {
                plainPath.judge(policy, rx, rxIndex, tx, txIndex, i, count);
            }
            catch (final Throwable ignored)
            {
                // The long way meets what is wrong with the frame again, and counts and reports it.
            }
            i = plainPath.next();
            if (i < count)
            {
                longPath.judgeOne(rx, rxIndex, tx, txIndex, i);
                i++;
            }
        }
    }
}
