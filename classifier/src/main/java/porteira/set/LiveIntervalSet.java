package porteira.set;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.Supplier;
import porteira.policy.SetDeclaration;

/**
 * A set of prefixes and ranges, each with its own time and comment. They may overlap: each stands on its own. Readers
 * see an immutable picture that is replaced as a whole; after a change of a large set the next picture waits until the
 * last one's cost is a small part of the time.
 */
final class LiveIntervalSet extends LiveSet
{
    /** The share of the time that goes into pictures is at most one in so many. */
    private static final int COST_RATIO = 10;
    private static final int BYTES_PER_ELEMENT = 200;
    private static final long NS_PER_MS = 1_000_000;
    private static final VarHandle PICTURE;

    static
    {
        try
        {
            PICTURE = MethodHandles.lookup().findVarHandle(LiveIntervalSet.class, "picture", Membership.class);
        }
        catch (final ReflectiveOperationException e)
        {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Life(long expiryMs, String comment)
    {
    }

    private final TreeMap<long[], Life> elements;
    private final int stride;
    private final int capacity;
    private Membership picture;
    private long pictureBytes;
    private long nextExpiryMs = HostSet.NEVER;
    private long drawAtMs;
    private boolean isStale;
    private long refusals;

    LiveIntervalSet(final SetDeclaration declaration, final long nowMs)
    {
        super(declaration, nowMs);
        stride = layout.parts() * KeyLayout.PART_WORDS;
        elements = new TreeMap<>(Arrays::compareUnsigned);
        capacity = capacity(declaration);
        draw();
    }

    @Override
    public boolean contains(final long hi, final long lo)
    {
        return ((Membership)PICTURE.getAcquire(this)).contains(hi, lo);
    }

    @Override
    public boolean contains(
        final long hi0, final long lo0, final long hi1, final long lo1, final long hi2, final long lo2,
        final long hi3, final long lo3, final int parts)
    {
        return ((Membership)PICTURE.getAcquire(this)).contains(hi0, lo0, hi1, lo1, hi2, lo2, hi3, lo3, parts);
    }

    @Override
    public void flush()
    {
        elements.clear();
        stale();
    }

    @Override
    Supplier<ElementBatch> picture()
    {
        final ElementBatch now = elements();
        return () -> now;
    }

    @Override
    ElementBatch elements()
    {
        final ElementBatch batch = new ElementBatch(types(), elements.size());
        elements.forEach((ends, life) ->
        {
            if (life.expiryMs() > nowMs())
            {
                batch.add(Arrays.copyOf(ends, stride), Arrays.copyOfRange(ends, stride, 2 * stride),
                    ElementBatch.lifeUntil(life.expiryMs()), life.comment());
            }
        });
        return batch;
    }

    @Override
    public int size()
    {
        return elements.size();
    }

    @Override
    public int capacity()
    {
        return capacity;
    }

    @Override
    public long refusals()
    {
        return refusals;
    }

    @Override
    public long bytes()
    {
        return pictureBytes + (long)elements.size() * BYTES_PER_ELEMENT;
    }

    @Override
    int doWork(final long now)
    {
        super.doWork(now);
        final int before = elements.size();
        if (now >= drawAtMs && (isStale || now >= nextExpiryMs))
        {
            if (now >= nextExpiryMs)
            {
                elements.values().removeIf((life) -> life.expiryMs() <= now);
            }
            draw();
        }
        return before - elements.size();
    }

    @Override
    void publish()
    {
        if (isStale)
        {
            draw();
        }
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
        if (!layout.fits(first, offset) || !layout.fits(last, offset))
        {
            throw new IllegalArgumentException("key does not fit the type of the set: name=" + name());
        }
        final long[] ends = ends(first, last, offset);
        final Life known = elements.get(ends);
        final boolean isLive = null != known && known.expiryMs() > nowMs();
        if (isLive && !isUpdate)
        {
            return HostSet.PRESENT;
        }
        if (null == known && elements.size() >= capacity)
        {
            refusals++;
            return HostSet.FULL;
        }
        elements.put(ends, new Life(expiryMs, isLive && comment.isEmpty() ? known.comment() : comment));
        nextExpiryMs = Math.min(nextExpiryMs, expiryMs);
        if (isLive)
        {
            changed();
        }
        else
        {
            stale();
        }
        return isLive ? HostSet.PRESENT : HostSet.ADDED;
    }

    @Override
    boolean remove(final long[] first, final long[] last, final int offset)
    {
        final Life known = elements.remove(ends(first, last, offset));
        if (null != known)
        {
            stale();
        }
        return null != known && known.expiryMs() > nowMs();
    }

    private void stale()
    {
        isStale = true;
        changed();
    }

    /** Publish what stands now. */
    private void draw()
    {
        final long startNs = System.nanoTime();
        final ElementBatch batch = elements();
        nextExpiryMs = HostSet.NEVER;
        elements.values().forEach((life) -> nextExpiryMs = Math.min(nextExpiryMs, life.expiryMs()));
        if (1 == layout.parts())
        {
            final PrefixSet prefixes = batch.prefixes();
            pictureBytes = prefixes.bytes();
            PICTURE.setRelease(this, prefixes);
        }
        else
        {
            final RangeRows rows = new RangeRows(batch);
            pictureBytes = rows.bytes();
            PICTURE.setRelease(this, rows);
        }
        isStale = false;
        drawAtMs = nowMs() + (System.nanoTime() - startNs) * COST_RATIO / NS_PER_MS;
    }

    private long[] ends(final long[] first, final long[] last, final int offset)
    {
        final long[] ends = Arrays.copyOf(Arrays.copyOfRange(first, offset, offset + stride), 2 * stride);
        System.arraycopy(last, offset, ends, stride, stride);
        return ends;
    }
}
