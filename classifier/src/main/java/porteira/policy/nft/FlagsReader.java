package porteira.policy.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.UInt128;

/**
 * Values of fields whose bits have a meaning each, with the sense that nft 1.0.6 gives to the ways of writing them
 * ({@code nft --debug=netlink}).
 */
final class FlagsReader
{
    private final SourceProblems problems;
    private final ValueReader values;

    FlagsReader(final SourceProblems problems, final ValueReader values)
    {
        this.problems = problems;
        this.values = values;
    }

    /** {@code syn / syn,ack}: these and none of the others of the mask; {@code syn,ack}: any; {@code == …}: all. */
    IntervalSet read(
        final NftParser.ListContext list,
        final boolean hasOperator,
        final UInt128 mask,
        final ValueType type,
        final ValueReader.Place place)
    {
        final int before = problems.count();
        final int slash = null == list.SLASH() ? list.operand().size() : slash(list);
        final int wanted = bits(list.operand().subList(0, slash), type, place);
        if (null != list.SLASH())
        {
            final int bits = bits(list.operand().subList(slash, list.operand().size()), type, place);
            return holding(type, (value) -> (value & bits) == wanted);
        }
        if (null != mask)
        {
            final int bits = (int)mask.lo();
            return holding(type, (value) -> (value & bits) == wanted);
        }
        if (hasOperator)
        {
            return holding(type, (value) -> value == wanted);
        }
        if (0 == wanted && before == problems.count())
        {
            problems.report(list.getStart(), "never matches, write '== 0' for no flag at all");
        }
        return holding(type, (value) -> 0 != (value & wanted));
    }

    /** {@code { syn, syn | ack }}: exactly one of them. */
    static IntervalSet exactly(final List<Interval> wanted, final ValueType type)
    {
        final IntervalSet set = IntervalSet.of(type.bits(), wanted);
        return holding(type, (value) -> set.contains(0, value));
    }

    private static int slash(final NftParser.ListContext list)
    {
        int operands = 0;
        for (int i = 0; i < list.getChildCount(); i++)
        {
            if (list.getChild(i) == list.SLASH())
            {
                return operands;
            }
            operands += list.getChild(i) instanceof NftParser.OperandContext ? 1 : 0;
        }
        return operands;
    }

    private int bits(
        final List<NftParser.OperandContext> operands, final ValueType type, final ValueReader.Place place)
    {
        int bits = 0;
        for (final NftParser.OperandContext operand : operands)
        {
            for (final Interval interval : values.intervals(operand, type, place))
            {
                bits |= (int)interval.first().lo();
            }
        }
        return bits;
    }

    /** Of a connection's states one holds at a time. */
    private static IntervalSet holding(final ValueType type, final IntPredicate isWanted)
    {
        final List<Interval> intervals = new ArrayList<>();
        for (int value = 0; value < 1 << type.bits(); value++)
        {
            final boolean isPossible = type != ValueType.CT_STATE || type.symbols().containsValue(value);
            if (isPossible && isWanted.test(value))
            {
                intervals.add(Interval.of(value, value));
            }
        }
        return IntervalSet.of(type.bits(), intervals);
    }
}
