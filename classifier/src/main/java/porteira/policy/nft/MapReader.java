package porteira.policy.nft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import porteira.policy.Condition;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.RulePart;
import porteira.policy.nft.KeyReader.Part;
import porteira.policy.nft.ValueReader.Element;
import porteira.policy.nft.ValueReader.Place;

/** {@code vmap}, and values that statements take from a {@code map}. */
final class MapReader
{
    private final Declared declared;
    private final SourceProblems problems;
    private final KeyReader keys;
    private final MatchReader matches;
    private final Place place;
    private final List<RulePart> parts;

    MapReader(
        final Declared declared,
        final KeyReader keys,
        final MatchReader matches,
        final Place place,
        final List<RulePart> parts)
    {
        this.declared = declared;
        this.problems = declared.problems;
        this.keys = keys;
        this.matches = matches;
        this.place = place;
        this.parts = parts;
    }

    /** A verdict for each key; {@code verdict} makes parts of what an element says. */
    void verdicts(
        final NftParser.VmapMatchContext context,
        final Function<NftParser.VerdictContext, List<RulePart>> verdict)
    {
        choose(context.key(), context.braced(), context.SET_NAME(), null, (element) ->
        {
            final NftParser.VerdictContext written = null == element.source() ? null : element.source().verdict();
            if (null == written)
            {
                problems.report(element.at(), "expected a key, ':' and a verdict such as 'accept'");
                return List.of();
            }
            return verdict.apply(written);
        });
    }

    /**
     * A value for each key.
     *
     * @param types of a value, by how many there are, where the map does not say it itself
     * @param then  what the rule does with a value
     */
    void values(
        final NftParser.TargetContext context,
        final Function<Integer, List<ValueType>> types,
        final Function<List<Interval>, List<RulePart>> then)
    {
        choose(context.key(), context.braced(), context.SET_NAME(), types, (element) ->
        {
            final NftParser.ElementKeyContext data =
                null == element.source() ? null : element.source().elementKey(1);
            if (null == data || null != data.STAR())
            {
                problems.report(element.at(), "expected a key, ':' and a value");
                return List.of();
            }
            final List<ValueType> expected = types.apply(data.operand().size());
            final List<Interval> value = declared.elements.joined(data, expected, element.place());
            return null == value ? List.of() : then.apply(value);
        });
    }

    private void choose(
        final NftParser.KeyContext context,
        final NftParser.BracedContext braces,
        final TerminalNode name,
        final Function<Integer, List<ValueType>> data,
        final Function<Element, List<RulePart>> then)
    {
        final List<Part> key = matches.key(context, null);
        if (key.isEmpty() || 1 < key.size() && !matches.canJoin(key, context.getStart()))
        {
            return;
        }
        if (Kind.FRAGMENT == key.getFirst().field().kind())
        {
            problems.report(context.getStart(), "'" + key.getFirst().name() + "' can not be the key of a map");
            return;
        }
        final List<ValueType> types = key.stream().map(Part::type).toList();
        final List<Element> elements = null == braces ? named(name.getSymbol(), types, data) :
            declared.elements.elements(braces, types, place);
        if (null != braces)
        {
            checkOverlaps(elements, problems);
        }
        final Map<List<RulePart>, List<Element>> ways = new LinkedHashMap<>();
        List<RulePart> otherwise = null;
        for (final Element element : elements)
        {
            final List<RulePart> way = then.apply(element);
            if (element.isCatchAll())
            {
                otherwise = way;
            }
            else
            {
                ways.computeIfAbsent(way, (unknown) -> new ArrayList<>()).add(element);
            }
        }
        final String text = PolicyReader.sourceText(context);
        final List<RulePart.Case> cases = new ArrayList<>();
        ways.forEach((way, group) -> cases.add(new RulePart.Case(List.of(condition(key, group, text)), way)));
        if (null != otherwise)
        {
            final List<Condition> present = new ArrayList<>();
            key.forEach((part) -> present.add(
                new Match(part.field(), IntervalSet.full(part.field().bits()), false, true, text)));
            cases.add(new RulePart.Case(present, otherwise));
        }
        parts.add(new RulePart.Choose(cases));
    }

    private List<Element> named(
        final Token name, final List<ValueType> types, final Function<Integer, List<ValueType>> data)
    {
        final NamedSet map = matches.named(name, types, true);
        if (null == map)
        {
            return List.of();
        }
        if (null == data != (null == map.data()))
        {
            problems.report(name, "map '" + name.getText().substring(1) + "' leads to " +
                (null == map.data() ? "verdicts, expected values" : "values, expected verdicts"));
            return List.of();
        }
        if (null != data && !MatchReader.areAlike(map.data(), data.apply(map.data().size())))
        {
            problems.report(name, "map '" + name.getText().substring(1) + "' leads to " +
                MatchReader.words(map.data()) + ", expected " + MatchReader.words(data.apply(map.data().size())));
            return List.of();
        }
        return map.elements();
    }

    private Condition condition(final List<Part> key, final List<Element> elements, final String text)
    {
        final Part first = key.getFirst();
        final List<ValueType> types = key.stream().map(Part::type).toList();
        if (1 < key.size())
        {
            matches.needRaw(key);
            return new Lookup(
                MatchReader.fields(key), MatchReader.declaration(types, elements), false, text);
        }
        final List<Interval> intervals = new ArrayList<>();
        elements.forEach((element) -> intervals.add(element.key().getFirst()));
        final IntervalSet values = first.type().isBitmask() ?
            FlagsReader.exactly(intervals, first.type()) : IntervalSet.of(first.field().bits(), intervals);
        return new Match(first.field(), values, false, false, text);
    }

    /** One key leads to one place. */
    static void checkOverlaps(final List<Element> elements, final SourceProblems problems)
    {
        final List<Element> sorted = new ArrayList<>(elements);
        sorted.removeIf(Element::isCatchAll);
        sorted.sort(Comparator.comparing((element) -> element.key().getFirst().first()));
        for (int i = 1; i < sorted.size(); i++)
        {
            final Element before = sorted.get(i - 1);
            final Element element = sorted.get(i);
            final boolean overlaps = 1 == element.key().size() ?
                element.key().getFirst().first().compareTo(before.key().getFirst().last()) <= 0 :
                element.key().equals(before.key());
            if (overlaps)
            {
                problems.report(element, "overlaps with the element of " + before.where() +
                    ": one key leads to one place");
            }
        }
    }
}
