package porteira.tree.cut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Different sets of boxes, each a bit set, in the order in which they were met. */
final class BoxClasses
{
    /** Classes that a table can name. */
    static final int MOST = 1 << Character.SIZE;

    private static final int FIRST_CAPACITY = 256;
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private final List<long[]> sets = new ArrayList<>();
    private int[] indices = new int[FIRST_CAPACITY];
    private long[] hashes = new long[FIRST_CAPACITY];

    /** Index of a set, which is copied where it is new; {@link #MOST} where there is no room for it. */
    int intern(final long[] boxes)
    {
        long hash = 0;
        for (int i = 0; i < boxes.length; i++)
        {
            hash += hash(i, boxes[i]);
        }
        return intern(boxes, hash);
    }

    /** The same where the sum of {@link #hash(int, long)} of all words is known. */
    int intern(final long[] boxes, final long hash)
    {
        int at = place(hash, indices.length);
        while (0 != indices[at])
        {
            if (hash == hashes[at] && Arrays.equals(boxes, sets.get(indices[at] - 1)))
            {
                return indices[at] - 1;
            }
            at = at + 1 & indices.length - 1;
        }
        if (MOST == sets.size())
        {
            return MOST;
        }
        sets.add(boxes.clone());
        indices[at] = sets.size();
        hashes[at] = hash;
        if (indices.length < 2 * sets.size())
        {
            grow();
        }
        return sets.size() - 1;
    }

    int size()
    {
        return sets.size();
    }

    long[] get(final int index)
    {
        return sets.get(index);
    }

    /** What a word of a set adds to the set's hash. */
    static long hash(final int index, final long word)
    {
        return word * ((2L * index + 1) * FACTOR);
    }

    private static int place(final long hash, final int capacity)
    {
        final long mixed = (hash ^ hash >>> Integer.SIZE) * FACTOR;
        return (int)(mixed ^ mixed >>> Integer.SIZE) & capacity - 1;
    }

    private void grow()
    {
        final int[] oldIndices = indices;
        final long[] oldHashes = hashes;
        indices = new int[2 * oldIndices.length];
        hashes = new long[indices.length];
        for (int i = 0; i < oldIndices.length; i++)
        {
            if (0 != oldIndices[i])
            {
                int at = place(oldHashes[i], indices.length);
                while (0 != indices[at])
                {
                    at = at + 1 & indices.length - 1;
                }
                indices[at] = oldIndices[i];
                hashes[at] = oldHashes[i];
            }
        }
    }
}
