package porteira.bench.loop;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.run.Shell;
import porteira.dpdk.InlineLane;
import porteira.pipeline.LaneMemory;
import porteira.pipeline.PolicyUpdate;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Inline lanes, each on a core and on queues of its own of the same two ports, in a process of its own because the EAL
 * starts once. Arguments: lanes, policy file, frames of each lane, warm-up and measured seconds, log file.
 */
final class LanesWorker
{
    private static final List<String> NAMES = List.of("lan", "wan");
    private static final int CONNECTIONS = 65_536;
    private static final int BURST = 32;
    private static final int CPUS = 2;
    private static final int FIRST_CPU = 1;
    private static final long SEED = 1;
    private static final double NS_PER_S = 1e9;

    private LanesWorker()
    {
    }

    /** Measure once and print a {@link LoopResult} of all lanes together. */
    public static void main(final String[] args) throws Exception
    {
        final int count = Integer.parseInt(args[0]);
        final int frames = Integer.parseInt(args[2]);
        final List<LaneMemory> memories = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            memories.add(LaneMemory.ofProcess(CONNECTIONS, SEED + i));
        }
        final PolicyUpdate policy = new PolicyUpdate(
            1, args[1], PolicyCompiler.compile(Path.of(args[1]), PortNames.of(NAMES)), null, memories);
        try (RingLoop loop = new RingLoop(Path.of(args[5]), count))
        {
            loop.inject(FrameCorpus.of(FrameMix.LOOP_64, SEED, frames));
            final List<InlineLane> lanes = new ArrayList<>();
            final List<Classification> classifications = new ArrayList<>();
            for (int i = 0; i < count; i++)
            {
                lanes.add(InlineLane.create(loop.lane(i, BURST)));
                classifications.add(new Classification(
                    new TurningLane(lanes.get(i)), RingLoop.PORTS, policy, (FIRST_CPU + i) % CPUS, i, memories.get(i)));
            }
            Shell.pause(Integer.parseInt(args[3]) * 1000L);
            final LoopResult result = measure(lanes, classifications, Integer.parseInt(args[4]), frames * count);
            classifications.forEach(Classification::close);
            lanes.forEach(InlineLane::close);
            System.out.println(result.line());
        }
    }

    private static LoopResult measure(
        final List<InlineLane> lanes, final List<Classification> classifications, final int seconds, final int frames)
    {
        final long allocatedBefore = classifications.stream().mapToLong(Classification::allocated).sum();
        final long cpuBefore = classifications.stream().mapToLong(Classification::cpuNs).sum();
        final long before = forwarded(lanes);
        final long startNs = System.nanoTime();
        Shell.pause(seconds * 1000L);
        final long forwarded = forwarded(lanes) - before;
        final double measured = (System.nanoTime() - startNs) / NS_PER_S;
        return new LoopResult(
            forwarded, measured,
            classifications.stream().mapToLong(Classification::cpuNs).sum() - cpuBefore,
            classifications.stream().mapToLong(Classification::allocated).sum() - allocatedBefore,
            lanes.stream().mapToLong((lane) -> lane.counters().freed() + lane.counters().txDropped()).sum(), frames);
    }

    private static long forwarded(final List<InlineLane> lanes)
    {
        return lanes.stream().mapToLong((lane) -> lane.counters().forwarded()).sum();
    }
}
