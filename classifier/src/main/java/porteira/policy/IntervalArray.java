package porteira.policy;

import java.util.Arrays;

/**
 * Intervals as an array of numbers: a million of them are read, sorted and merged without an object each. One thread.
 */
public final class IntervalArray
{
    private static final int STRIDE = 4;
    private static final int FIRST_HI = 0;
    private static final int FIRST_LO = 1;
    private static final int LAST_HI = 2;
    private static final int LAST_LO = 3;
    private static final int MAX_SIZE = Integer.MAX_VALUE / STRIDE - 1;

    private final int bits;
    private final UInt128 max;
    private long[] words;
    private int size;

    /**
     * None as yet.
     *
     * @param bits    width of the values, 1..128
     * @param initial expected number of intervals
     */
    public IntervalArray(final int bits, final int initial)
    {
        if (1 > bits || 128 < bits)
        {
            throw new IllegalArgumentException("width of a set: bits=" + bits + ", limit=1..128");
        }
        this.bits = bits;
        max = UInt128.max(bits);
        words = new long[Math.max(1, initial) * STRIDE];
    }

    /** Width of the values. */
    public int bits()
    {
        return bits;
    }

    /** Number of intervals. */
    public int size()
    {
        return size;
    }

    /** One more, from first to last, both included and within the width. */
    public void add(final long firstHi, final long firstLo, final long lastHi, final long lastLo)
    {
        if (0 < UInt128.compare(firstHi, firstLo, lastHi, lastLo) ||
            0 < UInt128.compare(lastHi, lastLo, max.hi(), max.lo()))
        {
            throw new IllegalArgumentException("interval: first=" + new UInt128(firstHi, firstLo) + ", last=" +
                new UInt128(lastHi, lastLo) + ", bits=" + bits);
        }
        if (size * STRIDE == words.length)
        {
            words = Arrays.copyOf(words, Math.min(MAX_SIZE, size + (size >> 1) + 1) * STRIDE);
        }
        put(size++, firstHi, firstLo, lastHi, lastLo);
    }

    /** One more, within the width. */
    public void add(final Interval interval)
    {
        add(interval.first().hi(), interval.first().lo(), interval.last().hi(), interval.last().lo());
    }

    /** One of them. */
    public Interval interval(final int index)
    {
        final UInt128 first = new UInt128(firstHi(index), firstLo(index));
        return firstHi(index) == lastHi(index) && firstLo(index) == lastLo(index) ? Interval.of(first) :
            new Interval(first, new UInt128(lastHi(index), lastLo(index)));
    }

    /** Upper word of the least value of an interval. */
    public long firstHi(final int index)
    {
        return words[index * STRIDE + FIRST_HI];
    }

    /** Lower word of it. */
    public long firstLo(final int index)
    {
        return words[index * STRIDE + FIRST_LO];
    }

    /** Upper word of the greatest value. */
    public long lastHi(final int index)
    {
        return words[index * STRIDE + LAST_HI];
    }

    /** Lower word of it. */
    public long lastLo(final int index)
    {
        return words[index * STRIDE + LAST_LO];
    }

    /** True if an interval ends at the largest value of the width; it leaves no edge above it. */
    public boolean endsAtMax(final int index)
    {
        return lastHi(index) == max.hi() && lastLo(index) == max.lo();
    }

    /** Order by the least values. */
    public void sort()
    {
        if (isSorted())
        {
            return;
        }
        if (Integer.SIZE >= bits)
        {
            sortShort();
        }
        else
        {
            sortRuns();
        }
    }

    /** True if two of those that are sorted have a value in common and are not the same. */
    public boolean overlaps()
    {
        for (int i = 1; i < size; i++)
        {
            final boolean isSame = firstHi(i) == firstHi(i - 1) && firstLo(i) == firstLo(i - 1) &&
                lastHi(i) == lastHi(i - 1) && lastLo(i) == lastLo(i - 1);
            if (!isSame && 0 >= UInt128.compare(firstHi(i), firstLo(i), lastHi(i - 1), lastLo(i - 1)))
            {
                return true;
            }
        }
        return false;
    }

    /** Sort, and make one of those that overlap or touch. */
    public void merge()
    {
        sort();
        int kept = 0;
        for (int i = 1; i < size; i++)
        {
            if (isBeyond(kept, i))
            {
                kept++;
                put(kept, firstHi(i), firstLo(i), lastHi(i), lastLo(i));
            }
            else if (0 < UInt128.compare(lastHi(i), lastLo(i), lastHi(kept), lastLo(kept)))
            {
                put(kept, firstHi(kept), firstLo(kept), lastHi(i), lastLo(i));
            }
        }
        size = Math.min(size, kept + 1);
    }

    private boolean isSorted()
    {
        for (int i = 1; i < size; i++)
        {
            if (0 < compare(i - 1, i))
            {
                return false;
            }
        }
        return true;
    }

    /** Both ends in one number each. */
    private void sortShort()
    {
        final long[] ends = new long[size];
        for (int i = 0; i < size; i++)
        {
            ends[i] = (firstLo(i) << Integer.SIZE | lastLo(i)) ^ Long.MIN_VALUE;
        }
        Arrays.sort(ends);
        for (int i = 0; i < size; i++)
        {
            final long both = ends[i] ^ Long.MIN_VALUE;
            put(i, 0, both >>> Integer.SIZE, 0, both & 0xFFFF_FFFFL);
        }
    }

    /** Merge sort, bottom up. */
    private void sortRuns()
    {
        long[] from = words;
        long[] to = new long[words.length];
        for (int run = 1; run < size; run = 2 * run)
        {
            for (int start = 0; start < size; start += 2 * run)
            {
                mergeRuns(from, to, start, Math.min(start + run, size), Math.min(start + 2 * run, size));
            }
            final long[] swap = from;
            from = to;
            to = swap;
        }
        words = from;
    }

    private static void mergeRuns(final long[] from, final long[] to, final int start, final int middle, final int end)
    {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++)
        {
            final boolean takesLeft =
                left < middle && (right >= end || 0 >= compare(from, left * STRIDE, right * STRIDE));
            System.arraycopy(from, (takesLeft ? left++ : right++) * STRIDE, to, i * STRIDE, STRIDE);
        }
    }

    private int compare(final int left, final int right)
    {
        return compare(words, left * STRIDE, right * STRIDE);
    }

    private static int compare(final long[] words, final int left, final int right)
    {
        return UInt128.compare(words[left], words[left + FIRST_LO], words[right], words[right + FIRST_LO]);
    }

    /** True if at least one value lies between the end of one and the start of a later one. */
    private boolean isBeyond(final int index, final int later)
    {
        final long hi = lastHi(index);
        final long lo = lastLo(index);
        // What ends at the very last value of 128 bits has none after it.
        return (-1L != hi || -1L != lo) &&
            0 > UInt128.compare(-1L == lo ? hi + 1 : hi, lo + 1, firstHi(later), firstLo(later));
    }

    private void put(final int index, final long firstHi, final long firstLo, final long lastHi, final long lastLo)
    {
        final int offset = index * STRIDE;
        words[offset + FIRST_HI] = firstHi;
        words[offset + FIRST_LO] = firstLo;
        words[offset + LAST_HI] = lastHi;
        words[offset + LAST_LO] = lastLo;
    }
}
