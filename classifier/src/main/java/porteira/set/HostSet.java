package porteira.set;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import porteira.policy.KeyType;

import static porteira.set.HostSetDescriptor.BUCKET_LENGTH;
import static porteira.set.HostSetDescriptor.CLOCK_OFFSET;
import static porteira.set.HostSetDescriptor.EXPIRY_MASK;
import static porteira.set.HostSetDescriptor.FILLED_OFFSET;
import static porteira.set.HostSetDescriptor.FIRST_BUCKET_OFFSET;
import static porteira.set.HostSetDescriptor.HEADER_LENGTH;
import static porteira.set.HostSetDescriptor.KEY_OFFSET;
import static porteira.set.HostSetDescriptor.MAX_REACH;
import static porteira.set.HostSetDescriptor.NEVER_TICK;
import static porteira.set.HostSetDescriptor.REACH_MASK;
import static porteira.set.HostSetDescriptor.VERSION_STEP;

/**
 * Single keys that come, go and expire while lanes look them up; bounded, off-heap, {@link HostSetDescriptor} has the
 * layout. One thread changes it; {@code contains} is for any thread.
 * <p>
 * An entry is a small sequence lock, but a reader never waits or tries again: entries are not moved, so a key that
 * nobody touches is found whatever happens around it, and an entry whose version changed under the reader's eyes
 * belongs to a key that is being touched, for which either answer is right.
 */
public final class HostSet extends HostSetReader
{
    /** Expiry of what does not expire. */
    public static final long NEVER = Long.MAX_VALUE;
    /** The key is new. */
    public static final int ADDED = 1;
    /** The key was there already. */
    public static final int PRESENT = 0;
    /** There is no room; counted. */
    public static final int FULL = -1;

    private static final int ABSENT = -1;
    /** Looked through for expired keys when a full set is asked for room. */
    private static final int RECLAIM_BUCKETS = 64;

    private final int capacity;
    private final Consumer<long[]> onGone;
    // The writer's alone.
    private final long[] scratch;
    private final long[] other;
    private long now;
    private int size;
    private int sweepBucket;
    private long refusals;

    /**
     * An empty set.
     *
     * @param types    of the parts of a key, one or several; at most 64 bytes where each part takes 8 or 16
     * @param capacity keys that fit
     * @param nowMs    epoch milliseconds
     * @param seed     secret: keys that meet in one place can not be chosen without it
     */
    public HostSet(final List<KeyType> types, final int capacity, final long nowMs, final long seed)
    {
        this(types, capacity, nowMs, seed, (key) -> {});
    }

    /** The same. @param onGone gets the words of each key that is removed or has expired; reused for the next one */
    HostSet(
        final List<KeyType> types,
        final int capacity,
        final long nowMs,
        final long seed,
        final Consumer<long[]> onGone)
    {
        super(types, capacity, nowMs, seed);
        this.capacity = capacity;
        this.onGone = onGone;
        scratch = new long[keyWords];
        other = new long[keyWords];
        tick(nowMs);
    }

    /** Add a key of at most 128 bits; one that is there keeps its expiry, as with nft's {@code add}. */
    public int add(final long hi, final long lo, final long expiryMs)
    {
        return add(words(hi, lo), expiryMs);
    }

    /** Add a key; one that is there keeps its expiry, as with nft's {@code add}. Writer only. */
    public int add(final long[] key, final long expiryMs)
    {
        return put(key, expiryMs, false);
    }

    /** Add a key of at most 128 bits; one that is there gets the new expiry, as with nft's {@code update}. */
    public int update(final long hi, final long lo, final long expiryMs)
    {
        return update(words(hi, lo), expiryMs);
    }

    /** Add a key; one that is there gets the new expiry, as with nft's {@code update}. Writer only. */
    public int update(final long[] key, final long expiryMs)
    {
        return put(key, expiryMs, true);
    }

    /** Remove a key of at most 128 bits. @return false if it was not there */
    public boolean remove(final long hi, final long lo)
    {
        return remove(words(hi, lo));
    }

    /** Remove a key. Writer only. @return false if it was not there */
    public boolean remove(final long[] key)
    {
        check(key);
        final int entry = find(key, hash.of(key));
        if (ABSENT == entry)
        {
            return false;
        }
        final boolean wasLive = isLive(entry);
        free(entry);
        return wasLive;
    }

