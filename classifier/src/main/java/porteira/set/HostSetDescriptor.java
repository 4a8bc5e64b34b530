package porteira.set;

import org.agrona.BitUtil;

/**
 * Where things stand in a host set's memory: 128 bytes that hold the clock and whether there is any key, then buckets
 * of 128 bytes each.
 * <pre>
 *   bucket  0  header    8 bytes: in the lowest reach, then one fingerprint for each entry, 0 where it is empty
 *           8  entries   as many as fit
 *   entry   0  state     version &lt;&lt; 40 | expiry in ticks; expiry 0 is an entry that is no one's
 *           8  key       one word for each 64 bits, uppermost first
 * </pre>
 * Reach is how many buckets beyond this one may hold keys whose home this is. A tick is a millisecond since the set was
 * made.
 */
final class HostSetDescriptor
{
    /** Most words of a key. */
    static final int MAX_KEY_WORDS = 8;
    static final int BUCKET_LENGTH = 128;
    static final int CLOCK_OFFSET = 0;
    static final int FILLED_OFFSET = 8;
    static final int FIRST_BUCKET_OFFSET = 128;
    static final int HEADER_LENGTH = Long.BYTES;
    static final int KEY_OFFSET = Long.BYTES;
    /** So that offsets stay within an {@code int}. */
    static final int MAX_BUCKETS = 1 << 23;
    /** Buckets beyond its home that a key may lie in. */
    static final int MAX_REACH = 127;

    static final long REACH_MASK = 0xFF;
    static final int EXPIRY_BITS = 40;
    static final long EXPIRY_MASK = (1L << EXPIRY_BITS) - 1;
    static final long NEVER_TICK = EXPIRY_MASK;
    static final long VERSION_STEP = 1L << EXPIRY_BITS;

    private HostSetDescriptor()
    {
    }

    static int entryLength(final int keyWords)
    {
        return KEY_OFFSET + keyWords * Long.BYTES;
    }

    static int entriesPerBucket(final int keyWords)
    {
        return (BUCKET_LENGTH - HEADER_LENGTH) / entryLength(keyWords);
    }

    /** Buckets that hold {@code capacity} keys with room to spare, a power of two; may be beyond the limit. */
    static long buckets(final int capacity, final int keyWords)
    {
        final int entries = entriesPerBucket(keyWords);
        final long slots = (long)capacity + capacity / spare(entries);
        return BitUtil.findNextPositivePowerOfTwo(Math.max(2, (slots + entries - 1) / entries));
    }

    /** Keys of so many words that always fit the most buckets. */
    static int maxCapacity(final int keyWords)
    {
        final int entries = entriesPerBucket(keyWords);
        final int spare = spare(entries);
        return (int)((long)MAX_BUCKETS * entries * spare / (spare + 1));
    }

    /** For how many keys there is one slot more than needed: buckets of few entries overflow at smaller loads. */
    private static int spare(final int entries)
    {
        return 7 <= entries ? 4 : Math.min(2, entries);
    }

    static int bucketOffset(final int bucket)
    {
        return FIRST_BUCKET_OFFSET + bucket * BUCKET_LENGTH;
    }

    static long fingerprint(final long header, final int entry)
    {
        return header >>> Byte.SIZE * (entry + 1) & 0xFF;
    }

    static long withFingerprint(final long header, final int entry, final long fingerprint)
    {
        final int shift = Byte.SIZE * (entry + 1);
        return header & ~(0xFFL << shift) | fingerprint << shift;
    }
}
