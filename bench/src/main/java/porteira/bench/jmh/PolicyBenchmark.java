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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.set.Sets;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * From a file to code: a policy of so many rules with a set of 100 000 prefixes, in a process that has just started and
 * in one that does it again and again, as reloads do.
 */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class PolicyBenchmark
{
    private static final int PREFIXES = 100_000;
    private static final long SEED = 25;

    @Param({"1", "1000"})
    int rules;

    /** Where the prefixes stand: in the policy or in a file of their own. */
    @Param({"inline", "file"})
    String elements;

    private final Sets sets = new Sets(null, Runnable::run, 0, () -> SEED);
    private Path folder;
    private Path file;

    @Setup
    public void setup() throws IOException
    {
        final Random random = new Random(SEED);
        final List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < PREFIXES; i++)
        {
            // One in each /17, so that none overlaps.
            final int address = i << Integer.SIZE - 17 | random.nextInt(1 << 15);
            prefixes.add(address(address) + "/" + (17 + random.nextInt(12)));
        }
        Collections.shuffle(prefixes, random);
        folder = Files.createTempDirectory("porteira-bench");
        Files.write(folder.resolve("prefixes.txt"), prefixes);
        final StringBuilder text = new StringBuilder("table bridge t {\nset s { type ipv4_addr; flags interval;\n")
            .append("elements = ").append("file".equals(elements) ? "file \"prefixes.txt\"" :
            "{ " + String.join(",\n", prefixes) + " }").append("\n}\nchain c {\n")
            .append("type filter hook forward priority filter; policy drop;\nip saddr @s tcp dport 25 accept\n");
        for (int i = 1; i < rules; i++)
        {
            text.append("ip saddr ").append(address(random.nextInt())).append("/24 ip daddr ")
                .append(address(random.nextInt())).append("/28 tcp dport ").append(1 + random.nextInt(1 << 15))
                .append(0 == i % 2 ? " accept\n" : " drop\n");
        }
        file = Files.writeString(folder.resolve("policy.nft"), text.append("}\n}\n"));
    }

    @TearDown
    public void tearDown() throws IOException
    {
        Files.delete(file);
        Files.delete(folder.resolve("prefixes.txt"));
        Files.delete(folder);
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(value = 5, jvmArgsPrepend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public CompiledPolicy first()
    {
        return load();
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(value = 1, jvmArgsPrepend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
    @Warmup(iterations = 10)
    @Measurement(iterations = 10)
    public CompiledPolicy again()
    {
        return load();
    }

    private CompiledPolicy load()
    {
        final Policy policy = NftReader.read(file, PortNames.inOrderOfAppearance());
        final Sets.Candidate candidate = sets.candidate();
        final CompiledPolicy compiled = PolicyCompiler.compile(policy, file.toString(), candidate::bind);
        sets.adopt(candidate);
        return compiled;
    }

    private static String address(final int address)
    {
        return (address >>> 24) + "." + (address >>> 16 & 0xFF) + "." + (address >>> 8 & 0xFF) + "." + (address & 0xFF);
    }
}
