package porteira.set;

import java.util.SplittableRandom;

/**
 * Hash of a key by secret factors, so that a sender who chooses addresses can not make them meet in one place. The
 * upper bits choose the home bucket, others the fingerprint.
 */
final class KeyHash
{
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final long seed;
    private final long firstFactor;
    private final long secondFactor;
    private final long thirdFactor;

    KeyHash(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        this.seed = random.nextLong();
        firstFactor = random.nextLong() | 1;
        secondFactor = random.nextLong() | 1;
        thirdFactor = random.nextLong() | 1;
    }

    /** Of a key of one word. */
    long of(final long lo)
    {
        return finish(step(seed, lo));
    }

    /** Of a key of two words. */
    long of(final long hi, final long lo)
    {
        return finish(step(step(seed, hi), lo));
    }

    /** Of a key of any width. */
    long of(final long[] key)
    {
        long hash = seed;
        for (final long word : key)
        {
            hash = step(hash, word);
        }
        return finish(hash);
    }

    /** A fingerprint of 1..255 in all lanes of a header but that of the reach. */
    static long pattern(final long hash)
    {
        return (((hash >>> Byte.SIZE & 0xFFFF) * 0xFF >>> Short.SIZE) + 1) * (LOW_BITS << Byte.SIZE);
    }

    /**
     * The upper bit of each lane of a header whose fingerprint is that of the pattern, and of no other lane: a lane in
     * error could hold what is left of a key that has gone.
     */
    static long matches(final long header, final long pattern)
    {
        final long difference = header ^ pattern | HostSetDescriptor.REACH_MASK;
        return ~((difference & ~HIGH_BITS) + ~HIGH_BITS | difference | ~HIGH_BITS);
    }

    /** Where parts begin to be taken in one by one. */
    long start()
    {
        return seed;
    }

    /** One part more: two words of it if its bit is set in {@code wideParts}. */
    long step(final long hash, final int part, final long hi, final long lo, final int wideParts)
    {
        return step(0 == (wideParts >>> part & 1) ? hash : step(hash, hi), lo);
    }

    private long step(final long hash, final long word)
    {
        final long product = (hash ^ word) * firstFactor;
        return product ^ product >>> Integer.SIZE;
    }

    long finish(final long hash)
    {
        final long product = hash * secondFactor;
        return (product ^ product >>> Integer.SIZE) * thirdFactor;
    }
}
