package porteira.set;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import porteira.policy.Interval;
import porteira.policy.IntervalArray;
import porteira.policy.KeyType;
import porteira.policy.SetDeclaration;
import porteira.policy.UInt128;
import porteira.policy.element.ElementFile;
import porteira.policy.element.ElementParser;
import porteira.policy.element.ElementSink;
import porteira.policy.element.ElementType;
import porteira.problem.Problems;

/**
 * Elements on their way into a set: read on any thread, then handed to the one that changes the set. A million of them
 * are a few arrays.
 */
public final class ElementBatch implements ElementSink
{
    private static final int BYTES_PER_LINE = 20;

    private final KeyLayout layout;
    private final int stride;
    private final Map<Integer, String> comments = new HashMap<>();
    private long[] first;
    private long[] last;
    private long[] lives;
    private int size;

    /** None as yet, of keys of these types. */
    public ElementBatch(final List<KeyType> types)
    {
        this(types, 16);
    }

    ElementBatch(final List<KeyType> types, final int expected)
    {
        layout = new KeyLayout(types);
        stride = layout.parts() * KeyLayout.PART_WORDS;
        first = new long[Math.max(1, expected) * stride];
        last = new long[Math.max(1, expected) * stride];
        lives = new long[Math.max(1, expected)];
    }

    /** Elements of a declaration. */
    static ElementBatch of(final List<KeyType> types, final Iterable<SetDeclaration.Element> elements)
    {
        final ElementBatch batch = new ElementBatch(types);
        for (final SetDeclaration.Element element : elements)
        {
            batch.add(element);
        }
        return batch;
    }

    /**
     * The elements of a file. Any thread.
     *
     * @param file         as the operator named it
     * @param types        of a key
     * @param allowsRanges true if prefixes and ranges may stand for the parts
     * @param problems     gets what is wrong, with line and column
     * @return the elements of the lines that are right
     */
    public static ElementBatch read(
        final Path file, final List<KeyType> types, final boolean allowsRanges, final Problems problems)
    {
        try
        {
            final byte[] text = ElementFile.bytes(file);
            final ElementBatch batch = new ElementBatch(types, text.length / BYTES_PER_LINE + 1);
            ElementFile.parse(file.toString(), text, parser(types, allowsRanges), problems, batch);
            return batch;
        }
        catch (final NoSuchFileException e)
        {
            problems.report(file.toString(), 0, 0, "no such file");
        }
        catch (final IOException e)
        {
            problems.report(file.toString(), 0, 0, "cannot be read: " + e.getMessage());
        }
        return new ElementBatch(types);
    }

    /** Reads what operators type, and what sets leave on disk. */
    static ElementParser parser(final List<KeyType> types, final boolean allowsRanges)
    {
        return new ElementParser(types.stream().map(ElementType::of).toList(), allowsRanges, true);
    }

    /** Types of the parts of a key. */
    public List<KeyType> types()
    {
        return layout.types();
    }

    /** Number of elements. */
    public int size()
    {
        return size;
    }

    @Override
    public void onElement(
        final long[] from, final long[] to, final long life, final String comment, final int line)
    {
        add(from, to, life, comment);
    }

    /** One element more, as {@link #onElement} has it. */
    void add(final long[] from, final long[] to, final long life, final String remark)
    {
        if (size == lives.length)
        {
            final int grown = size + (size >> 1) + 1;
            first = Arrays.copyOf(first, grown * stride);
            last = Arrays.copyOf(last, grown * stride);
            lives = Arrays.copyOf(lives, grown);
        }
        System.arraycopy(from, 0, first, size * stride, stride);
        System.arraycopy(to, 0, last, size * stride, stride);
        lives[size] = life;
        if (!remark.isEmpty())
        {
            comments.put(size, remark);
        }
        size++;
    }

    private void add(final SetDeclaration.Element element)
    {
        final long[] from = new long[stride];
        final long[] to = new long[stride];
        for (int i = 0; i < element.key().size(); i++)
        {
            final Interval interval = element.key().get(i);
            final int at = i * KeyLayout.PART_WORDS;
            from[at] = interval.first().hi();
            from[at + 1] = interval.first().lo();
            to[at] = interval.last().hi();
            to[at + 1] = interval.last().lo();
        }
        add(from, to, element.timeoutMs(), element.comment());
    }

    /** Two words for each part, from {@link #offset} on. */
    long[] first()
    {
        return first;
    }

    long[] last()
    {
        return last;
    }

    int offset(final int index)
    {
        return index * stride;
    }

    String comment(final int index)
    {
        return comments.getOrDefault(index, "");
    }

    /** The life of an element that ends at a moment, epoch milliseconds or {@link HostSet#NEVER}. */
    static long lifeUntil(final long expiryMs)
    {
        return HostSet.NEVER == expiryMs ? FOR_EVER : -expiryMs;
    }

    /** When an element that comes into a set now ends: epoch milliseconds or {@link HostSet#NEVER}. */
    long expiryMs(final int index, final long nowMs, final long defaultLifeMs)
    {
        final long life = 0 == lives[index] ? defaultLifeMs : lives[index];
        return 0 > life ? -life : 0 == life || FOR_EVER == life ? HostSet.NEVER : nowMs + life;
    }

    /** True if no element is a range. */
    boolean isSingle()
    {
        return Arrays.equals(first, 0, size * stride, last, 0, size * stride);
    }

    /** All elements of keys of one part. */
    PrefixSet prefixes()
    {
        final IntervalArray ends = new IntervalArray(types().getFirst().bits(), size);
        for (int i = 0; i < size; i++)
        {
            final int at = offset(i);
            ends.add(first[at], first[at + 1], last[at], last[at + 1]);
        }
        return PrefixSet.of(ends);
    }

    /** The key of an element, an interval for each part. */
    List<Interval> key(final int index)
    {
        final Interval[] key = new Interval[layout.parts()];
        for (int i = 0; i < key.length; i++)
        {
            final int at = offset(index) + i * KeyLayout.PART_WORDS;
            key[i] = new Interval(new UInt128(first[at], first[at + 1]), new UInt128(last[at], last[at + 1]));
        }
        return List.of(key);
    }
}
