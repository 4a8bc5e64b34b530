package porteira.policy.nft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.IntervalArray;
import porteira.policy.IntervalSet;
import porteira.policy.SetDeclaration;
import porteira.policy.SetDeclaration.Flag;
import porteira.policy.nft.ValueReader.Element;
import porteira.policy.nft.ValueReader.Place;
import porteira.problem.Spelling;

/** Reads {@code set} and {@code map} blocks; several of one name add up, as they do in nft. */
final class SetReader
{
    private static final List<ValueType> TYPES = List.of(
        ValueType.IPV4_ADDR, ValueType.IPV6_ADDR, ValueType.INET_SERVICE, ValueType.ETHER_ADDR, ValueType.INET_PROTO,
        ValueType.ETHER_TYPE, ValueType.IFNAME, ValueType.MARK);
    private static final int MAX_TYPES = 4;

    private final Declared declared;
    private final SourceProblems problems;
    private final Map<String, SetDraft> drafts = new LinkedHashMap<>();

    SetReader(final Declared declared)
    {
        this.declared = declared;
        this.problems = declared.problems;
    }

    /** A block; elements are read by {@link #finish}. */
    void read(final NftParser.SetContext context, final Scope scope)
    {
        if (null == context.name())
        {
            return;
        }
        final Token at = context.name().getStart();
        final boolean isMap = NftParser.MAP == context.kind.getType();
        final SetDraft known = drafts.get(at.getText());
        final SetDraft draft = new SetDraft(at, isMap);
        for (final NftParser.SetItemContext item : context.setItem())
        {
            if (0 == problems.count() || !PolicyReader.isBroken(item))
            {
                item(item, draft, new Place(scope));
            }
        }
        if (null == draft.types && !hasBrokenType(context))
        {
            problems.report(at, (isMap ? "map '" : "set '") + at.getText() + "' has no type");
        }
        else if (isMap && null != draft.data && draft.data.isEmpty() && null != draft.types)
        {
            problems.report(at, "map '" + at.getText() + "' does not say what its keys lead to: 'type key : value'");
        }
        if (null == known)
        {
            drafts.put(at.getText(), draft);
        }
        else if (isMap != known.isMap || !known.flags.equals(draft.flags) ||
            null != draft.types && null != known.types && !MatchReader.areAlike(draft.types, known.types))
        {
            problems.report(at, "'" + at.getText() + "' exists already, with other types or flags, in line " +
                known.at.getLine());
        }
        else
        {
            known.elements.addAll(draft.elements);
        }
    }

    private static boolean hasBrokenType(final NftParser.SetContext context)
    {
        for (final NftParser.SetItemContext item : context.setItem())
        {
            if (item instanceof NftParser.SetTypeContext || item instanceof NftParser.SetTypeofContext)
            {
                return true;
            }
        }
        return PolicyReader.isBroken(context);
    }

    /** {@code add element bridge table set { … }}. */
    void add(final NftParser.AddElementContext context, final Scope scope)
    {
        final SetDraft draft = drafts.get(context.into.getText());
        if (null == draft)
        {
            problems.report(context.into.getStart(), "set '" + context.into.getText() + "' does not exist" +
                Spelling.didYouMean(context.into.getText(), drafts.keySet()));
            return;
        }
        draft.elements.add(new SetDraft.Written(context.braced(), null, null, new Place(scope)));
    }

    /**
     * Makes what rules refer to.
     *
     * @param updated names of sets that rules change
     */
    void finish(final Set<String> updated)
    {
        drafts.forEach((name, draft) ->
        {
            if (updated.contains(name) && !draft.flags.contains(Flag.INTERVAL) && !draft.isMap)
            {
                draft.flags.add(Flag.DYNAMIC);
            }
            declared.sets.put(name, finished(name, draft));
        });
    }

