package porteira.tree.cut;

/** A tree over keys of {@value #WORDS} words and a {@link RangeWord}; immutable, allocates nothing. */
public final class WideTree
{
    /** Words under masks. */
    public static final int WORDS = 6;

    private static final int NODE_LENGTH = WORDS + 2;
    private static final int FIRST_CHILD = WORDS + 1;
    private static final int LOW = 2 * WORDS;
    private static final int HIGH = 2 * WORDS + 1;
    private static final int LINE = 2 * WORDS + 2;
    private static final int ENTRY_LENGTH = 2 * WORDS + 3;

    private final int root;
    private final long[] nodes;
    private final int[] children;
    private final long[] entries;

    /** Over boxes of {@value #WORDS} words. */
    public WideTree(final Boxes boxes)
    {
        final Cutter.Cut cut = Cutter.cut(boxes);
        root = cut.root();
        nodes = cut.nodes();
        children = cut.children();
        entries = new long[ENTRY_LENGTH * cut.boxes().length];
        for (int i = 0; i < cut.boxes().length; i++)
        {
            final boolean isLast = 0 > cut.boxes()[i];
            entry(ENTRY_LENGTH * i, boxes, isLast ? ~cut.boxes()[i] : cut.boxes()[i], isLast);
        }
    }

    private void entry(final int at, final Boxes boxes, final int box, final boolean isLast)
    {
        final long last = isLast ? NarrowTree.LAST : 0;
        if (box == boxes.size())
        {
            entries[at + LOW] = RangeWord.MAX;
            entries[at + LINE] = last;
            return;
        }
        for (int word = 0; word < WORDS; word++)
        {
            entries[at + 2 * word] = boxes.value(word, box);
            entries[at + 2 * word + 1] = boxes.mask(word, box);
        }
        entries[at + LOW] = boxes.low(box);
        entries[at + HIGH] = boxes.high(box) | RangeWord.GUARDS;
        entries[at + LINE] = boxes.line(box) | (boxes.asks(box) ? NarrowTree.ASKS : 0) | last;
    }

    /** Where a search begins: what {@link #next} takes. */
    public int start(
        final long a, final long b, final long c, final long d, final long e, final long f, final long range)
    {
        int at = root;
        while (0 > at)
        {
            final int node = ~at * NODE_LENGTH;
            long index = Long.compress(a, nodes[node]);
            index = index << Long.bitCount(nodes[node + 1]) | Long.compress(b, nodes[node + 1]);
            index = index << Long.bitCount(nodes[node + 2]) | Long.compress(c, nodes[node + 2]);
            index = index << Long.bitCount(nodes[node + 3]) | Long.compress(d, nodes[node + 3]);
            index = index << Long.bitCount(nodes[node + 4]) | Long.compress(e, nodes[node + 4]);
            index = index << Long.bitCount(nodes[node + 5]) | Long.compress(f, nodes[node + 5]);
            index = index << Long.bitCount(nodes[node + 6]) | Long.compress(range, nodes[node + 6]);
            at = children[(int)(nodes[node + FIRST_CHILD] + index)];
        }
        return ENTRY_LENGTH * at;
    }

    /** The first entry at or after a place that holds the key, or {@link NarrowTree#NONE}. */
    public int next(
        final int from,
        final long a,
        final long b,
        final long c,
        final long d,
        final long e,
        final long f,
        final long range)
    {
        final long guarded = range | RangeWord.GUARDS;
        int at = from;
        while (true)
        {
            final long differing =
                (a ^ entries[at]) & entries[at + 1] |
                (b ^ entries[at + 2]) & entries[at + 3] |
                (c ^ entries[at + 4]) & entries[at + 5] |
                (d ^ entries[at + 6]) & entries[at + 7] |
                (e ^ entries[at + 8]) & entries[at + 9] |
                (f ^ entries[at + 10]) & entries[at + 11];
            final long within = (guarded - entries[at + LOW]) & (entries[at + HIGH] - range) & RangeWord.GUARDS;
            if (0 == (differing | within ^ RangeWord.GUARDS))
            {
                return at;
            }
            if (0 != (entries[at + LINE] & NarrowTree.LAST))
            {
                return NarrowTree.NONE;
            }
            at += ENTRY_LENGTH;
        }
    }

    /** Line of an entry. */
    public int line(final int entry)
    {
        return (int)entries[entry + LINE];
    }

    /** True if the caller has more to ask before the entry holds. */
    public boolean asks(final int entry)
    {
        return 0 != (entries[entry + LINE] & NarrowTree.ASKS);
    }

    /** The place behind an entry; there is none behind its leaf's last. */
    public int after(final int entry)
    {
        return entry + ENTRY_LENGTH;
    }

    /** Bytes in use. */
    public long bytes()
    {
        return (long)Long.BYTES * (nodes.length + entries.length) + (long)Integer.BYTES * children.length;
    }
}
