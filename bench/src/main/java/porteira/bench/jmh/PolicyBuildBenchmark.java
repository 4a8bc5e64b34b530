package porteira.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import porteira.bench.corpus.AclCorpus;
import porteira.bench.corpus.AclShape;
import porteira.policy.PortNames;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Time from a policy's text to code that judges, in a process that has compiled others before. */
@Fork(value = 1, jvmArgsPrepend = {"--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Xmx512m"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PolicyBuildBenchmark
{
    private static final long SEED = 1;

    /** Rules of the acl1 shape; 0: the screened host's policy. */
    @Param({"0", "100", "1000", "10000"})
    int rules;

    private String text;

    @Setup
    public void setup() throws IOException
    {
        text = 0 == rules ? ScreenedHost.text() : AclCorpus.of(AclShape.ACL1, rules, 1, SEED).policy();
    }

    @Benchmark
    public CompiledPolicy compile()
    {
        return PolicyCompiler.compile(text, "bench", PortNames.of(ScreenedHost.PORTS));
    }
}
