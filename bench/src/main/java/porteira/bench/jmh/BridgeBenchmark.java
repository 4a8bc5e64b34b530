package porteira.bench.jmh;

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
import porteira.pipeline.LaneTally;
import porteira.pipeline.LearningBridge;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Cost of learning a frame's source and finding its destination, among some stations and among a full table. */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class BridgeBenchmark
{
    private static final int FRAMES = 4096;
    private static final int ADDRESSES = 65_536;
    private static final int AGEING_S = 300;
    private static final long LOCAL = 0x020000000000L;

    @Param({"200", "50000"})
    int stations;

    private final long[] sources = new long[FRAMES];
    private final long[] destinations = new long[FRAMES];
    private LearningBridge bridge;
    private int side;

    @Setup
    public void setup()
    {
        final Random random = new Random(1);
        bridge = new LearningBridge(2, ADDRESSES, AGEING_S, random.nextLong(), new LaneTally());
        bridge.tick(1, -1);
        for (int station = 0; station < stations; station++)
        {
            bridge.forward(LOCAL, LOCAL | 1 + station, station & 1);
        }
        for (int i = 0; i < FRAMES; i++)
        {
            sources[i] = LOCAL | 1 + (random.nextInt(stations) & ~1);
            destinations[i] = LOCAL | 1 + (random.nextInt(stations) | 1);
        }
    }

    /** Every station stays on its side. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int settled()
    {
        return forward(0);
    }

    /** Every station changes sides from one invocation to the next. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int moving()
    {
        side ^= 1;
        return forward(side);
    }

    private int forward(final int ingress)
    {
        int targets = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            targets += bridge.forward(destinations[i], sources[i], ingress);
        }
        return targets;
    }
}
