package porteira.pipeline;

import java.util.List;
import porteira.flow.FlowCounter;
import porteira.flow.FlowTally;
import porteira.set.LiveSet;
import porteira.set.Sets;
import porteira.telemetry.Counter;
import porteira.telemetry.CountersFile;

/** Shows in the counters file what lanes remember: connections, fragments, and the sets that can change. */
final class MemoryPublisher
{
    private static final FlowCounter[] FLOW_EVENTS = FlowCounter.values();

    private final CountersFile file;
    private final List<LaneContext> lanes;
    private final Sets sets;
    private final int[] flowIds = new int[FLOW_EVENTS.length];
    private final int live;
    private final int embryonic;
    private final int mappings;
    private final int datagrams;
    private final int datagramsEvicted;
    private List<LiveSet> shown = List.of();
    private int[] elementIds = {};
    private int[] refusedIds = {};

    /** Takes counters in the file, which is being updated. */
    MemoryPublisher(final CountersFile file, final List<LaneContext> lanes, final Sets sets)
    {
        this.file = file;
        this.lanes = lanes;
        this.sets = sets;
        live = file.allocate(Counter.CONNECTIONS, 0, "");
        embryonic = file.allocate(Counter.CONNECTIONS_EMBRYONIC, 0, "");
        mappings = file.allocate(Counter.CONNECTIONS_MAPPED, 0, "");
        datagrams = file.allocate(Counter.DATAGRAMS, 0, "");
        datagramsEvicted = file.allocate(Counter.DATAGRAMS_EVICTED, 0, "");
        for (int i = 0; i < flowIds.length; i++)
        {
            flowIds[i] = file.allocate(Counter.FLOW_EVENTS, FLOW_EVENTS[i].id(), FLOW_EVENTS[i].label());
        }
    }

    /** Sets are those of the policy now in force; the file is being updated. */
    void policy()
    {
        for (int i = 0; i < elementIds.length; i++)
        {
            file.free(elementIds[i]);
            file.free(refusedIds[i]);
        }
        shown = sets.all();
        elementIds = new int[shown.size()];
        refusedIds = new int[shown.size()];
        for (int i = 0; i < elementIds.length; i++)
        {
            elementIds[i] = file.allocate(Counter.SET_ELEMENTS, i, shown.get(i).name());
            refusedIds[i] = file.allocate(Counter.SET_REFUSED, i, shown.get(i).name());
        }
    }

    /** The file is being updated. */
    void publish()
    {
        long liveSum = 0;
        long embryonicSum = 0;
        long mappingsSum = 0;
        long datagramsSum = 0;
        long evictedSum = 0;
        for (final LaneContext lane : lanes)
        {
            final FlowTally tally = lane.memory().flows();
            liveSum += tally.live();
            embryonicSum += tally.embryonic();
            mappingsSum += tally.mappings();
            datagramsSum += lane.tally().value(LaneTally.DATAGRAMS);
            evictedSum += lane.tally().value(LaneTally.DATAGRAMS_EVICTED);
        }
        file.set(live, liveSum);
        file.set(embryonic, embryonicSum);
        file.set(mappings, mappingsSum);
        file.set(datagrams, datagramsSum);
        file.set(datagramsEvicted, evictedSum);
        for (int i = 0; i < flowIds.length; i++)
        {
            long sum = 0;
            for (final LaneContext lane : lanes)
            {
                sum += lane.memory().flows().value(FLOW_EVENTS[i]);
            }
            file.set(flowIds[i], sum);
        }
        for (int i = 0; i < elementIds.length; i++)
        {
            file.set(elementIds[i], shown.get(i).size());
            file.set(refusedIds[i], shown.get(i).refusals());
        }
    }
}
