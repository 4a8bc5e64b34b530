package porteira.set;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.dpdk.AllocationAssert;
import porteira.policy.Interval;
import porteira.policy.IntervalArray;
import porteira.policy.IntervalSet;
import porteira.policy.UInt128;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PrefixSetTest
{
    private static final int MANY = 100_000;

    @Test
    void shouldNotTakeAnAddressOfTheOtherFamily()
    {
        final PrefixSet ipv4 = PrefixSet.of(IntervalSet.full(32));
        final PrefixSet ipv6 = PrefixSet.of(
            IntervalSet.of(128, List.of(Interval.prefix(new UInt128(0x2804_0000_0000_0000L, 0), 16, 128))));

        assertTrue(ipv4.contains(0, 0xFFFF_FFFFL));
        assertFalse(ipv4.contains(1, 0));
        assertFalse(ipv4.contains(0, 0x1_0000_0000L));
        assertTrue(ipv6.contains(0x2804_FFFF_FFFF_FFFFL, -1L));
        assertFalse(ipv6.contains(0, 0x2804_FFFFL));
    }

    @Test
    void shouldRefuseIntervalsBeyondTheWidth()
    {
        final IntervalArray ports = new IntervalArray(16, 1);

        assertThrows(IllegalArgumentException.class, () -> ports.add(0, 1, 0, 0x1_0000));
        assertThrows(IllegalArgumentException.class, () -> ports.add(0, 2, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new IntervalArray(129, 1));
        assertEquals(0, ports.size());
    }

    @Test
    void shouldHoldAHundredThousandPrefixesInBoundedMemory()
    {
        final PrefixSet hosts = PrefixSet.of(random(32, 32));
        final PrefixSet networks = PrefixSet.of(random(128, 48));
        final PrefixSet wide = PrefixSet.of(random(128, 128));

        // 2 edges of a word or two, and at most 4 slots for them on an even spread.
        assertTrue(hosts.bytes() < MANY * 40L, "bytes=" + hosts.bytes());
        assertTrue(networks.bytes() < MANY * 40L, "bytes=" + networks.bytes());
        assertTrue(wide.bytes() < MANY * 60L, "bytes=" + wide.bytes());
    }

    @Test
    void shouldNotAllocateOnLookup()
    {
        final PrefixSet narrow = PrefixSet.of(random(32, 24));
        final PrefixSet wide = PrefixSet.of(random(128, 100));
        final SplittableRandom random = new SplittableRandom(2);
        final int[] found = new int[1];

        AllocationAssert.none(() ->
        {
            final long hi = random.nextLong();
            final long lo = random.nextLong();
            found[0] += narrow.contains(0, lo >>> 32) ? 1 : 0;
            found[0] += wide.contains(hi, lo) ? 1 : 0;
        });
        assertTrue(0 < found[0]);
    }

    private static IntervalArray random(final int bits, final int length)
    {
        final SplittableRandom random = new SplittableRandom(1);
        final IntervalArray intervals = new IntervalArray(bits, MANY);
        for (int i = 0; i < MANY; i++)
        {
            final UInt128 value = new UInt128(random.nextLong(), random.nextLong()).and(UInt128.max(bits));
            final Interval prefix = Interval.prefix(value, length, bits);
            intervals.add(prefix.first().hi(), prefix.first().lo(), prefix.last().hi(), prefix.last().lo());
        }
        return intervals;
    }
}
