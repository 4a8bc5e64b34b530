package porteira.policy.nft;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import porteira.policy.Interval;
import porteira.policy.PortNames;
import porteira.policy.UInt128;
import porteira.problem.Spelling;

/** Turns written values, variables included, into intervals. */
final class ValueReader
{
    /** Elements that one value may stand for: variables of variables multiply. */
    static final int MAX_ELEMENTS = 4_000_000;

    /** Letters of a port's name, as of a network interface's (Linux' {@code IFNAMSIZ} less the end). */
    private static final int MAX_PORT_NAME = 15;

    private final SourceProblems problems;
    private final PortNames ports;

    ValueReader(final SourceProblems problems, final PortNames ports)
    {
        this.problems = problems;
        this.ports = ports;
    }

    static String unquoted(final Token text)
    {
        return text.getText().substring(1, text.getText().length() - 1);
    }

    /**
     * A written element.
     *
     * @param key       an interval for each type
     * @param at        its place, for messages
     * @param timeoutMs its life, 0 if it says none
     * @param comment   empty if none
     * @param source    where it is written, for what a map leads to
     * @param place     where the source's variables are looked for
     * @param line      in the file that {@code at} names; 0 if it stands in the policy itself
     */
    record Element(
        List<Interval> key, Token at, long timeoutMs, String comment, NftParser.ElementContext source, Place place,
        int line)
    {
        Element(
            final List<Interval> key, final Token at, final long timeoutMs, final String comment,
            final NftParser.ElementContext source, final Place place)
        {
            this(key, at, timeoutMs, comment, source, place, 0);
        }

        /** For messages: where it is written. */
        String where()
        {
            return 0 == line ? "line " + at.getLine() : "line " + line + " of " + at.getText();
        }

        /** True if it stands for whatever no other element is. */
        boolean isCatchAll()
        {
            return null != source && null != source.elementKey(0) && null != source.elementKey(0).STAR();
        }
    }

    /** Where a value stands: variables defined there or around it, but not behind it, are seen. */
    record Place(Scope scope, int before)
    {
        Place(final Scope scope)
        {
            this(scope, Integer.MAX_VALUE);
        }
    }

    /** All that a written value stands for. */
    List<Interval> intervals(final NftParser.OperandContext operand, final ValueType type, final Place place)
    {
        final List<Interval> intervals = new ArrayList<>(1);
        addOperand(operand, type, place, intervals);
        return intervals;
    }

    /** One number; null where a problem was reported. */
    UInt128 single(final NftParser.ValueContext value, final ValueType type, final Place place)
    {
        if (1 == value.term().size())
        {
            return single(value.term(0), type, place);
        }
        UInt128 union = UInt128.ZERO;
        UInt128 difference = UInt128.ZERO;
        UInt128 product = single(value.term(0), type, place);
        for (int i = 1; i < value.term().size() && null != product; i++)
        {
            final UInt128 term = single(value.term(i), type, place);
            if (null == term)
            {
                return null;
            }
            switch (((TerminalNode)value.getChild(2 * i - 1)).getSymbol().getType())
            {
                case NftParser.AMPERSAND -> product = product.and(term);
                case NftParser.CARET ->
                {
                    difference = exclusive(difference, product);
                    product = term;
                }
                default ->
                {
                    union = union.or(exclusive(difference, product));
                    difference = UInt128.ZERO;
                    product = term;
                }
            }
        }
        return null == product ? null : union.or(exclusive(difference, product));
    }

    /** One number; null where a problem was reported. */
    UInt128 single(final NftParser.TermContext term, final ValueType type, final Place place)
    {
        return null == term.atom() ? single(term.value(), type, place) : single(term.atom(), type, place);
    }

    private static UInt128 exclusive(final UInt128 a, final UInt128 b)
    {
        return new UInt128(a.hi() ^ b.hi(), a.lo() ^ b.lo());
    }