    /** Remove all keys. Writer only. */
    public void clear()
    {
        for (int bucket = 0; bucket <= mask; bucket++)
        {
            final int offset = HostSetDescriptor.bucketOffset(bucket);
            for (int i = 0; i < entries; i++)
            {
                if (0 != HostSetDescriptor.fingerprint(buffer.getLong(offset), i))
                {
                    free(offset + HEADER_LENGTH + i * entryLength);
                }
            }
        }
    }

    /** Tell the time; what expires at or before it is gone at once. Writer only. */
    public void tick(final long nowMs)
    {
        now = Math.clamp(nowMs - baseMs, 1, NEVER_TICK - 1);
        buffer.putLongRelease(CLOCK_OFFSET, now);
    }

    /** Free what has expired in the next {@code buckets} buckets. Writer only. @return keys freed */
    public int sweep(final int buckets)
    {
        final int before = size;
        for (int left = Math.min(buckets, mask + 1); 0 < left && 0 != size; left--)
        {
            final int offset = HostSetDescriptor.bucketOffset(sweepBucket);
            for (int i = 0; i < entries; i++)
            {
                final int entry = offset + HEADER_LENGTH + i * entryLength;
                if (0 != HostSetDescriptor.fingerprint(buffer.getLong(offset), i) && !isLive(entry))
                {
                    free(entry);
                }
            }
            sweepBucket = sweepBucket + 1 & mask;
        }
        return before - size;
    }

    /** When a key expires, epoch milliseconds; {@link #NEVER} if it does not, 0 if it is not there. Writer only. */
    public long expiryMs(final long[] key)
    {
        check(key);
        final int entry = find(key, hash.of(key));
        return ABSENT == entry || !isLive(entry) ? 0 : expiryMs(buffer.getLong(entry));
    }

    /** Keys in it, expired ones that are not swept yet included. Writer only. */
    public int size()
    {
        return size;
    }

    /** Keys that fit. */
    public int capacity()
    {
        return capacity;
    }

    /** Types of the parts of a key. */
    public List<KeyType> types()
    {
        return layout.types();
    }

    /** Words of a key. */
    public int keyWords()
    {
        return keyWords;
    }

    /** Buckets that a whole sweep visits. */
    public int buckets()
    {
        return mask + 1;
    }

    /** Keys that found no room. Writer only. */
    public long refusals()
    {
        return refusals;
    }

    /** Bytes of memory that it holds off the heap. */
    public long bytes()
    {
        return buffer.capacity();
    }

    private int put(final long[] key, final long expiryMs, final boolean isUpdate)
    {
        check(key);
        final long hash = this.hash.of(key);
        final int present = find(key, hash);
        if (ABSENT != present)
        {
            final boolean wasLive = isLive(present);
            if (isUpdate || !wasLive)
            {
                final long version = buffer.getLong(present) & ~EXPIRY_MASK;
                buffer.putLongRelease(present, version | ticks(expiryMs));
            }
            return wasLive ? PRESENT : ADDED;
        }
        if (size == capacity)
        {
            sweep(RECLAIM_BUCKETS);
        }
        if (size < capacity && isPlaced(key, hash, ticks(expiryMs)))
        {
            return ADDED;
        }
        refusals++;
        return FULL;
    }

    /** Into the first entry from its home on that is free or has expired. */
    private boolean isPlaced(final long[] key, final long hash, final long ticks)
    {
        final int home = (int)(hash >>> shift);
        for (int reach = 0; reach <= Math.min(MAX_REACH, mask); reach++)
        {
            final int offset = HostSetDescriptor.bucketOffset(home + reach & mask);
            for (int i = 0; i < entries; i++)
            {
                final int entry = offset + HEADER_LENGTH + i * entryLength;
                final boolean isTaken = 0 != HostSetDescriptor.fingerprint(buffer.getLong(offset), i);
                if (!isTaken || !isLive(entry))
                {
                    if (isTaken)
                    {
                        free(entry);
                    }
                    if (1 == ++size)
                    {
                        // Before the key, so that none is seen in a set that says it has none.
                        buffer.putLongRelease(FILLED_OFFSET, 1);
                    }
                    take(offset, i, key, hash, ticks);
                    raiseReach(HostSetDescriptor.bucketOffset(home), reach);
                    return true;
                }
            }
        }
        return false;
    }

