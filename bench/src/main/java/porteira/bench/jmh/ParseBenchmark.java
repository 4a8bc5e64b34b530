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
import porteira.wire.PacketParser;

import java.util.concurrent.TimeUnit;

/** Cost of finding a frame's headers, the wrap of its address included. */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ParseBenchmark
{
    private static final int FRAMES = 1024;

    @Param({"LOOP_64", "RESIDENTIAL", "MAIL"})
    FrameMix mix;

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private FrameCorpus corpus;

    @Setup
    public void setup()
    {
        corpus = FrameCorpus.of(mix, 1, FRAMES);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long ethernet()
    {
        long layouts = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            layouts ^= PacketParser.ethernet(frame, length);
        }
        return layouts;
    }
}
