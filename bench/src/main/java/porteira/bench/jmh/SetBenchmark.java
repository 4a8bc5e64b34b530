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
import porteira.dpdk.NativeLibrary;
import porteira.policy.UInt128;
import porteira.set.Membership;

import java.util.concurrent.TimeUnit;

/** Cost of asking a set, by kind and number of elements, for keys that are in it and keys that are not. */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true", "-Xmx1g"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SetBenchmark
{
    private static final int KEYS = 4096;
    private static final int COLD_ROUNDS = 256;
    private static final int WORDS = 2;

    /** How often a key comes again. */
    public enum Reuse
    {
        /** 4096 keys, over and over: what they touch stays in the caches. */
        HOT(1),
        /** A million keys in random order. */
        COLD(COLD_ROUNDS);

        private final int rounds;

        Reuse(final int rounds)
        {
            this.rounds = rounds;
        }
    }

    @Param({"IPV4_HOSTS", "IPV6_HOSTS", "IPV4_PREFIXES", "IPV6_PREFIXES"})
    SetContents contents;

    @Param({"100", "1000", "10000", "100000", "1000000"})
    int size;

    @Param({"HOT", "COLD"})
    Reuse reuse;

    private Membership set;
    private long[] present;
    private long[] absent;
    private int round;

    @Setup
    public void setup()
    {
        // As in the gateway, where tables stand on huge pages then.
        NativeLibrary.loadDpdk();
        final SetCorpus corpus = new SetCorpus(contents, size);
        set = corpus.set();
        present = new long[reuse.rounds * KEYS * WORDS];
        absent = new long[present.length];
        for (int i = 0; i < present.length; i += WORDS)
        {
            put(present, i, corpus.present());
            put(absent, i, corpus.absent());
        }
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int hit()
    {
        return count(present);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int miss()
    {
        return count(absent);
    }

    private int count(final long[] keys)
    {
        round = round + 1 & reuse.rounds - 1;
        final int from = round * KEYS * WORDS;
        int found = 0;
        for (int i = from; i < from + KEYS * WORDS; i += WORDS)
        {
            found += set.contains(keys[i], keys[i + 1]) ? 1 : 0;
        }
        return found;
    }

    private static void put(final long[] keys, final int at, final UInt128 key)
    {
        keys[at] = key.hi();
        keys[at + 1] = key.lo();
    }
}
