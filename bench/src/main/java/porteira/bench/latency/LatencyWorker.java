package porteira.bench.latency;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.load.EalArgs;
import porteira.bench.loop.Classification;
import porteira.dpdk.DpdkThread;
import porteira.dpdk.Eal;
import porteira.dpdk.IdleMode;
import porteira.dpdk.InlineLane;
import porteira.dpdk.LaneConfig;
import porteira.dpdk.Mempool;
import porteira.dpdk.Port;
import porteira.dpdk.PortConfig;
import porteira.dpdk.RingLane;
import porteira.pipeline.PolicyUpdate;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Finds the greatest rate without loss, then the latency at parts of it, on two cores. Inline, the generator has one
 * core and the lane the other. In a pipeline the poller has one, and makes the frames itself, and the classifier has
 * the other. Arguments: {@code inline|pipeline}, root of the source tree, policy, seconds for each latency, log file,
 * bytes of the ring towards the classifier, and a rate: 0 to search it, else the one at which to force collections.
 */
final class LatencyWorker
{
    static final int[] PERCENT = {50, 80, 95};
    static final double[] QUANTILES = {50, 90, 99, 99.9, 99.99, 100};
    static final String INLINE = "inline";
    static final String PIPELINE = "pipeline";

    static final int LOAD_CPU = 0;
    static final int WORK_CPU = 1;
    static final int MBUFS = 16_383;
    private static final int BYTES_PER_FRAME = 24;
    static final int CACHE = 256;
    static final int DATA_ROOM = 2048 + 128;
    static final int DESCRIPTORS = 512;
    static final int MTU = 1500;
    static final int BURST = 32;
    private static final int TX_RING_BYTES = 1 << 18;
    private static final int DRAIN_MS = 1000;
    static final int CORPUS = 4096;
    private static final long MOST_RATE = 40_000_000;
    static final long WARM_UP_RATE = 2_000_000;
    static final long WARM_UP_NS = 2_500_000_000L;
    static final long TRIAL_NS = 200_000_000L;
    private static final double NS_PER_US = 1000;

    private LatencyWorker()
    {
    }

    /** Print a {@link LatencyResult} for each part of the rate, or a {@link CollectionResult}. */
    public static void main(final String[] args)
    {
        final PolicyUpdate policy = new PolicyUpdate(
            1, args[2], PolicyCompiler.compile(Path.of(args[2]), PortNames.of(List.of("lan", "wan"))), null,
            List.of(Classification.MEMORY));
        final long durationNs = Long.parseLong(args[3]) * 1_000_000_000L;
        final int ringBytes = Integer.parseInt(args[5]);
        final long rate = Long.parseLong(args[6]);
        try (Eal _ = Eal.start(EalArgs.ofThisMachine(), Path.of(args[4])))
        {
            final Mempool pool = Mempool.create("load", MBUFS + ringBytes / BYTES_PER_FRAME, CACHE, DATA_ROOM, -1);
            final Load load = new Load(Path.of(args[1]), FrameCorpus.of(FrameMix.LOOP_64, 1, CORPUS));
            final int[] ids = load.ports("load");
            for (final int id : ids)
            {
                final Port port = Port.of(id);
                port.configure(PortConfig.plain(1, DESCRIPTORS, MTU), pool);
                port.start();
            }
            final LaneConfig config = new LaneConfig(
                0, 0, BURST, new int[] {ids[0], ids[1]}, ringBytes, TX_RING_BYTES, IdleMode.BUSY, 0);
            if (INLINE.equals(args[0]))
            {
                inline(config, policy, load, durationNs);
            }
            else
            {
                pipeline(config, policy, load, durationNs, rate);
            }
        }
    }

    private static void inline(
        final LaneConfig config, final PolicyUpdate policy, final Load load, final long durationNs)
    {
        try (InlineLane lane = InlineLane.create(config);
            Classification _ = new Classification(lane, config.ports(), policy, WORK_CPU))
        {
            DpdkThread.pin(LOAD_CPU);
            load.run(WARM_UP_RATE, WARM_UP_NS);
            measure((rate) -> load.run(rate, TRIAL_NS), (rate) -> load.run(rate, durationNs));
        }
    }

    private static void pipeline(
        final LaneConfig config,
        final PolicyUpdate policy,
        final Load load,
        final long durationNs,
        final long rate)
    {
        try (RingLane lane = RingLane.create(config);
            Classification _ = new Classification(lane, config.ports(), policy, LOAD_CPU))
        {
            lane.poller().launch(WORK_CPU);
            try
            {
                inside(load, durationNs, rate);
            }
            finally
            {
                lane.poller().stop(DRAIN_MS);
            }
        }
    }

    private static void inside(final Load load, final long durationNs, final long rate)
    {
        load.runInside(WARM_UP_RATE, WARM_UP_NS);
        if (0 == rate)
        {
            measure((trial) -> load.runInside(trial, TRIAL_NS), (part) -> load.runInside(part, durationNs));
        }
        else
        {
            System.out.println(CollectionResult.measure(load, rate, durationNs).line());
        }
    }

    /** Print a result for each part of the rate that trials find. */
    static void measure(final LongFunction<Load.Result> trial, final LongFunction<Load.Result> run)
    {
        final long rate = Search.noLossRate(MOST_RATE, trial);
        for (final int percent : PERCENT)
        {
            final Load.Result result = run.apply(rate * percent / 100);
            final double[] micros = new double[QUANTILES.length];
            for (int i = 0; i < QUANTILES.length; i++)
            {
                micros[i] = result.histogram().getValueAtPercentile(QUANTILES[i]) / NS_PER_US;
            }
            System.out.println(new LatencyResult(rate, percent, result.lost(), micros).line());
        }
    }
}
