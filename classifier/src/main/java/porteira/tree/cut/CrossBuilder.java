package porteira.tree.cut;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * Builds {@link CrossTable}s. How large they get depends on how many different pairs of addresses and of ports the
 * boxes tell apart. Where that is too much, boxes that leave the source open and those that name it become groups of
 * their own, since most pairs are of a box that names only this end and one that names only that; where it is still too
 * much, there is no table.
 */
public final class CrossBuilder
{
    /** Boxes of both groups. */
    private static final int MOST_BOXES = 20_000;

    /** Entries for ports, protocols and sides together; four bytes each. */
    private static final int MOST_RESTS = 1 << 22;

    private static final int MISSING = -1;

    /** The bits of an address that a box which names it has to look at. */
    private static final long NAMED = 0xFF00_0000L;

    /**
     * Classes in each group.
     *
     * @param classes of values, or of runs of addresses
     * @param groups  by class: that in the first group and, shifted by 16, that in the second
     */
    private record Joint(char[] classes, int[] groups)
    {
        private static Joint of(final char[] first, final char[] second)
        {
            final Int2IntHashMap known = new Int2IntHashMap(MISSING);
            final IntArrayList groups = new IntArrayList();
            final char[] classes = new char[first.length];
            for (int i = 0; i < classes.length; i++)
            {
                final int both = first[i] | second[i] << Character.SIZE;
                int joint = known.get(both);
                if (MISSING == joint)
                {
                    joint = groups.size();
                    known.put(both, joint);
                    groups.addInt(both);
                }
                classes[i] = (char)joint;
            }
            return new Joint(classes, groups.toIntArray());
        }
    }

    private final CrossGroup first;
    private final CrossGroup second;
    private int[] words;

    private CrossBuilder(final CrossGroup first, final CrossGroup second)
    {
        this.first = first;
        this.second = second;
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
        if (MOST_BOXES < boxes.size())
        {
            return null;
        }
        final char[] answersByBox = byBox(boxes, answers);
        final CrossGroup whole = CrossGroup.of(boxes, answersByBox, (char)CrossTable.OPEN);
        return null == whole ? inGroups(boxes, answers) : new CrossBuilder(whole, whole).build(null);
    }

    /** Boxes that leave the source open apart from those that name it; null also where there is but one kind. */
    static CrossTable inGroups(final Boxes boxes, final int[] answers)
    {
        final CrossGroup first = group(
            boxes, IntStream.range(0, boxes.size()).filter((box) -> isNamed(boxes, box)).toArray());
        final CrossGroup second = null == first ? null : group(
            boxes, IntStream.range(0, boxes.size()).filter((box) -> !isNamed(boxes, box)).toArray());
        return null == second ? null : new CrossBuilder(first, second).build(byBox(boxes, answers));
    }

    private static char[] byBox(final Boxes boxes, final int[] answers)
    {
        final char[] answersByBox = new char[boxes.size()];
        for (int box = 0; box < answersByBox.length; box++)
        {
            final int answer = boxes.asks(box) ? CrossTable.OPEN : answers[boxes.line(box)];
            answersByBox[box] = (char)(0 > answer || CrossTable.OPEN < answer ? CrossTable.OPEN : answer);
        }
        return answersByBox;
    }

    /** Its answers are indices of boxes, so that the first of both groups can be found. */
    private static CrossGroup group(final Boxes boxes, final int[] indices)
    {
        final char[] answers = new char[indices.length];
        for (int i = 0; i < indices.length; i++)
        {
            answers[i] = (char)indices[i];
        }
        return 0 == indices.length ? null : CrossGroup.of(boxes.some(indices), answers, (char)boxes.size());
    }

    private static boolean isNamed(final Boxes boxes, final int box)
    {
        return NAMED == (boxes.mask(0, box) >>> Integer.SIZE & NAMED);
    }

