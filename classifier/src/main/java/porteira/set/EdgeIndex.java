package porteira.set;

import java.util.Arrays;

/**
 * Makes the search structure over ascending <i>edges</i>, the values at which membership changes: a key is in the set
 * if an odd number of edges lies at or below it.
 * <p>
 * A node cuts the span from its first to its last edge into about as many equal slots as it has edges, so that what
 * lies evenly is found in one step whatever its number; a slot with more than {@link #MAX_BUCKET} edges gets a node of
 * its own. Slot 0 stands for all below the first edge and the last slot for all above the span, so that a node also
 * answers for keys that its parent's slot holds and its own span does not.
 * <pre>
 *   slot  &gt;= 0   index of the first edge in it &lt;&lt; COUNT_BITS | edges in it
 *         &lt;  0   ~ (offset of a node)
 *   node  {@link #FIRST} the first edge · {@link #SHIFT} key bits per slot · {@link #BASE} offset of slot 0 ·
 *         {@link #TOP} number of the last slot · {@link #UPPER} for 128-bit keys
 * </pre>
 */
abstract class EdgeIndex
{
    /** Edges that are searched one by one. */
    static final int MAX_BUCKET = 7;
    static final int COUNT_BITS = 3;
    static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    /** As many as a slot can name. */
    static final int MAX_EDGES = 1 << Integer.SIZE - 1 - COUNT_BITS - 1;

    static final int FIRST = 0;
    static final int SHIFT = 1;
    static final int BASE = 2;
    static final int TOP = 3;
    static final int UPPER = 4;
    static final int NODE_LENGTH = 5;

    private int[] slots = new int[64];
    private long[] nodes = new long[NODE_LENGTH];
    private int slotCount;
    private int nodeLength;

    /** Build for so many edges; the root is the node at 0. */
    final void build(final int edges)
    {
        node(0, edges);
        slots = Arrays.copyOf(slots, slotCount);
        nodes = Arrays.copyOf(nodes, nodeLength);
    }

    final int[] slots()
    {
        return slots;
    }

    final long[] nodes()
    {
        return nodes;
    }

    /** Set {@link #FIRST}, {@link #SHIFT} and {@link #UPPER} of a node, and tell how many slots its span has. */
    abstract int describe(long[] nodes, int node, int start, int end);

    /** Slot of an edge in a node. */
    abstract int slot(long[] nodes, int node, int edge);

    /** Smallest shift that cuts a span into at most about {@code count} slots. */
    static int shift(final long span, final int count)
    {
        final int bits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(span) - bits);
    }

    private int node(final int start, final int end)
    {
        final int node = nodeLength;
        nodeLength += NODE_LENGTH;
        if (nodes.length < nodeLength)
        {
            nodes = Arrays.copyOf(nodes, 2 * nodeLength);
        }
        final int inner = describe(nodes, node, start, end);
        final int base = slotCount;
        nodes[node + BASE] = base;
        nodes[node + TOP] = inner + 1;
        slotCount += inner + 2;
        if (slots.length < slotCount)
        {
            slots = Arrays.copyOf(slots, Math.max(slotCount, slots.length + (slots.length >> 1)));
        }
        int from = start;
        for (int slot = 0; slot <= inner + 1; slot++)
        {
            int to = from;
            while (to < end && slot(nodes, node, to) == slot)
            {
                to++;
            }
            // Evaluated first: it may replace the array.
            final int word = to - from <= MAX_BUCKET ? from << COUNT_BITS | to - from : ~node(from, to);
            slots[base + slot] = word;
            from = to;
        }
        return node;
    }
}
