package porteira.pipeline;

import org.agrona.ErrorHandler;
import porteira.dpdk.LinkState;
import porteira.policy.Rule;
import porteira.telemetry.Counter;
import porteira.telemetry.CountersFile;
import porteira.wire.Malformed;

import java.util.List;

/** Gathers the counters of lanes, ports and rules into the counters file. Conductor's thread. */
final class CountersPublisher
{
    private static final Counter[] POLLER = {
        Counter.LANE_FORWARDED, Counter.LANE_FREED, Counter.LANE_RX_RING_FULL, Counter.LANE_TX_DROPPED,
        Counter.LANE_FLOOD_COPIES, Counter.LANE_POLLS, Counter.LANE_IDLE_POLLS, Counter.LANE_STALLS,
        Counter.LANE_STALLED, Counter.LANE_STALLED_BRIDGED, Counter.LANE_STALLED_DROPPED, Counter.LANE_RECEIVED };
    private static final Counter[] TALLY = {
        Counter.LANE_JUDGED, Counter.LANE_BURSTS, Counter.LANE_ACCEPTED, Counter.LANE_FLOODED,
        Counter.LANE_COPIES_REFUSED, Counter.LANE_MULTI_SEGMENT, Counter.LANE_EVENTS, Counter.LANE_EVENTS_LOST,
        Counter.LANE_EVENTS_SUPPRESSED, Counter.LANE_ADDRESSES, Counter.LANE_ADDRESSES_LEARNT,
        Counter.LANE_ADDRESSES_MOVED, Counter.LANE_ADDRESSES_FORGOTTEN, Counter.LANE_ADDRESS_TABLE_FULL,
        Counter.LANE_REJECTS_ANSWERED, Counter.LANE_REJECTS_SILENT,
        Counter.LANE_TRANSLATED, Counter.LANE_NEIGHBOURS_LEARNT, Counter.LANE_NEIGHBOURS_ASKED,
        Counter.LANE_NEIGHBOURS_ANSWERED };
    private static final int[] TALLY_INDEX = {
        LaneTally.JUDGED, LaneTally.BURSTS, LaneTally.ACCEPTED, LaneTally.FLOODED,
        LaneTally.COPIES_REFUSED, LaneTally.MULTI_SEGMENT, LaneTally.EVENTS, LaneTally.EVENTS_LOST,
        LaneTally.EVENTS_SUPPRESSED, LaneTally.ADDRESSES, LaneTally.ADDRESSES_LEARNT,
        LaneTally.ADDRESSES_MOVED, LaneTally.ADDRESSES_FORGOTTEN, LaneTally.ADDRESS_TABLE_FULL,
        LaneTally.REJECTS_ANSWERED, LaneTally.REJECTS_SILENT,
        LaneTally.TRANSLATED, LaneTally.NEIGHBOURS_LEARNT, LaneTally.NEIGHBOURS_ASKED,
        LaneTally.NEIGHBOURS_ANSWERED };
    private static final Counter[] PORT = {
        Counter.PORT_LINK, Counter.PORT_SPEED, Counter.PORT_RX_FRAMES, Counter.PORT_RX_BYTES, Counter.PORT_TX_FRAMES,
        Counter.PORT_TX_BYTES, Counter.PORT_TX_FULL, Counter.PORT_RX_MISSED, Counter.PORT_RX_ERRORS,
        Counter.PORT_TX_ERRORS, Counter.PORT_RX_NO_MBUF };
    private static final Counter[] GATEWAY = {
        Counter.POLICY_SWAPS, Counter.EVENT_LINES, Counter.EVENT_LINES_LOST, Counter.ERRORS, Counter.UNPUBLISHED };
    private static final DropReason[] REASONS = DropReason.values();
    private static final Malformed[] MALFORMED = Malformed.values();

    private final CountersFile file;
    private final BridgePorts ports;
    private final List<LaneContext> lanes;
    private final List<PollerCounters> pollers;
    private final List<PortProbe> probes;
    private final ErrorHandler errorHandler;
    private final int[] gatewayIds;
    private final int[][] pollerIds;
    private final int[][] tallyIds;
    private final int[][] portIds;
    private final int[] dropIds = new int[REASONS.length];
    private final int[] malformedIds = new int[MALFORMED.length];
    private final MemoryPublisher memory;
    private PolicyUpdate policy;
    private int[] ruleFrameIds = {};
    private int[] ruleByteIds = {};
    private long[] ruleFrames = {};
    private long[] ruleBytes = {};
    private int unpublished;

    CountersPublisher(final ConductorContext context)
    {
        file = context.countersFile();
        ports = context.ports();
        lanes = context.lanes();
        pollers = context.pollers();
        probes = context.probes();
        errorHandler = context.errors();
        pollerIds = new int[lanes.size()][];
        tallyIds = new int[lanes.size()][];
        portIds = new int[ports.count()][];

        file.beginUpdate();
        gatewayIds = allocate(GATEWAY, 0, "");
        for (int i = 0; i < lanes.size(); i++)
        {
            pollerIds[i] = allocate(POLLER, lanes.get(i).lane(), "lane " + lanes.get(i).lane());
            tallyIds[i] = allocate(TALLY, lanes.get(i).lane(), "lane " + lanes.get(i).lane());
        }
        for (int i = 0; i < portIds.length; i++)
        {
            portIds[i] = allocate(PORT, i, ports.name(i));
        }
        for (int i = 0; i < REASONS.length; i++)
        {
            dropIds[i] = allocate(Counter.DROPPED, REASONS[i].id(), REASONS[i].label());
        }
        for (int i = 1; i < MALFORMED.length; i++)
        {
            malformedIds[i] = allocate(Counter.MALFORMED, MALFORMED[i].id(), MALFORMED[i].label());
        }
        memory = new MemoryPublisher(file, lanes, context.sets());
        usePolicy(context.policy());
        file.endUpdate(context.clock().time());
    }

