package porteira.set;

import porteira.policy.IntervalArray;
import porteira.policy.UInt128;

/**
 * A prefix set whose answer depends on 64 bits of the key alone: all types of up to 64 bits, and IPv6 prefixes of up to
 * /64, which are nearly all there are.
 */
final class LongPrefixSet extends PrefixSet
{
    private final boolean isUpper;
    private final long max;
    /** With the sign bit flipped, so that signed compares order them. */
    private final long[] edges;
    private final int[] slots;
    private final long[] nodes;

    private LongPrefixSet(final int intervals, final boolean isUpper, final long max, final long[] edges)
    {
        super(intervals);
        this.isUpper = isUpper;
        this.max = max;
        this.edges = edges;
        final EdgeIndex index = new Index(edges);
        index.build(edges.length);
        slots = index.slots();
        nodes = index.nodes();
    }

    /** True if these merged intervals cut the key only within 64 bits of it. */
    static boolean isEnough(final IntervalArray intervals)
    {
        if (Long.SIZE >= intervals.bits())
        {
            return true;
        }
        for (int i = 0; i < intervals.size(); i++)
        {
            if (0L != intervals.firstLo(i) || -1L != intervals.lastLo(i))
            {
                return false;
            }
        }
        return true;
    }

    static LongPrefixSet build(final IntervalArray intervals)
    {
        final boolean isUpper = Long.SIZE < intervals.bits();
        final UInt128 max = UInt128.max(intervals.bits());
        final int size = intervals.size();
        final long[] edges = new long[2 * size - (0 < size && intervals.endsAtMax(size - 1) ? 1 : 0)];
        for (int i = 0; i < size; i++)
        {
            edges[2 * i] = (isUpper ? intervals.firstHi(i) : intervals.firstLo(i)) ^ Long.MIN_VALUE;
            if (2 * i + 1 < edges.length)
            {
                edges[2 * i + 1] = (isUpper ? intervals.lastHi(i) : intervals.lastLo(i)) + 1 ^ Long.MIN_VALUE;
            }
        }
        return new LongPrefixSet(size, isUpper, (isUpper ? max.hi() : max.lo()) ^ Long.MIN_VALUE, edges);
    }

    @Override
    public boolean contains(final long hi, final long lo)
    {
        final long key = (isUpper ? hi : lo) ^ Long.MIN_VALUE;
        if (key > max || !isUpper && 0 != hi)
        {
            return false;
        }
        final long[] nodes = this.nodes;
        int node = 0;
        while (true)
        {
            final int word = slots[(int)nodes[node + EdgeIndex.BASE] + slot(nodes, node, key)];
            if (0 <= word)
            {
                return isIn(word, key);
            }
            node = ~word;
        }
    }

    @Override
    public long bytes()
    {
        return (long)Long.BYTES * (edges.length + nodes.length) + (long)Integer.BYTES * slots.length;
    }

    private boolean isIn(final int word, final long key)
    {
        int rank = word >>> EdgeIndex.COUNT_BITS;
        final int end = rank + (word & EdgeIndex.COUNT_MASK);
        while (rank < end && edges[rank] <= key)
        {
            rank++;
        }
        return 0 != (rank & 1);
    }

    private static int slot(final long[] nodes, final int node, final long key)
    {
        final long first = nodes[node + EdgeIndex.FIRST];
        if (key < first)
        {
            return 0;
        }
        final long slot = key - first >>> nodes[node + EdgeIndex.SHIFT];
        final long top = nodes[node + EdgeIndex.TOP];
        // Negative where all 64 bits count and the key is far above.
        return (int)(0 > slot || slot >= top ? top : slot + 1);
    }

    /** Over edges of one word. */
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
            final long first = start == end ? 0 : edges[start];
            final long span = start == end ? 0 : edges[end - 1] - first;
            final int shift = shift(span, end - start);
            nodes[node + FIRST] = first;
            nodes[node + SHIFT] = shift;
            return (int)(span >>> shift) + 1;
        }

        @Override
        int slot(final long[] nodes, final int node, final int edge)
        {
            // The node's top is not known yet, and no edge of it lies beyond.
            return (int)(edges[edge] - nodes[node + FIRST] >>> nodes[node + SHIFT]) + 1;
        }
    }
}
