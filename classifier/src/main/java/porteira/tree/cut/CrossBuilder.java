package porteira.tree.cut;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.agrona.collections.LongArrayList;

/**
 * Builds {@link CrossTable}s. How large they get depends on how many different pairs of addresses and of ports the
 * boxes tell apart; where that is too much, there is none.
 */
public final class CrossBuilder
{
    /** Boxes whose sets are still quickly compared. */
    private static final int MOST_BOXES = 3072;

    /** Entries of the table of answers; two bytes each. */
    private static final int MOST_ANSWERS = 1 << 23;

    /** Entries of other tables; four bytes each. */
    private static final int MOST_ENTRIES = 1 << 20;

    private static final int PORTS = 1 << Character.SIZE;
    private static final int KINDS = 1 << 10;

    private final Boxes boxes;
    private final int words;
    private final long[][] hiddenByRest;
    private final long[][] hiddenByAddresses;

    private CrossBuilder(final Boxes boxes)
    {
        this.boxes = boxes;
        words = Math.ceilDiv(boxes.size(), Long.SIZE);
        hiddenByRest = new long[boxes.size()][words];
        hiddenByAddresses = new long[boxes.size()][words];
        for (int box = 0; box < boxes.size(); box++)
        {
            for (int later = box + 1; later < boxes.size(); later++)
            {
                if (RangeWord.GUARDS == (RangeWord.notAbove(boxes.low(box), boxes.low(later)) &
                    RangeWord.notAbove(boxes.high(later), boxes.high(box))))
                {
                    set(hiddenByRest[box], later);
                }
                if (0 == (boxes.mask(0, box) & ~boxes.mask(0, later)) &&
                    0 == ((boxes.value(0, box) ^ boxes.value(0, later)) & boxes.mask(0, box)))
                {
                    set(hiddenByAddresses[box], later);
                }
            }
        }
    }

    /**
     * Build.
     *
     * @param boxes   of one word
     * @param answers by line; what is not 0..65534 is {@link CrossTable#OPEN}, and so are boxes that ask
     * @return null where it would be too large
     */
    public static CrossTable build(final Boxes boxes, final int[] answers)
    {
        return MOST_BOXES < boxes.size() ? null : new CrossBuilder(boxes).build(answers);
    }

    private CrossTable build(final int[] answers)
    {
        final BoxClasses sources = new BoxClasses();
        final BoxClasses destinations = new BoxClasses();
        final BoxClasses uppers = new BoxClasses();
        final BoxClasses lowers = new BoxClasses();
        final AddressClasses source = addresses(Integer.SIZE, sources);
        final AddressClasses destination = addresses(0, destinations);
        final char[] upper = ports(RangeWord.UPPER, uppers);
        final char[] lower = ports(RangeWord.LOWER, lowers);
        final BoxClasses protocols = new BoxClasses();
        final BoxClasses sides = new BoxClasses();
        final char[] protocol = kinds(protocols, (index) -> (index & 0xFF) << RangeWord.PROTO |
            index >>> 8 << RangeWord.STATE, RangeWord.field(2) | RangeWord.field(5));
        final char[] side = kinds(sides, (index) -> (index & 0x1F) << RangeWord.FROM |
            index >>> 5 << RangeWord.TO, RangeWord.field(3) | RangeWord.field(4));

        final BoxClasses pairs = new BoxClasses();
        final BoxClasses ports = new BoxClasses();
        final BoxClasses kinds = new BoxClasses();
        final BoxClasses rests = new BoxClasses();
        final Crossing pair = cross(sources, destinations, hiddenByRest, pairs);
        final Crossing port = cross(uppers, lowers, null, ports);
        final Crossing kind = cross(protocols, sides, null, kinds);
        final Crossing rest = null == port || null == kind ? null : cross(ports, kinds, hiddenByAddresses, rests);
        final Crossing answer = null == pair || null == rest ? null : answer(pairs, rests, answers);
        return null == source || null == destination || null == answer ? null : new CrossTable(
            source, destination, upper, lower, protocol, side, pair, port, kind, rest, answer);
    }

    private AddressClasses addresses(final int shift, final BoxClasses classes)
    {
        final long[] lows = new long[boxes.size()];
        final long[] highs = new long[boxes.size()];
        for (int box = 0; box < lows.length; box++)
        {
            lows[box] = boxes.value(0, box) >>> shift & 0xFFFF_FFFFL;
            highs[box] = lows[box] | ~(boxes.mask(0, box) >>> shift) & 0xFFFF_FFFFL;
        }
        final long[] starts = starts(lows, highs, 1L << Integer.SIZE);
        final char[] found = new char[starts.length];
        for (int i = 0; i < starts.length; i++)
        {
            found[i] = (char)classes.intern(holding(lows, highs, starts[i]));
        }
        return AddressClasses.of(starts, found);
    }

    private char[] ports(final int shift, final BoxClasses classes)
    {
        final long[] lows = new long[boxes.size()];
        final long[] highs = new long[boxes.size()];
        for (int box = 0; box < lows.length; box++)
        {
            lows[box] = boxes.low(box) >>> shift & 0xFFFF;
            highs[box] = boxes.high(box) >>> shift & 0xFFFF;
        }
        final long[] starts = starts(lows, highs, PORTS);
        final char[] found = new char[PORTS];
        for (int i = 0; i < starts.length; i++)
        {
            Arrays.fill(found, (int)starts[i], i + 1 < starts.length ? (int)starts[i + 1] : PORTS,
                (char)classes.intern(holding(lows, highs, starts[i])));
        }
        return found;
    }

