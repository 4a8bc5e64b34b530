package porteira.set;

import java.lang.invoke.VarHandle;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.HugePages;
import porteira.policy.KeyType;

import static porteira.set.HostSetDescriptor.CLOCK_OFFSET;
import static porteira.set.HostSetDescriptor.EXPIRY_MASK;
import static porteira.set.HostSetDescriptor.FILLED_OFFSET;
import static porteira.set.HostSetDescriptor.HEADER_LENGTH;
import static porteira.set.HostSetDescriptor.KEY_OFFSET;
import static porteira.set.HostSetDescriptor.MAX_BUCKETS;
import static porteira.set.HostSetDescriptor.REACH_MASK;

/**
 * What lanes see of a {@link HostSet}: any thread.
 */
abstract sealed class HostSetReader implements Membership permits HostSet
{
    final UnsafeBuffer buffer;
    final KeyLayout layout;
    final KeyHash hash;
    final int keyWords;
    final int entries;
    final int entryLength;
    final int mask;
    final int shift;
    final long beyondHi;
    final long beyondLo;
    final long baseMs;
    private final int parts;
    private final int wideParts;

    /** Takes the elements of a set, one by one. */
    @FunctionalInterface
    public interface Visitor
    {
        /**
         * One element.
         *
         * @param key      its words, uppermost first; reused for the next one
         * @param expiryMs epoch milliseconds, or {@link HostSet#NEVER}
         */
        void onElement(long[] key, long expiryMs);
    }

    HostSetReader(final List<KeyType> types, final int capacity, final long nowMs, final long seed)
    {
        baseMs = nowMs - 1;
        layout = new KeyLayout(types);
        hash = new KeyHash(seed);
        parts = types.size();
        keyWords = layout.words();
        int wide = 0;
        for (int i = 0; i < parts; i++)
        {
            wide |= layout.isWide(i) ? 1 << i : 0;
        }
        wideParts = wide;
        final long buckets = 1 > capacity ? 0 : HostSetDescriptor.buckets(capacity, keyWords);
        if (1 > buckets || MAX_BUCKETS < buckets)
        {
            throw new IllegalArgumentException(
                "size of a set: size=" + capacity + ", limit=1.." + HostSetDescriptor.maxCapacity(keyWords));
        }
        entries = HostSetDescriptor.entriesPerBucket(keyWords);
        entryLength = HostSetDescriptor.entryLength(keyWords);
        mask = (int)buckets - 1;
        shift = Long.SIZE - Long.numberOfTrailingZeros(buckets);
        final int bits = types.getFirst().bits();
        beyondHi = Long.SIZE < bits ? beyond(bits - Long.SIZE) : -1L;
        beyondLo = Long.SIZE < bits ? 0 : beyond(bits);
        buffer = new UnsafeBuffer(HugePages.allocate(HostSetDescriptor.bucketOffset((int)buckets)));
    }

    /** {@inheritDoc} False in a set of concatenated keys. */
    @Override
    public final boolean contains(final long hi, final long lo)
    {
        if (0 != (hi & beyondHi | lo & beyondLo) || 1 != parts || isEmpty())
        {
            return false;
        }
        final long hash = 1 == keyWords ? this.hash.of(lo) : this.hash.of(hi, lo);
        final long pattern = KeyHash.pattern(hash);
        int bucket = (int)(hash >>> shift);
        int offset = HostSetDescriptor.bucketOffset(bucket);
        long header = buffer.getLongAcquire(offset);
        for (long left = header & REACH_MASK; ; left--)
        {
            for (long found = KeyHash.matches(header, pattern); 0 != found; found &= found - 1)
            {
                // Before the entry, so that one refreshed in time is never held against a later clock.
                final long now = buffer.getLongAcquire(CLOCK_OFFSET);
                final int entry = offset + entryOffset(found);
                final long state = buffer.getLongAcquire(entry);
                final int key = entry + KEY_OFFSET;
                if (lo == buffer.getLongOpaque(1 == keyWords ? key : key + Long.BYTES) &&
                    (1 == keyWords || hi == buffer.getLongOpaque(key)) && isSame(entry, state))
                {
                    return (state & EXPIRY_MASK) > now;
                }
            }
            if (0 == left)
            {
                return false;
            }
            bucket = bucket + 1 & mask;
            offset = HostSetDescriptor.bucketOffset(bucket);
            header = buffer.getLongAcquire(offset);
        }
    }

    /**
     * True if a key of any type is in the set now. Neither allocates nor blocks; any thread.
     *
     * @param key one word for each part of up to 64 bits, two for wider ones, the upper one first
     */
    public final boolean contains(final long[] key)
    {
        if (keyWords != key.length)
        {
            return false;
        }
        final long hash = this.hash.of(key);
        final long pattern = KeyHash.pattern(hash);
        int bucket = (int)(hash >>> shift);
        int offset = HostSetDescriptor.bucketOffset(bucket);
        long header = buffer.getLongAcquire(offset);
        for (long left = header & REACH_MASK; ; left--)
        {
            for (long found = KeyHash.matches(header, pattern); 0 != found; found &= found - 1)
            {
                // Before the entry, so that one refreshed in time is never held against a later clock.
                final long now = buffer.getLongAcquire(CLOCK_OFFSET);
                final int entry = offset + entryOffset(found);
                final long state = buffer.getLongAcquire(entry);
                if (isKey(entry, key) && isSame(entry, state))
                {
                    return (state & EXPIRY_MASK) > now;
                }
            }
            if (0 == left)
            {
                return false;
            }
            bucket = bucket + 1 & mask;
            offset = HostSetDescriptor.bucketOffset(bucket);
            header = buffer.getLongAcquire(offset);
        }
    }

