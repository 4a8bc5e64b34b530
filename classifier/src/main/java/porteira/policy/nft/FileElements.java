package porteira.policy.nft;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;
import porteira.policy.Interval;
import porteira.policy.UInt128;
import porteira.policy.nft.ValueReader.Element;
import porteira.problem.Spelling;

/**
 * Elements from a file of their own, {@code elements = file "brazil-v4.txt"}: one a line, with {@code timeout 1h} and
 * {@code comment "…"} behind it if need be, and comments behind {@code #}. Names of files are relative to the policy.
 */
final class FileElements
{
    private static final Pattern OPTIONS = Pattern.compile(
        "\\s+(?:timeout\\s+(?<timeout>\\S+))?\\s*(?:expires\\s+\\S+)?\\s*(?:comment\\s+\"(?<comment>[^\"]*)\")?");

    private final SourceProblems problems;
    private final ValueReader values;
    private final List<ValueType> types;
    private String file;
    private int line;

    FileElements(final SourceProblems problems, final ValueReader values, final List<ValueType> types)
    {
        this.problems = problems;
        this.values = values;
        this.types = types;
    }

    /** All elements of the file that the token names. */
    List<Element> read(final Token name)
    {
        final List<Element> elements = new ArrayList<>();
        final String written = ValueReader.unquoted(name);
        try
        {
            final Path path = Path.of(name.getInputStream().getSourceName()).resolveSibling(written);
            file = path.toString();
            try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1))
            {
                for (String text = reader.readLine(); null != text; text = reader.readLine())
                {
                    line++;
                    add(text, name, elements);
                }
            }
        }
        catch (final IOException | InvalidPathException exception)
        {
            problems.report(name, "can not read " + name.getText() + ": " + IncludingTokenSource.reason(exception));
        }
        return elements;
    }

    private void add(final String text, final Token name, final List<Element> elements)
    {
        int start = 0;
        while (start < text.length() && ' ' >= text.charAt(start))
        {
            start++;
        }
        if (start == text.length() || '#' == text.charAt(start))
        {
            return;
        }
        int end = keyEnd(text, start);
        final List<Interval> key = key(text.substring(start, end), start);
        long timeoutMs = 0;
        String comment = "";
        final int rest = end;
        while (end < text.length() && ' ' >= text.charAt(end))
        {
            end++;
        }
        if (end < text.length() && '#' != text.charAt(end) && ',' != text.charAt(end))
        {
            final Matcher options = OPTIONS.matcher(text);
            options.region(rest, text.length());
            if (!options.lookingAt() || !isBlank(text, options.end()))
            {
                report(rest, "found '" + text.substring(end) + "', expected 'timeout' or 'comment'");
                return;
            }
            timeoutMs = null == options.group("timeout") ? 0 : TimeText.milliseconds(options.group("timeout"));
            comment = null == options.group("comment") ? "" : options.group("comment");
            if (0 > timeoutMs)
            {
                report(options.start("timeout"), "found '" + options.group("timeout") +
                    "', expected a length of time such as '1h30m'");
            }
        }
        if (null != key)
        {
            elements.add(new Element(key, name, Math.max(0, timeoutMs), comment, null, null));
        }
    }

    private static boolean isBlank(final String text, final int from)
    {
        final String rest = text.substring(from).trim();
        return rest.isEmpty() || rest.startsWith("#");
    }

    /** Dots with blanks around them join values; any other blank ends the key. */
    private int keyEnd(final String text, final int start)
    {
        int end = start;
        int wanted = types.size();
        while (true)
        {
            while (end < text.length() && ' ' < text.charAt(end) && ',' != text.charAt(end) && '#' != text.charAt(end))
            {
                end++;
            }
            if (1 == wanted--)
            {
                return end;
            }
            final int dot = text.indexOf(" . ", end - 1);
            if (dot != end)
            {
                return end;
            }
            end = dot + 3;
        }
    }

    private List<Interval> key(final String text, final int column)
    {
        if (1 == types.size())
        {
            final Interval interval = interval(text, types.getFirst(), column);
            return null == interval ? null : List.of(interval);
        }
        final String[] words = text.split(" \\. ");
        if (types.size() != words.length)
        {
            report(column, "expected " + ElementReader.described(types) + ", found '" + text + "'");
            return null;
        }
        final List<Interval> key = new ArrayList<>();
        int at = column;
        for (int i = 0; i < words.length; i++)
        {
            final Interval interval = interval(words[i].trim(), types.get(i), at);
            if (null == interval)
            {
                return null;
            }
            key.add(interval);
            at += words[i].length() + 3;
        }
        return key;
    }

    private Interval interval(final String text, final ValueType type, final int column)
    {
        final int slash = type.isAddress() ? text.indexOf('/') : -1;
        if (0 < slash)
        {
            final UInt128 address = value(text.substring(0, slash), type, column);
            final String length = text.substring(slash + 1);
            if (null == address)
            {
                return null;
            }
            if (!length.matches("\\d{1,3}") || type.bits() < Integer.parseInt(length))
            {
                report(column + slash + 1, "prefix length " + length + " is beyond " + type.bits());
                return null;
            }
            return Interval.prefix(address, Integer.parseInt(length), type.bits());
        }
        final int dash = type == ValueType.IFNAME ? -1 : text.indexOf('-');
        if (0 < dash && null == type.symbols().get(text))
        {
            final UInt128 first = value(text.substring(0, dash), type, column);
            final UInt128 last = value(text.substring(dash + 1), type, column + dash + 1);
            if (null == first || null == last)
            {
                return null;
            }
            if (first.compareTo(last) > 0)
            {
                report(column, "the range '" + text + "' has negative size");
                return null;
            }
            return new Interval(first, last);
        }
        final UInt128 value = value(text, type, column);
        return null == value ? null : Interval.of(value);
    }

    private UInt128 value(final String text, final ValueType type, final int column)
    {
        final UInt128 value = type == ValueType.IFNAME && values.isPort(text) ?
            UInt128.of(values.portIndex(text)) : type.parse(text);
        if (null == value)
        {
            report(column, "found '" + text + "', expected " + type.description() +
                Spelling.didYouMean(text, type.symbols().keySet()));
        }
        return value;
    }

    private void report(final int column, final String message)
    {
        problems.report(file, line, column + 1, message);
    }
}