    private void addOperand(
        final NftParser.OperandContext operand,
        final ValueType type,
        final Place place,
        final List<Interval> intervals)
    {
        final Token variable = lone(operand);
        if (null != variable)
        {
            addVariable(variable, type, place, intervals);
            return;
        }
        if (type == ValueType.IFNAME && null == operand.last && addWildcard(operand.getText(), intervals))
        {
            return;
        }
        final UInt128 first = single(operand.first, type, place);
        if (null == first)
        {
            return;
        }
        if (null != operand.NUMBER())
        {
            addPrefix(first, operand.NUMBER().getSymbol(), type, intervals);
        }
        else if (null == operand.last)
        {
            intervals.add(Interval.of(first));
        }
        else
        {
            addRange(first, operand, type, place, intervals);
        }
    }

    /** The bridge's ports. */
    PortNames ports()
    {
        return ports;
    }

    private void addRange(
        final UInt128 first,
        final NftParser.OperandContext operand,
        final ValueType type,
        final Place place,
        final List<Interval> intervals)
    {
        final UInt128 last = single(operand.last, type, place);
        if (null != last && type == ValueType.IFNAME)
        {
            problems.report(operand.getStart(), "port names have no order, expected one name or a set of names");
        }
        else if (null != last && first.compareTo(last) > 0)
        {
            problems.report(operand.getStart(), "the range '" + operand.getText() + "' has negative size");
        }
        else if (null != last)
        {
            intervals.add(new Interval(first, last));
        }
    }

    private void addPrefix(
        final UInt128 address, final Token length, final ValueType type, final List<Interval> intervals)
    {
        if (!type.isAddress())
        {
            problems.report(length, "only IPv4 and IPv6 addresses have a prefix length, this is " + type.description());
        }
        else if (0 > prefixLength(length.getText()) || type.bits() < prefixLength(length.getText()))
        {
            problems.report(length, "prefix length " + length.getText() + " is beyond " + type.bits());
        }
        else
        {
            intervals.add(Interval.prefix(address, prefixLength(length.getText()), type.bits()));
        }
    }