    /** From now on the rules are those of this policy, their hits counted since it came into force. */
    void policy(final PolicyUpdate update, final long nowMs)
    {
        file.beginUpdate();
        usePolicy(update);
        file.endUpdate(nowMs);
    }

    /** Bring the whole file up to date. */
    void publish(final LinkWatch links, final EventLog log, final long swaps, final long errors, final long nowMs)
    {
        refreshPorts();
        file.beginUpdate();
        set(gatewayIds, swaps, log.written(), log.lost(), errors, unpublished);
        publishLanes();
        publishPorts(links);
        publishRules();
        memory.publish();
        file.endUpdate(nowMs);
    }

    /**
     * A frame is counted as received before it is counted as anything else, and the counts are read the other way
     * round: received never shows less than what became of it.
     */
    private void publishLanes()
    {
        for (int i = 0; i < REASONS.length; i++)
        {
            long sum = 0;
            for (final LaneContext lane : lanes)
            {
                sum += lane.tally().dropped(REASONS[i]);
            }
            file.set(dropIds[i], sum);
        }
        for (int i = 1; i < MALFORMED.length; i++)
        {
            long sum = 0;
            for (final LaneContext lane : lanes)
            {
                sum += lane.tally().malformed(MALFORMED[i].id());
            }
            file.set(malformedIds[i], sum);
        }
        for (int i = 0; i < lanes.size(); i++)
        {
            final LaneTally tally = lanes.get(i).tally();
            for (int j = 0; j < TALLY_INDEX.length; j++)
            {
                file.set(tallyIds[i][j], tally.value(TALLY_INDEX[j]));
            }
            final PollerCounters poller = pollers.get(i);
            set(
                pollerIds[i], poller.forwarded(), poller.freed(), poller.rxRingFull(), poller.txDropped(),
                poller.floodCopies(), poller.polls(), poller.idlePolls(), poller.stalls(), poller.isStalled() ? 1 : 0,
                poller.stalledBridged(), poller.stalledDropped(), received(poller));
        }
    }

    private void publishPorts(final LinkWatch links)
    {
        for (int i = 0; i < portIds.length; i++)
        {
            final int id = ports.id(i);
            long rxFrames = 0;
            long rxBytes = 0;
            long txFrames = 0;
            long txBytes = 0;
            long txFull = 0;
            for (final PollerCounters poller : pollers)
            {
                rxFrames += poller.rxFrames(id);
                rxBytes += poller.rxBytes(id);
                txFrames += poller.txFrames(id);
                txBytes += poller.txBytes(id);
                txFull += poller.txFull(id);
            }
            final LinkState link = links.state(i);
            final PortProbe probe = probes.get(i);
            set(
                portIds[i], null != link && link.up() ? 1 : 0, null == link ? 0 : Math.max(0, link.speedMbps()),
                rxFrames, rxBytes, txFrames, txBytes, txFull,
                probe.rxMissed(), probe.rxErrors(), probe.txErrors(), probe.rxNoMbuf());
        }
    }

    private void publishRules()
    {
        policy.hits(ruleFrames, ruleBytes);
        for (int i = 0; i < ruleFrameIds.length; i++)
        {
            file.set(ruleFrameIds[i], ruleFrames[i]);
            file.set(ruleByteIds[i], ruleBytes[i]);
        }
    }

    private void refreshPorts()
    {
        for (final PortProbe probe : probes)
        {
            try
            {
                probe.refresh();
            }
            catch (final RuntimeException ex)
            {
                errorHandler.onError(ex);
            }
        }
    }

    private void usePolicy(final PolicyUpdate update)
    {
        for (int i = 0; i < ruleFrameIds.length; i++)
        {
            unpublished -= CountersFile.NO_ROOM == ruleFrameIds[i] ? 1 : 0;
            unpublished -= CountersFile.NO_ROOM == ruleByteIds[i] ? 1 : 0;
            file.free(ruleFrameIds[i]);
            file.free(ruleByteIds[i]);
        }

        policy = update;
        final List<Rule> rules = update.rules();
        ruleFrameIds = new int[rules.size()];
        ruleByteIds = new int[rules.size()];
        ruleFrames = new long[rules.size()];
        ruleBytes = new long[rules.size()];
        for (int i = 0; i < ruleFrameIds.length; i++)
        {
            final String subject = rules.get(i).location() + " " + rules.get(i).label();
            ruleFrameIds[i] = allocate(Counter.RULE_FRAMES, i, subject);
            ruleByteIds[i] = allocate(Counter.RULE_BYTES, i, subject);
        }
        file.policyName(update.name());
        memory.policy();
    }

    private long received(final PollerCounters poller)
    {
        long sum = 0;
        for (int i = 0; i < ports.count(); i++)
        {
            sum += poller.rxFrames(ports.id(i));
        }
        return sum;
    }

    private int[] allocate(final Counter[] counters, final int key, final String subject)
    {
        final int[] ids = new int[counters.length];
        for (int i = 0; i < ids.length; i++)
        {
            ids[i] = allocate(counters[i], key, subject);
        }
        return ids;
    }

    private int allocate(final Counter counter, final int key, final String subject)
    {
        final int id = file.allocate(counter, key, subject);
        unpublished += CountersFile.NO_ROOM == id ? 1 : 0;
        return id;
    }

    private void set(final int[] ids, final long... values)
    {
        for (int i = 0; i < ids.length; i++)
        {
            file.set(ids[i], values[i]);
        }
    }
}
