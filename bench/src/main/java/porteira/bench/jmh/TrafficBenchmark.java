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
 * Cost of a frame in whole by kind of traffic, under the screened host's policy: of a few frames that stay in the
 * caches, and of as many as a pool has mbufs, each of which has left the caches when it comes again.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class TrafficBenchmark
{
    private static final int PASS = 512;
    private static final int CONNECTIONS = 65_536;

    @Param({"LOOP_64", "RESIDENTIAL", "MAIL", "SYN", "TEREDO", "IPV6_EXTENSIONS", "WORST"})
    FrameMix mix;

    @Param({"512", "16384"})
    int frames;

    private FrameCorpus corpus;
    private BurstRig rig;
    private int next;

    @Setup
    public void setup()
    {
        corpus = FrameCorpus.of(mix, 1, frames);
        rig = new BurstRig(ScreenedHost.compile(), CONNECTIONS, frames);
        rig.acquaint(corpus);
        for (int i = 0; i < frames; i++)
        {
            rig.describe(i, corpus.address(i), corpus.length(i), corpus.ingress(i));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PASS)
    public int onBurst()
    {
        for (int i = 0; i < PASS / BurstRig.BURST; i++)
        {
            rig.judge(next, BurstRig.BURST);
            next = next + 1 & frames / BurstRig.BURST - 1;
        }
        return rig.egress(0);
    }
}