    /** Up to three digits; -1 where the text is anything else. */
    private static int prefixLength(final String text)
    {
        int length = 3 < text.length() || text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length() && 0 <= length; i++)
        {
            final char digit = text.charAt(i);
            length = '0' <= digit && '9' >= digit ? 10 * length + digit - '0' : -1;
        }
        return length;
    }

    /** The variable that an operand is and nothing else; null if it is more. */
    static Token lone(final NftParser.OperandContext operand)
    {
        final boolean isOne = null == operand.last && null == operand.NUMBER() && 1 == operand.first.term().size();
        return isOne ? variable(operand.first.term(0).atom()) : null;
    }

    private static Token variable(final NftParser.AtomContext atom)
    {
        return null == atom || null == atom.VARIABLE() ? null : atom.VARIABLE().getSymbol();
    }

    /** The definition behind a variable; null where a problem was reported. */
    Scope.Definition definition(final Token variable, final Place place)
    {
        final String name = variable.getText().substring(1);
        final Scope.Definition definition = place.scope().find(name, place.before());
        if (null == definition)
        {
            problems.report(variable, "variable '$" + name + "' is not defined" +
                Spelling.didYouMean(name, place.scope().names(place.before())));
        }
        return definition;
    }

    private void addVariable(
        final Token variable, final ValueType type, final Place place, final List<Interval> intervals)
    {
        final Scope.Definition definition = definition(variable, place);
        if (null == definition)
        {
            return;
        }
        if (MAX_ELEMENTS < intervals.size())
        {
            problems.report(variable, "variables multiply to more than " + MAX_ELEMENTS + " elements");
            return;
        }
        final Place inner = new Place(definition.scope(), definition.sequence());
        if (null == definition.context().braced())
        {
            addOperand(definition.context().operand(), type, inner, intervals);
            return;
        }
        for (final NftParser.ElementContext element : definition.context().braced().element())
        {
            if (null != element.simple)
            {
                addWord(element.simple, type, intervals);
            }
            else if (1 == element.elementKey().size() && 1 == element.elementKey(0).operand().size())
            {
                addOperand(element.elementKey(0).operand(0), type, inner, intervals);
            }
            else
            {
                problems.report(variable, "'" + variable.getText() + "' does not hold " + type.description() + " only");
                return;
            }
        }
    }

    /** One number; null where a problem was reported. */
    UInt128 single(final NftParser.AtomContext atom, final ValueType type, final Place place)
    {
        final Token variable = variable(atom);
        if (null == variable)
        {
            return null == atom.STRING() ? word(atom.getStart(), type) : quoted(atom.getStart(), type);
        }
        final List<Interval> intervals = new ArrayList<>();
        final int before = problems.count();
        addVariable(variable, type, place, intervals);
        if (1 == intervals.size() && intervals.getFirst().isSingle())
        {
            return intervals.getFirst().first();
        }
        if (before == problems.count())
        {
            problems.report(variable, "'" + variable.getText() + "' is not a single value");
        }
        return null;
    }

    /** What one word stands for: one value but for port names with a wildcard. */
    void addWord(final Token word, final ValueType type, final List<Interval> intervals)
    {
        if (type == ValueType.IFNAME && addWildcard(word.getText(), intervals))
        {
            return;
        }
        final UInt128 value = word(word, type);
        if (null != value)
        {
            intervals.add(Interval.of(value));
        }
    }

    private UInt128 word(final Token token, final ValueType type)
    {
        return type == ValueType.IFNAME ? port(token, token.getText()) : parse(token, token.getText(), type);
    }

    private UInt128 quoted(final Token token, final ValueType type)
    {
        return type == ValueType.IFNAME ? port(token, unquoted(token)) : parse(token, unquoted(token), type);
    }

    private UInt128 parse(final Token token, final String text, final ValueType type)
    {
        final UInt128 value = type.parse(text);
        if (null == value)
        {
            problems.report(token, "found '" + text + "', expected " + type.description() + range(type, text) +
                Spelling.didYouMean(text, type.symbols().keySet()));
        }
        return value;
    }

    private static String range(final ValueType type, final String text)
    {
        final boolean isNumber = !text.isEmpty() && Character.isDigit(text.charAt(0));
        return isNumber && !type.isAddress() && type != ValueType.ETHER_ADDR ?
            " from 0 to " + UInt128.max(type.bits()) : "";
    }

    /** A name with an asterisk at its end is all ports whose names begin so; false if it is none. */
    private boolean addWildcard(final String text, final List<Interval> intervals)
    {
        final String name = text.startsWith("\"") && 2 <= text.length() ? text.substring(1, text.length() - 1) : text;
        if (!name.endsWith("*") || name.endsWith("\\*") || MAX_PORT_NAME < name.length())
        {
            return false;
        }
        final String start = name.substring(0, name.length() - 1);
        final List<String> names = ports.names();
        final int before = intervals.size();
        for (int i = 0; i < names.size(); i++)
        {
            if (names.get(i).startsWith(start))
            {
                intervals.add(Interval.of(i, i));
            }
        }
        // Without a configuration the wildcard stands for a port of its own.
        return before != intervals.size() || !ports.isOpen();
    }

    /** Index of a bridge port; null where a problem was reported. */
    UInt128 port(final Token token, final String name)
    {
        if (name.isEmpty() || Character.isDigit(token.getText().charAt(0)))
        {
            problems.report(token, "found '" + name + "', expected the name of a port");
            return null;
        }
        if (MAX_PORT_NAME < name.length())
        {
            problems.report(token, "'" + name + "' is " + name.length() +
                " letters long, names of ports have at most " + MAX_PORT_NAME);
            return null;
        }
        final int index = ports.index(name);
        if (0 > index)
        {
            problems.report(token, ports.isOpen() ?
                "'" + name + "' is one port too many, limit " + PortNames.MAX_PORTS :
                "port '" + name + "' does not exist, the configuration has " + String.join(", ", ports.names()) +
                Spelling.didYouMean(name, ports.names()));
            return null;
        }
        return UInt128.of(index);
    }

    /** True if the configuration, or the policy so far, has such a port. */
    boolean isPort(final String name)
    {
        return ports.names().contains(name);
    }
}
