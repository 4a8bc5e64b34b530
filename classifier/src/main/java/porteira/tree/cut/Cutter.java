package porteira.tree.cut;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * Builds a tree over boxes: a node takes a few bits of the key as the index of its child, a leaf lists the boxes that
 * are left, in order. Time and memory are bounded: where bits no longer separate, or every box has been copied often
 * enough, leaves stay long.
 */
public final class Cutter
{
    /** Boxes that are compared one by one rather than divided again. */
    static final int SHORT_LEAF = 6;

    /** At most this many boxes of a list are compared with each other. */
    private static final int COMPARED = 96;

    private static final int ROOT_BITS = 12;
    private static final int NODE_BITS = 8;
    private static final int MAX_DEPTH = 10;
    private static final double ROOT_COPIES = 6;
    private static final double NODE_COPIES = 3;
    private static final int FREE_ENTRIES = 1 << 16;
    private static final int ENTRIES_PER_BOX = 24;

    private final Boxes boxes;
    private final int words;
    private final long mostEntries;
    private final LongArrayList nodes = new LongArrayList();
    private final IntArrayList children = new IntArrayList();
    private final IntArrayList leafBoxes = new IntArrayList();
    private final Map<Leaf, Integer> leaves = new HashMap<>();

    /** A leaf's boxes, equal where they are the same. */
    private record Leaf(int[] list)
    {
        @Override
        public boolean equals(final Object other)
        {
            return other instanceof Leaf leaf && Arrays.equals(list, leaf.list);
        }

        @Override
        public int hashCode()
        {
            return Arrays.hashCode(list);
        }
    }

    private Cutter(final Boxes boxes)
    {
        this.boxes = boxes;
        this.words = boxes.words() + 1;
        this.mostEntries = FREE_ENTRIES + (long)ENTRIES_PER_BOX * boxes.size();
    }

    /** Build. */
    static Cut cut(final Boxes boxes)
    {
        final int[] list = new int[boxes.size()];
        for (int box = 0; box < list.length; box++)
        {
            list[box] = box;
        }
        final Cutter cutter = new Cutter(boxes);
        final int root = cutter.place(list, new long[boxes.words() + 1], 0, 0);
        return new Cut(
            root, cutter.nodes.toLongArray(), cutter.children.toIntArray(), cutter.leafBoxes.toIntArray());
    }

    /**
     * What was built.
     *
     * @param root     a reference: negative for the complement of a node's index, else the start of a leaf
     * @param nodes    for each node a mask for each word, then the index of its first child
     * @param children references
     * @param boxes    of all leaves; the complement of the index for the last one of a leaf
     */
    record Cut(int root, long[] nodes, int[] children, int[] boxes)
    {
    }

    /** {@code range} has the known bits of the range word, {@code path} says which those are. */
    private int place(final int[] list, final long[] path, final long range, final int depth)
    {
        final int[] kept = prune(list, path, range);
        if (SHORT_LEAF >= kept.length || MAX_DEPTH == depth || mostEntries < leafBoxes.size() + children.size())
        {
            return leaf(kept);
        }
        final boolean isRoot = 0 == depth;
        final long[] masks = BitChoice.choose(
            boxes, kept, path, isRoot ? ROOT_BITS : NODE_BITS, isRoot ? ROOT_COPIES : NODE_COPIES);
        int bits = 0;
        for (final long mask : masks)
        {
            bits += Long.bitCount(mask);
        }
        return 0 == bits ? leaf(kept) : node(kept, path, range, masks, bits, depth);
    }

    private int node(
        final int[] list, final long[] path, final long range, final long[] masks, final int bits, final int depth)
    {
        final int index = nodes.size() / (words + 1);
        final int first = children.size();
        for (final long mask : masks)
        {
            nodes.addLong(mask);
        }
        nodes.addLong(first);
        for (int child = 0; child < 1 << bits; child++)
        {
            children.addInt(0);
        }
        final int[][] lists = distribute(list, masks, bits);
        final long[] below = path.clone();
        for (int word = 0; word < words; word++)
        {
            below[word] |= masks[word];
        }
        for (int child = 0; child < lists.length; child++)
        {
            // The range word's bits are the lowest of the index.
            children.setInt(first + child, place(
                lists[child], below, range | Long.expand(child, masks[words - 1]), depth + 1));
        }
        return ~index;
    }

    /** The boxes of each child: all that do not contradict the bits of its index. */
    private int[][] distribute(final int[] list, final long[] masks, final int bits)
    {
        final int[] sizes = new int[1 << bits];
        for (final int box : list)
        {
            final int open = open(box, masks);
            final int fixed = index(box, masks);
            for (int subset = open; ; subset = subset - 1 & open)
            {
                sizes[fixed | subset]++;
                if (0 == subset)
                {
                    break;
                }
            }
        }
        final int[][] lists = new int[1 << bits][];
        for (int child = 0; child < lists.length; child++)
        {
            lists[child] = new int[sizes[child]];
            sizes[child] = 0;
        }
        for (final int box : list)
        {
            final int open = open(box, masks);
            final int fixed = index(box, masks);
            for (int subset = open; ; subset = subset - 1 & open)
            {
                final int child = fixed | subset;
                lists[child][sizes[child]++] = box;
                if (0 == subset)
                {
                    break;
                }
            }
        }
        return lists;
    }

    private int index(final int box, final long[] masks)
    {
        long index = 0;
        for (int word = 0; word < words; word++)
        {
            index = index << Long.bitCount(masks[word]) | Long.compress(boxes.value(word, box), masks[word]);
        }
        return (int)index;
    }

    private int open(final int box, final long[] masks)
    {
        long open = 0;
        for (int word = 0; word < words; word++)
        {
            open = open << Long.bitCount(masks[word]) | Long.compress(~boxes.mask(word, box), masks[word]);
        }
        return (int)open;
    }

    /** Without the boxes that others before them hide, as far as that is quickly seen. */
    private int[] prune(final int[] list, final long[] path, final long low)
    {
        final long high = low | RangeWord.MAX & ~path[words - 1];
        final int[] kept = new int[list.length];
        int size = 0;
        for (final int box : list)
        {
            if (boxes.reaches(box, low, high) && !isHidden(box, kept, size, path, low, high))
            {
                kept[size++] = box;
                if (boxes.ends(box) && boxes.coversAll(box, path, low, high))
                {
                    break;
                }
            }
        }
        return Arrays.copyOf(kept, size);
    }

    private boolean isHidden(
        final int box, final int[] others, final int size, final long[] path, final long low, final long high)
    {
        for (int i = Math.max(0, size - COMPARED); i < size; i++)
        {
            if (boxes.ends(others[i]) && boxes.covers(others[i], box, path, low, high))
            {
                return true;
            }
        }
        return false;
    }

    private int leaf(final int[] list)
    {
        return leaves.computeIfAbsent(new Leaf(list), (leaf) ->
        {
            final int start = leafBoxes.size();
            for (int i = 0; i < list.length; i++)
            {
                leafBoxes.addInt(i + 1 < list.length ? list[i] : ~list[i]);
            }
            if (0 == list.length)
            {
                leafBoxes.addInt(~boxes.size());
            }
            return start;
        });
    }
}
