package porteira.set;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import porteira.policy.SetDeclaration;
import porteira.policy.element.ElementParser;
import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;
import porteira.problem.Spelling;

/**
 * The sets of the policy in force, by name. A policy that is compiled asks its {@link Candidate} for them on any
 * thread; all else is for the one thread that changes sets. Lists, additions and flushes are what operators ask for.
 */
public final class Sets
{
    /** Milliseconds between two saves of one set. */
    public static final long SAVE_INTERVAL_MS = 10_000;

    /** What a set that keeps its content needs on disk. */
    private static final class Store
    {
        private final SetFile file;
        private long savedChanges = -1;
        private long saveAtMs;
        private int asked;
        private int written;
        private volatile boolean isBusy;
        private volatile IOException failure;

        Store(final SetFile file)
        {
            this.file = file;
        }
    }

    private final Path folder;
    private final Executor saver;
    private final LongSupplier seeds;
    private final Map<LiveSet, Store> stores = new HashMap<>();
    private volatile Map<String, LiveSet> live = Map.of();
    private volatile long nowMs;

    /**
     * No sets as yet.
     *
     * @param folder where sets that persist are kept; null if nothing is to be kept
     * @param saver  runs what writes a file; may be a thread of its own
     * @param nowMs  epoch milliseconds
     * @param seeds  secrets for the host sets
     */
    public Sets(final Path folder, final Executor saver, final long nowMs, final LongSupplier seeds)
    {
        this.folder = folder;
        this.saver = saver;
        this.nowMs = nowMs;
        this.seeds = seeds;
    }

    /** The sets of a policy that may come into force: those that run already, and new ones. One thread. */
    public final class Candidate
    {
        private final Map<String, LiveSet> sets = new LinkedHashMap<>();
        private final List<SetDeclaration> declarations = new ArrayList<>();
        private final Map<SetDeclaration, Membership> constants = new HashMap<>();
        private final Problems problems = new Problems();

        private Candidate()
        {
        }

        /**
         * What stands behind a set of the policy; the same for the same name.
         *
         * @throws RefusedException if the key is too wide or the size beyond what can be
         */
        public Membership bind(final SetDeclaration declaration)
        {
            try
            {
                return bound(declaration);
            }
            catch (final IllegalArgumentException e)
            {
                throw new RefusedException(List.of(
                    new Problem("set " + declaration.name(), 0, 0, String.valueOf(e.getMessage()))));
            }
        }

        private Membership bound(final SetDeclaration declaration)
        {
            if (declaration.name().isEmpty() || !declaration.isDynamic())
            {
                return constants.computeIfAbsent(declaration, this::constant);
            }
            return sets.computeIfAbsent(declaration.name(), (name) ->
            {
                declarations.add(declaration);
                final LiveSet running = live.get(name);
                return null != running && running.isKeptBy(declaration) ? running : fresh(declaration, running);
            });
        }

        /** What was wrong with files of sets; the policy can come into force all the same. */
        public Problems problems()
        {
            return problems;
        }

        private Membership constant(final SetDeclaration declaration)
        {
            final ElementBatch batch = ElementBatch.of(declaration.types(), declaration.elements());
            if (1 == declaration.types().size())
            {
                return batch.prefixes();
            }
            return batch.isSingle() ? LiveSet.of(declaration, nowMs, seeds.getAsLong()) : new RangeRows(batch);
        }

        private LiveSet fresh(final SetDeclaration declaration, final LiveSet running)
        {
            final LiveSet set = LiveSet.of(declaration, nowMs, seeds.getAsLong());
            if (null == running && isPersistent(declaration))
            {
                set.apply(file(declaration).read(problems));
                set.publish();
            }
            return set;
        }
    }

    /** For a policy that is to be compiled. Any thread. */
    public Candidate candidate()
    {
        return new Candidate();
    }

    /** A candidate comes into force; sets that it does not name are gone, those on disk excepted. */
    public void adopt(final Candidate candidate)
    {
        final Map<String, LiveSet> next = new LinkedHashMap<>(candidate.sets);
        for (final SetDeclaration declaration : candidate.declarations)
        {
            final LiveSet set = next.get(declaration.name());
            final LiveSet before = live.get(declaration.name());
            if (set == before)
            {
                set.redeclare(declaration);
            }
            else if (null != before && before.isAlike(declaration))
            {
                set.takeOver(before);
            }
        }
        for (final LiveSet before : live.values())
        {
            if (before != next.get(before.name()))
            {
                save(before, true);
                stores.remove(before);
            }
        }
        live = next;
        for (final LiveSet set : next.values())
        {
            if (isPersistent(set.declaration()))
            {
                stores.computeIfAbsent(set, (one) -> new Store(file(one.declaration())));
            }
        }
    }

    /** All sets that can change, in the order of the policy. Any thread may ask; their content is the owner's. */
    public List<LiveSet> all()
    {
        return List.copyOf(live.values());
    }

    /**
     * The set of a name.
     *
     * @throws RefusedException if there is none
     */
    public LiveSet find(final String name)
    {
        final LiveSet set = live.get(name);
        if (null == set)
        {
            final Problems problems = new Problems();
            problems.report("set " + name, 0, 0, "the policy has no set of this name that can change" +
                Spelling.didYouMean(name, live.keySet()));
            problems.throwIfAny();
        }
        return set;
    }

    /**
     * The elements of a set as nftables lists them, at most {@code limit}.
     *
     * @return writes them, on any thread
     */
    public Supplier<List<String>> list(final String name, final int limit)
    {
        final LiveSet set = find(name);
        final Supplier<ElementBatch> picture = set.picture();
        return () -> lines(set, picture.get(), limit);
    }

