package porteira.bench.latency;

import porteira.bench.load.EalArgs;
import porteira.bench.loop.Classification;
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

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The gateway's inline lane on one core between two memif ports that another process connects to, until its standard
 * input ends. Arguments: policy, log file, name of the socket.
 */
final class MemifGateway
{
    /** What it prints when it forwards. */
    static final String READY = "memif-gateway ready";

    private MemifGateway()
    {
    }

    /** Forward. */
    public static void main(final String[] args) throws Exception
    {
        final PolicyUpdate policy = new PolicyUpdate(
            1, args[0], PolicyCompiler.compile(Path.of(args[0]), PortNames.of(List.of("lan", "wan"))), null,
            List.of(Classification.MEMORY));
        try (Eal _ = Eal.start(EalArgs.ofThisMachine(), Path.of(args[1])))
        {
            final Mempool pool = Mempool.create(
                "gateway", LatencyWorker.MBUFS, LatencyWorker.CACHE, LatencyWorker.DATA_ROOM, -1);
            final int[] ids = new int[2];
            for (int i = 0; i < ids.length; i++)
            {
                final Port port = Port.attach(device(i, "server", args[2]));
                port.configure(PortConfig.plain(1, LatencyWorker.DESCRIPTORS, LatencyWorker.MTU), pool);
                port.start();
                ids[i] = port.id();
            }
            try (InlineLane lane = InlineLane.create(
                new LaneConfig(0, 0, LatencyWorker.BURST, ids, 0, 0, IdleMode.BUSY, 0));
                Classification _ = new Classification(lane, ids, policy, LatencyWorker.WORK_CPU))
            {
                System.out.println(READY);
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** One of two devices. @param role server or client */
    static String device(final int index, final String role, final String socket)
    {
        return "net_memif" + index + ",role=" + role + ",id=" + index + ",rsize=11,socket=" + socket;
    }
}
