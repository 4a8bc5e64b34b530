package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.HugePages;

/**
 * Finds entries by hash: open addressing in buckets of one cache line, each with fifteen words and a count of the
 * entries that found it full and went on to the next. A word is a tag of hash bits above a reference; 0 is free. The
 * holder of the entries compares keys; here only hashes are known. One thread.
 */
final class FlowIndex
{
    /** {@link #first} and {@link #next}: nothing more has this hash. */
    static final int NONE = 0;

    private static final int BUCKET_LENGTH = 64;
    private static final int WORDS = 15;
    private static final int OVERFLOW_OFFSET = WORDS * Integer.BYTES;
    // Room for each reference, in hundredths: the emptier, the fewer entries go on to the next bucket.
    private static final long ROOM = 145;
    // Buckets that an entry may have passed. At full load a seeded hash fills runs of three.
    private static final int PROBE_LIMIT = 24;
    private static final int PLACE_SHIFT = 4;

    private final FlowWords words;
    private final long buckets;
    private final int referenceBits;
    private final int referenceMask;
    private int bucket;
    private int tag;
    private int position;
    private int scanned;
    private int probed;

    /** Room for {@code references} references, the largest of which is that number. */
    FlowIndex(final int references)
    {
        buckets = bucketCount(references);
        referenceBits = Integer.SIZE - Integer.numberOfLeadingZeros(references);
        referenceMask = (1 << referenceBits) - 1;
        words = new FlowWords(new UnsafeBuffer(HugePages.allocate((int)bytes(references))));
    }

    static long bytes(final int references)
    {
        return bucketCount(references) * BUCKET_LENGTH;
    }

    private static long bucketCount(final int references)
    {
        return (references * ROOM + 100 * WORDS - 1) / (100 * WORDS);
    }

    /** The first reference whose tag fits {@code hash}, or {@link #NONE}; {@link #next} goes on from there. */
    int first(final long hash)
    {
        final int home = home(hash);
        final int place = place(hash);
        final int wanted = tag(hash);
        final int word = words.getInt(home + place * Integer.BYTES);
        bucket = home;
        tag = wanted;
        position = place;
        scanned = 1;
        probed = 0;
        return 0 != word && (word & ~referenceMask) == wanted ? word & referenceMask : next();
    }

    /** Read the line that {@link #first} begins with; what is returned has no meaning. */
    int touch(final long hash)
    {
        return words.getInt(home(hash));
    }

    /** The reference that {@link #first} most likely gives, or {@link #NONE}; nothing is remembered. */
    int likely(final long hash)
    {
        final FlowWords words = this.words;
        final int mask = referenceMask;
        final int base = home(hash);
        final int wanted = tag(hash);
        int place = place(hash);
        for (int i = 0; i < WORDS; i++)
        {
            final int word = words.getInt(base + place * Integer.BYTES);
            if ((word & ~mask) == wanted && 0 != word)
            {
                return word & mask;
            }
            place = WORDS - 1 == place ? 0 : place + 1;
        }
        return NONE;
    }

    /** The next reference with the same tag, or {@link #NONE}. */
    int next()
    {
        final FlowWords words = this.words;
        final int mask = referenceMask;
        final int wanted = tag;
        while (true)
        {
            final int base = bucket;
            int place = position;
            for (int i = scanned; i < WORDS; i++)
            {
                place = WORDS - 1 == place ? 0 : place + 1;
                final int word = words.getInt(base + place * Integer.BYTES);
                if ((word & ~mask) == wanted && 0 != word)
                {
                    position = place;
                    scanned = i + 1;
                    return word & mask;
                }
            }
            if (0 == words.getInt(base + OVERFLOW_OFFSET) || ++probed == PROBE_LIMIT)
            {
                scanned = WORDS;
                return NONE;
            }
            bucket = behind(base);
            position = place;
            scanned = 0;
        }
    }

    /** Add a reference, 1..the largest. False if all buckets that it may stand in are full. */
    boolean insert(final long hash, final int reference)
    {
        final FlowWords words = this.words;
        final int first = place(hash);
        final int home = home(hash);
        int base = home;
        for (int probe = 0; probe < PROBE_LIMIT; probe++)
        {
            int place = first;
            for (int i = 0; i < WORDS; i++)
            {
                final int at = base + place * Integer.BYTES;
                if (0 == words.getInt(at))
                {
                    words.putInt(at, tag(hash) | reference);
                    overflow(home, base, 1);
                    return true;
                }
                place = WORDS - 1 == place ? 0 : place + 1;
            }
            base = behind(base);
        }
        return false;
    }

    /** Take back what {@link #insert} added with the same arguments. */
    void remove(final long hash, final int reference)
    {
        final FlowWords words = this.words;
        final int word = tag(hash) | reference;
        final int first = place(hash);
        final int home = home(hash);
        int base = home;
        for (int probe = 0; probe < PROBE_LIMIT; probe++)
        {
            int place = first;
            for (int i = 0; i < WORDS; i++)
            {
                final int at = base + place * Integer.BYTES;
                if (word == words.getInt(at))
                {
                    words.putInt(at, 0);
                    overflow(home, base, -1);
                    return;
                }
                place = WORDS - 1 == place ? 0 : place + 1;
            }
            base = behind(base);
        }
    }

    private void overflow(final int home, final int end, final int delta)
    {
        for (int base = home; base != end; base = behind(base))
        {
            words.putInt(base + OVERFLOW_OFFSET, words.getInt(base + OVERFLOW_OFFSET) + delta);
        }
    }

    private int behind(final int base)
    {
        final int next = base + BUCKET_LENGTH;
        return next == words.capacity() ? 0 : next;
    }

    private int home(final long hash)
    {
        return (int)((hash >>> Integer.SIZE) * buckets >>> Integer.SIZE) * BUCKET_LENGTH;
    }

    private int tag(final long hash)
    {
        return (int)hash << referenceBits;
    }

    private static int place(final long hash)
    {
        // Bits of the hash that are in the tag only where the table is small.
        return (int)((hash >>> Integer.SIZE - PLACE_SHIFT & 0xF) * WORDS >>> PLACE_SHIFT);
    }
}
