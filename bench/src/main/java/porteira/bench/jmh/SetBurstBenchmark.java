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
import porteira.policy.UInt128;
import porteira.policy.nft.NftReader;
import porteira.tree.PolicyCompiler;

import java.util.concurrent.TimeUnit;

/**
 * Cost of a frame in whole under a policy that asks a set for its source: parse, bridge, look-up, verdict, counters and
 * descriptors. Sources are the set's elements in uniform random order, so a large set is as cold as it can be.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SetBurstBenchmark
{
    private static final int FRAMES = 512;
    private static final int KEYS = 1 << 20;
    private static final int CONNECTIONS = 1024;
    private static final String POLICY = """
        table bridge t {
            set members { type %s_addr; flags dynamic; size %d; }
            chain forward {
                type filter hook forward priority filter; policy accept;
                tcp dport 25 %s saddr @members accept
                tcp dport 25 drop
            }
        }
        """;

    @Param({"IPV4_HOSTS", "IPV6_HOSTS", "IPV4_PREFIXES", "IPV6_PREFIXES"})
    SetContents contents;

    @Param({"100", "1000", "10000", "100000", "1000000"})
    int size;

    private final long[] high = new long[KEYS];
    private final long[] low = new long[KEYS];
    private TcpFrames frames;
    private BurstRig rig;
    private int next;

    @Setup
    public void setup()
    {
        final boolean isIpv6 = Integer.SIZE != contents.bits();
        final SetCorpus corpus = new SetCorpus(contents, size);
        final String policy = POLICY.formatted(isIpv6 ? "ipv6" : "ipv4", size, isIpv6 ? "ip6" : "ip");
        rig = new BurstRig(
            PolicyCompiler.compile(
                NftReader.read(policy, "members", PortNames.of(ScreenedHost.PORTS)), "members",
                (declaration) -> corpus.set()),
            CONNECTIONS, FRAMES);
        for (int i = 0; i < KEYS; i++)
        {
            final UInt128 key = corpus.present();
            high[i] = key.hi();
            low[i] = key.lo();
        }
        frames = TcpFrames.requests(FRAMES, isIpv6);
        for (int i = 0; i < FRAMES; i++)
        {
            rig.describe(i, frames.address(i), frames.length(), 0);
        }
        frames.client(0, high[0], low[0]);
        rig.judge(0, 1);
        if (0 == rig.egress(0))
        {
            throw new IllegalStateException("a member was dropped");
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
