package porteira.bench.jmh;

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
import porteira.bench.corpus.AclCorpus;
import porteira.bench.corpus.AclShape;
import porteira.policy.PortNames;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;
import porteira.wire.PacketParser;

import java.util.concurrent.TimeUnit;

/**
 * Cost of a frame by number of rules, all lists of a shape made by one generator: of the verdict on a frame that is
 * parsed already, and of the frame in whole. Every rule is met as often as any other.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class RuleCountBenchmark
{
    private static final int FRAMES = 4096;
    private static final int CONNECTIONS = 1024;
    private static final long SEED = 1;

    @Param({"ACL1", "FW1", "IPC1"})
    AclShape shape;

    @Param({"10", "100", "1000", "10000"})
    int rules;

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final long[] layouts = new long[FRAMES];
    private AclCorpus corpus;
    private Classifier classifier;
    private porteira.tree.State state;
    private BurstRig rig;

    @Setup
    public void setup()
    {
        corpus = AclCorpus.of(shape, rules, FRAMES, SEED);
        final CompiledPolicy policy =
            PolicyCompiler.compile(corpus.policy(), shape.name(), PortNames.of(ScreenedHost.PORTS));
        classifier = policy.classifier();
        state = policy.assumedState();
        rig = new BurstRig(policy, CONNECTIONS, FRAMES);
        for (int i = 0; i < FRAMES; i++)
        {
            frame.wrap(corpus.address(i), corpus.length(i));
            layouts[i] = PacketParser.ethernet(frame, corpus.length(i));
            rig.describe(i, corpus.address(i), corpus.length(i), 0);
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int verdict()
    {
        int leaves = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            leaves ^= classifier.classify(frame, length, layouts[i], 0, 1, state);
        }
        return leaves;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int onBurst()
    {
        for (int burst = 0; burst < FRAMES / BurstRig.BURST; burst++)
        {
            rig.judge(burst, BurstRig.BURST);
        }
        return rig.egress(0);
    }
}
