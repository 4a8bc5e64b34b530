package porteira.policy.nft;

import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code set} blocks. */
final class SetReader
{
    private static final List<ValueType> TYPES =
        List.of(ValueType.IPV4_ADDR, ValueType.IPV6_ADDR, ValueType.INET_SERVICE, ValueType.ETHER_ADDR);

    private static final Set<String> FLAGS = Set.of("constant", "interval");

    private final SourceProblems problems;
    private final ValueReader values;
    private final Map<String, NamedSet> sets;

    SetReader(final SourceProblems problems, final ValueReader values, final Map<String, NamedSet> sets)
    {
        this.problems = problems;
        this.values = values;
        this.sets = sets;
    }

    void read(final NftParser.SetContext context, final Scope scope)
    {
        if (null == context.name())
        {
            return;
        }
        final ValueType type = type(context);
        boolean isInterval = false;
        boolean isMerging = false;
        final List<ValueReader.Element> elements = new ArrayList<>();
        for (final NftParser.SetItemContext item : context.setItem())
        {
            if (item instanceof NftParser.SetFlagsContext flags)
            {
                isInterval |= flags(flags);
            }
            else if (item instanceof NftParser.SetAutoMergeContext)
            {
                isMerging = true;
            }
            else if (null != type && !PolicyReader.isBroken(item))
            {
                elements.addAll(elements(item, type, scope));
            }
        }
        checkIntervals(elements, isInterval, isMerging);
        final List<Interval> intervals = new ArrayList<>(elements.size());
        elements.forEach((element) -> intervals.add(element.interval()));
        final NamedSet set = new NamedSet(type, null == type ? null : IntervalSet.of(type.bits(), intervals));
        if (null != sets.putIfAbsent(context.name().getText(), set))
        {
            problems.report(context.name().getStart(), "set '" + context.name().getText() + "' exists already");
        }
    }

    private List<ValueReader.Element> elements(
        final NftParser.SetItemContext item, final ValueType type, final Scope scope)
    {
        return switch (item)
        {
            case NftParser.SetElementsContext written when null != written.braced() ->
                values.elements(written.braced(), type, scope);
            case NftParser.SetElementsContext variable ->
                values.elements(variable.VARIABLE().getSymbol(), type, scope);
            default -> List.of();
        };
    }

    private ValueType type(final NftParser.SetContext context)
    {
        final List<String> words = new ArrayList<>();
        TYPES.forEach((type) -> words.add(type.word()));
        for (final NftParser.SetItemContext item : context.setItem())
        {
            if (item instanceof NftParser.SetTypeContext written && !PolicyReader.isBroken(written))
            {
                final Token at = written.name(0).getStart();
                if (1 < written.name().size())
                {
                    problems.report(at, "concatenated types are not supported");
                    return null;
                }
                final int index = words.indexOf(at.getText());
                if (0 > index)
                {
                    problems.report(at, "found '" + at.getText() + "', expected a type (" + String.join(", ", words) +
                        ")" + Spelling.didYouMean(at.getText(), words));
                }
                return 0 > index ? null : TYPES.get(index);
            }
        }
        problems.report(context.name().getStart(), "set '" + context.name().getText() + "' has no type");
        return null;
    }

    private boolean flags(final NftParser.SetFlagsContext context)
    {
        boolean isInterval = false;
        for (final NftParser.NameContext flag : context.name())
        {
            isInterval |= "interval".equals(flag.getText());
            if (!FLAGS.contains(flag.getText()))
            {
                problems.report(flag.getStart(), "set flag '" + flag.getText() + "' is not supported" +
                    Spelling.didYouMean(flag.getText(), FLAGS));
            }
        }
        return isInterval;
    }

    private void checkIntervals(
        final List<ValueReader.Element> elements, final boolean isInterval, final boolean isMerging)
    {
        if (!isInterval)
        {
            for (final ValueReader.Element element : elements)
            {
                if (!element.interval().isSingle())
                {
                    problems.report(element.at(), "prefixes and ranges need 'flags interval' in the set");
                }
            }
        }
        else if (!isMerging)
        {
            final List<ValueReader.Element> sorted = new ArrayList<>(elements);
            sorted.sort(Comparator.comparing((element) -> element.interval().first()));
            for (int i = 1; i < sorted.size(); i++)
            {
                final ValueReader.Element before = sorted.get(i - 1);
                final ValueReader.Element element = sorted.get(i);
                if (element.interval().first().compareTo(before.interval().last()) <= 0 &&
                    !element.interval().equals(before.interval()))
                {
                    problems.report(element.at(), "overlaps with the element of line " + before.at().getLine() +
                        "; 'auto-merge' in the set allows it");
                }
            }
        }
    }
}
