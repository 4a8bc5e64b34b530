package porteira.bench.jmh;

import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.corpus.FrameCorpus;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.Lane;
import porteira.dpdk.NativeLibrary;
import porteira.dpdk.PlainFrame;
import porteira.pipeline.BridgePorts;
import porteira.pipeline.ClassifierAgent;
import porteira.pipeline.EventRing;
import porteira.pipeline.LaneContext;
import porteira.pipeline.LaneMemory;
import porteira.pipeline.LaneTally;
import porteira.pipeline.LearningBridge;
import porteira.pipeline.PolicyUpdate;
import porteira.tree.CompiledPolicy;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The classifier agent of one lane between two ports, with bursts handed over by a benchmark: everything that a frame
 * costs the classifier's thread but the rings and the ports.
 */
final class BurstRig
{
    /** Frames that are handed over at once. */
    static final int BURST = 32;

    private static final int RECORD_LENGTH = BurstLayout.HEADER_LENGTH + BURST * BurstLayout.RX_DESCRIPTOR_LENGTH;
    private static final int ADDRESSES = 65_536;
    private static final int AGEING_S = 300;
    private static final int ADDRESS_LENGTH = 6;
    private static final int ANSWER_LENGTH = 60;
    private static final int EVENT_BYTES = 1 << 18;

    private final UnsafeBuffer rx;
    private final UnsafeBuffer tx = new UnsafeBuffer(
        ByteBuffer.allocateDirect(BurstLayout.HEADER_LENGTH + BURST * BurstLayout.TX_DESCRIPTOR_LENGTH));
    private final UnsafeBuffer answer = new UnsafeBuffer(ByteBuffer.allocateDirect(ANSWER_LENGTH));
    private final ClassifierAgent agent;

    /**
     * An agent in work.
     *
     * @param policy      that it enforces
     * @param connections that it has room for
     * @param frames      places for descriptors, a multiple of {@link #BURST}
     */
    BurstRig(final CompiledPolicy policy, final int connections, final int frames)
    {
        // As in the gateway, where tables stand on huge pages then.
        NativeLibrary.loadDpdk();
        final LaneTally tally = new LaneTally();
        final LaneMemory memory = LaneMemory.ofProcess(connections, 1);
        rx = new UnsafeBuffer(ByteBuffer.allocateDirect(frames / BURST * RECORD_LENGTH));
        agent = new ClassifierAgent(
            new IdleLane(),
            new LaneContext(
                0, new BridgePorts(ScreenedHost.PORTS, new int[] {0, 1}),
                new LearningBridge(2, ADDRESSES, AGEING_S, 1, tally),
                new EventRing(EVENT_BYTES, 1, 1, SystemEpochClock.INSTANCE, tally), tally, memory),
            new PolicyUpdate(1, "bench", policy, null, List.of(memory)).lane(0),
            SystemEpochClock.INSTANCE,
            BurstRig::rethrow);
        agent.doWork();
    }

    /** Say where a frame lies. @param index of its place @param ingress bridge port that it came in on */
    void describe(final int index, final long address, final int length, final int ingress)
    {
        final int descriptor = index / BURST * RECORD_LENGTH + BurstLayout.HEADER_LENGTH +
            index % BURST * BurstLayout.RX_DESCRIPTOR_LENGTH;
        rx.putLong(descriptor + BurstLayout.MBUF_OFFSET, index);
        rx.putLong(descriptor + BurstLayout.RX_DATA_OFFSET, address);
        rx.putShort(descriptor + BurstLayout.RX_DATA_LENGTH_OFFSET, (short)length);
        rx.putShort(descriptor + BurstLayout.RX_FRAME_LENGTH_OFFSET, (short)length);
        rx.putShort(descriptor + BurstLayout.RX_PORT_OFFSET, (short)ingress);
        rx.putShort(descriptor + BurstLayout.RX_FLAGS_OFFSET, (short)0);
        rx.putLong(descriptor + BurstLayout.RX_LAYOUT_OFFSET, PlainFrame.layout(address, length));
    }

    /** Let the bridge know both stations of every frame, by answers in the place of frame 0: describe frames later. */
    void acquaint(final FrameCorpus corpus)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        for (int i = 0; i < corpus.count(); i++)
        {
            frame.wrap(corpus.address(i), 2 * ADDRESS_LENGTH);
            answer.putBytes(0, frame, ADDRESS_LENGTH, ADDRESS_LENGTH);
            answer.putBytes(ADDRESS_LENGTH, frame, 0, ADDRESS_LENGTH);
            describe(0, answer.addressOffset(), ANSWER_LENGTH, corpus.ingress(i) ^ 1);
            judge(0, 1);
        }
    }

    /** Judge a burst. @param burst which one of those described @param count frames of it, from its first */
    void judge(final int burst, final int count)
    {
        agent.onBurst(rx, burst * RECORD_LENGTH + BurstLayout.HEADER_LENGTH, tx, BurstLayout.HEADER_LENGTH, count);
    }

    /** Mask of DPDK ports that a frame of the last burst leaves by. */
    int egress(final int index)
    {
        return tx.getInt(
            BurstLayout.HEADER_LENGTH + index * BurstLayout.TX_DESCRIPTOR_LENGTH + BurstLayout.TX_EGRESS_OFFSET);
    }

    private static void rethrow(final Throwable error)
    {
        throw new IllegalStateException(error);
    }

    /** No frames of its own: bursts are handed over by the benchmark. */
    private static final class IdleLane implements Lane
    {
        @Override
        public int id()
        {
            return 0;
        }

        @Override
        public void onStart()
        {
        }

        @Override
        public int poll(final BurstHandler handler, final int burstLimit)
        {
            return 0;
        }

        @Override
        public void onClose()
        {
        }

        @Override
        public void close()
        {
        }
    }
}