    private CrossTable build(final char[] answersByBox)
    {
        final boolean isDouble = first != second;
        final long[] sources = union(first.source().starts(), second.source().starts());
        final long[] destinations = union(first.destination().starts(), second.destination().starts());
        final Joint source = joint(first.source(), second.source(), sources);
        final Joint destination = joint(first.destination(), second.destination(), destinations);
        final AddressClasses sourceBlocks = AddressClasses.of(sources, source.classes);
        final AddressClasses destinationBlocks = AddressClasses.of(destinations, destination.classes);
        final Joint[] others = {
            Joint.of(first.upper(), second.upper()), Joint.of(first.lower(), second.lower()),
            Joint.of(first.protocol(), second.protocol()), Joint.of(first.side(), second.side())};
        long rests = 1;
        for (final Joint other : others)
        {
            rests = Math.min(MOST_RESTS + 1, rests * other.groups.length);
        }
        if (null == sourceBlocks || null == destinationBlocks || MOST_RESTS < rests)
        {
            return null;
        }
        final int restsAt = CrossTable.BLOCKS + sourceBlocks.size() + destinationBlocks.size();
        final int pairsAt = restsAt + (int)rests;
        final int secondPairsAt = pairsAt + first.pair().table().length;
        words = new int[secondPairsAt + (isDouble ? second.pair().table().length : 0)];
        sourceBlocks.put(words, CrossTable.SOURCES, CrossTable.BLOCKS,
            isDouble ? source.groups : row(source.groups, pairsAt, first.pair().columns()));
        destinationBlocks.put(words, CrossTable.DESTINATIONS, CrossTable.BLOCKS + sourceBlocks.size(),
            isDouble ? destination.groups : row(destination.groups, 0, 1));
        rests(restsAt, others, isDouble);
        put(first.pair().table(), pairsAt, 0, first.answer().columns());
        final char[] answers = first.answer().table();
        final boolean readsSides = 1 < others[3].groups.length;
        if (!isDouble)
        {
            return new CrossTable(words, answers, readsSides);
        }
        put(second.pair().table(), secondPairsAt, answers.length, second.answer().columns());
        final char[] both = Arrays.copyOf(answers, answers.length + second.answer().table().length);
        System.arraycopy(second.answer().table(), 0, both, answers.length, both.length - answers.length);
        final char[] found = Arrays.copyOf(answersByBox, answersByBox.length + 1);
        found[answersByBox.length] = CrossTable.OPEN;
        return new CrossTable(words, both, readsSides,
            found, pairsAt, first.pair().columns(), secondPairsAt, second.pair().columns());
    }

    /** What ports, protocol and sides have in common, and where in it their classes are. */
    private void rests(final int restsAt, final Joint[] others, final boolean isDouble)
    {
        final int sides = others[3].groups.length;
        final int protocols = sides * others[2].groups.length;
        put(others[0].classes, CrossTable.UPPERS, restsAt, protocols * others[1].groups.length);
        put(others[1].classes, CrossTable.LOWERS, 0, protocols);
        put(others[2].classes, CrossTable.PROTOCOLS, 0, sides);
        put(others[3].classes, CrossTable.SIDES, 0, 1);
        int at = restsAt;
        for (final int upper : others[0].groups)
        {
            for (final int lower : others[1].groups)
            {
                for (final int protocol : others[2].groups)
                {
                    for (final int side : others[3].groups)
                    {
                        words[at++] = first.rest(low(upper), low(lower), low(protocol), low(side)) | (isDouble ?
                            second.rest(high(upper), high(lower), high(protocol), high(side)) << Character.SIZE : 0);
                    }
                }
            }
        }
    }

    private void put(final char[] classes, final int at, final int base, final int factor)
    {
        for (int i = 0; i < classes.length; i++)
        {
            words[at + i] = base + classes[i] * factor;
        }
    }

    private static int low(final int both)
    {
        return both & 0xFFFF;
    }

    private static int high(final int both)
    {
        return both >>> Character.SIZE;
    }

    private static int[] row(final int[] groups, final int base, final int factor)
    {
        return Arrays.stream(groups).map((both) -> base + low(both) * factor).toArray();
    }

    private static long[] union(final long[] starts, final long[] others)
    {
        final LongArrayList both = new LongArrayList();
        Arrays.stream(starts).forEach(both::addLong);
        Arrays.stream(others).forEach(both::addLong);
        return Arrays.stream(both.toLongArray()).sorted().distinct().toArray();
    }

    private static Joint joint(final CrossGroup.Runs first, final CrossGroup.Runs second, final long[] starts)
    {
        return Joint.of(spread(first, starts), spread(second, starts));
    }

    /** Classes of finer runs. */
    private static char[] spread(final CrossGroup.Runs runs, final long[] starts)
    {
        final char[] classes = new char[starts.length];
        int at = 0;
        for (int i = 0; i < starts.length; i++)
        {
            while (at + 1 < runs.starts().length && runs.starts()[at + 1] <= starts[i])
            {
                at++;
            }
            classes[i] = runs.classes()[at];
        }
        return classes;
    }
}
