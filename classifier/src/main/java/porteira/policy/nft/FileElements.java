package porteira.policy.nft;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.KeyType;
import porteira.policy.PortNames;
import porteira.policy.UInt128;
import porteira.policy.element.ElementFile;
import porteira.policy.element.ElementParser;
import porteira.policy.element.ElementType;
import porteira.policy.nft.ValueReader.Element;

/** Elements of a file of their own, {@code elements = file "brazil-v4.txt"}; its name is relative to the policy. */
final class FileElements
{
    private final SourceProblems problems;
    private final PortNames ports;
    private final List<ValueType> types;

    FileElements(final SourceProblems problems, final PortNames ports, final List<ValueType> types)
    {
        this.problems = problems;
        this.ports = ports;
        this.types = types;
    }

    /** All elements of the file that the token names; prefixes and ranges among them where the set allows any. */
    List<Element> read(final Token name, final boolean allowsRanges)
    {
        final List<Element> elements = new ArrayList<>();
        try
        {
            final Path path = path(name);
            final ElementParser parser =
                new ElementParser(types.stream().map(this::type).toList(), allowsRanges, false);
            ElementFile.parse(path.toString(), ElementFile.bytes(path), parser, problems,
                (first, last, life, comment, line) ->
                    elements.add(new Element(key(first, last), name, life, comment, null, null, line)));
        }
        catch (final IOException | InvalidPathException exception)
        {
            problems.report(name, "can not read " + name.getText() + ": " + IncludingTokenSource.reason(exception));
        }
        return elements;
    }

    /** The file that a quoted name of the policy stands for. */
    static Path path(final Token name)
    {
        return Path.of(name.getInputStream().getSourceName()).resolveSibling(ValueReader.unquoted(name));
    }

    private ElementType type(final ValueType type)
    {
        return new ElementType(null == type.key() ? KeyType.MARK : type.key(), type.bits(), type.description(),
            type == ValueType.IFNAME ? portIndices() : type.symbols(), type == ValueType.IFNAME);
    }

    private Map<String, Integer> portIndices()
    {
        final Map<String, Integer> indices = new HashMap<>();
        ports.names().forEach((name) -> indices.put(name, ports.index(name)));
        return indices;
    }

    private static List<Interval> key(final long[] first, final long[] last)
    {
        if (2 == first.length)
        {
            return List.of(interval(first, last, 0));
        }
        final Interval[] key = new Interval[first.length / 2];
        for (int i = 0; i < key.length; i++)
        {
            key[i] = interval(first, last, 2 * i);
        }
        return List.of(key);
    }

    private static Interval interval(final long[] first, final long[] last, final int at)
    {
        final UInt128 from = new UInt128(first[at], first[at + 1]);
        return first[at] == last[at] && first[at + 1] == last[at + 1] ? Interval.of(from) :
            new Interval(from, new UInt128(last[at], last[at + 1]));
    }
}
