package porteira.bench.jmh;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.loop.RingLoop;
import porteira.dpdk.BurstHandler;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.DpdkThread;
import porteira.dpdk.InlineLane;
import porteira.dpdk.Lane;
import porteira.dpdk.RingLane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Cost of bringing a frame to Java and back by frames in a burst, two net_ring ports at the ends and a handler that
 * sends every frame back: over rings to a poller in C on another core, and by calls from the same core.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
    "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class LaneBenchmark
{
    private static final int WORK_CPU = 1;
    private static final int CONTROL_CPU = 0;
    private static final int FRAMES = 512;
    private static final int OPERATIONS = 1 << 14;
    private static final int BURSTS_PER_POLL = 16;

    /** How frames come. */
    public enum Way
    {
        /** A poller in C writes them into a ring and takes the answers from another. */
        RINGS,
        /** Two calls into C for each burst. */
        CALLS
    }

    @Param({"RINGS", "CALLS"})
    Way way;

    @Param({"1", "4", "16", "32", "64"})
    int burst;

    private final BurstHandler echo = LaneBenchmark::echo;
    private Path log;
    private RingLoop loop;
    private RingLane ringLane;
    private Lane lane;

    @Setup
    public void setup() throws IOException
    {
        log = Files.createTempFile("porteira-bench", ".eal");
        loop = new RingLoop(log);
        loop.inject(FrameCorpus.of(FrameMix.LOOP_64, 1, FRAMES));
        if (Way.RINGS == way)
        {
            ringLane = RingLane.create(loop.lane(burst));
            ringLane.poller().launch(WORK_CPU);
            lane = ringLane;
        }
        else
        {
            lane = InlineLane.create(loop.lane(burst));
        }
        DpdkThread.pin(CONTROL_CPU);
        lane.onStart();
    }

    /** What lies in the rings stays there, and is freed with the lane. */
    @TearDown
    public void end() throws IOException
    {
        if (null != ringLane)
        {
            ringLane.poller().stop(0);
        }
        lane.onClose();
        lane.close();
        loop.close();
        Files.delete(log);
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int thereAndBack()
    {
        int frames = 0;
        while (OPERATIONS > frames)
        {
            frames += lane.poll(echo, BURSTS_PER_POLL);
        }
        return frames;
    }

    private static void echo(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int in = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
            final int out = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
            tx.putLong(out + BurstLayout.MBUF_OFFSET, rx.getLong(in + BurstLayout.MBUF_OFFSET));
            tx.putLong(
                out + BurstLayout.TX_ANSWER_OFFSET,
                BurstLayout.answer(1 << rx.getShort(in + BurstLayout.RX_PORT_OFFSET)));
        }
    }
}
