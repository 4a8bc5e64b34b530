package porteira.bench.latency;

import org.HdrHistogram.Histogram;
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
import porteira.pipeline.PolicyUpdate;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

import java.nio.file.Path;
import java.util.List;

/**
 * Finds the greatest rate without loss by halving, then the latency at parts of it: generator on one core, the
 * gateway's inline lane on the other. Arguments: root of the source tree, policy, seconds for each latency, log file.
 */
final class LatencyWorker
{
    static final int[] PERCENT = {50, 80, 95};
    static final double[] QUANTILES = {50, 90, 99, 99.9, 99.99, 100};

    private static final int LOAD_CPU = 0;
    private static final int WORK_CPU = 1;
    private static final int MBUFS = 16_383;
    private static final int CACHE = 256;
    private static final int DATA_ROOM = 2048 + 128;
    private static final int DESCRIPTORS = 512;
    private static final int MTU = 1500;
    private static final int BURST = 32;
    private static final int CORPUS = 4096;
    private static final long LEAST_RATE = 10_000;
    private static final long MOST_RATE = 40_000_000;
    private static final long WARM_UP_RATE = 2_000_000;
    private static final long WARM_UP_NS = 4_000_000_000L;
    private static final long TRIAL_NS = 300_000_000L;
    private static final int TRIALS = 12;
    private static final int ATTEMPTS = 3;

    private LatencyWorker()
    {
    }

    /** Print a {@link LatencyResult} for each part of the rate. */
    public static void main(final String[] args)
    {
        final PolicyUpdate policy = new PolicyUpdate(
            1, args[1], PolicyCompiler.compile(Path.of(args[1]), PortNames.of(List.of("lan", "wan"))), null,
            List.of(Classification.MEMORY));
        final long durationNs = Long.parseLong(args[2]) * 1_000_000_000L;
        try (Eal _ = Eal.start(EalArgs.ofThisMachine(), Path.of(args[3])))
        {
            final Mempool pool = Mempool.create("load", MBUFS, CACHE, DATA_ROOM, -1);
            final Load load = new Load(Path.of(args[0]), FrameCorpus.of(FrameMix.LOOP_64, 1, CORPUS));
            final int[] ids = load.ports("load");
            for (final int id : ids)
            {
                final Port port = Port.of(id);
                port.configure(PortConfig.plain(1, DESCRIPTORS, MTU), pool);
                port.start();
            }
            try (InlineLane lane = InlineLane.create(new LaneConfig(0, 0, BURST, ids, 0, 0, IdleMode.BUSY, 0));
                Classification _ = new Classification(lane, ids, policy, WORK_CPU))
            {
                DpdkThread.pin(LOAD_CPU);
                measure(load, durationNs);
            }
        }
    }

    private static void measure(final Load load, final long durationNs)
    {
        load.run(WARM_UP_RATE, WARM_UP_NS);
        long low = LEAST_RATE;
        long high = MOST_RATE;
        for (int trial = 0; trial < TRIALS; trial++)
        {
            final long middle = (low + high) / 2;
            if (isClean(load, middle))
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        for (final int percent : PERCENT)
        {
            final Load.Result result = load.run(low * percent / 100, durationNs);
            final Histogram histogram = result.histogram();
            final double[] micros = new double[QUANTILES.length];
            for (int i = 0; i < QUANTILES.length; i++)
            {
                micros[i] = histogram.getValueAtPercentile(QUANTILES[i]) / 1000.0;
            }
            final long lost = result.sent() + result.refused() - result.received();
            System.out.println(new LatencyResult(low, percent, lost, micros).line());
        }
    }

    /** As RFC 2544 has it, but that a rate counts if it is clean once in {@value #ATTEMPTS}: others use the CPUs. */
    private static boolean isClean(final Load load, final long rate)
    {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        {
            if (load.run(rate, TRIAL_NS).isClean())
            {
                return true;
            }
        }
        return false;
    }
}
