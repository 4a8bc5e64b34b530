package porteira.bench.jmh;

import porteira.policy.Interval;
import porteira.policy.IntervalArray;
import porteira.policy.KeyType;
import porteira.policy.UInt128;
import porteira.set.HostSet;
import porteira.set.Membership;
import porteira.set.PrefixSet;

import java.util.List;
import java.util.SplittableRandom;

/** A set of a kind and size, and keys that are in it and that are not; the same every time. */
final class SetCorpus
{
    /** 2000::/3. */
    private static final long GLOBAL = 0x2000_0000_0000_0000L;

    private final SetContents contents;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Interval[] elements;
    private final Membership set;

    SetCorpus(final SetContents contents, final int size)
    {
        this.contents = contents;
        elements = new Interval[size];
        for (int i = 0; i < size; i++)
        {
            elements[i] = Interval.prefix(
                address(), random.nextInt(contents.shortest(), contents.longest() + 1), contents.bits());
        }
        set = contents.isHosts() ? hosts() : prefixes();
    }

    Membership set()
    {
        return set;
    }

    /** A key of any element, each as likely as the others. */
    UInt128 present()
    {
        return elements[random.nextInt(elements.length)].last();
    }

    /** A key of none. */
    UInt128 absent()
    {
        UInt128 key = address();
        while (set.contains(key.hi(), key.lo()))
        {
            key = address();
        }
        return key;
    }

    private UInt128 address()
    {
        return Integer.SIZE == contents.bits() ? UInt128.of(random.nextInt() & 0xFFFF_FFFFL) :
            new UInt128(GLOBAL | random.nextLong() >>> 3, random.nextLong());
    }

    private Membership prefixes()
    {
        final IntervalArray intervals = new IntervalArray(contents.bits(), elements.length);
        for (final Interval element : elements)
        {
            intervals.add(element.first().hi(), element.first().lo(), element.last().hi(), element.last().lo());
        }
        return PrefixSet.of(intervals);
    }

    private Membership hosts()
    {
        final HostSet hosts = new HostSet(
            List.of(Integer.SIZE == contents.bits() ? KeyType.IPV4_ADDR : KeyType.IPV6_ADDR), elements.length, 1, 1);
        for (final Interval element : elements)
        {
            hosts.add(element.first().hi(), element.first().lo(), HostSet.NEVER);
        }
        return hosts;
    }
}
