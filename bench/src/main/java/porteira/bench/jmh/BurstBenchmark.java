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
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;

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
    private static final int CONNECTIONS = 65_536;

    @Param({"LOOP_64", "RESIDENTIAL", "MAIL"})
    FrameMix mix;

    /** True: every station changes sides from one invocation to the next, as in a loop of two ports. */
    @Param({"false", "true"})
    boolean isMoving;

    private FrameCorpus corpus;
    private BurstRig rig;
    private int side;

    @Setup
    public void setup()
    {
        corpus = FrameCorpus.of(mix, 1, FRAMES);
        rig = new BurstRig(ScreenedHost.compile(), CONNECTIONS, FRAMES);
        rig.acquaint(corpus);
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
        for (int burst = 0; burst < FRAMES / BurstRig.BURST; burst++)
        {
            rig.judge(burst, BurstRig.BURST);
        }
        return rig.egress(0);
    }

    private void describe()
    {
        for (int i = 0; i < FRAMES; i++)
        {
            rig.describe(i, corpus.address(i), corpus.length(i), corpus.ingress(i) ^ side);
        }
    }
}
