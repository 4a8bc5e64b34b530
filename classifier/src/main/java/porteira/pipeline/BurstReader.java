package porteira.pipeline;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.BurstLayout;
import porteira.wire.PacketParser;

import java.util.Arrays;

/**
 * The first pass over a burst. It touches every frame, and what the bridge knows of it, before any is judged, so that
 * their cache misses overlap. One lane's; entry <i>i</i> of each array is about frame <i>i</i> of the burst read last.
 */
final class BurstReader
{
    // Beside a port's index, LearningBridge.FLOOD and LearningBridge.FILTER.
    /** In {@link #targets}: came in by no port of the bridge. */
    static final int STRANGER = -3;
    /** In {@link #targets}: shorter than an Ethernet header. */
    static final int RUNT = -4;

    private static final int ETHERNET_HEADER_LENGTH = 14;

    /** The frames as far as they are readable. */
    final UnsafeBuffer[] frames = new UnsafeBuffer[BurstLayout.BURST_MAX];
    /** {@link porteira.wire.PacketLayout} of the outermost packet. */
    final long[] layouts = new long[BurstLayout.BURST_MAX];
    /** Lengths, port and flags, see {@link BurstLayout#RX_FACTS_OFFSET}. */
    final long[] facts = new long[BurstLayout.BURST_MAX];
    /** Index of the bridge port, or {@link BridgePorts#NONE}. */
    final int[] ingresses = new int[BurstLayout.BURST_MAX];
    /** Where the bridge would send it. */
    final int[] targets = new int[BurstLayout.BURST_MAX];

    private final BridgePorts ports;
    private final LearningBridge bridge;
    private int next;

    BurstReader(final BridgePorts ports, final LearningBridge bridge)
    {
        this.ports = ports;
        this.bridge = bridge;
        Arrays.setAll(frames, i -> new UnsafeBuffer(0, 0));
    }

    /** Where to go on reading: behind the last frame, or behind one that could not be read. */
    int next()
    {
        return next;
    }

    /**
     * Read frames {@code from..count - 1}. Those between the same stations come in runs, of which the bridge sees the
     * first. After an exception the frame before {@link #next} counts as one with nothing readable.
     */
    void read(final DirectBuffer rx, final int rxIndex, final int from, final int count)
    {
        final UnsafeBuffer[] frames = this.frames;
        final long[] layouts = this.layouts;
        final long[] facts = this.facts;
        final int[] ingresses = this.ingresses;
        final int[] targets = this.targets;
        int target = STRANGER;
        int i = from;
        try
        {
            for (; i < count; i++)
            {
                final int descriptor = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                final long address = rx.getLong(descriptor + BurstLayout.RX_DATA_OFFSET);
                final long fact = rx.getLong(descriptor + BurstLayout.RX_FACTS_OFFSET);
                final long layout = rx.getLong(descriptor + BurstLayout.RX_LAYOUT_OFFSET);
                final int length = BurstLayout.dataLength(fact);
                final int ingress = ports.indexOf(BurstLayout.port(fact));
                final UnsafeBuffer frame = frames[i];
                facts[i] = fact;
                ingresses[i] = ingress;
                targets[i] = BridgePorts.NONE == ingress ? STRANGER : RUNT;
                layouts[i] = 0;
                frame.wrap(address, length);
                if (length >= ETHERNET_HEADER_LENGTH && BridgePorts.NONE != ingress)
                {
                    if (STRANGER == target || !BurstLayout.isSameStations(fact))
                    {
                        target = bridge.forward(frame, ingress);
                    }
                    targets[i] = target;
                }
                layouts[i] = 0 != layout ? layout : PacketParser.ethernet(frame, length);
            }
        }
        finally
        {
            next = Math.min(count, i + 1);
        }
    }
}
