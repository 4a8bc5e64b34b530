package porteira;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import porteira.config.FlowsConfig;
import porteira.config.FragmentsConfig;
import porteira.config.GatewayConfig;
import porteira.flow.ConnectionTracker;
import porteira.flow.FlowLimits;
import porteira.flow.FlowMemory;
import porteira.flow.FlowTally;
import porteira.flow.FragmentTracker;
import porteira.flow.TokenBucket;
import porteira.pipeline.LaneMemory;

/** What lanes remember, and the memory that it takes; closed when no lane runs any more. */
final class LaneMemories implements AutoCloseable
{
    private final List<LaneMemory> all = new ArrayList<>();
    private final List<FlowMemory> flows = new ArrayList<>();
    private final FlowLimits limits;

    private LaneMemories(final FlowLimits limits)
    {
        this.limits = limits;
    }

    /**
     * Memory for every lane; connections in files of the run directory, where others may list them.
     *
     * @throws IOException where there is no room for such a file
     */
    static LaneMemories create(final GatewayConfig config, final RunDirectory run) throws IOException
    {
        final LaneMemories memories = new LaneMemories(config.flows().limits());
        try
        {
            for (int lane = 0; lane < config.lanes().count(); lane++)
            {
                memories.add(config, run, lane);
            }
            return memories;
        }
        catch (final IOException | RuntimeException e)
        {
            memories.close();
            throw e;
        }
    }

    /** By lane. */
    List<LaneMemory> all()
    {
        return all;
    }

    /** Bytes of the connections of all lanes. */
    long flowBytes()
    {
        return flows.size() * limits.bytes();
    }

    /** True if the connections of every lane stand on huge pages. */
    boolean isHuge()
    {
        return flows.stream().allMatch(FlowMemory::isHuge);
    }

    /** Bytes of what all lanes know of fragments. */
    long fragmentBytes()
    {
        return all.stream().mapToLong(LaneMemory::fragmentBytes).sum();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(flows);
    }

    private void add(final GatewayConfig config, final RunDirectory run, final int lane) throws IOException
    {
        final SecureRandom random = new SecureRandom();
        final FlowMemory memory = FlowMemory.ofFile(
            run.file(RunDirectory.flows(lane)), limits, lane);
        flows.add(memory);
        final FlowTally tally = new FlowTally();
        all.add(new LaneMemory(
            new ConnectionTracker(memory, config.flows().timeouts(), random.nextLong(), tally),
            tally,
            FlowsConfig.Full.DROP == config.flows().full(),
            new FragmentTracker(
                config.fragments().datagrams(), FragmentsConfig.Early.ACCEPT == config.fragments().early(),
                random.nextLong()),
            new TokenBucket(config.reject().ratePerSecond(), config.reject().burst()),
            random.nextLong()));
    }
}
