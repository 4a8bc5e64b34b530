package porteira.tree.cut;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/** Boxes of one word, the classes of each field that they tell apart, and what those have in common. */
final class CrossGroup
{
    /** Boxes of the same group. */
    static final int MOST_BOXES = 12_288;

    /** Entries of the table of answers; two bytes each. */
    private static final int MOST_ANSWERS = 1 << 23;

    /** Entries of other tables. */
    private static final int MOST_ENTRIES = 1 << 22;

    /** Words of all different sets of boxes of a table, while it is made. */
    private static final int MOST_WORDS = 1 << 22;

    private static final int PORTS = 1 << Character.SIZE;
    private static final int KINDS = 1 << 10;

    private final Boxes boxes;
    private final int words;
    private final Some[] hiddenByRest;
    private final Some[] hiddenByAddresses;
    private Runs source;
    private Runs destination;
    private char[] upper;
    private char[] lower;
    private char[] protocol;
    private char[] side;
    private Crossing pair;
    private Crossing port;
    private Crossing kind;
    private Crossing rest;
    private Crossing answer;

    /**
     * Classes of addresses.
     *
     * @param starts  first address of each interval, ascending from 0 on
     * @param classes of each interval
     */
    record Runs(long[] starts, char[] classes)
    {
    }

    /** A set, and which of its words are not 0. */
    private record Some(long[] set, int[] words)
    {
    }

    private CrossGroup(final Boxes boxes)
    {
        this.boxes = boxes;
        words = Math.ceilDiv(boxes.size(), Long.SIZE);
        hiddenByRest = new Some[boxes.size()];
        hiddenByAddresses = new Some[boxes.size()];
    }

    /**
     * Cross.
     *
     * @param boxes   of one word
     * @param answers by box
     * @param none    answer where there is no box
     * @return null where it would be too large
     */
    static CrossGroup of(final Boxes boxes, final char[] answers, final char none)
    {
        final CrossGroup group = new CrossGroup(boxes);
        return MOST_BOXES >= boxes.size() && group.cross(answers, none) ? group : null;
    }

    private boolean cross(final char[] answers, final char none)
    {
        final BoxClasses uppers = new BoxClasses();
        final BoxClasses lowers = new BoxClasses();
        final BoxClasses protocols = new BoxClasses();
        final BoxClasses sides = new BoxClasses();
        upper = ports(RangeWord.UPPER, uppers);
        lower = ports(RangeWord.LOWER, lowers);
        protocol = kinds(protocols, (index) -> (index & 0xFF) << RangeWord.PROTO |
            index >>> 8 << RangeWord.STATE, RangeWord.field(2) | RangeWord.field(5));
        side = kinds(sides, (index) -> (index & 0x1F) << RangeWord.FROM |
            index >>> 5 << RangeWord.TO, RangeWord.field(3) | RangeWord.field(4));

        final BoxClasses ports = new BoxClasses();
        final BoxClasses kinds = new BoxClasses();
        final BoxClasses rests = new BoxClasses();
        port = cross(uppers, lowers, null, BoxClasses.MOST, ports);
        kind = null == port ? null : cross(protocols, sides, null, BoxClasses.MOST, kinds);
        rest = null == kind ? null : cross(ports, kinds, this::hiddenByAddresses, BoxClasses.MOST, rests);
        answer = null == rest ? null : answer(rests, answers, none);
        return null != answer;
    }

    private Crossing answer(final BoxClasses rests, final char[] answers, final char none)
    {
        final BoxClasses sources = new BoxClasses();
        final BoxClasses destinations = new BoxClasses();
        source = addresses(Integer.SIZE, sources);
        destination = addresses(0, destinations);
        final BoxClasses pairs = new BoxClasses();
        pair = cross(sources, destinations, this::hiddenByRest,
            Math.min(BoxClasses.MOST, MOST_ANSWERS / rests.size()), pairs);
        return null == pair ? null : answer(pairs, rests, answers, none);
    }

    Runs source()
    {
        return source;
    }

    Runs destination()
    {
        return destination;
    }

    /** Classes of source ports. */
    char[] upper()
    {
        return upper;
    }

    /** Classes of destination ports. */
    char[] lower()
    {
        return lower;
    }

    /** Classes by {@link CrossTable}'s index of protocol and state. */
    char[] protocol()
    {
        return protocol;
    }

    /** Classes by its index of both sides. */
    char[] side()
    {
        return side;
    }

    /** Of source and destination. */
    Crossing pair()
    {
        return pair;
    }

    /** What all fields but the addresses have in common. */
    int rest(final int upperClass, final int lowerClass, final int protocolClass, final int sideClass)
    {
        return rest.at(port.at(upperClass, lowerClass), kind.at(protocolClass, sideClass));
    }

    /** By pair and rest. */
    Crossing answer()
    {
        return answer;
    }

