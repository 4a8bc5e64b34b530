package porteira.policy.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import porteira.policy.Condition;
import porteira.policy.Detail;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.KeyType;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.RulePart;
import porteira.policy.SetDeclaration;
import porteira.policy.U32;
import porteira.policy.U32Syntax;
import porteira.policy.UInt128;
import porteira.policy.nft.KeyReader.Part;
import porteira.policy.nft.ValueReader.Element;
import porteira.policy.nft.ValueReader.Place;
import porteira.problem.Spelling;
import porteira.wire.PacketLayout;

/** The conditions of one rule that look at the frame or at its connection. */
final class MatchReader
{
    /** Fields of a concatenation that are looked up together. */
    private static final int MAX_FIELDS = 4;
    private static final Set<Kind> NOT_JOINED = Set.of(Kind.CT_STATE, Kind.FRAGMENT);

    private final Declared declared;
    private final SourceProblems problems;
    private final KeyReader keys;
    private final FlagsReader flags;
    private final Place place;
    private final List<RulePart> parts;

    MatchReader(final Declared declared, final KeyReader keys, final Place place, final List<RulePart> parts)
    {
        this.declared = declared;
        this.problems = declared.problems;
        this.keys = keys;
        this.flags = new FlagsReader(problems, declared.values);
        this.place = place;
        this.parts = parts;
    }

    void read(final NftParser.KeyMatchContext context)
    {
        final List<Part> key =
            key(context.key(), context.key().masked().isEmpty() ? null : context.relation().mask);
        if (key.isEmpty())
        {
            return;
        }
        final Condition condition = 1 == key.size() ?
            single(key.getFirst(), context.relation(), context) : joined(key, context.relation(), context);
        if (null != condition)
        {
            parts.add(condition);
        }
    }

    /** Fields with their masks; {@code mask} is the last one's, null if it has none. Empty where one was refused. */
    List<Part> key(final NftParser.KeyContext context, final NftParser.TermContext mask)
    {
        final List<Part> key = keys.read(context);
        final List<Part> masked = new ArrayList<>();
        for (int i = 0; i < key.size(); i++)
        {
            final Part part = key.get(i);
            final NftParser.TermContext term = i < context.masked().size() ? context.masked(i).mask : mask;
            final UInt128 bits = null == term ? null : mask(term, part);
            masked.add(null == bits ? part : new Part(masked(part.field(), bits), part.type(), part.name()));
        }
        return masked;
    }

    /** Ours, in iptables' words: nft has none for it. */
    void read(final NftParser.U32MatchContext context)
    {
        final Layer layer = keys.enter(context.tunnel(), false);
        if (null == layer)
        {
            return;
        }
        final boolean isV4 = NftParser.IP == context.family.getType();
        keys.needNetwork(layer, context.family.getText(), context.family);
        final int operator = null == context.operator() ? NftParser.EQ : context.operator().getStart().getType();
        if (NftParser.EQ != operator && NftParser.NE != operator)
        {
            problems.report(context.operator().getStart(), "'u32' holds or not, use '==' or '!='");
        }
        final Token program = context.STRING().getSymbol();
        try
        {
            parts.add(new U32(layer, isV4 ? PacketLayout.NETWORK_IPV4 : PacketLayout.NETWORK_IPV6,
                U32Syntax.parse(ValueReader.unquoted(program)), NftParser.NE == operator,
                PolicyReader.sourceText(context)));
        }
        catch (final U32Syntax.SyntaxException exception)
        {
            problems.report(program, 1 + exception.position(), exception.getMessage());
        }
    }

    /** True if these fields can be looked up together; reports why not. */
    boolean canJoin(final List<Part> key, final Token at)
    {
        if (MAX_FIELDS < key.size())
        {
            problems.report(at, "more than " + MAX_FIELDS + " fields are joined");
            return false;
        }
        for (final Part part : key)
        {
            if (NOT_JOINED.contains(part.field().kind()))
            {
                problems.report(at, "'" + part.name() + "' can not be part of a key");
                return false;
            }
        }
        return true;
    }

    /** Raw bits may lie beyond the frame's end: a lookup, also a negated one, fails then. */
    void needRaw(final List<Part> key)
    {
        for (final Part part : key)
        {
            if (part.field().kind().isRaw())
            {
                parts.add(new Match(part.field(), IntervalSet.full(part.field().bits()), false, true,
                    part.field().text()));
            }
        }
    }

    private Condition joined(
        final List<Part> key, final NftParser.RelationContext relation, final ParserRuleContext context)
    {
        final int operator = operator(relation);
        if (!canJoin(key, context.getStart()))
        {
            return null;
        }
        if (null != relation.list() ||
            NftParser.EQ != operator && NftParser.NE != operator)
        {
            problems.report(relation.getStart(), "joined fields are compared with a set only, in braces or by '@name'");
            return null;
        }
        final List<ValueType> types = key.stream().map(Part::type).toList();
        needRaw(key);
        if (null != relation.SET_NAME())
        {
            final NamedSet set = named(relation.SET_NAME().getSymbol(), types, false);
            return null == set ? null :
                new Lookup(fields(key), set.declaration(), NftParser.NE == operator, PolicyReader.sourceText(context));
        }
        final List<Element> elements = declared.elements.elements(relation.braced(), types, place);
        return new Lookup(
            fields(key), unnamed(types, elements), NftParser.NE == operator, PolicyReader.sourceText(context));
    }

