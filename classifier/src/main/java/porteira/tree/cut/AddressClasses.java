package porteira.tree.cut;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Classes of IPv4 addresses, as blocks by their first 16 bits, the next eight and the last. */
final class AddressClasses
{
    private static final int BLOCK_SHIFT = 8;
    private static final int BLOCK = 1 << BLOCK_SHIFT;
    private static final int MOST_BLOCKS = 1 << Character.SIZE;

    private final char[] first = new char[1 << Character.SIZE];
    private char[] second = new char[BLOCK];
    private char[] third = new char[BLOCK];
    private final Map<Integer, Integer> even = new HashMap<>();
    private final Map<Integer, Integer> evenThird = new HashMap<>();
    private int secondBlocks;
    private int thirdBlocks;

    /**
     * Of intervals.
     *
     * @param starts  first address of each interval, ascending from 0 on
     * @param classes of each interval
     * @return null where there are too many different blocks
     */
    static AddressClasses of(final long[] starts, final char[] classes)
    {
        final AddressClasses result = new AddressClasses();
        int at = 0;
        for (int high = 0; high < result.first.length; high++)
        {
            final long from = (long)high << Character.SIZE;
            at = interval(starts, at, from);
            final int block = isEven(starts, at, from + (1L << Character.SIZE)) ?
                result.evenSecond(classes[at]) : result.second(starts, classes, at, from);
            if (MOST_BLOCKS <= block || MOST_BLOCKS <= result.thirdBlocks)
            {
                return null;
            }
            result.first[high] = (char)block;
        }
        result.second = Arrays.copyOf(result.second, result.secondBlocks << BLOCK_SHIFT);
        result.third = Arrays.copyOf(result.third, result.thirdBlocks << BLOCK_SHIFT);
        return result;
    }

    /** Entries behind those of {@link #first}. */
    int size()
    {
        return second.length + third.length;
    }

    /**
     * Write it where three loads find what stands for an address's class.
     *
     * @param at     of the entries by the first 16 bits; they have the place of a block by the next eight, and so on
     * @param blocks where blocks begin
     * @param values what stands for each class
     */
    void put(final int[] words, final int at, final int blocks, final int[] values)
    {
        for (int i = 0; i < first.length; i++)
        {
            words[at + i] = blocks + (first[i] << BLOCK_SHIFT);
        }
        for (int i = 0; i < second.length; i++)
        {
            words[blocks + i] = blocks + second.length + (second[i] << BLOCK_SHIFT);
        }
        for (int i = 0; i < third.length; i++)
        {
            words[blocks + second.length + i] = values[third[i]];
        }
    }

    private static int interval(final long[] starts, final int from, final long address)
    {
        int at = from;
        while (at + 1 < starts.length && starts[at + 1] <= address)
        {
            at++;
        }
        return at;
    }

    private static boolean isEven(final long[] starts, final int at, final long end)
    {
        return at + 1 == starts.length || starts[at + 1] >= end;
    }

    private int evenSecond(final char value)
    {
        return even.computeIfAbsent((int)value, (key) ->
        {
            final int block = newSecond();
            Arrays.fill(second, block << BLOCK_SHIFT, block + 1 << BLOCK_SHIFT, (char)evenThird(value));
            return block;
        });
    }

    private int evenThird(final char value)
    {
        return evenThird.computeIfAbsent((int)value, (key) ->
        {
            final int block = newThird();
            Arrays.fill(third, block << BLOCK_SHIFT, block + 1 << BLOCK_SHIFT, value);
            return block;
        });
    }

    private int second(final long[] starts, final char[] classes, final int interval, final long from)
    {
        final int block = newSecond();
        int at = interval;
        for (int i = 0; i < BLOCK; i++)
        {
            final long begin = from + ((long)i << BLOCK_SHIFT);
            at = interval(starts, at, begin);
            second[(block << BLOCK_SHIFT) + i] = (char)(isEven(starts, at, begin + BLOCK) ?
                evenThird(classes[at]) : third(starts, classes, at, begin));
        }
        return block;
    }

    private int third(final long[] starts, final char[] classes, final int interval, final long from)
    {
        final int block = newThird();
        int at = interval;
        for (int i = 0; i < BLOCK; i++)
        {
            at = interval(starts, at, from + i);
            third[(block << BLOCK_SHIFT) + i] = classes[at];
        }
        return block;
    }

    private int newSecond()
    {
        second = roomFor(second, secondBlocks);
        return secondBlocks++;
    }

    private int newThird()
    {
        third = roomFor(third, thirdBlocks);
        return thirdBlocks++;
    }

    private static char[] roomFor(final char[] blocks, final int block)
    {
        return blocks.length > block << BLOCK_SHIFT ? blocks : Arrays.copyOf(blocks, 2 * blocks.length);
    }
}
