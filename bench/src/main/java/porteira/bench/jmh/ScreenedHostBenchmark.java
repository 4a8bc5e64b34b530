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
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;
import porteira.wire.PacketParser;

import java.util.concurrent.TimeUnit;

/**
 * Cost of the screened host's verdict on a frame that is parsed already, by the generated code and by walking the rules
 * one after the other.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ScreenedHostBenchmark
{
    private static final int FRAMES = 1024;

    @Param({"LOOP_64", "RESIDENTIAL", "MAIL"})
    FrameMix mix;

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final long[] layouts = new long[FRAMES];
    private FrameCorpus corpus;
    private Classifier generated;
    private Classifier linear;
    private porteira.tree.State state;

    @Setup
    public void setup()
    {
        final CompiledPolicy policy = ScreenedHost.compile();
        state = policy.assumedState();
        generated = policy.classifier();
        linear = policy.linearMatcher();
        corpus = FrameCorpus.of(mix, 1, FRAMES);
        for (int i = 0; i < FRAMES; i++)
        {
            layouts[i] = PacketParser.ethernet(corpus.frame(i), corpus.length(i));
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int generated()
    {
        return classify(generated);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int linear()
    {
        return classify(linear);
    }

    private int classify(final Classifier classifier)
    {
        int leaves = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            leaves += classifier.classify(frame, length, layouts[i], corpus.ingress(i), 0, state);
        }
        return leaves;
    }
}
