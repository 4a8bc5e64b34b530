package porteira.tree.cut;

/** A tree over keys of one word and a {@link RangeWord}; immutable, allocates nothing. */
public final class NarrowTree
{
    /** No box. */
    public static final int NONE = -1;

    /** In an entry's line: its box asks for more. */
    static final long ASKS = 1L << 32;

    /** In an entry's line: its leaf ends here. */
    static final long LAST = 1L << 33;

    private static final int NODE_SHIFT = 2;
    private static final int RANGE_MASK = 1;
    private static final int FIRST_CHILD = 2;
    private static final int RANGE_BITS = 3;

    private static final int ENTRY_LENGTH = 5;
    private static final int MASK = 1;
    private static final int LOW = 2;
    private static final int HIGH = 3;
    private static final int LINE = 4;

    private final int root;
    private final long[] nodes;
    private final int[] children;
    private final long[] entries;

    /** Over boxes of one word. */
    public NarrowTree(final Boxes boxes)
    {
        final Cutter.Cut cut = Cutter.cut(boxes);
        root = cut.root();
        children = cut.children();
        nodes = new long[cut.nodes().length / 3 << NODE_SHIFT];
        for (int i = 0; i < cut.nodes().length / 3; i++)
        {
            final int node = i << NODE_SHIFT;
            nodes[node] = cut.nodes()[3 * i];
            nodes[node + RANGE_MASK] = cut.nodes()[3 * i + 1];
            nodes[node + FIRST_CHILD] = cut.nodes()[3 * i + 2];
            nodes[node + RANGE_BITS] = Long.bitCount(nodes[node + RANGE_MASK]);
        }
        entries = new long[ENTRY_LENGTH * cut.boxes().length];
        for (int i = 0; i < cut.boxes().length; i++)
        {
            final boolean isLast = 0 > cut.boxes()[i];
            entry(ENTRY_LENGTH * i, boxes, isLast ? ~cut.boxes()[i] : cut.boxes()[i], isLast);
        }
    }

    private void entry(final int at, final Boxes boxes, final int box, final boolean isLast)
    {
        final long last = isLast ? LAST : 0;
        if (box == boxes.size())
        {
            entries[at + LOW] = RangeWord.MAX;
            entries[at + LINE] = last;
            return;
        }
        entries[at] = boxes.value(0, box);
        entries[at + MASK] = boxes.mask(0, box);
        entries[at + LOW] = boxes.low(box);
        entries[at + HIGH] = boxes.high(box) | RangeWord.GUARDS;
        entries[at + LINE] = boxes.line(box) | (boxes.asks(box) ? ASKS : 0) | last;
    }

    /** Where a search begins: what {@link #next} takes. */
    public int start(final long word, final long range)
    {
        int at = root;
        while (0 > at)
        {
            final int node = ~at << NODE_SHIFT;
            final long high = Long.compress(word, nodes[node]);
            final long low = Long.compress(range, nodes[node + RANGE_MASK]);
            at = children[(int)(nodes[node + FIRST_CHILD] + (high << nodes[node + RANGE_BITS]) + low)];
        }
        return ENTRY_LENGTH * at;
    }

    /** The first entry at or after a place that holds the key, or {@link #NONE}. */
    public int next(final int from, final long word, final long range)
    {
        final long guarded = range | RangeWord.GUARDS;
        int at = from;
        while (true)
        {
            final long differing = (word ^ entries[at]) & entries[at + MASK];
            final long within = (guarded - entries[at + LOW]) & (entries[at + HIGH] - range) & RangeWord.GUARDS;
            if (0 == (differing | within ^ RangeWord.GUARDS))
            {
                return at;
            }
            if (0 != (entries[at + LINE] & LAST))
            {
                return NONE;
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
        return 0 != (entries[entry + LINE] & ASKS);
    }

    /** The place behind an entry; there is none behind its leaf's last. */
    public int after(final int entry)
    {
        return entry + ENTRY_LENGTH;
    }

    /** Bytes in use. */
    public long bytes()
    {
        return 8L * nodes.length + 4L * children.length + 8L * entries.length;
    }

    /** For people: nodes, children, leaf entries. */
    public String text()
    {
        return nodes.length / 4 + " nodes, " + children.length + " children, " + entries.length / ENTRY_LENGTH +
            " entries, " + bytes() / 1024 + " KiB";
    }
}
