package porteira.tree.cut;

import java.util.Arrays;

/**
 * Boxes by index, in the order of their lines. A key of {@link #words} words and one {@link RangeWord} is in a box if
 * the bits under each mask have the box's values and every field of the range word lies in the box's range.
 */
public final class Boxes
{
    private static final int FIRST_CAPACITY = 64;

    private final int words;
    private long[][] values;
    private long[][] masks;
    private long[] lows = new long[FIRST_CAPACITY];
    private long[] highs = new long[FIRST_CAPACITY];
    private int[] lines = new int[FIRST_CAPACITY];
    private boolean[] asks = new boolean[FIRST_CAPACITY];
    private boolean[] ends = new boolean[FIRST_CAPACITY];
    private int size;

    /** With as many words under masks. */
    public Boxes(final int words)
    {
        this.words = words;
        this.values = new long[words + 1][FIRST_CAPACITY];
        this.masks = new long[words + 1][FIRST_CAPACITY];
    }

    /**
     * Add a box; lines must not descend.
     *
     * @param value for each word, 0 outside of the mask
     * @param mask  for each word
     * @param low   least value of every range
     * @param high  largest value of every range
     * @param line  what is found
     * @param asks  true if being in the box is not enough, and the caller has more to ask
     * @param ends  true if boxes of later lines never matter where this one holds
     */
    public void add(
        final long[] value,
        final long[] mask,
        final long low,
        final long high,
        final int line,
        final boolean asks,
        final boolean ends)
    {
        if (size == lines.length)
        {
            grow();
        }
        for (int word = 0; word < words; word++)
        {
            values[word][size] = value[word];
            masks[word][size] = mask[word];
        }
        final long known = RangeWord.known(low, high);
        values[words][size] = low & known;
        masks[words][size] = known;
        lows[size] = low;
        highs[size] = high;
        lines[size] = line;
        this.asks[size] = asks;
        this.ends[size] = ends && !asks;
        size++;
    }

    /** Those of some indices, in the order of these. */
    Boxes some(final int[] indices)
    {
        final Boxes some = new Boxes(words);
        final long[] value = new long[words];
        final long[] mask = new long[words];
        for (final int box : indices)
        {
            for (int word = 0; word < words; word++)
            {
                value[word] = values[word][box];
                mask[word] = masks[word][box];
            }
            some.add(value, mask, lows[box], highs[box], lines[box], asks[box], ends[box]);
        }
        return some;
    }

    /** How many there are. */
    public int size()
    {
        return size;
    }

    int words()
    {
        return words;
    }

    /** Word {@link #words} is the range word: the bits that all its values share. */
    long value(final int word, final int box)
    {
        return values[word][box];
    }

    long mask(final int word, final int box)
    {
        return masks[word][box];
    }

    long low(final int box)
    {
        return lows[box];
    }

    long high(final int box)
    {
        return highs[box];
    }

    /** What is found in it. */
    public int line(final int box)
    {
        return lines[box];
    }

    boolean asks(final int box)
    {
        return asks[box];
    }

    boolean ends(final int box)
    {
        return ends[box];
    }

    /**
     * True if every key of a cell, if it is in {@code other}, is in {@code box} too.
     *
     * @param path bits that are known in the cell, for each word
     * @param low  least values of the cell's range word
     * @param high largest values
     */
    boolean covers(final int box, final int other, final long[] path, final long low, final long high)
    {
        for (int word = 0; word < words; word++)
        {
            final long mask = masks[word][box];
            final long otherMask = masks[word][other];
            if (0 != (mask & ~path[word] & ~otherMask) ||
                0 != ((values[word][box] ^ values[word][other]) & mask & otherMask))
            {
                return false;
            }
        }
        final long below = RangeWord.notAbove(lows[box], lows[other]) | RangeWord.notAbove(lows[box], low);
        final long above = RangeWord.notAbove(highs[other], highs[box]) | RangeWord.notAbove(high, highs[box]);
        return RangeWord.GUARDS == (below & above);
    }

    /** True if every key of a cell that the box was not kept out of is in the box. */
    boolean coversAll(final int box, final long[] path, final long low, final long high)
    {
        for (int word = 0; word < words; word++)
        {
            if (0 != (masks[word][box] & ~path[word]))
            {
                return false;
            }
        }
        return RangeWord.GUARDS == (RangeWord.notAbove(lows[box], low) & RangeWord.notAbove(high, highs[box]));
    }

    /** True if some key of a cell may be within the box's ranges. */
    boolean reaches(final int box, final long low, final long high)
    {
        return RangeWord.GUARDS == (RangeWord.notAbove(lows[box], high) & RangeWord.notAbove(low, highs[box]));
    }

    /** True if {@code box} holds for every key in {@code other}, and no box of a later line matters then. */
    public boolean isEndFor(final int box, final int other)
    {
        return ends[box] && covers(box, other, new long[words], 0, RangeWord.MAX);
    }

    /** True if some key is in both. */
    public boolean meet(final int box, final int other)
    {
        for (int word = 0; word < words; word++)
        {
            if (0 != ((values[word][box] ^ values[word][other]) & masks[word][box] & masks[word][other]))
            {
                return false;
            }
        }
        return reaches(box, lows[other], highs[other]);
    }

    private void grow()
    {
        final int capacity = 2 * size;
        for (int word = 0; word <= words; word++)
        {
            values[word] = Arrays.copyOf(values[word], capacity);
            masks[word] = Arrays.copyOf(masks[word], capacity);
        }
        lows = Arrays.copyOf(lows, capacity);
        highs = Arrays.copyOf(highs, capacity);
        lines = Arrays.copyOf(lines, capacity);
        asks = Arrays.copyOf(asks, capacity);
        ends = Arrays.copyOf(ends, capacity);
    }
}