    static List<Field> fields(final List<Part> key)
    {
        return key.stream().map(Part::field).toList();
    }

    /** A set that is written where it is used. */
    SetDeclaration unnamed(final List<ValueType> types, final List<Element> elements)
    {
        for (final Element element : elements)
        {
            if (null != element.source() && (1 < element.source().elementKey().size() ||
                null != element.source().verdict()))
            {
                problems.report(element.at(), "found a map's element, expected a set's: " +
                    ElementReader.described(types));
            }
        }
        return declaration(types, elements);
    }

    static SetDeclaration declaration(final List<ValueType> types, final List<Element> elements)
    {
        return new SetDeclaration("", keyTypes(types), Set.of(SetDeclaration.Flag.INTERVAL), 0, 0,
            elements.stream().map((element) -> new SetDeclaration.Element(element.key(), 0, "")).toList());
    }

    static List<KeyType> keyTypes(final List<ValueType> types)
    {
        return types.stream().map((type) -> null == type.key() ? KeyType.MARK : type.key()).toList();
    }

    /** The set or map of a name whose keys are of these types; null where a problem was reported. */
    NamedSet named(final Token name, final List<ValueType> types, final boolean isMap)
    {
        final String key = name.getText().substring(1);
        final NamedSet set = declared.sets.get(key);
        if (null == set)
        {
            problems.report(name, "set '" + key + "' does not exist" +
                Spelling.didYouMean(key, declared.sets.keySet()));
            return null;
        }
        if (null == set.types())
        {
            return null;
        }
        if (isMap != set.isMap())
        {
            problems.report(name, "'" + key + "' is a " + (isMap ? "set, expected a map" : "map, expected a set"));
            return null;
        }
        if (!areAlike(types, set.types()))
        {
            problems.report(name, "set '" + key + "' holds " + words(set.types()) + ", expected " + words(types));
            return null;
        }
        return set;
    }

    static boolean areAlike(final List<ValueType> types, final List<ValueType> others)
    {
        boolean areAlike = types.size() == others.size();
        for (int i = 0; i < types.size() && areAlike; i++)
        {
            final ValueType type = types.get(i);
            final ValueType other = others.get(i);
            areAlike = type == other || null != type.key() && type.key() == other.key() || type.equals(other);
        }
        return areAlike;
    }

    static String words(final List<ValueType> types)
    {
        return String.join(" . ", types.stream().map(ValueType::word).toList());
    }

    private Condition single(
        final Part part, final NftParser.RelationContext relation, final ParserRuleContext context)
    {
        final String text = PolicyReader.sourceText(context);
        final int operator = operator(relation);
        final boolean isNegated = NftParser.NE == operator;
        final UInt128 mask = null == relation.mask ? null : mask(relation.mask, part);
        final Field field = null == mask || part.type().isBitmask() ? part.field() : masked(part.field(), mask);
        if (null != relation.SET_NAME())
        {
            return looked(part, field, relation, isNegated, text);
        }
        if (part.type().isBitmask() && null != relation.list())
        {
            if (NftParser.EQ != operator && !isNegated)
            {
                problems.report(relation.operator().getStart(), "flags have no order, use '==' or '!='");
            }
            return new Match(field,
                flags.read(relation.list(), null != relation.operator(), mask, part.type(), place),
                isNegated, false, text);
        }
        final List<Interval> intervals = intervals(relation, part.type());
        if (null == relation.mask && NftParser.EQ == operator)
        {
            keys.protocols(field.layer()).settle(part.name(), intervals);
        }
        final boolean isOrder = NftParser.EQ != operator && !isNegated;
        final List<Interval> wanted = isOrder ? ordered(operator, relation, intervals, part.type()) : intervals;
        final IntervalSet values = part.type().isBitmask() ?
            FlagsReader.exactly(wanted, part.type()) :
            IntervalSet.of(Kind.FRAGMENT == field.kind() ? part.type().bits() : field.bits(), wanted);
        return Kind.FRAGMENT == field.kind() ? fragment(part, values, isNegated, relation, text) :
            new Match(field, values, isNegated, false, text);
    }

    private List<Interval> intervals(final NftParser.RelationContext relation, final ValueType type)
    {
        if (null != relation.braced())
        {
            final List<Element> elements = declared.elements.elements(relation.braced(), List.of(type), place);
            unnamed(List.of(type), elements);
            return elements.stream().map((element) -> element.key().getFirst()).toList();
        }
        final NftParser.ListContext list = relation.list();
        if (1 < list.operand().size())
        {
            problems.report(list.operand(1).getStart(), "a list without braces is for flags, " + type.description() +
                " is none: write { " + list.getText().replace(",", ", ") + " }");
            return List.of();
        }
        return declared.values.intervals(list.operand(0), type, place);
    }

