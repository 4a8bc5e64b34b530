package porteira.policy.nft;

import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The four spellings of {@code tcp flags}, each with the meaning nft 1.0.6 gives it ({@code nft --debug=netlink}). */
final class FlagsReader
{
    private static final int BITS = 8;

    /** Values of the flags byte, and whether the match wants all others. */
    record Flags(IntervalSet values, boolean negated)
    {
    }

    private final SourceProblems problems;

    FlagsReader(final SourceProblems problems)
    {
        this.problems = problems;
    }

    Flags read(final NftParser.FlagsRelationContext context)
    {
        return switch (context)
        {
            case NftParser.FlagsMaskedContext masked -> masked(masked);
            case NftParser.FlagsPlainContext set when null != set.flagSet() -> set(set);
            case NftParser.FlagsPlainContext slash when null != slash.mask -> slash(slash);
            case NftParser.FlagsPlainContext plain -> plain(plain);
            default -> throw new IllegalArgumentException(context.getText());
        };
    }

    /** {@code tcp flags & (syn | ack) == syn}. */
    private Flags masked(final NftParser.FlagsMaskedContext context)
    {
        final int mask = term(context.mask);
        final int wanted = term(context.wanted);
        return flags((value) -> (value & mask) == wanted, isNegated(context.operator()));
    }

    /** {@code tcp flags syn / syn,ack}. */
    private Flags slash(final NftParser.FlagsPlainContext context)
    {
        final int mask = list(context.mask);
        final int wanted = list(context.wanted);
        return flags((value) -> (value & mask) == wanted, isNegated(context.operator()));
    }

    /** {@code tcp flags syn,ack}: any of them; with an operator: exactly all of them. */
    private Flags plain(final NftParser.FlagsPlainContext context)
    {
        final int wanted = list(context.wanted);
        if (null != context.operator())
        {
            return flags((value) -> value == wanted, isNegated(context.operator()));
        }
        if (0 == wanted)
        {
            problems.report(context.wanted.getStart(), "never matches, write 'tcp flags == 0' for no flag at all");
        }
        return flags((value) -> 0 != (value & wanted), false);
    }

    /** {@code tcp flags { syn, syn | ack }}: exactly one of them. */
    private Flags set(final NftParser.FlagsPlainContext context)
    {
        final boolean[] wanted = new boolean[1 << BITS];
        context.flagSet().flagUnion().forEach((union) -> wanted[union(union)] = true);
        return flags((value) -> wanted[value], isNegated(context.operator()));
    }

    private boolean isNegated(final NftParser.OperatorContext operator)
    {
        if (null != operator && null == operator.EQ() && null == operator.NE())
        {
            problems.report(operator.getStart(), "flags have no order, use '==' or '!='");
        }
        return null != operator && null != operator.NE();
    }

    private static Flags flags(final IntPredicate isWanted, final boolean negated)
    {
        final List<Interval> intervals = new ArrayList<>();
        for (int value = 0; value < 1 << BITS; value++)
        {
            if (isWanted.test(value))
            {
                intervals.add(Interval.of(value, value));
            }
        }
        return new Flags(IntervalSet.of(BITS, intervals), negated);
    }

    private int list(final NftParser.FlagListContext context)
    {
        int bits = 0;
        for (final NftParser.FlagUnionContext union : context.flagUnion())
        {
            bits |= union(union);
        }
        return bits;
    }

    private int union(final NftParser.FlagUnionContext context)
    {
        int bits = 0;
        for (final NftParser.FlagTermContext term : context.flagTerm())
        {
            bits |= term(term);
        }
        return bits;
    }

    private int term(final NftParser.FlagTermContext context)
    {
        if (null != context.flagUnion())
        {
            return union(context.flagUnion());
        }
        final Token token = context.getStart();
        final Integer known = Symbols.TCP_FLAGS.get(token.getText());
        if (null != known)
        {
            return known;
        }
        if (token.getText().matches("\\d{1,3}|0x[0-9a-fA-F]{1,2}") && 256 > Integer.decode(token.getText()))
        {
            return Integer.decode(token.getText());
        }
        problems.report(token, "found '" + token.getText() + "', expected a TCP flag (" +
            "fin, syn, rst, psh, ack, urg, ecn or cwr)" +
            Spelling.didYouMean(token.getText(), Symbols.TCP_FLAGS.keySet()));
        return 1;
    }
}