    private void take(final int offset, final int index, final long[] key, final long hash, final long ticks)
    {
        final int entry = offset + HEADER_LENGTH + index * entryLength;
        final long version = buffer.getLong(entry) & ~EXPIRY_MASK;
        // Whoever sees a word of the new key sees that the version of the old one is gone.
        VarHandle.storeStoreFence();
        for (int i = 0; i < keyWords; i++)
        {
            buffer.putLongOpaque(entry + KEY_OFFSET + i * Long.BYTES, key[i]);
        }
        buffer.putLongRelease(entry, version | ticks);
        buffer.putLongRelease(offset, HostSetDescriptor.withFingerprint(
            buffer.getLong(offset), index, KeyHash.pattern(hash) >>> Long.SIZE - Byte.SIZE));
    }

    private void raiseReach(final int homeOffset, final int reach)
    {
        final long header = buffer.getLong(homeOffset);
        if ((header & REACH_MASK) < reach)
        {
            buffer.putLongRelease(homeOffset, header & ~REACH_MASK | reach);
        }
    }

    private void free(final int entry)
    {
        load(entry, other);
        onGone.accept(other);
        final int home = (int)(hash.of(other) >>> shift);
        final int bucket = (entry - FIRST_BUCKET_OFFSET) / BUCKET_LENGTH;
        final int offset = HostSetDescriptor.bucketOffset(bucket);
        final int index = (entry - offset - HEADER_LENGTH) / entryLength;

        buffer.putLongRelease(entry, (buffer.getLong(entry) & ~EXPIRY_MASK) + VERSION_STEP);
        buffer.putLongRelease(offset, HostSetDescriptor.withFingerprint(buffer.getLong(offset), index, 0));
        if (0 == --size)
        {
            buffer.putLongRelease(FILLED_OFFSET, 0);
        }

        final int distance = bucket - home & mask;
        final int homeOffset = HostSetDescriptor.bucketOffset(home);
        if (0 < distance && distance == (buffer.getLong(homeOffset) & REACH_MASK))
        {
            final long reach = reach(home, distance);
            buffer.putLongRelease(homeOffset, buffer.getLong(homeOffset) & ~REACH_MASK | reach);
        }
    }

    /** How far the farthest key of a home lies now, at most {@code limit} buckets away. */
    private int reach(final int home, final int limit)
    {
        for (int reach = limit; 0 < reach; reach--)
        {
            final int offset = HostSetDescriptor.bucketOffset(home + reach & mask);
            for (int i = 0; i < entries; i++)
            {
                if (0 != HostSetDescriptor.fingerprint(buffer.getLong(offset), i))
                {
                    load(offset + HEADER_LENGTH + i * entryLength, other);
                    if (home == (int)(hash.of(other) >>> shift))
                    {
                        return reach;
                    }
                }
            }
        }
        return 0;
    }

    /** Offset of a key's entry, expired ones included. */
    private int find(final long[] key, final long hash)
    {
        final long pattern = KeyHash.pattern(hash);
        final int home = (int)(hash >>> shift);
        final long reach = buffer.getLong(HostSetDescriptor.bucketOffset(home)) & REACH_MASK;
        for (int distance = 0; distance <= reach; distance++)
        {
            final int offset = HostSetDescriptor.bucketOffset(home + distance & mask);
            for (long found = KeyHash.matches(buffer.getLong(offset), pattern); 0 != found; found &= found - 1)
            {
                final int entry = offset + entryOffset(found);
                if (isKey(entry, key))
                {
                    return entry;
                }
            }
        }
        return ABSENT;
    }

    private boolean isLive(final int entry)
    {
        return (buffer.getLong(entry) & EXPIRY_MASK) > now;
    }

    private long ticks(final long expiryMs)
    {
        return NEVER == expiryMs ? NEVER_TICK : Math.clamp(expiryMs - baseMs, 1, NEVER_TICK - 1);
    }

    private void load(final int entry, final long[] key)
    {
        for (int i = 0; i < keyWords; i++)
        {
            key[i] = buffer.getLong(entry + KEY_OFFSET + i * Long.BYTES);
        }
    }

    private long[] words(final long hi, final long lo)
    {
        if (0 != (hi & beyondHi | lo & beyondLo) || 1 != layout.parts())
        {
            throw new IllegalArgumentException(
                "key does not fit: hi=0x%x, lo=0x%x, types=%s".formatted(hi, lo, layout.types()));
        }
        scratch[0] = hi;
        scratch[keyWords - 1] = lo;
        return scratch;
    }

    private void check(final long[] key)
    {
        if (keyWords != key.length || !layout.fits(key))
        {
            throw new IllegalArgumentException(
                "key does not fit: words=" + Arrays.toString(key) + ", types=" + layout.types());
        }
    }

    /** For tests that look for keys that meet. */
    KeyHash keyHash()
    {
        return hash;
    }


}
