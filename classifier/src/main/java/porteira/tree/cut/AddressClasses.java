package porteira.tree.cut;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Classes of IPv4 addresses: three loads for any address. */
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

    /** Class of an address. */
    int of(final int address)
    {
        final int start = first[address >>> Character.SIZE] << BLOCK_SHIFT;
        final int block = second[start | address >>> BLOCK_SHIFT & BLOCK - 1];
        return third[block << BLOCK_SHIFT | address & BLOCK - 1];
    }

    long bytes()
    {
        return 2L * (first.length + second.length + third.length);
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