    private Runs addresses(final int shift, final BoxClasses classes)
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
        return new Runs(starts, found);
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
     * @param hidden gives for a box those later ones that never matter where it holds; null for none
     * @param most   classes that there may be
     * @param both   gets the classes
     * @return null where there are too many
     */
    private Crossing cross(
        final BoxClasses first,
        final BoxClasses second,
        final IntFunction<Some> hidden,
        final int most,
        final BoxClasses both)
    {
        if (MOST_ENTRIES < (long)first.size() * second.size())
        {
            return null;
        }
        final BoxClasses raw = new BoxClasses();
        final IntArrayList reduced = new IntArrayList();
        final char[] table = new char[first.size() * second.size()];
        final long[] set = new long[words];
        for (int i = 0; i < first.size(); i++)
        {
            // Most classes are in few boxes.
            final int[] some = notZero(first.get(i));
            Arrays.fill(set, 0);
            for (int j = 0; j < second.size(); j++)
            {
                final int index = raw.intern(set, and(set, some, first.get(i), second.get(j)));
                if (reduced.size() == index)
                {
                    reduced.addInt(both.intern(null == hidden ? set : withoutHidden(set, hidden)));
                }
                if (most < both.size() || BoxClasses.MOST == index || MOST_WORDS < (long)raw.size() * words)
                {
                    return null;
                }
                table[i * second.size() + j] = (char)reduced.getInt(index);
            }
        }
        return new Crossing(table, second.size());
    }

    /** Writes what two sets have in common in some words. @return its hash */
    private static long and(final long[] set, final int[] some, final long[] first, final long[] second)
    {
        long hash = 0;
        for (final int word : some)
        {
            set[word] = first[word] & second[word];
            hash += BoxClasses.hash(word, set[word]);
        }
        return hash;
    }

    /** Later boxes whose ranges all lie within a box's: where only the rest may differ, they never matter. */
    private Some hiddenByRest(final int box)
    {
        if (null == hiddenByRest[box])
        {
            final long[] hidden = new long[words];
            for (int later = box + 1; later < boxes.size(); later++)
            {
                if (RangeWord.GUARDS == (RangeWord.notAbove(boxes.low(box), boxes.low(later)) &
                    RangeWord.notAbove(boxes.high(later), boxes.high(box))))
                {
                    set(hidden, later);
                }
            }
            hiddenByRest[box] = new Some(hidden, notZero(hidden));
        }
        return hiddenByRest[box];
    }

    /** Later boxes whose addresses all lie within a box's. */
    private Some hiddenByAddresses(final int box)
    {
        if (null == hiddenByAddresses[box])
        {
            final long[] hidden = new long[words];
            for (int later = box + 1; later < boxes.size(); later++)
            {
                if (0 == (boxes.mask(0, box) & ~boxes.mask(0, later)) &&
                    0 == ((boxes.value(0, box) ^ boxes.value(0, later)) & boxes.mask(0, box)))
                {
                    set(hidden, later);
                }
            }
            hiddenByAddresses[box] = new Some(hidden, notZero(hidden));
        }
        return hiddenByAddresses[box];
    }

    private static long[] withoutHidden(final long[] boxes, final IntFunction<Some> hidden)
    {
        final long[] left = boxes.clone();
        final int[] some = notZero(left);
        for (int box = next(left, 0); 0 <= box; box = next(left, box + 1))
        {
            final Some behind = hidden.apply(box);
            for (final int word : some.length < behind.words.length ? some : behind.words)
            {
                left[word] &= ~behind.set[word];
            }
        }
        return left;
    }

    private Crossing answer(
        final BoxClasses pairs, final BoxClasses rests, final char[] answers, final char none)
    {
        final char[] table = new char[pairs.size() * rests.size()];
        Arrays.fill(table, none);
        final long[][] restsOf = byBox(rests);
        for (int pair = 0; pair < pairs.size(); pair++)
        {
            fill(table, pair * rests.size(), pairs.get(pair), restsOf, answers);
        }
        return new Crossing(table, rests.size());
    }

    /** The answer to one pair and every rest: that of the first box which is in both. */
    private static void fill(
        final char[] table, final int start, final long[] pair, final long[][] restsOf, final char[] answers)
    {
        final long[] open = new long[restsOf[0].length];
        Arrays.fill(open, -1);
        for (int box = next(pair, 0); 0 <= box; box = next(pair, box + 1))
        {
            for (int word = 0; word < open.length; word++)
            {
                final long found = open[word] & restsOf[box][word];
                open[word] ^= found;
                for (long left = found; 0 != left; left &= left - 1)
                {
                    table[start + Long.SIZE * word + Long.numberOfTrailingZeros(left)] = answers[box];
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

    private static int[] notZero(final long[] set)
    {
        return IntStream.range(0, set.length).filter((word) -> 0 != set[word]).toArray();
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
