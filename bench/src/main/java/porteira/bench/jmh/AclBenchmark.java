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
import porteira.bench.acl.AclList;
import porteira.bench.corpus.AclCorpus;
import porteira.policy.PortNames;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;
import porteira.wire.PacketParser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Cost of the verdict of a large rule list on a frame, parsed before or not. */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class AclBenchmark
{
    private static final int FRAMES = 5000;

    @Param({"acl1-1k", "fw1-1k", "ipc1-1k", "acl1-10k", "fw1-10k", "ipc1-10k"})
    String list;

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final long[] layouts = new long[FRAMES];
    private AclCorpus corpus;
    private Classifier classifier;
    private porteira.tree.State state;

    @Setup
    public void setup() throws IOException
    {
        corpus = AclList.of(list, Path.of(System.getProperty("porteira.home", ".")));
        final CompiledPolicy policy =
            PolicyCompiler.compile(corpus.policy(), list, PortNames.inOrderOfAppearance());
        classifier = policy.classifier();
        state = policy.assumedState();
        for (int i = 0; i < FRAMES; i++)
        {
            frame.wrap(corpus.address(i), corpus.length(i));
            layouts[i] = PacketParser.ethernet(frame, corpus.length(i));
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int judge()
    {
        int leaves = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            leaves += classifier.classify(frame, length, layouts[i], 0, 1, state);
        }
        return leaves;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int parseAndJudge()
    {
        int leaves = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            leaves += classifier.classify(frame, length, PacketParser.ethernet(frame, length), 0, 1, state);
        }
        return leaves;
    }
}
