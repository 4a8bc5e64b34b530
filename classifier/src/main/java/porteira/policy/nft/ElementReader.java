package porteira.policy.nft;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.UInt128;
import porteira.policy.nft.ValueReader.Element;
import porteira.policy.nft.ValueReader.Place;

/** Reads what stands between the braces of a set or map. */
final class ElementReader
{
    private final SourceProblems problems;
    private final ValueReader values;

    ElementReader(final SourceProblems problems, final ValueReader values)
    {
        this.problems = problems;
        this.values = values;
    }

    /** Elements, a value of each type in every key. */
    List<Element> elements(final NftParser.BracedContext braces, final List<ValueType> types, final Place place)
    {
        final List<Element> elements = new ArrayList<>(braces.element().size());
        add(braces, types, place, elements);
        return elements;
    }

    /** What a variable stands for, where a whole set is expected. */
    List<Element> elements(final Token variable, final List<ValueType> types, final Place place)
    {
        final List<Element> elements = new ArrayList<>();
        add(variable, types, place, elements);
        return elements;
    }

    /** Values joined by dots, one interval for each type; null where a problem was reported. */
    List<Interval> joined(final NftParser.ElementKeyContext key, final List<ValueType> types, final Place place)
    {
        if (types.size() != key.operand().size())
        {
            problems.report(key.getStart(), "expected " + described(types) + ", found " + key.operand().size() +
                (1 == key.operand().size() ? " value" : " values"));
            return null;
        }
        final List<Interval> joined = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++)
        {
            final int before = problems.count();
            final List<Interval> part = values.intervals(key.operand(i), types.get(i), place);
            if (1 != part.size())
            {
                if (before == problems.count())
                {
                    problems.report(key.operand(i).getStart(), "'" + key.operand(i).getText() + "' is not one value");
                }
                return null;
            }
            joined.add(part.getFirst());
        }
        return joined;
    }

    static String described(final List<ValueType> types)
    {
        final List<String> words = new ArrayList<>();
        types.forEach((type) -> words.add(1 == types.size() ? type.description() : type.word()));
        return String.join(" . ", words);
    }

    private void add(
        final NftParser.BracedContext braces, final List<ValueType> types, final Place place,
        final List<Element> elements)
    {
        if (braces.element().isEmpty())
        {
            problems.report(braces.getStart(), "the set is empty, expected " + described(types));
        }
        for (final NftParser.ElementContext element : braces.element())
        {
            if (null != element.simple)
            {
                addSimple(element, types, place, elements);
            }
            else
            {
                addFull(element, types, place, elements);
            }
        }
    }

    private void addSimple(
        final NftParser.ElementContext element, final List<ValueType> types, final Place place,
        final List<Element> elements)
    {
        if (1 != types.size())
        {
            problems.report(element.simple, "expected " + described(types) + ", found 1 value");
            return;
        }
        final List<Interval> intervals = new ArrayList<>(1);
        values.addWord(element.simple, types.getFirst(), intervals);
        for (final Interval interval : intervals)
        {
            elements.add(new Element(List.of(interval), element.simple, 0, "", element, place));
        }
    }

    private void addFull(
        final NftParser.ElementContext element, final List<ValueType> types, final Place place,
        final List<Element> elements)
    {
        final NftParser.ElementKeyContext key = element.elementKey(0);
        final Token variable = 1 == key.operand().size() ? ValueReader.lone(key.operand(0)) : null;
        if (null != variable && 1 == element.elementKey().size() && null == element.verdict() &&
            element.elementOption().isEmpty())
        {
            add(variable, types, place, elements);
            return;
        }
        long timeoutMs = 0;
        String comment = "";
        for (final NftParser.ElementOptionContext option : element.elementOption())
        {
            if (null != option.TIMEOUT())
            {
                timeoutMs = TimeText.milliseconds(option.time(), problems);
            }
            else if (null != option.EXPIRES())
            {
                // What is left of an element's life where nft lists a set that runs.
                timeoutMs = TimeText.milliseconds(option.time(), problems);
            }
            else
            {
                comment = ValueReader.unquoted(option.STRING().getSymbol());
            }
        }
        final long life = timeoutMs;
        final String text = comment;
        keys(key, types, place).forEach((one) ->
            elements.add(new Element(one, element.getStart(), life, text, element, place)));
    }

    private List<List<Interval>> keys(
        final NftParser.ElementKeyContext key, final List<ValueType> types, final Place place)
    {
        if (null != key.STAR())
        {
            return List.of(types.stream()
                .map((type) -> new Interval(UInt128.ZERO, UInt128.max(type.bits()))).toList());
        }
        if (1 == types.size() && 1 == key.operand().size())
        {
            return values.intervals(key.operand(0), types.getFirst(), place).stream().map(List::of).toList();
        }
        final List<Interval> joined = joined(key, types, place);
        return null == joined ? List.of() : List.of(joined);
    }

    private void add(
        final Token variable, final List<ValueType> types, final Place place, final List<Element> elements)
    {
        final Scope.Definition definition = values.definition(variable, place);
        if (null == definition)
        {
            return;
        }
        if (ValueReader.MAX_ELEMENTS < elements.size())
        {
            problems.report(variable, "variables multiply to more than " + ValueReader.MAX_ELEMENTS + " elements");
            return;
        }
        final Place inner = new Place(definition.scope(), definition.sequence());
        if (null != definition.context().braced())
        {
            add(definition.context().braced(), types, inner, elements);
        }
        else if (1 == types.size())
        {
            values.intervals(definition.context().operand(), types.getFirst(), inner).forEach((interval) ->
                elements.add(new Element(List.of(interval), variable, 0, "", null, inner)));
        }
        else
        {
            problems.report(variable, "'" + variable.getText() + "' is one value, expected " + described(types));
        }
    }
}
