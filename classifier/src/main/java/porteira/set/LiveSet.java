package porteira.set;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import porteira.policy.KeyType;
import porteira.policy.SetDeclaration;

/**
 * A set as it stands while the gateway runs: what the policy declares, what rules and operators add, less what has
 * expired. {@code contains} is for any thread, all else for the one that changes it.
 */
public abstract sealed class LiveSet implements Membership permits LiveHostSet, LiveIntervalSet
{
    /** Elements of a set whose policy does not say how many. */
    public static final int DEFAULT_SIZE = 65_536;

    final KeyLayout layout;
    private SetDeclaration declaration;
    private long nowMs;
    private long changes;

    LiveSet(final SetDeclaration declaration, final long nowMs)
    {
        layout = new KeyLayout(declaration.types());
        this.declaration = declaration;
        this.nowMs = nowMs;
    }

    /**
     * A set with the elements of its declaration.
     *
     * @param nowMs epoch milliseconds
     * @param seed  secret, see {@link HostSet}
     * @throws IllegalArgumentException if the key is too wide or the size beyond what can be
     */
    static LiveSet of(final SetDeclaration declaration, final long nowMs, final long seed)
    {
        final LiveSet set = isInterval(declaration) ? new LiveIntervalSet(declaration, nowMs) :
            new LiveHostSet(declaration, nowMs, seed);
        set.apply(ElementBatch.of(declaration.types(), declaration.elements()));
        set.publish();
        return set;
    }

    /** Most elements of a set. */
    static int capacity(final SetDeclaration declaration)
    {
        return 0 == declaration.size() ? Math.max(DEFAULT_SIZE, 2 * declaration.elements().size()) :
            declaration.size();
    }

    static boolean isInterval(final SetDeclaration declaration)
    {
        return declaration.flags().contains(SetDeclaration.Flag.INTERVAL);
    }

    /** True if prefixes and ranges may stand for the parts of a key. */
    final boolean allowsRanges()
    {
        return isInterval(declaration);
    }

    /** As the policy in force declares it. */
    public final SetDeclaration declaration()
    {
        return declaration;
    }

    /** Unique among the sets that run. */
    public final String name()
    {
        return declaration.name();
    }

    /** Types of the parts of a key. */
    public final List<KeyType> types()
    {
        return layout.types();
    }

    /**
     * Add a key that a frame had; one that is there keeps its time.
     *
     * @param parts     two words for each part, the upper one first
     * @param timeoutMs its life, 0 for the set's default
     * @return {@link HostSet#ADDED}, {@link HostSet#PRESENT} or {@link HostSet#FULL}
     */
    public final int add(final long[] parts, final long timeoutMs)
    {
        return put(parts, parts, 0, expiryMs(timeoutMs), "", false);
    }

    /** The same, and the time of one that is there starts again. */
    public final int update(final long[] parts, final long timeoutMs)
    {
        return put(parts, parts, 0, expiryMs(timeoutMs), "", true);
    }

    /** Remove a key that a frame had. @return false if it was not there */
    public final boolean delete(final long[] parts)
    {
        return remove(parts, parts, 0);
    }

    /**
     * Add elements; those that are there get the new time and comment.
     *
     * @return how many found no room
     */
    public final int apply(final ElementBatch batch)
    {
        return apply(batch, 0, batch.size());
    }

    /** The same with elements {@code from}, ..., {@code to} - 1 of the batch. */
    final int apply(final ElementBatch batch, final int from, final int to)
    {
        if (!layout.types().equals(batch.types()))
        {
            throw new IllegalArgumentException("elements of another type: set=" + layout.types() + ", elements=" +
                batch.types());
        }
        int refused = 0;
        for (int i = from; i < to; i++)
        {
            final long expiry = batch.expiryMs(i, nowMs, declaration.timeoutMs());
            if (expiry > nowMs && HostSet.FULL ==
                put(batch.first(), batch.last(), batch.offset(i), expiry, batch.comment(i), true))
            {
                refused++;
            }
        }
        return refused;
    }

    /** Remove elements. @return how many were there */
    public final int remove(final ElementBatch batch)
    {
        int removed = 0;
        for (int i = 0; i < batch.size(); i++)
        {
            removed += remove(batch.first(), batch.last(), batch.offset(i)) ? 1 : 0;
        }
        return removed;
    }

    /** Remove all. */
    public abstract void flush();

    /** Elements in it; expired ones may still be among them. */
    public abstract int size();

    /** Elements that fit. */
    public abstract int capacity();

    /** Elements that found no room so far. */
    public abstract long refusals();

    /** Bytes of memory, about. */
    public abstract long bytes();

    /** Times that its content changed, expiry apart. */
    public final long changes()
    {
        return changes;
    }

    /** A slice of housekeeping; what expires at or before {@code nowMs} is gone. @return elements freed */
    int doWork(final long now)
    {
        nowMs = now;
        return 0;
    }

    /** Add one. */
    abstract int put(long[] first, long[] last, int offset, long expiryMs, String comment, boolean isUpdate);

    /** Remove one. */
    abstract boolean remove(long[] first, long[] last, int offset);

    /** The policy has a new text: elements that it no longer has go, new ones come, all others stay. */
    final void redeclare(final SetDeclaration next)
    {
        final Set<SetDeclaration.Element> before = Set.copyOf(declaration.elements());
        final Set<SetDeclaration.Element> after = Set.copyOf(next.elements());
        if (!before.equals(after))
        {
            remove(ElementBatch.of(types(), declaration.elements().stream().filter((one) -> !after.contains(one))
                .toList()));
            apply(ElementBatch.of(next.types(), next.elements().stream().filter((one) -> !before.contains(one))
                .toList()));
        }
        declaration = next;
    }

    /** True if a set of this declaration can go on as this one. */
    final boolean isKeptBy(final SetDeclaration next)
    {
        return isAlike(next) && isInterval(declaration) == isInterval(next) &&
            (0 == next.size() ? capacity() >= capacity(next) : capacity() == next.size());
    }

    /** True if elements of this one can be elements of a set of this declaration. */
    final boolean isAlike(final SetDeclaration next)
    {
        return name().equals(next.name()) && types().equals(next.types()) &&
            (!isInterval(declaration) || isInterval(next));
    }

    /** Take over what another one has, less what only its declaration had. @return how many found no room */
    final int takeOver(final LiveSet other)
    {
        final int refused = apply(other.elements());
        final Set<SetDeclaration.Element> mine = Set.copyOf(declaration.elements());
        remove(ElementBatch.of(types(), other.declaration.elements().stream().filter((one) -> !mine.contains(one))
            .toList()));
        publish();
        return refused;
    }

    /** All elements that have not expired, with the moments at which they end. */
    abstract ElementBatch elements();

    /** The same for another thread, as they stand between now and then. */
    abstract Supplier<ElementBatch> picture();

    /** Let readers see changes now. */
    void publish()
    {
    }

    final long nowMs()
    {
        return nowMs;
    }

    final void changed()
    {
        changes++;
    }

    private long expiryMs(final long timeoutMs)
    {
        final long life = 0 == timeoutMs ? declaration.timeoutMs() : timeoutMs;
        return 0 == life ? HostSet.NEVER : nowMs + life;
    }
}
