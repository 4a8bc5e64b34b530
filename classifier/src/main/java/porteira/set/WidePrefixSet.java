package porteira.set;

import porteira.policy.IntervalArray;
import porteira.policy.UInt128;

/**
 * A prefix set over all of 65 to 128 bits. A node cuts by the upper word while its edges differ there, by the lower one
 * among edges that share the upper one.
 */
final class WidePrefixSet extends PrefixSet
{
    private static final int STRIDE = 2;

    private final long maxHi;
    /** Upper and lower word of each, with the sign bits flipped, so that signed compares order them. */
    private final long[] edges;
    private final int[] slots;
    private final long[] nodes;

    private WidePrefixSet(final int intervals, final long maxHi, final long[] edges)
    {
        super(intervals);
        this.maxHi = maxHi;
        this.edges = edges;
        final EdgeIndex index = new Index(edges);
        index.build(edges.length / STRIDE);
        slots = index.slots();
        nodes = index.nodes();
    }

    static WidePrefixSet build(final IntervalArray intervals)
    {
        final int size = intervals.size();
        final int count = 2 * size - (0 < size && intervals.endsAtMax(size - 1) ? 1 : 0);
        final long[] edges = new long[count * STRIDE];
        for (int i = 0; i < size; i++)
        {
            put(edges, 2 * i, intervals.firstHi(i), intervals.firstLo(i));
            if (2 * i + 1 < count)
            {
                final long lo = intervals.lastLo(i);
                put(edges, 2 * i + 1, -1L == lo ? intervals.lastHi(i) + 1 : intervals.lastHi(i), lo + 1);
            }
        }
        return new WidePrefixSet(size, UInt128.max(intervals.bits()).hi() ^ Long.MIN_VALUE, edges);
    }

    @Override
    public boolean contains(final long hi, final long lo)
    {
        final long upper = hi ^ Long.MIN_VALUE;
        final long lower = lo ^ Long.MIN_VALUE;
        if (upper > maxHi)
        {
            return false;
        }
        final long[] nodes = this.nodes;
        int node = 0;
        while (true)
        {
            final int word = slots[(int)nodes[node + EdgeIndex.BASE] + slot(nodes, node, upper, lower)];
            if (0 <= word)
            {
                return isIn(word, upper, lower);
            }
            node = ~word;
        }
    }

    @Override
    public long bytes()
    {
        return (long)Long.BYTES * (edges.length + nodes.length) + (long)Integer.BYTES * slots.length;
    }

    private boolean isIn(final int word, final long upper, final long lower)
    {
        int rank = word >>> EdgeIndex.COUNT_BITS;
        final int end = rank + (word & EdgeIndex.COUNT_MASK);
        while (rank < end && isAtOrBelow(rank * STRIDE, upper, lower))
        {
            rank++;
        }
        return 0 != (rank & 1);
    }

    private boolean isAtOrBelow(final int offset, final long upper, final long lower)
    {
        final long hi = edges[offset];
        return hi < upper || hi == upper && edges[offset + 1] <= lower;
    }

    private static int slot(final long[] nodes, final int node, final long upper, final long lower)
    {
        final long top = nodes[node + EdgeIndex.TOP];
        long key = upper;
        // A node with a shift of its own for the lower word has it negative.
        long shift = nodes[node + EdgeIndex.SHIFT];
        if (0 > shift)
        {
            final long common = nodes[node + EdgeIndex.UPPER];
            if (upper != common)
            {
                return upper < common ? 0 : (int)top;
            }
            key = lower;
            shift = ~shift;
        }
        final long first = nodes[node + EdgeIndex.FIRST];
        if (key < first)
        {
            return 0;
        }
        final long slot = key - first >>> shift;
        return (int)(0 > slot || slot >= top ? top : slot + 1);
    }

    private static void put(final long[] edges, final int edge, final long hi, final long lo)
    {
        edges[edge * STRIDE] = hi ^ Long.MIN_VALUE;
        edges[edge * STRIDE + 1] = lo ^ Long.MIN_VALUE;
    }

    /** Over edges of two words. */
    private static final class Index extends EdgeIndex
    {
        private final long[] edges;

        Index(final long[] edges)
        {
            this.edges = edges;
        }

        @Override
        int describe(final long[] nodes, final int node, final int start, final int end)
        {
            final int first = start * STRIDE;
            final int last = (end - 1) * STRIDE;
            final int half = start == end || edges[first] != edges[last] ? 0 : 1;
            final long from = start == end ? 0 : edges[first + half];
            final long span = start == end ? 0 : edges[last + half] - from;
            final int shift = shift(span, end - start);
            nodes[node + FIRST] = from;
            nodes[node + SHIFT] = 0 == half ? shift : ~shift;
            nodes[node + UPPER] = start == end ? 0 : edges[first];
            return (int)(span >>> shift) + 1;
        }

        @Override
        int slot(final long[] nodes, final int node, final int edge)
        {
            final long shift = nodes[node + SHIFT];
            return (int)(0 > shift ? edges[edge * STRIDE + 1] - nodes[node + FIRST] >>> ~shift :
                edges[edge * STRIDE] - nodes[node + FIRST] >>> shift) + 1;
        }
    }
}
