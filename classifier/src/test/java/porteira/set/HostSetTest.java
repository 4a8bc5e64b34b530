package porteira.set;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.dpdk.AllocationAssert;
import porteira.policy.KeyType;
import porteira.policy.UInt128;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HostSetTest
{
    private static final List<KeyType> IPV4 = List.of(KeyType.IPV4_ADDR);
    private static final List<KeyType> IPV6 = List.of(KeyType.IPV6_ADDR);
    private static final List<KeyType> MAIL = List.of(KeyType.IPV6_ADDR, KeyType.IPV6_ADDR, KeyType.INET_SERVICE);
    private static final long START_MS = 1_800_000_000_000L;

    private final long seed = Seed.ofRun();

    @Test
    void shouldForgetAtTheMomentOfExpiry()
    {
        final HostSet set = new HostSet(IPV4, 10, START_MS, seed);
        set.add(0, 7, START_MS + 100);
        set.add(0, 8, HostSet.NEVER);

        set.tick(START_MS + 99);
        assertTrue(set.contains(0, 7));
        set.tick(START_MS + 100);
        assertFalse(set.contains(0, 7));
        assertTrue(set.contains(0, 8));
        assertEquals(2, set.size());
        assertEquals(1, set.sweep(set.buckets()));
        assertEquals(1, set.size());
    }

    @Test
    void shouldKeepTheExpiryOnAddAndChangeItOnUpdate()
    {
        final HostSet set = new HostSet(IPV6, 10, START_MS, seed);

        assertEquals(HostSet.ADDED, set.add(1, 2, START_MS + 10));
        assertEquals(HostSet.PRESENT, set.add(1, 2, START_MS + 50));
        assertEquals(START_MS + 10, set.expiryMs(new long[]{1, 2}));
        assertEquals(HostSet.PRESENT, set.update(1, 2, START_MS + 50));
        assertEquals(START_MS + 50, set.expiryMs(new long[]{1, 2}));

        set.tick(START_MS + 60);
        assertEquals(0, set.expiryMs(new long[]{1, 2}));
        assertEquals(HostSet.ADDED, set.add(1, 2, HostSet.NEVER));
        assertTrue(set.contains(1, 2));
        assertEquals(1, set.size());
    }

    @Test
    void shouldCountWhatFindsNoRoom()
    {
        final HostSet set = new HostSet(List.of(KeyType.ETHER_ADDR), 100, START_MS, seed);
        for (int i = 0; i < 100; i++)
        {
            assertEquals(HostSet.ADDED, set.add(0, i, START_MS + 5));
        }

        assertEquals(HostSet.FULL, set.add(0, 100, HostSet.NEVER));
        assertEquals(1, set.refusals());
        assertFalse(set.contains(0, 100));
        set.tick(START_MS + 5);
        assertEquals(HostSet.ADDED, set.add(0, 100, HostSet.NEVER));
        assertTrue(set.contains(0, 100));
        assertEquals(1, set.refusals());
    }

    @Test
    void shouldRefuseKeysAndSizesOutOfRange()
    {
        final HostSet ipv4 = new HostSet(IPV4, 10, START_MS, seed);
        final HostSet wide = new HostSet(MAIL, 10, START_MS, seed);

        assertThrows(IllegalArgumentException.class, () -> ipv4.add(0, 1L << 32, HostSet.NEVER));
        assertThrows(IllegalArgumentException.class, () -> ipv4.add(1, 0, HostSet.NEVER));
        assertThrows(IllegalArgumentException.class, () -> wide.add(0, 1, HostSet.NEVER));
        assertThrows(IllegalArgumentException.class, () -> wide.add(new long[]{0, 0, 0, 0, 1L << 16}, HostSet.NEVER));
        assertThrows(IllegalArgumentException.class, () -> new HostSet(
            List.of(KeyType.MARK, KeyType.MARK, KeyType.MARK, KeyType.MARK, KeyType.MARK), 10, START_MS, seed));
        assertThrows(IllegalArgumentException.class, () -> new HostSet(IPV4, 0, START_MS, seed));
        assertThrows(IllegalArgumentException.class, () -> new HostSet(IPV4, Integer.MAX_VALUE, START_MS, seed));
        ipv4.add(0, 0, HostSet.NEVER);
        assertFalse(ipv4.contains(1, 0));
        assertFalse(ipv4.contains(0, 1L << 32));
        assertFalse(ipv4.contains(new long[]{0, 0}));
        assertFalse(wide.contains(0, 0));
    }

    @Test
    void shouldTakeAsManyAsItPromises()
    {
        for (final List<KeyType> types : List.of(
            IPV4, IPV6, List.of(KeyType.IPV4_ADDR, KeyType.INET_SERVICE, KeyType.MARK),
            List.of(KeyType.IPV6_ADDR, KeyType.IPV6_ADDR), MAIL,
            List.of(KeyType.IPV6_ADDR, KeyType.IPV6_ADDR, KeyType.IPV6_ADDR),
            List.of(KeyType.IPV6_ADDR, KeyType.IPV6_ADDR, KeyType.IPV6_ADDR, KeyType.MARK),
            List.of(KeyType.IPV6_ADDR, KeyType.IPV6_ADDR, KeyType.IPV6_ADDR, KeyType.IPV6_ADDR)))
        {
            final SplittableRandom random = new SplittableRandom(seed);
            final int capacity = 130_000;
            final HostSet set = new HostSet(types, capacity, START_MS, seed);
            final long[] key = new long[set.keyWords()];
            for (int i = 0; i < capacity; i++)
            {
                key[0] = KeyType.IPV6_ADDR == types.getFirst() ? random.nextLong() : i;
                key[key.length - 1] = 2 < key.length || 1 == key.length ? i & 0xFFFF | key[0] & 0x1_0000 : i;
                if (5 == key.length)
                {
                    key[4] &= 0xFFFF;
                }
                assertEquals(HostSet.ADDED, set.add(key, HostSet.NEVER), "seed " + seed + " types " + types);
                assertTrue(set.contains(key), "seed " + seed + " types " + types);
            }
            assertEquals(capacity, set.size());
            set.clear();
            assertEquals(0, set.size());
            assertFalse(set.contains(key));
        }
    }

    @Test
    void shouldAnswerAsAMapDoes()
    {
        for (final List<KeyType> types : List.of(IPV4, IPV6, MAIL))
        {
            final SplittableRandom random = new SplittableRandom(seed);
            final HostSet set = new HostSet(types, 600, START_MS, seed);
            final Map<UInt128, Long> expected = new HashMap<>();
            final int words = set.keyWords();
            long now = START_MS;
            for (int step = 0; step < 60_000; step++)
            {
                final UInt128 value = new UInt128(IPV4 == types ? 0 : random.nextInt(3), random.nextInt(300));
                final long[] key = key(words, value);
                final long expiry = 0 == random.nextInt(4) ? HostSet.NEVER : now + random.nextInt(1, 400);
                final boolean isLive = expected.getOrDefault(value, 0L) > now;
                switch (random.nextInt(6))
                {
                    case 0 ->
                    {
                        assertEquals(isLive, set.remove(key), "seed " + seed);
                        expected.remove(value);
                    }
                    case 1 ->
                    {
                        assertEquals(isLive ? HostSet.PRESENT : HostSet.ADDED, set.update(key, expiry), "seed " + seed);
                        expected.put(value, expiry);
                    }
                    case 2 ->
                    {
                        now += random.nextInt(3);
                        set.tick(now);
                    }
                    case 3 -> set.sweep(random.nextInt(4));
                    default ->
                    {
                        assertEquals(isLive ? HostSet.PRESENT : HostSet.ADDED, set.add(key, expiry), "seed " + seed);
                        expected.putIfAbsent(value, expiry);
                        expected.computeIfPresent(value, (same, before) -> isLive ? before : expiry);
                    }
                }
                assertEquals(expected.getOrDefault(value, 0L) > now, contains(set, key), "seed " + seed);
                final UInt128 other = new UInt128(value.hi(), random.nextInt(320));
                assertEquals(expected.getOrDefault(other, 0L) > now, contains(set, key(words, other)), "seed " + seed);
            }
            assertEquals(0, set.refusals());
            final Set<UInt128> visited = new HashSet<>();
            final long last = now;
            set.forEach((key, expiryMs) ->
            {
                final UInt128 value = new UInt128(1 == words ? 0 : key[words - 2], key[words - 1]);
                assertTrue(visited.add(value));
                assertEquals(expected.get(value), expiryMs);
            });
            expected.values().removeIf((expiryMs) -> expiryMs <= last);
            assertEquals(expected.keySet(), visited, "seed " + seed);
        }
    }

    @Test
    void shouldNotMeetWhatIsLeftOfAKeyThatHasGone()
    {
        for (int lane = 2; lane < Long.BYTES; lane++)
        {
            // A lane that differs by one stands above one that is equal: what a borrow would take for equal, too.
            final long pattern = KeyHash.pattern(0);
            final int shift = Byte.SIZE * lane;
            final long header = (pattern & 0xFF00) | ((pattern >>> shift & 0xFF) ^ 1) << shift;

            assertEquals(0x8000, KeyHash.matches(header, pattern) & (0x80L << shift | 0x8000));
        }
    }

    @Test
    void shouldNotAllocate()
    {
        final HostSet set = new HostSet(IPV6, 1_000, START_MS, seed);
        final SplittableRandom random = new SplittableRandom(seed);
        final long[] key = new long[2];

        AllocationAssert.none(() ->
        {
            key[1] = random.nextInt(2_000);
            set.add(0, key[1], HostSet.NEVER);
            set.contains(0, random.nextInt(2_000));
            set.contains(key);
            set.remove(0, random.nextInt(2_000));
            set.sweep(1);
        });
        assertTrue(0 < set.size());
    }

    private static boolean contains(final HostSet set, final long[] key)
    {
        final boolean found = set.contains(key);
        if (2 >= key.length)
        {
            assertEquals(found, set.contains(2 == key.length ? key[0] : 0, key[key.length - 1]));
        }
        else
        {
            assertEquals(found, set.contains(key[0], key[1], key[2], key[3], 0, key[4], 0, 0, 3));
            assertFalse(set.contains(key[0], key[1], key[2], key[3], 1, key[4], 0, 0, 3));
            assertFalse(set.contains(key[0], key[1], key[2], key[3], 0, key[4], 0, 0, 4));
        }
        return found;
    }

    private static long[] key(final int words, final UInt128 value)
    {
        final long[] key = new long[words];
        if (1 < words)
        {
            key[words - 2] = value.hi();
        }
        key[words - 1] = value.lo();
        return key;
    }
}