    /** Every combination of two short fields by itself. */
    private char[] kinds(final BoxClasses classes, final LongUnaryOperator word, final long fields)
    {
        final char[] found = new char[KINDS];
        final long[] set = new long[words];
        for (int index = 0; index < KINDS; index++)
        {
            final long range = word.applyAsLong(index);
            Arrays.fill(set, 0);
            for (int box = 0; box < boxes.size(); box++)
            {
                if (boxes.reaches(box, range, range | RangeWord.MAX & ~fields))
                {
                    set(set, box);
                }
            }
            found[index] = (char)classes.intern(set);
        }
        return found;
    }

    /** Where the boxes that hold a value may change, 0 first. */
    private static long[] starts(final long[] lows, final long[] highs, final long end)
    {
        final LongArrayList starts = new LongArrayList();
        starts.addLong(0);
        for (int box = 0; box < lows.length; box++)
        {
            starts.addLong(lows[box]);
            starts.addLong(highs[box] + 1);
        }
        return Arrays.stream(starts.toLongArray()).filter((start) -> start < end).sorted().distinct().toArray();
    }

    private long[] holding(final long[] lows, final long[] highs, final long value)
    {
        final long[] set = new long[words];
        for (int box = 0; box < lows.length; box++)
        {
            if (lows[box] <= value && value <= highs[box])
            {
                set(set, box);
            }
        }
        return set;
    }

    /**
     * All combinations of two kinds of classes.
     *
     * @param hidden for each box those later ones that never matter where it holds; null for none
     * @return null where there are too many
     */
    private Crossing cross(
        final BoxClasses first, final BoxClasses second, final long[][] hidden, final BoxClasses both)
    {
        if (MOST_ENTRIES < (long)first.size() * second.size())
        {
            return null;
        }
        final BoxClasses raw = new BoxClasses();
        final char[] table = new char[first.size() * second.size()];
        final long[] set = new long[words];
        int at = 0;
        for (int i = 0; i < first.size(); i++)
        {
            for (int j = 0; j < second.size(); j++)
            {
                for (int word = 0; word < words; word++)
                {
                    set[word] = first.get(i)[word] & second.get(j)[word];
                }
                final int index = raw.intern(set);
                if (BoxClasses.MOST == index)
                {
                    return null;
                }
                table[at++] = (char)index;
            }
        }
        final char[] reduced = new char[raw.size()];
        for (int i = 0; i < reduced.length; i++)
        {
            reduced[i] = (char)both.intern(null == hidden ? raw.get(i) : withoutHidden(raw.get(i), hidden));
        }
        for (int i = 0; i < table.length; i++)
        {
            table[i] = reduced[table[i]];
        }
        return new Crossing(table, second.size());
    }

    private static long[] withoutHidden(final long[] boxes, final long[][] hidden)
    {
        final long[] left = boxes.clone();
        for (int box = next(left, 0); 0 <= box; box = next(left, box + 1))
        {
            for (int word = box / Long.SIZE; word < left.length; word++)
            {
                left[word] &= ~hidden[box][word];
            }
        }
        return left;
    }

    private Crossing answer(final BoxClasses pairs, final BoxClasses rests, final int[] answers)
    {
        if (MOST_ANSWERS < (long)pairs.size() * rests.size())
        {
            return null;
        }
        final char[] table = new char[pairs.size() * rests.size()];
        Arrays.fill(table, (char)CrossTable.OPEN);
        final long[][] restsOf = byBox(rests);
        for (int pair = 0; pair < pairs.size(); pair++)
        {
            fill(table, pair * rests.size(), pairs.get(pair), restsOf, answers);
        }
        return new Crossing(table, rests.size());
    }

    /** The answer to one pair and every rest: that of the first box which is in both. */
    private void fill(
        final char[] table, final int start, final long[] pair, final long[][] restsOf, final int[] answers)
    {
        final long[] open = new long[restsOf[0].length];
        Arrays.fill(open, -1);
        for (int box = next(pair, 0); 0 <= box; box = next(pair, box + 1))
        {
            final char answer = (char)answer(box, answers);
            for (int word = 0; word < open.length; word++)
            {
                final long found = open[word] & restsOf[box][word];
                open[word] ^= found;
                for (long left = found; 0 != left; left &= left - 1)
                {
                    table[start + Long.SIZE * word + Long.numberOfTrailingZeros(left)] = answer;
                }
            }
        }
    }

    /** For each box the classes that it is in. */
    private long[][] byBox(final BoxClasses classes)
    {
        final long[][] classesOf = new long[boxes.size()][Math.ceilDiv(classes.size(), Long.SIZE)];
        for (int i = 0; i < classes.size(); i++)
        {
            for (int box = next(classes.get(i), 0); 0 <= box; box = next(classes.get(i), box + 1))
            {
                set(classesOf[box], i);
            }
        }
        return classesOf;
    }

    private int answer(final int box, final int[] answers)
    {
        final int answer = boxes.asks(box) ? CrossTable.OPEN : answers[boxes.line(box)];
        return 0 > answer || CrossTable.OPEN < answer ? CrossTable.OPEN : answer;
    }

    /** The first member of a set that is not below {@code from}, or -1. */
    private static int next(final long[] set, final int from)
    {
        int word = from / Long.SIZE;
        if (set.length == word)
        {
            return -1;
        }
        long left = set[word] & -1L << from;
        while (0 == left)
        {
            if (set.length == ++word)
            {
                return -1;
            }
            left = set[word];
        }
        return Long.SIZE * word + Long.numberOfTrailingZeros(left);
    }

    private static void set(final long[] set, final int box)
    {
        set[box / Long.SIZE] |= 1L << box;
    }
}
