package porteira.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Match;
import porteira.policy.UInt128;
import porteira.tree.cut.Boxes;
import porteira.tree.cut.RangeWord;
import porteira.tree.cut.WideTree;

/**
 * Turns the matches of one line into boxes: one for each combination of prefixes and ranges that its sets are made of.
 * Where that would be too many, and for fields that no key holds, the boxes are larger than the line, which then
 * has matches left to look at.
 */
final class LineBoxes
{
    /** Part of a box: what one prefix or range asks of the key. */
    private record Piece(long[] value, long[] mask, long low, long high)
    {
        private static Piece everything()
        {
            return new Piece(new long[WideTree.WORDS], new long[WideTree.WORDS], 0, RangeWord.MAX);
        }

        private Piece and(final Piece other)
        {
            final long[] bothValues = new long[WideTree.WORDS];
            final long[] bothMasks = new long[WideTree.WORDS];
            for (int word = 0; word < WideTree.WORDS; word++)
            {
                bothValues[word] = value[word] | other.value[word];
                bothMasks[word] = mask[word] | other.mask[word];
            }
            // Pieces are of different fields: each leaves the others' ranges whole.
            return new Piece(bothValues, bothMasks, low | other.low, high & other.high);
        }
    }

    private final int limit;
    private final Set<Field> exact = new HashSet<>();
    private final List<List<Piece>> choices = new ArrayList<>();
    private final List<Condition> left = new ArrayList<>();

    /**
     * For one line and one kind of network header.
     *
     * @param network one of {@code PacketLayout.NETWORK_*}
     * @param limit   boxes that the line may have
     */
    LineBoxes(final List<Premise> premises, final Conjunction conjunction, final int network, final int limit)
    {
        this.limit = limit;
        final Variable.Value family = new Variable.Value(Field.outermost(Kind.NETWORK));
        final IntervalSet families = conjunction.wanted(family);
        if (!conjunction.isPossible() || null != families && !families.contains(0, network))
        {
            choices.add(List.of());
            return;
        }
        exact.add(family.field());
        for (final Variable variable : conjunction.variables())
        {
            if (variable instanceof Variable.Value(Field field) && Layer.OUTERMOST == field.layer() &&
                null == field.detail())
            {
                add(field, conjunction.wanted(variable));
            }
        }
        for (final Premise premise : premises)
        {
            if (!premise.isAsked() && !(premise.condition() instanceof Match match && isCovered(match, conjunction)))
            {
                left.add(premise.condition());
            }
        }
    }

    private boolean isCovered(final Match match, final Conjunction conjunction)
    {
        return exact.contains(match.field()) ? Conjunction.LARGE_SET >= match.values().intervals().size() :
            isAnyValue(match, conjunction);
    }

    /** True for {@code ip saddr 0.0.0.0/0} and its kind: that there is such a field other variables say already. */
    private static boolean isAnyValue(final Match match, final Conjunction conjunction)
    {
        final Field field = match.field();
        if (Layer.OUTERMOST != field.layer() || null != field.detail())
        {
            return false;
        }
        final TableField place = TableField.of(field.kind());
        final IntervalSet wanted = conjunction.wanted(new Variable.Value(field));
        return null != place && place.isExact() && null != wanted && wanted.isFull();
    }

    /** Conditions that a frame in a box has yet to satisfy, but for questions with consequences. */
    List<Condition> left()
    {
        return left;
    }

    /** Appends the boxes. */
    void addTo(final Boxes boxes, final int words, final int line, final boolean ends)
    {
        add(boxes, words, line, ends, Piece.everything(), 0);
    }

    private void add(
        final Boxes boxes, final int words, final int line, final boolean ends, final Piece piece, final int at)
    {
        if (at == choices.size())
        {
            boxes.add(piece.value, piece.mask, piece.low, piece.high, line, !left.isEmpty(), ends);
            return;
        }
        for (final Piece next : choices.get(at))
        {
            add(boxes, words, line, ends, piece.and(next), at + 1);
        }
    }

    private void add(final Field field, final IntervalSet wanted)
    {
        final TableField place = TableField.of(field.kind());
        if (null == place)
        {
            return;
        }
        final List<Piece> pieces = TableField.RANGE == place.word() ?
            ranges(field.bits(), place.shift(), wanted) : prefixes(field.bits(), place, wanted);
        int product = pieces.size();
        for (final List<Piece> others : choices)
        {
            product = Math.min(limit + 1, product * others.size());
        }
        if (product <= limit)
        {
            choices.add(pieces);
            if (place.isExact())
            {
                exact.add(field);
            }
            return;
        }
        final Interval hull = new Interval(wanted.intervals().getFirst().first(), wanted.intervals().getLast().last());
        choices.add(TableField.RANGE == place.word() ?
            List.of(range(field.bits(), place.shift(), hull)) :
            List.of(prefix(field.bits(), place, hull.first(), common(hull, field.bits()))));
    }

    private static List<Piece> ranges(final int bits, final int shift, final IntervalSet wanted)
    {
        final List<Piece> pieces = new ArrayList<>();
        wanted.intervals().forEach((interval) -> pieces.add(range(bits, shift, interval)));
        return pieces;
    }

    private static Piece range(final int bits, final int shift, final Interval interval)
    {
        final long others = RangeWord.MAX & ~((1L << bits) - 1 << shift);
        return new Piece(new long[WideTree.WORDS], new long[WideTree.WORDS],
            interval.first().lo() << shift, others | interval.last().lo() << shift);
    }

    /** As few prefixes as have exactly the wanted values. */
    private static List<Piece> prefixes(final int bits, final TableField place, final IntervalSet wanted)
    {
        final List<Piece> pieces = new ArrayList<>();
        for (final Interval interval : wanted.intervals())
        {
            UInt128 first = interval.first();
            while (true)
            {
                int length = common(new Interval(first, interval.last()), bits);
                Interval prefix = Interval.prefix(first, length, bits);
                while (!prefix.first().equals(first) || 0 < prefix.last().compareTo(interval.last()))
                {
                    prefix = Interval.prefix(first, ++length, bits);
                }
                pieces.add(prefix(bits, place, first, length));
                if (prefix.last().equals(interval.last()))
                {
                    break;
                }
                first = prefix.last().next();
            }
        }
        return pieces;
    }

    private static Piece prefix(final int bits, final TableField place, final UInt128 value, final int length)
    {
        final UInt128 host = length == bits ? UInt128.ZERO : UInt128.max(bits - length);
        final UInt128 mask = host.not(bits);
        final UInt128 network = value.and(mask);
        final Piece piece = Piece.everything();
        if (Long.SIZE < bits)
        {
            piece.mask[place.word()] = mask.hi();
            piece.value[place.word()] = network.hi();
            piece.mask[place.word() + 1] = mask.lo();
            piece.value[place.word() + 1] = network.lo();
        }
        else
        {
            piece.mask[place.word()] = mask.lo() << place.shift();
            piece.value[place.word()] = network.lo() << place.shift();
        }
        return piece;
    }

    /** Length of the longest prefix that both ends share. */
    private static int common(final Interval interval, final int bits)
    {
        final long high = interval.first().hi() ^ interval.last().hi();
        final long low = interval.first().lo() ^ interval.last().lo();
        final int equal = 0 != high ? Long.numberOfLeadingZeros(high) : Long.SIZE + Long.numberOfLeadingZeros(low);
        return equal - (2 * Long.SIZE - bits);
    }
}