    private Condition looked(
        final Part part,
        final Field field,
        final NftParser.RelationContext relation,
        final boolean isNegated,
        final String text)
    {
        final Token name = relation.SET_NAME().getSymbol();
        final int operator = operator(relation);
        final NamedSet set = named(name, List.of(part.type()), false);
        if (null == set)
        {
            return null;
        }
        if (NftParser.EQ != operator && !isNegated)
        {
            problems.report(relation.getStart(),
                "'" + relation.operator().getText() + "' compares with one number only, use '==' or '!='");
            return null;
        }
        if (null != set.values())
        {
            return new Match(field, set.values(), isNegated, false, text);
        }
        if (!canJoin(List.of(part), name))
        {
            return null;
        }
        needRaw(List.of(part));
        return new Lookup(List.of(field), set.declaration(), isNegated, text);
    }

    private static Field masked(final Field field, final UInt128 mask)
    {
        final Detail detail = field.detail() instanceof Detail.Slice slice ?
            new Detail.Slice(slice.offset(), slice.bits(), mask) : new Detail.Masked(mask);
        return new Field(field.layer(), field.kind(), detail);
    }

    /** Bits of a mask, written as a number or as a value of the field. */
    private UInt128 mask(final NftParser.TermContext term, final Part part)
    {
        if (Kind.FRAGMENT == part.field().kind() || part.type() == ValueType.IFNAME)
        {
            problems.report(term.getStart(), "'" + part.name() + "' takes no mask");
        }
        final UInt128 number = null == term.atom() || null == term.atom().NUMBER() ? null :
            ValueType.number(term.getText());
        final UInt128 mask = null == number ? declared.values.single(term, part.type(), place) : number;
        if (null != number && 0 < number.compareTo(UInt128.max(part.field().bits())))
        {
            problems.report(term.getStart(), "the mask has more bits than " + part.type().description());
            return null;
        }
        return mask;
    }

    /** The gateway knows of IPv6's fragment header whether it is there, begins the packet and ends it. */
    private Condition fragment(
        final Part part,
        final IntervalSet written,
        final boolean isNegated,
        final NftParser.RelationContext relation,
        final String text)
    {
        final IntervalSet values = isNegated ? written.complement() : written;
        final boolean hasZero = values.contains(UInt128.ZERO);
        final IntervalSet above = values.intersect(IntervalSet.of(values.bits(), 0L).complement());
        final boolean hasAll = above.equals(IntervalSet.of(values.bits(), 0L).complement());
        if (!hasAll && !above.isEmpty())
        {
            problems.report(relation.getStart(), "'" + part.name() + "' compares with 0 only: '== 0' or '!= 0'");
        }
        final long[] states = switch (part.name())
        {
            case "exthdr frag" -> hasZero && hasAll ? new long[]{ 0, 1, 2, 3, 4 } :
                hasZero ? new long[]{ 0 } : new long[]{ 1, 2, 3, 4 };
            case "frag more-fragments" -> hasZero && hasAll ? new long[]{ 1, 2, 3, 4 } :
                hasZero ? new long[]{ 3, 4 } : new long[]{ 1, 2 };
            default -> hasZero && hasAll ? new long[]{ 1, 2, 3, 4 } :
                hasZero ? new long[]{ 1, 4 } : new long[]{ 2, 3 };
        };
        return new Match(
            part.field(), IntervalSet.of(Kind.FRAGMENT.bits(), states), false, false, text);
    }

    private static int operator(final NftParser.RelationContext relation)
    {
        return null == relation.operator() ? NftParser.EQ : relation.operator().getStart().getType();
    }

    private List<Interval> ordered(
        final int operator,
        final NftParser.RelationContext relation,
        final List<Interval> intervals,
        final ValueType type)
    {
        final boolean isSingle = null != relation.list() && 1 == intervals.size() && intervals.getFirst().isSingle();
        if (!isSingle || type == ValueType.IFNAME)
        {
            problems.report(relation.getStart(),
                "'" + relation.operator().getText() + "' compares with one number only, use '==' or '!='");
            return List.of();
        }
        final UInt128 value = intervals.getFirst().first();
        final UInt128 max = UInt128.max(type.bits());
        final boolean isNever = NftParser.LT == operator && value.equals(UInt128.ZERO) ||
            NftParser.GT == operator && value.equals(max);
        if (isNever)
        {
            problems.report(relation.getStart(), "no value is " + relation.operator().getText() + " " + value);
            return List.of();
        }
        return List.of(switch (operator)
        {
            case NftParser.LT -> new Interval(UInt128.ZERO, value.previous());
            case NftParser.LE -> new Interval(UInt128.ZERO, value);
            case NftParser.GT -> new Interval(value.next(), max);
            default -> new Interval(value, max);
        });
    }
}
