package porteira.policy.nft;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.PortNames;
import porteira.policy.UInt128;
import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.List;

/** Turns written values, variables included, into intervals. */
final class ValueReader
{
    /** Elements that one value may stand for: variables of variables multiply. */
    private static final int MAX_ELEMENTS = 4_000_000;

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

    /** A written value and its place, for messages. */
    record Element(Interval interval, Token at)
    {
    }

    /** Where a value stands: variables defined there or around it, but not behind it, are seen. */
    private record Place(Scope scope, int before)
    {
    }

    List<Element> elements(final NftParser.BracedContext braces, final ValueType type, final Scope scope)
    {
        final List<Element> elements = new ArrayList<>();
        addBraced(braces, type, new Place(scope, Integer.MAX_VALUE), elements);
        return elements;
    }

    List<Element> elements(final NftParser.OperandContext operand, final ValueType type, final Scope scope)
    {
        final List<Element> elements = new ArrayList<>();
        addOperand(operand, type, new Place(scope, Integer.MAX_VALUE), elements);
        return elements;
    }

    /** What a variable stands for, where a whole set is expected. */
    List<Element> elements(final Token variable, final ValueType type, final Scope scope)
    {
        final List<Element> elements = new ArrayList<>();
        addVariable(variable, type, new Place(scope, Integer.MAX_VALUE), elements);
        return elements;
    }

    private void addBraced(
        final NftParser.BracedContext braces,
        final ValueType type,
        final Place place,
        final List<Element> elements)
    {
        if (braces.element().isEmpty())
        {
            problems.report(braces.getStart(), "the set is empty, expected " + type.description());
        }
        for (final NftParser.ElementContext element : braces.element())
        {
            addOperand(element.operand(), type, place, elements);
        }
    }

    private void addOperand(
        final NftParser.OperandContext operand,
        final ValueType type,
        final Place place,
        final List<Element> elements)
    {
        final Token variable = variable(operand.first);
        if (null != variable && null == operand.last && null == operand.NUMBER())
        {
            addVariable(variable, type, place, elements);
            return;
        }
        final UInt128 first = single(operand.first, type, place);
        if (null == first)
        {
            return;
        }
        final Token at = operand.getStart();
        if (null != operand.NUMBER())
        {
            addPrefix(first, operand.NUMBER().getSymbol(), type, at, elements);
        }
        else if (null == operand.last)
        {
            elements.add(new Element(Interval.of(first), at));
        }
        else
        {
            final UInt128 last = single(operand.last, type, place);
            if (null != last && ValueType.IFNAME == type)
            {
                problems.report(at, "port names have no order, expected one name or a set of names");
            }
            else if (null != last && first.compareTo(last) >= 0)
            {
                problems.report(at, "the range '" + operand.getText() + "' has zero or negative size");
            }
            else if (null != last)
            {
                elements.add(new Element(new Interval(first, last), at));
            }
        }
    }

    private void addPrefix(
        final UInt128 address,
        final Token length,
        final ValueType type,
        final Token at,
        final List<Element> elements)
    {
        if (!type.isAddress())
        {
            problems.report(length, "only IPv4 and IPv6 addresses have a prefix length, this is " + type.description());
        }
        else if (!length.getText().matches("\\d{1,3}") || type.bits() < Integer.parseInt(length.getText()))
        {
            problems.report(length, "prefix length " + length.getText() + " is beyond " + type.bits());
        }
        else
        {
            elements.add(new Element(
                Interval.prefix(address, Integer.parseInt(length.getText()), type.bits()), at));
        }
    }

    private void addVariable(
        final Token variable,
        final ValueType type,
        final Place place,
        final List<Element> elements)
    {
        final String name = variable.getText().substring(1);
        final Scope.Definition definition = place.scope().find(name, place.before());
        if (MAX_ELEMENTS < elements.size())
        {
            problems.report(variable, "variables multiply to more than " + MAX_ELEMENTS + " elements");
        }
        else if (null == definition)
        {
            problems.report(variable, "variable '$" + name + "' is not defined" +
                Spelling.didYouMean(name, place.scope().names()));
        }
        else
        {
            final Place inner = new Place(definition.scope(), definition.sequence());
            if (null != definition.context().braced())
            {
                addBraced(definition.context().braced(), type, inner, elements);
            }
            else
            {
                addOperand(definition.context().operand(), type, inner, elements);
            }
        }
    }

    private UInt128 single(final NftParser.AtomContext atom, final ValueType type, final Place place)
    {
        final Token variable = variable(atom);
        if (null == variable)
        {
            return parse(atom, type);
        }
        final List<Element> elements = new ArrayList<>();
        final int before = problems.count();
        addVariable(variable, type, place, elements);
        if (1 == elements.size() && elements.getFirst().interval().isSingle())
        {
            return elements.getFirst().interval().first();
        }
        if (before == problems.count())
        {
            problems.report(variable, "'" + variable.getText() + "' is not a single value");
        }
        return null;
    }

    private UInt128 parse(final NftParser.AtomContext atom, final ValueType type)
    {
        final Token token = atom.getStart();
        final String text = null == atom.STRING() ? atom.getText() : unquoted(token);
        if (ValueType.IFNAME == type)
        {
            return port(atom, token, text);
        }
        final UInt128 value = null == atom.STRING() ? type.parse(text) : null;
        if (null == value)
        {
            problems.report(token, "found '" + text + "', expected " + type.description() + range(type, text) +
                Spelling.didYouMean(text, type.symbols().keySet()));
        }
        return value;
    }

    private static String range(final ValueType type, final String text)
    {
        return Character.isDigit(text.charAt(0)) && !type.isAddress() && ValueType.ETHER_ADDR != type ?
            " from 0 to " + UInt128.max(type.bits()) : "";
    }

    private UInt128 port(final ParserRuleContext atom, final Token token, final String name)
    {
        if (name.isEmpty() || name.contains("*") || Character.isDigit(atom.getText().charAt(0)))
        {
            problems.report(token, "found '" + name + "', expected the name of one port; wildcards are not supported");
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

    private static Token variable(final NftParser.AtomContext atom)
    {
        return null == atom || null == atom.VARIABLE() ? null : atom.VARIABLE().getSymbol();
    }
}
