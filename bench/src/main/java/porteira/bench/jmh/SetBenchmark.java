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
import porteira.policy.Interval;
import porteira.policy.KeyType;
import porteira.policy.UInt128;
import porteira.set.HostSet;
import porteira.set.IntervalArray;
import porteira.set.Membership;
import porteira.set.PrefixSet;

import java.util.List;
import java.util.SplittableRandom;
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
    /** 2000::/3. */
    private static final long GLOBAL = 0x2000_0000_0000_0000L;

    /** What a set holds. */
    public enum Contents
    {
        /** Addresses that may come and go. */
        IPV4_HOSTS(32, 32, 32),
        /** The same. */
        IPV6_HOSTS(128, 128, 128),
        /** /24 to /32. */
        IPV4_PREFIXES(32, 24, 32),
        /** /32 to /48. */
        IPV6_PREFIXES(128, 32, 48);

        private final int bits;
        private final int shortest;
        private final int longest;

        Contents(final int bits, final int shortest, final int longest)
        {
            this.bits = bits;
            this.shortest = shortest;
            this.longest = longest;
        }
    }

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
    Contents contents;

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
        final SplittableRandom random = new SplittableRandom(1);
        final Interval[] elements = new Interval[size];
        for (int i = 0; i < size; i++)
        {
            elements[i] = Interval.prefix(
                address(random), random.nextInt(contents.shortest, contents.longest + 1), contents.bits);
        }
        set = contents.shortest < contents.bits ? prefixes(elements) : hosts(elements);
        present = new long[reuse.rounds * KEYS * WORDS];
        absent = new long[present.length];
        for (int i = 0; i < present.length; i += WORDS)
        {
            put(present, i, elements[random.nextInt(size)].last());
            UInt128 other = address(random);
            while (set.contains(other.hi(), other.lo()))
            {
                other = address(random);
            }
            put(absent, i, other);
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

    private UInt128 address(final SplittableRandom random)
    {
        return 32 == contents.bits ? UInt128.of(random.nextInt() & 0xFFFF_FFFFL) :
            new UInt128(GLOBAL | random.nextLong() >>> 3, random.nextLong());
    }

    private Membership prefixes(final Interval[] elements)
    {
        final IntervalArray intervals = new IntervalArray(contents.bits, size);
        for (final Interval element : elements)
        {
            intervals.add(element.first().hi(), element.first().lo(), element.last().hi(), element.last().lo());
        }
        return PrefixSet.of(intervals);
    }

    private Membership hosts(final Interval[] elements)
    {
        final HostSet hosts = new HostSet(
            List.of(32 == contents.bits ? KeyType.IPV4_ADDR : KeyType.IPV6_ADDR), size, 1, 1);
        for (final Interval element : elements)
        {
            hosts.add(element.first().hi(), element.first().lo(), HostSet.NEVER);
        }
        return hosts;
    }

    private static void put(final long[] keys, final int at, final UInt128 key)
    {
        keys[at] = key.hi();
        keys[at + 1] = key.lo();
    }
}