    private List<String> lines(final LiveSet set, final ElementBatch elements, final int limit)
    {
        final List<String> lines = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(limit, elements.size()); i++)
        {
            text.setLength(0);
            ElementText.appendKey(text, set.types(), elements.key(i));
            final long expiryMs = elements.expiryMs(i, 0, 0);
            if (HostSet.NEVER != expiryMs)
            {
                ElementText.appendDuration(text.append(" expires "), Math.max(0, expiryMs - nowMs));
            }
            ElementText.appendComment(text, elements.comment(i));
            lines.add(text.toString());
        }
        return lines;
    }

    /**
     * Add elements; those that are there get the new time and comment.
     *
     * @param elements as {@link ElementParser} has them, one each
     * @return how many found no room
     * @throws RefusedException if there is no such set or an element is wrong; then none is added
     */
    public int add(final String name, final List<String> elements)
    {
        final LiveSet set = find(name);
        final int refused = set.apply(parse(set, elements));
        set.publish();
        return refused;
    }

    /** Remove elements. @return how many were there */
    public int delete(final String name, final List<String> elements)
    {
        final LiveSet set = find(name);
        final int removed = set.remove(parse(set, elements));
        set.publish();
        return removed;
    }

    /** Remove all elements of a set, those of the policy's text included. @return how many there were */
    public int flush(final String name)
    {
        final LiveSet set = find(name);
        final int before = set.size();
        set.flush();
        set.publish();
        return before;
    }

    /**
     * Read the elements of a file for a set; it changes by {@link #apply}. Any thread.
     *
     * @throws RefusedException if there is no such set or a line is wrong
     */
    public ElementBatch read(final String name, final Path file)
    {
        final LiveSet set = find(name);
        final Problems problems = new Problems();
        final ElementBatch batch = ElementBatch.read(file, set.types(), set.allowsRanges(), problems);
        problems.throwIfAny();
        return batch;
    }

    /**
     * Add elements {@code from}, ..., {@code to} - 1 of a batch; those that are there get the new time and comment.
     *
     * @return how many found no room
     * @throws RefusedException if there is no such set, or one of another kind than the batch was read for
     */
    public int apply(final String name, final ElementBatch batch, final int from, final int to)
    {
        final LiveSet set = find(name);
        if (!set.types().equals(batch.types()) || !set.allowsRanges() && !batch.isSingle())
        {
            throw new RefusedException(List.of(
                new Problem("set " + name, 0, 0, "has become another meanwhile; elements before this one are in it")));
        }
        final int refused = set.apply(batch, from, to);
        if (batch.size() == to)
        {
            set.publish();
        }
        return refused;
    }

    /** A slice of housekeeping: expiry, pictures, files. @return what was done */
    public int doWork(final long epochMs)
    {
        nowMs = epochMs;
        int work = 0;
        for (final LiveSet set : live.values())
        {
            work += set.doWork(epochMs);
            work += save(set, false) ? 1 : 0;
        }
        return work;
    }

    /** What went wrong with a file since the last call; null if nothing did. */
    public String takeFailure()
    {
        for (final Map.Entry<LiveSet, Store> entry : stores.entrySet())
        {
            final IOException failure = entry.getValue().failure;
            if (null != failure)
            {
                entry.getValue().failure = null;
                entry.getValue().savedChanges = -1;
                return "set " + entry.getKey().name() + ": cannot be saved: " + failure;
            }
        }
        return null;
    }

    /** Save what changed, now and on this thread; {@link #takeFailure} tells if that went wrong. */
    public void close()
    {
        live.values().forEach((set) -> save(set, true));
    }

    private boolean save(final LiveSet set, final boolean isLast)
    {
        final Store store = stores.get(set);
        if (null == store || set.changes() == store.savedChanges || !isLast && (nowMs < store.saveAtMs || store.isBusy))
        {
            return false;
        }
        store.savedChanges = set.changes();
        store.saveAtMs = nowMs + SAVE_INTERVAL_MS;
        final Supplier<ElementBatch> elements = set.picture();
        store.isBusy = true;
        final int turn = ++store.asked;
        final Runnable write = () -> write(store, elements, turn);
        if (isLast)
        {
            write.run();
        }
        else
        {
            saver.execute(write);
        }
        return true;
    }

    /** One that was asked for earlier and comes later than another does nothing. */
    private static void write(final Store store, final Supplier<ElementBatch> elements, final int turn)
    {
        synchronized (store)
        {
            try
            {
                if (turn > store.written)
                {
                    store.file.write(elements.get());
                    store.written = turn;
                }
            }
            catch (final IOException e)
            {
                store.failure = e;
            }
            finally
            {
                store.isBusy = false;
            }
        }
    }

    private ElementBatch parse(final LiveSet set, final List<String> elements)
    {
        final ElementBatch batch = new ElementBatch(set.types());
        final ElementParser parser =
            ElementBatch.parser(set.types(), set.allowsRanges());
        final Problems problems = new Problems();
        for (final String element : elements)
        {
            final byte[] text = element.getBytes(StandardCharsets.UTF_8);
            final int before = batch.size();
            if (!parser.parse(text, 0, text.length, 1, batch))
            {
                problems.report("set " + set.name(), 1, parser.problemAt() + 1, parser.problem());
            }
            else if (before == batch.size())
            {
                problems.report("set " + set.name(), 0, 0, "an element is empty");
            }
        }
        problems.throwIfAny();
        return batch;
    }

    private boolean isPersistent(final SetDeclaration declaration)
    {
        return null != folder && declaration.flags().contains(SetDeclaration.Flag.PERSIST);
    }

    private SetFile file(final SetDeclaration declaration)
    {
        return new SetFile(folder, declaration.name(), declaration.types(), LiveSet.isInterval(declaration));
    }
}
