package porteira.bench.latency;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.load.EalArgs;
import porteira.bench.run.BenchException;
import porteira.bench.run.Shell;
import porteira.dpdk.DpdkThread;
import porteira.dpdk.Eal;
import porteira.dpdk.Mempool;
import porteira.dpdk.Port;
import porteira.dpdk.PortConfig;

import java.nio.file.Path;

/**
 * The load generator in a process of its own, on the other core, behind two memif ports. Arguments: root of the source
 * tree, seconds for each latency, log file, name of the socket.
 */
final class MemifLoad
{
    private static final int LINK_LIMIT_MS = 20_000;
    private static final int LINK_POLL_MS = 50;

    private MemifLoad()
    {
    }

    /** Print a {@link LatencyResult} for each part of the rate. */
    public static void main(final String[] args)
    {
        final long durationNs = Long.parseLong(args[1]) * 1_000_000_000L;
        try (Eal _ = Eal.start(EalArgs.ofThisMachine(), Path.of(args[2])))
        {
            final Mempool pool = Mempool.create(
                "load", LatencyWorker.MBUFS, LatencyWorker.CACHE, LatencyWorker.DATA_ROOM, -1);
            final int[] ids = new int[2];
            for (int i = 0; i < ids.length; i++)
            {
                final Port port = Port.attach(MemifGateway.device(i, "client", args[3]));
                port.configure(PortConfig.plain(1, LatencyWorker.DESCRIPTORS, LatencyWorker.MTU), pool);
                port.start();
                ids[i] = port.id();
            }
            for (final int id : ids)
            {
                awaitLink(Port.of(id));
            }
            final Load load = new Load(Path.of(args[0]), FrameCorpus.of(FrameMix.LOOP_64, 1, LatencyWorker.CORPUS));
            load.use("load", ids);
            DpdkThread.pin(LatencyWorker.LOAD_CPU);
            load.run(LatencyWorker.WARM_UP_RATE, LatencyWorker.WARM_UP_NS);
            LatencyWorker.measure(
                (rate) -> load.run(rate, LatencyWorker.TRIAL_NS), (rate) -> load.run(rate, durationNs));
        }
    }

    private static void awaitLink(final Port port)
    {
        for (int i = 0; i < LINK_LIMIT_MS / LINK_POLL_MS; i++)
        {
            if (port.link().up())
            {
                return;
            }
            Shell.pause(LINK_POLL_MS);
        }
        throw new BenchException("memif: nobody answers at the other end");
    }
}
