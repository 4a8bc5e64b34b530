package porteira.tree.cut;

import java.util.Arrays;

/**
 * Chooses the bits by which one node divides its boxes: one after the other, each time the bit after which a box is
 * expected to lie among the fewest others. A box that leaves a chosen bit open goes to both sides.
 */
final class BitChoice
{
    /** Boxes that are looked at; of more, every n-th. */
    private static final int SAMPLE = 16_384;

    /** A further bit must leave at most this share of the boxes that a key meets. */
    private static final double GAIN = 0.97;

    private final Boxes boxes;
    private final long[] masks;
    private int[] members;
    private int[] cells;
    private int size;
    private int bits;

    private BitChoice(final Boxes boxes, final int[] list)
    {
        this.boxes = boxes;
        this.masks = new long[boxes.words() + 1];
        final int step = Math.ceilDiv(list.length, SAMPLE);
        this.size = Math.ceilDiv(list.length, step);
        this.members = new int[size];
        this.cells = new int[size];
        for (int i = 0; i < size; i++)
        {
            members[i] = list[i * step];
        }
    }

    /**
     * Choose.
     *
     * @param path      bits that are known already
     * @param mostBits  limit
     * @param mostCopies limit of a box's copies, on average
     * @return a mask for each word
     */
    static long[] choose(
        final Boxes boxes, final int[] list, final long[] path, final int mostBits, final double mostCopies)
    {
        final BitChoice choice = new BitChoice(boxes, list);
        final double most = choice.size * mostCopies;
        double met = choice.size;
        while (choice.bits < mostBits && met > 2)
        {
            final double after = choice.add(path, most);
            if (after > met * GAIN)
            {
                break;
            }
            met = after;
        }
        return choice.masks;
    }

    /** Adds the best bit unless it makes too many copies or tells nothing. */
    private double add(final long[] path, final double mostCopies)
    {
        double best = Double.MAX_VALUE;
        int bestWord = -1;
        long bestBit = 0;
        final int[] zeros = new int[1 << bits];
        final int[] ones = new int[1 << bits];
        for (int word = 0; word < masks.length; word++)
        {
            long open = candidates(word) & ~path[word] & ~masks[word];
            while (0 != open)
            {
                final long bit = Long.lowestOneBit(open);
                open ^= bit;
                final double met = met(word, bit, zeros, ones, mostCopies);
                if (met < best)
                {
                    best = met;
                    bestWord = word;
                    bestBit = bit;
                }
            }
        }
        if (0 <= bestWord)
        {
            divide(bestWord, bestBit);
            masks[bestWord] |= bestBit;
            bits++;
        }
        return best;
    }

    private long candidates(final int word)
    {
        long candidates = 0;
        for (int i = 0; i < size; i++)
        {
            candidates |= boxes.mask(word, members[i]);
        }
        return candidates;
    }

    /** Boxes in a box's cell, its own included, on average over all boxes in all cells. */
    private double met(
        final int word, final long bit, final int[] zeros, final int[] ones, final double mostCopies)
    {
        Arrays.fill(zeros, 0);
        Arrays.fill(ones, 0);
        for (int i = 0; i < size; i++)
        {
            final int box = members[i];
            final boolean isOpen = 0 == (boxes.mask(word, box) & bit);
            final boolean isOne = 0 != (boxes.value(word, box) & bit);
            zeros[cells[i]] += isOne ? 0 : 1;
            ones[cells[i]] += isOne || isOpen ? 1 : 0;
        }
        double copies = 0;
        double squares = 0;
        for (int cell = 0; cell < zeros.length; cell++)
        {
            copies += zeros[cell] + ones[cell];
            squares += (double)zeros[cell] * zeros[cell] + (double)ones[cell] * ones[cell];
        }
        return copies > mostCopies ? Double.MAX_VALUE : squares / copies;
    }

    private void divide(final int word, final long bit)
    {
        final int[] nextMembers = new int[2 * size];
        final int[] nextCells = new int[2 * size];
        int next = 0;
        for (int i = 0; i < size; i++)
        {
            final int box = members[i];
            final boolean isOne = 0 != (boxes.value(word, box) & bit);
            if (!isOne)
            {
                nextMembers[next] = box;
                nextCells[next++] = cells[i];
            }
            if (isOne || 0 == (boxes.mask(word, box) & bit))
            {
                nextMembers[next] = box;
                nextCells[next++] = cells[i] | 1 << bits;
            }
        }
        members = nextMembers;
        cells = nextCells;
        size = next;
    }
}
