package porteira.bench.loop;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.load.EalArgs;
import porteira.bench.run.BenchException;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.Eal;
import porteira.dpdk.IdleMode;
import porteira.dpdk.InlineLane;
import porteira.dpdk.LaneConfig;
import porteira.dpdk.Mempool;
import porteira.dpdk.Port;
import porteira.dpdk.PortConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Two net_ring ports, each of which receives what is sent out of it, so that frames which a bridge forwards go round
 * for ever. Control.
 */
public final class RingLoop implements AutoCloseable
{
    static final int[] PORTS = {0, 1};

    private static final int MBUFS = 16_383;
    private static final int CACHE = 256;
    private static final int DATA_ROOM = 2048 + 128;
    private static final int DESCRIPTORS = 512;
    private static final int MTU = 1500;
    private static final int BURST = 32;
    private static final int RING_BYTES = 1 << 20;
    private static final int INJECTOR_LANE = 15;
    private static final int INJECT_POLLS = 1_000_000;

    private final Eal eal;
    private final Mempool pool;
    private final int queues;
    private final Port[] rings = new Port[PORTS.length];

    /** Start the EAL and bring the ports up with one queue each; no frames are in flight. */
    public RingLoop(final Path log)
    {
        this(log, 1);
    }

    /** Start the EAL and bring the ports up; each of their queues is a loop of its own. */
    RingLoop(final Path log, final int queues)
    {
        this.queues = queues;
        eal = Eal.start(EalArgs.ofThisMachine(), log);
        pool = Mempool.create("loop", MBUFS, CACHE, DATA_ROOM, -1);
        for (int i = 0; i < rings.length; i++)
        {
            rings[i] = start("net_ring" + i);
            if (PORTS[i] != rings[i].id())
            {
                throw new BenchException("net_ring" + i + " has port id " + rings[i].id() + ", expected " + PORTS[i]);
            }
        }
    }

    /** How a lane over both ports is made. */
    LaneConfig lane()
    {
        return lane(BURST);
    }

    /** How a lane over both ports is made. @param burst frames asked of a port at a time */
    public LaneConfig lane(final int burst)
    {
        return lane(0, burst);
    }

    /** The lane of one of the queues. */
    LaneConfig lane(final int queue, final int burst)
    {
        return new LaneConfig(queue, queue, burst, PORTS, RING_BYTES, RING_BYTES, IdleMode.BUSY, 0);
    }

    /** Put a corpus' frames into the loops of every queue, half on either port. Before any lane polls them. */
    public void inject(final FrameCorpus corpus) throws IOException
    {
        final Path file = Files.createTempFile("porteira-bench", ".pcap");
        try
        {
            corpus.writePcap(file);
            final Port source = start("net_pcap0" + (",rx_pcap=" + file).repeat(queues));
            for (int queue = 0; queue < queues; queue++)
            {
                inject(source, queue, corpus.count());
            }
            source.stop();
            source.close();
        }
        finally
        {
            Files.delete(file);
        }
    }

    private static void inject(final Port source, final int queue, final int frames)
    {
        final Injector injector = new Injector(source.id());
        try (InlineLane lane = InlineLane.create(new LaneConfig(
            INJECTOR_LANE, queue, BURST, new int[] {source.id(), PORTS[0], PORTS[1]}, 0, 0, IdleMode.BUSY, 0)))
        {
            lane.onStart();
            for (int i = 0; i < INJECT_POLLS && injector.frames < frames; i++)
            {
                lane.poll(injector, 1);
            }
            lane.onClose();
        }
        if (injector.frames != frames)
        {
            throw new BenchException(injector.frames + " of " + frames + " frames could be injected");
        }
    }

    @Override
    public void close()
    {
        for (final Port ring : rings)
        {
            ring.stop();
            ring.close();
        }
        eal.close();
    }

    private Port start(final String device)
    {
        final Port port = Port.attach(device);
        port.configure(PortConfig.plain(queues, DESCRIPTORS, MTU), pool);
        port.start();
        return port;
    }

    /** Sends the source's bursts out of the ring ports in turn, and what has come round out of where it came in. */
    private static final class Injector implements BurstHandler
    {
        private final int source;
        private int frames;
        private int bursts;

        Injector(final int source)
        {
            this.source = source;
        }

        @Override
        public void onBurst(
            final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
        {
            final int port = rx.getShort(rxIndex + BurstLayout.RX_PORT_OFFSET);
            final boolean isNew = source == port;
            final int egress = 1 << (isNew ? PORTS[bursts++ & 1] : port);
            for (int i = 0; i < count; i++)
            {
                final int in = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                final int out = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
                tx.putLong(out + BurstLayout.MBUF_OFFSET, rx.getLong(in + BurstLayout.MBUF_OFFSET));
                tx.putLong(out + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(egress));
            }
            frames += isNew ? count : 0;
        }
    }
}