    /**
     * Visit all keys that have not expired, on any thread, while the writer goes on: keys that nobody touches meanwhile
     * are visited once.
     */
    public final void forEach(final Visitor visitor)
    {
        final long[] key = new long[keyWords];
        for (int bucket = 0; bucket <= mask; bucket++)
        {
            final int offset = HostSetDescriptor.bucketOffset(bucket);
            final long header = buffer.getLongAcquire(offset);
            for (int i = 0; i < entries; i++)
            {
                if (0 != HostSetDescriptor.fingerprint(header, i))
                {
                    visit(visitor, offset + HEADER_LENGTH + i * entryLength, key);
                }
            }
        }
    }

    private void visit(final Visitor visitor, final int entry, final long[] key)
    {
        final long now = buffer.getLongAcquire(CLOCK_OFFSET);
        final long state = buffer.getLongAcquire(entry);
        for (int i = 0; i < keyWords; i++)
        {
            key[i] = buffer.getLongOpaque(entry + KEY_OFFSET + i * Long.BYTES);
        }
        if (isSame(entry, state) && (state & EXPIRY_MASK) > now)
        {
            visitor.onElement(key, expiryMs(state));
        }
    }

    final long expiryMs(final long state)
    {
        final long ticks = state & EXPIRY_MASK;
        return HostSetDescriptor.NEVER_TICK == ticks ? HostSet.NEVER : baseMs + ticks;
    }

    @Override
    public final boolean contains(
        final long hi0, final long lo0, final long hi1, final long lo1, final long hi2, final long lo2,
        final long hi3, final long lo3, final int parts)
    {
        if (1 == parts || this.parts != parts)
        {
            return this.parts == parts && contains(hi0, lo0);
        }
        if (isEmpty())
        {
            return false;
        }
        long hash = this.hash.step(this.hash.step(this.hash.start(), 0, hi0, lo0, wideParts), 1, hi1, lo1, wideParts);
        hash = 2 < parts ? this.hash.step(hash, 2, hi2, lo2, wideParts) : hash;
        hash = this.hash.finish(3 < parts ? this.hash.step(hash, 3, hi3, lo3, wideParts) : hash);
        final long pattern = KeyHash.pattern(hash);
        int bucket = (int)(hash >>> shift);
        int offset = HostSetDescriptor.bucketOffset(bucket);
        long header = buffer.getLongAcquire(offset);
        for (long left = header & REACH_MASK; ; left--)
        {
            for (long found = KeyHash.matches(header, pattern); 0 != found; found &= found - 1)
            {
                final long now = buffer.getLongAcquire(CLOCK_OFFSET);
                final int entry = offset + entryOffset(found);
                final long state = buffer.getLongAcquire(entry);
                int word = behindPart(entry + KEY_OFFSET, 0, hi0, lo0);
                word = behindPart(word, 1, hi1, lo1);
                word = 2 < parts ? behindPart(word, 2, hi2, lo2) : word;
                word = 3 < parts ? behindPart(word, 3, hi3, lo3) : word;
                if (0 < word && isSame(entry, state))
                {
                    return (state & EXPIRY_MASK) > now;
                }
            }
            if (0 == left)
            {
                return false;
            }
            bucket = bucket + 1 & mask;
            offset = HostSetDescriptor.bucketOffset(bucket);
            header = buffer.getLongAcquire(offset);
        }
    }

    /** True where no key is: most sets of exceptions, most of the time, which then cost no look into a cold table. */
    private boolean isEmpty()
    {
        return 0 == buffer.getLongAcquire(FILLED_OFFSET);
    }

    /** Offset of the word behind a part; 0 if that one, or one before it, differs. */
    private int behindPart(final int offset, final int part, final long hi, final long lo)
    {
        if (0 == offset)
        {
            return 0;
        }
        if (0 == (wideParts >>> part & 1))
        {
            return 0 == hi && lo == buffer.getLongOpaque(offset) ? offset + Long.BYTES : 0;
        }
        return hi == buffer.getLongOpaque(offset) && lo == buffer.getLongOpaque(offset + Long.BYTES) ?
            offset + 2 * Long.BYTES : 0;
    }

    final boolean isKey(final int entry, final long[] key)
    {
        for (int i = 0; i < key.length; i++)
        {
            if (key[i] != buffer.getLongOpaque(entry + KEY_OFFSET + i * Long.BYTES))
            {
                return false;
            }
        }
        return true;
    }

    /** True if the key words read since {@code state} was read belong together. */
    private boolean isSame(final int entry, final long state)
    {
        VarHandle.loadLoadFence();
        return 0 == ((state ^ buffer.getLongOpaque(entry)) & ~EXPIRY_MASK);
    }

    /** Of the lowest match. */
    final int entryOffset(final long found)
    {
        final int lane = Long.numberOfTrailingZeros(found) / Byte.SIZE;
        return HEADER_LENGTH + (lane - 1) * entryLength;
    }

    /** The bits of a word that keys of {@code bits} bits leave 0. */
    private static long beyond(final int bits)
    {
        return Long.SIZE == bits ? 0 : -1L << bits;
    }
}
