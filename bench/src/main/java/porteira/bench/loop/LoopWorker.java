package porteira.bench.loop;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.run.Shell;
import porteira.dpdk.InlineLane;
import porteira.dpdk.LaneCounters;
import porteira.dpdk.RingLane;
import porteira.pipeline.PolicyUpdate;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

import java.nio.file.Path;
import java.util.List;

/**
 * The gateway's own lane, classifier, bridge and counters on a {@link RingLoop}, in a process of its own because the
 * EAL starts once. Arguments: {@code pipeline|inline}, policy file, frames, warm-up and measured seconds, log file,
 * {@link FrameMix}.
 */
final class LoopWorker
{
    private static final List<String> NAMES = List.of("lan", "wan");
    private static final int CONTROL_CPU = 0;
    private static final int WORK_CPU = 1;
    private static final int DRAIN_MS = 1000;
    private static final long SEED = 1;

    private LoopWorker()
    {
    }

    /** Measure once and print a {@link LoopResult}. */
    public static void main(final String[] args) throws Exception
    {
        final boolean isInline = "inline".equals(args[0]);
        final PolicyUpdate policy = new PolicyUpdate(
            1, args[1], PolicyCompiler.compile(Path.of(args[1]), PortNames.of(NAMES)), null,
            List.of(Classification.MEMORY));
        final int frames = Integer.parseInt(args[2]);
        try (RingLoop loop = new RingLoop(Path.of(args[5])))
        {
            loop.inject(FrameCorpus.of(FrameMix.valueOf(args[6]), SEED, frames));
            final LoopResult result = isInline ?
                inline(loop, policy, args, frames) : pipeline(loop, policy, args, frames);
            System.out.println(result.line());
        }
    }

    private static LoopResult inline(
        final RingLoop loop, final PolicyUpdate policy, final String[] args, final int frames)
    {
        try (InlineLane lane = InlineLane.create(loop.lane());
            Classification classification =
                new Classification(new TurningLane(lane), RingLoop.PORTS, policy, WORK_CPU))
        {
            return measure(classification, lane.counters(), args, frames);
        }
    }

    private static LoopResult pipeline(
        final RingLoop loop, final PolicyUpdate policy, final String[] args, final int frames)
    {
        try (RingLane lane = RingLane.create(loop.lane());
            Classification classification = new Classification(
                new TurningLane(lane), RingLoop.PORTS, policy, CONTROL_CPU))
        {
            lane.poller().launch(WORK_CPU);
            final LoopResult result = measure(classification, lane.counters(), args, frames);
            lane.poller().stop(DRAIN_MS);
            return result;
        }
    }

    private static LoopResult measure(
        final Classification classification, final LaneCounters counters, final String[] args, final int frames)
    {
        Shell.pause(Integer.parseInt(args[3]) * 1000L);
        final long allocatedBefore = classification.allocated();
        final long forwardedBefore = counters.forwarded();
        final long cpuBefore = classification.cpuNs();
        final long startNs = System.nanoTime();
        Shell.pause(Integer.parseInt(args[4]) * 1000L);
        final long forwarded = counters.forwarded() - forwardedBefore;
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        final long cpuNs = classification.cpuNs() - cpuBefore;
        final long allocated = classification.allocated() - allocatedBefore;
        final long dropped = counters.freed() + counters.rxRingFull() + counters.txDropped();
        return new LoopResult(forwarded, seconds, cpuNs, allocated, dropped, frames);
    }
}