    private NamedSet finished(final String name, final SetDraft draft)
    {
        if (null == draft.types)
        {
            return new NamedSet(null, draft.data, null, null, List.of());
        }
        final List<Element> elements = new ArrayList<>();
        for (final SetDraft.Written written : draft.elements)
        {
            elements.addAll(elements(written, draft));
        }
        check(draft, elements);
        final IntervalArray values = 1 == draft.types.size() ? values(draft, elements) : null;
        final boolean isPlain = 1 == draft.types.size() && !draft.isMap &&
            !draft.flags.contains(Flag.TIMEOUT) && !draft.flags.contains(Flag.DYNAMIC) &&
            !draft.flags.contains(Flag.PERSIST);
        final SetDeclaration declaration = new SetDeclaration(
            name, MatchReader.keyTypes(draft.types), draft.flags, draft.timeoutMs, draft.size,
            isPlain || draft.isMap ? List.of() : elements.stream().map((element) -> new SetDeclaration.Element(
                element.key(), element.timeoutMs(), element.comment())).toList());
        return new NamedSet(draft.types, draft.data, declaration,
            isPlain ? IntervalSet.of(values) : null,
            draft.isMap ? elements : List.of());
    }

    private List<Element> elements(final SetDraft.Written written, final SetDraft draft)
    {
        if (null != written.braces())
        {
            return declared.elements.elements(written.braces(), draft.types, written.place());
        }
        if (null != written.variable())
        {
            return declared.elements.elements(written.variable(), draft.types, written.place());
        }
        if (draft.isMap)
        {
            problems.report(written.file(), "a file has elements of sets only, a map needs them in braces");
            return List.of();
        }
        return new FileElements(problems, declared.values.ports(), draft.types)
            .read(written.file(), draft.flags.contains(Flag.INTERVAL));
    }

    private void check(final SetDraft draft, final List<Element> elements)
    {
        final boolean isInterval = draft.flags.contains(Flag.INTERVAL);
        for (final Element element : elements)
        {
            if (!isInterval && !element.isCatchAll() && !isSingle(element.key()))
            {
                problems.report(element, "prefixes and ranges need 'flags interval' in the " +
                    (draft.isMap ? "map" : "set"));
            }
            if (0 < element.timeoutMs() && !draft.flags.contains(Flag.TIMEOUT))
            {
                problems.report(element, "elements that expire need 'flags timeout' in the set");
            }
        }
        if (draft.isMap)
        {
            MapReader.checkOverlaps(elements, problems);
        }
        if (0 < draft.size && draft.size < elements.size())
        {
            problems.report(draft.at, "set '" + draft.at.getText() + "' has " + elements.size() +
                " elements, its size is " + draft.size);
        }
    }

    private static boolean isSingle(final List<Interval> key)
    {
        boolean isSingle = true;
        for (int i = 0; i < key.size() && isSingle; i++)
        {
            isSingle = key.get(i).isSingle();
        }
        return isSingle;
    }

    /** What the elements cover, in order. */
    private IntervalArray values(final SetDraft draft, final List<Element> elements)
    {
        final IntervalArray values = new IntervalArray(draft.types.getFirst().bits(), elements.size());
        for (final Element element : elements)
        {
            values.add(element.key().getFirst());
        }
        values.sort();
        if (!draft.isMap && draft.flags.contains(Flag.INTERVAL) && !draft.isMerging && values.overlaps())
        {
            checkOverlaps(elements);
        }
        return values;
    }

    private void checkOverlaps(final List<Element> elements)
    {
        final List<Element> sorted = new ArrayList<>(elements);
        sorted.sort(Comparator.comparing((element) -> element.key().getFirst().first()));
        for (int i = 1; i < sorted.size(); i++)
        {
            final Element before = sorted.get(i - 1);
            final Element element = sorted.get(i);
            final Interval interval = element.key().getFirst();
            if (interval.first().compareTo(before.key().getFirst().last()) <= 0 &&
                !interval.equals(before.key().getFirst()))
            {
                problems.report(element, "overlaps with the element of " + before.where() +
                    "; 'auto-merge' in the set allows it");
            }
        }
    }

    private void item(final NftParser.SetItemContext item, final SetDraft draft, final Place place)
    {
        switch (item)
        {
            case NftParser.SetTypeContext type -> type(type, draft);
            case NftParser.SetTypeofContext type -> typeof(type, draft);
            case NftParser.SetFlagsContext flags -> flags.name().forEach((flag) -> flag(flag, draft));
            case NftParser.SetElementsContext written -> draft.elements.add(new SetDraft.Written(
                written.braced(), null == written.VARIABLE() ? null : written.VARIABLE().getSymbol(),
                null == written.STRING() ? null : written.STRING().getSymbol(), place));
            case NftParser.SetAutoMergeContext merge -> draft.isMerging = true;
            case NftParser.SetTimeContext time ->
            {
                final long ms = TimeText.milliseconds(time.time(), problems);
                if (null != time.TIMEOUT())
                {
                    draft.timeoutMs = ms;
                    draft.flags.add(Flag.TIMEOUT);
                }
            }
            case NftParser.SetSizeContext size -> size(size, draft);
            case NftParser.SetPolicyContext policy ->
            {
                if (!List.of("memory", "performance").contains(policy.name().getText()))
                {
                    problems.report(policy.name().getStart(), "found '" + policy.name().getText() +
                        "', expected 'memory' or 'performance'");
                }
            }
            default ->
            {
            }
        }
    }

