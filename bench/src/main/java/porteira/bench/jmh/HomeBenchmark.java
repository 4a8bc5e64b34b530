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
import porteira.bench.corpus.TcpFrames;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * Cost of a frame in whole under the policy that takes submission from the country's prefixes only: segments of mail
 * clients at home, each from another address of any of the prefixes.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class HomeBenchmark
{
    private static final int FRAMES = 512;
    private static final int KEYS = 1 << 18;
    private static final int CONNECTIONS = 1024;
    private static final int TCP_LENGTH = 20;
    private static final int DESTINATION_PORT_OFFSET = 2;
    private static final short SUBMISSION = 587;
    private static final int UPLINK = 1;

    @Param({"NOT_ASKED", "EXAMPLE", "COUNTRY"})
    HomePrefixes.Source prefixes;

    @Param({"false", "true"})
    boolean isIpv6;

    private final long[] high = new long[KEYS];
    private final long[] low = new long[KEYS];
    private TcpFrames frames;
    private BurstRig rig;
    private int next;

    @Setup
    public void setup() throws IOException
    {
        final HomePrefixes home = new HomePrefixes(prefixes, isIpv6);
        rig = new BurstRig(home.policy(), CONNECTIONS, FRAMES);
        for (int i = 0; i < KEYS; i++)
        {
            home.next();
            high[i] = home.high();
            low[i] = home.low();
        }
        frames = TcpFrames.requests(FRAMES, isIpv6);
        final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        for (int i = 0; i < FRAMES; i++)
        {
            frame.wrap(frames.address(i), frames.length());
            frame.putShort(
                frames.length() - TCP_LENGTH + DESTINATION_PORT_OFFSET, SUBMISSION, ByteOrder.BIG_ENDIAN);
            rig.describe(i, frames.address(i), frames.length(), UPLINK);
        }
        for (int i = 0; i < KEYS; i++)
        {
            frames.client(0, high[i], low[i]);
            rig.judge(0, 1);
            if (1 != rig.egress(0))
            {
                throw new IllegalStateException("somebody at home was refused: egress=" + rig.egress(0));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int onBurst()
    {
        for (int burst = 0; burst < FRAMES / BurstRig.BURST; burst++)
        {
            for (int i = burst * BurstRig.BURST; i < (burst + 1) * BurstRig.BURST; i++)
            {
                frames.client(i, high[next], low[next]);
                next = next + 1 & KEYS - 1;
            }
            rig.judge(burst, BurstRig.BURST);
        }
        return rig.egress(0);
    }
}
