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
import porteira.bench.corpus.TcpFrames;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Cost of a frame in whole under a stateful policy: parse, bridge, connection, verdict, counters and descriptors. Every
 * frame belongs to any of the established connections, each as likely as the others.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class FlowBurstBenchmark
{
    private static final int FRAMES = 512;
    private static final int ORDER = 1 << 20;
    private static final int LEAST_ROOM = 1024;
    private static final String POLICY = """
        table bridge t {
            chain forward {
                type filter hook forward priority filter; policy accept;
                ct state established,related accept
                ct state invalid drop
                tcp dport 25 tcp flags & (syn | ack) == syn accept
                drop
            }
        }
        """;

    @Param({"1000", "10000", "100000", "1000000", "4000000"})
    int connections;

    private final int[] order = new int[ORDER];
    private final TcpFrames frames = TcpFrames.requests(FRAMES, false);
    private BurstRig rig;
    private int next;

    @Setup
    public void setup()
    {
        rig = new BurstRig(
            PolicyCompiler.compile(POLICY, "stateful", PortNames.of(ScreenedHost.PORTS)),
            Math.max(LEAST_ROOM, connections) / 4 * 5, FRAMES);
        establish();
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ORDER; i++)
        {
            order[i] = random.nextInt(connections);
        }
        for (int i = 0; i < FRAMES; i++)
        {
            frames.segment(i, TcpFrames.ACK, 1, 1);
            rig.describe(i, frames.address(i), frames.length(), 0);
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
                frames.client(i, 0, order[next]);
                next = next + 1 & ORDER - 1;
            }
            rig.judge(burst, BurstRig.BURST);
        }
        return rig.egress(0);
    }

    /** Three segments for each connection. */
    private void establish()
    {
        final TcpFrames handshake = TcpFrames.requests(2, false);
        final TcpFrames answer = TcpFrames.answers(1, false);
        handshake.segment(0, TcpFrames.SYN, 0, 0);
        answer.segment(0, TcpFrames.SYN | TcpFrames.ACK, 0, 1);
        handshake.segment(1, TcpFrames.ACK, 1, 1);
        rig.describe(0, handshake.address(0), handshake.length(), 0);
        rig.describe(1, answer.address(0), answer.length(), 1);
        rig.describe(2, handshake.address(1), handshake.length(), 0);
        for (int i = 0; i < connections; i++)
        {
            handshake.client(0, 0, i);
            answer.client(0, 0, i);
            handshake.client(1, 0, i);
            rig.judge(0, 3);
            if (0 == rig.egress(0) || 0 == rig.egress(1) || 0 == rig.egress(2))
            {
                throw new IllegalStateException("connection " + i + " was not let through");
            }
        }
    }
}