    private void size(final NftParser.SetSizeContext context, final SetDraft draft)
    {
        final String text = context.NUMBER().getText();
        if (text.matches("\\d{1,9}") && 0 < Integer.parseInt(text))
        {
            draft.size = Integer.parseInt(text);
        }
        else
        {
            problems.report(context.NUMBER().getSymbol(), "found '" + text + "', expected a number of elements");
        }
    }

    private void type(final NftParser.SetTypeContext context, final SetDraft draft)
    {
        final List<NftParser.NameContext> keys = new ArrayList<>();
        final List<NftParser.NameContext> data = new ArrayList<>();
        boolean isData = false;
        for (int i = 0; i < context.getChildCount(); i++)
        {
            isData |= context.getChild(i) == context.COLON();
            if (context.getChild(i) instanceof NftParser.NameContext name)
            {
                (isData ? data : keys).add(name);
            }
        }
        draft.types = types(keys);
        checkData(draft, null != context.COLON(), null == context.COLON() ? null : context.COLON().getSymbol());
        if (!data.isEmpty())
        {
            draft.data = 1 == data.size() && "verdict".equals(data.getFirst().getText()) ? null : types(data);
            draft.types = null != draft.data && draft.data.isEmpty() ? null : draft.types;
        }
    }

    private void checkData(final SetDraft draft, final boolean hasData, final Token colon)
    {
        if (hasData && !draft.isMap)
        {
            problems.report(colon, "a set has keys only, write 'map' for what leads to values");
        }
    }

    private List<ValueType> types(final List<NftParser.NameContext> names)
    {
        final List<String> words = TYPES.stream().map(ValueType::word).toList();
        final List<ValueType> types = new ArrayList<>();
        boolean isKnown = true;
        for (final NftParser.NameContext name : names)
        {
            final int index = words.indexOf(name.getText());
            isKnown &= 0 <= index;
            if (0 > index)
            {
                problems.report(name.getStart(), "found '" + name.getText() + "', expected a type (" +
                    String.join(", ", words) + ")" + Spelling.didYouMean(name.getText(), words));
            }
            else
            {
                types.add(TYPES.get(index));
            }
        }
        if (MAX_TYPES < names.size())
        {
            problems.report(names.get(MAX_TYPES).getStart(), "more than " + MAX_TYPES + " types are joined");
            isKnown = false;
        }
        return isKnown ? List.copyOf(types) : null;
    }

    private void typeof(final NftParser.SetTypeofContext context, final SetDraft draft)
    {
        draft.types = typeof(context.key(0));
        checkData(draft, null != context.COLON(), null == context.COLON() ? null : context.COLON().getSymbol());
        if (null != context.data)
        {
            draft.data = typeof(context.data);
        }
        else if (null != context.name())
        {
            draft.data = null;
            if (!"verdict".equals(context.name().getText()))
            {
                problems.report(context.name().getStart(), "found '" + context.name().getText() +
                    "', expected 'verdict' or fields such as 'ip daddr'");
            }
        }
    }

    private List<ValueType> typeof(final NftParser.KeyContext key)
    {
        final List<KeyReader.Part> parts = new KeyReader(problems, new ArrayList<>()).read(key);
        return parts.isEmpty() ? null : parts.stream().map(KeyReader.Part::type).toList();
    }

    private void flag(final NftParser.NameContext name, final SetDraft draft)
    {
        final List<String> words = new ArrayList<>();
        for (final Flag flag : EnumSet.allOf(Flag.class))
        {
            words.add(flag.name().toLowerCase(Locale.ROOT));
            if (words.getLast().equals(name.getText()))
            {
                draft.flags.add(flag);
                return;
            }
        }
        problems.report(name.getStart(), "set flag '" + name.getText() + "' is not supported" +
            Spelling.didYouMean(name.getText(), words));
    }
}
