package porteira.bench.jmh;

import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.Lane;
import porteira.pipeline.BridgePorts;
import porteira.pipeline.ClassifierAgent;
import porteira.pipeline.EventRing;
import porteira.pipeline.LaneContext;
import porteira.pipeline.LaneMemory;
import porteira.pipeline.LaneTally;
import porteira.pipeline.LearningBridge;
import porteira.pipeline.PolicyUpdate;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cost of a frame to the classifier's thread: parse, bridge, policy, counters and descriptors, all but the rings and
 * the ports.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class BurstBenchmark
{
    private static final int FRAMES = 512;
    private static final int BURST = 32;
    private static final int RECORD_LENGTH = BurstLayout.HEADER_LENGTH + BURST * BurstLayout.RX_DESCRIPTOR_LENGTH;
    private static final int ADDRESSES = 65_536;
    private static final int AGEING_S = 300;
    private static final int EVENT_BYTES = 1 << 18;
    private static final int CONNECTIONS = 65_536;

    @Param({"LOOP_64", "RESIDENTIAL", "MAIL"})
    FrameMix mix;

    /** True: every station changes sides from one invocation to the next, as in a loop of two ports. */
    @Param({"false", "true"})
    boolean isMoving;

    private final UnsafeBuffer rx = new UnsafeBuffer(ByteBuffer.allocateDirect(FRAMES / BURST * RECORD_LENGTH));
    private final UnsafeBuffer tx = new UnsafeBuffer(
        ByteBuffer.allocateDirect(BurstLayout.HEADER_LENGTH + BURST * BurstLayout.TX_DESCRIPTOR_LENGTH));
    private FrameCorpus corpus;
    private ClassifierAgent agent;
    private int side;

    @Setup
    public void setup()
    {
        corpus = FrameCorpus.of(mix, 1, FRAMES);
        final LaneTally tally = new LaneTally();
        final LaneMemory memory = LaneMemory.ofProcess(CONNECTIONS, 1);
        agent = new ClassifierAgent(
            new IdleLane(),
            new LaneContext(
                0, new BridgePorts(ScreenedHost.PORTS, new int[] {0, 1}),
                new LearningBridge(2, ADDRESSES, AGEING_S, 1, tally),
                new EventRing(EVENT_BYTES, 1, 1, SystemEpochClock.INSTANCE, tally), tally, memory),
            new PolicyUpdate(1, "screened-host", ScreenedHost.compile(), null, List.of(memory)).lane(0),
            SystemEpochClock.INSTANCE,
            BurstBenchmark::rethrow);
        agent.doWork();
        describe();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int onBurst()
    {
        if (isMoving)
        {
            side ^= 1;
            describe();
        }
        for (int burst = 0; burst < FRAMES / BURST; burst++)
        {
            agent.onBurst(rx, burst * RECORD_LENGTH + BurstLayout.HEADER_LENGTH, tx, BurstLayout.HEADER_LENGTH, BURST);
        }
        return tx.getInt(BurstLayout.HEADER_LENGTH + BurstLayout.TX_EGRESS_OFFSET);
    }

    private void describe()
    {
        for (int i = 0; i < FRAMES; i++)
        {
            final int descriptor = i / BURST * RECORD_LENGTH + BurstLayout.HEADER_LENGTH +
                i % BURST * BurstLayout.RX_DESCRIPTOR_LENGTH;
            rx.putLong(descriptor + BurstLayout.MBUF_OFFSET, i);
            rx.putLong(descriptor + BurstLayout.RX_DATA_OFFSET, corpus.address(i));
            rx.putShort(descriptor + BurstLayout.RX_DATA_LENGTH_OFFSET, (short)corpus.length(i));
            rx.putShort(descriptor + BurstLayout.RX_FRAME_LENGTH_OFFSET, (short)corpus.length(i));
            rx.putShort(descriptor + BurstLayout.RX_PORT_OFFSET, (short)(corpus.ingress(i) ^ side));
            rx.putShort(descriptor + BurstLayout.RX_FLAGS_OFFSET, (short)0);
        }
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
