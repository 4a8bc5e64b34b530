package porteira.set;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import porteira.policy.SetDeclaration;

/** A set of single keys, and what is said about some of them. */
final class LiveHostSet extends LiveSet
{
    private static final int BUCKETS_PER_SLICE = 64;
    private static final int COMMENT_BYTES = 200;

    private final HostSet hosts;
    // Saved by another thread.
    private final Map<List<Long>, String> comments = new ConcurrentHashMap<>();
    private final long[] key;

    LiveHostSet(final SetDeclaration declaration, final long nowMs, final long seed)
    {
        super(declaration, nowMs);
        hosts = new HostSet(declaration.types(), capacity(declaration), nowMs, seed, this::onGone);
        key = new long[layout.words()];
    }

    @Override
    public boolean contains(final long hi, final long lo)
    {
        return hosts.contains(hi, lo);
    }

    @Override
    public boolean contains(
        final long hi0, final long lo0, final long hi1, final long lo1, final long hi2, final long lo2,
        final long hi3, final long lo3, final int parts)
    {
        return hosts.contains(hi0, lo0, hi1, lo1, hi2, lo2, hi3, lo3, parts);
    }

    @Override
    public void flush()
    {
        hosts.clear();
        changed();
    }

    /** Read when it is asked for, on whatever thread: a million elements hold up nobody. */
    @Override
    Supplier<ElementBatch> picture()
    {
        return this::elements;
    }

    /** Any thread. */
    @Override
    ElementBatch elements()
    {
        final ElementBatch batch = new ElementBatch(types(), size());
        final long[] parts = new long[layout.parts() * KeyLayout.PART_WORDS];
        hosts.forEach((words, expiryMs) ->
        {
            layout.unpack(words, parts);
            batch.add(parts, parts, ElementBatch.lifeUntil(expiryMs),
                comments.isEmpty() ? "" : comments.getOrDefault(list(words), ""));
        });
        return batch;
    }

    @Override
    public int size()
    {
        return hosts.size();
    }

    @Override
    public int capacity()
    {
        return hosts.capacity();
    }

    @Override
    public long refusals()
    {
        return hosts.refusals();
    }

    @Override
    public long bytes()
    {
        return hosts.bytes() + (long)comments.size() * COMMENT_BYTES;
    }

    @Override
    int doWork(final long now)
    {
        super.doWork(now);
        hosts.tick(now);
        return hosts.sweep(BUCKETS_PER_SLICE);
    }

    @Override
    int put(
        final long[] first,
        final long[] last,
        final int offset,
        final long expiryMs,
        final String comment,
        final boolean isUpdate)
    {
        pack(first, last, offset);
        final int outcome = isUpdate ? hosts.update(key, expiryMs) : hosts.add(key, expiryMs);
        if (HostSet.FULL != outcome && (isUpdate || HostSet.ADDED == outcome))
        {
            changed();
            if (!comment.isEmpty())
            {
                comments.put(list(key), comment);
            }
            else if (HostSet.ADDED == outcome && !comments.isEmpty())
            {
                comments.remove(list(key));
            }
        }
        return outcome;
    }

    @Override
    boolean remove(final long[] first, final long[] last, final int offset)
    {
        pack(first, last, offset);
        final boolean wasThere = hosts.remove(key);
        if (wasThere)
        {
            changed();
        }
        return wasThere;
    }

    private void onGone(final long[] words)
    {
        if (!comments.isEmpty())
        {
            comments.remove(list(words));
        }
    }

    private void pack(final long[] first, final long[] last, final int offset)
    {
        final int length = layout.parts() * KeyLayout.PART_WORDS;
        if (!Arrays.equals(first, offset, offset + length, last, offset, offset + length))
        {
            throw new IllegalArgumentException("ranges need 'flags interval' in the set: name=" + name());
        }
        if (!layout.fits(first, offset))
        {
            throw new IllegalArgumentException("key does not fit the type of the set: name=" + name());
        }
        layout.pack(first, offset, key);
    }

    private static List<Long> list(final long[] words)
    {
        final List<Long> list = new ArrayList<>(words.length);
        for (final long word : words)
        {
            list.add(word);
        }
        return list;
    }
}
