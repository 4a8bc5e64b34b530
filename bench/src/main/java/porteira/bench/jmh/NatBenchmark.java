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
import porteira.flow.NatRewriter;
import porteira.flow.Translation;
import porteira.wire.PacketParser;

import java.util.concurrent.TimeUnit;

/** Cost of giving a parsed frame another destination address, port and MAC, checksums included. */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class NatBenchmark
{
    private static final int FRAMES = 1024;
    private static final long SERVER_MAC = 0x0200_5E00_0025L;

    @Param({"LOOP_64", "RESIDENTIAL", "MAIL"})
    FrameMix mix;

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final NatRewriter rewriter = new NatRewriter();
    private final Translation[] servers = {
        new Translation().destination(0x2001_0DB8_0001_0000L, 0xCB00_7119L, 587),
        new Translation().destination(0x2001_0DB8_0002_0000L, 0xC000_0219L, 25)};
    private final long[] layouts = new long[FRAMES];
    private FrameCorpus corpus;
    private int turn;

    @Setup
    public void setup()
    {
        corpus = FrameCorpus.of(mix, 1, FRAMES);
        for (int i = 0; i < FRAMES; i++)
        {
            frame.wrap(corpus.address(i), corpus.length(i));
            layouts[i] = PacketParser.ethernet(frame, corpus.length(i));
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int rewrite()
    {
        final Translation server = servers[turn++ & 1];
        int rewritten = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            rewritten += rewriter.rewrite(frame, length, layouts[i], server) ? 1 : 0;
            NatRewriter.destinationMac(frame, SERVER_MAC);
        }
        return rewritten;
    }
}
