package porteira.config;

import porteira.problem.Problem;
import porteira.problem.RefusedException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a commented file of defaults as a person would: the comment above a key is that key's documentation. */
final class DocumentedDefaults
{
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+) = (.+)");
    private static final Pattern LIMIT = Pattern.compile("limit (.+?)(?:, an integer in each place)?$");

    private DocumentedDefaults()
    {
    }

    /** Keys that have no comment right above them. */
    static List<String> keysWithoutComment(final String text)
    {
        final List<String> keys = new ArrayList<>();
        final List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++)
        {
            if (ASSIGNMENT.matcher(lines.get(i)).matches() && comment(lines, i).isEmpty())
            {
                keys.add(lines.get(i));
            }
        }
        return keys;
    }

    /** Spoils each key in turn and returns those of which the comment does not state the limit that the code tells. */
    static List<String> limitsNotStated(final String text, final Consumer<String> reader)
    {
        final List<String> wrong = new ArrayList<>();
        final List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++)
        {
            final Matcher matcher = ASSIGNMENT.matcher(lines.get(i));
            if (matcher.matches())
            {
                final List<String> spoilt = new ArrayList<>(lines);
                spoilt.set(i, matcher.group(1) + " = " + spoil(matcher.group(2)));
                final String limit = limit(String.join("\n", spoilt), i + 1, reader);
                if (!comment(lines, i).contains(limit))
                {
                    wrong.add(lines.get(i) + ": " + limit);
                }
            }
        }
        return wrong;
    }

    private static String spoil(final String value)
    {
        return value.startsWith("\"") ? "\"\\u0000\"" : value.matches("\\[ *[0-9].*") ? "[-9999]" :
            value.startsWith("[") ? "[\"\\u0000\"]" : "-99999999";
    }

    private static String limit(final String text, final int line, final Consumer<String> reader)
    {
        try
        {
            reader.accept(text);
        }
        catch (final RefusedException e)
        {
            for (final Problem problem : e.problems())
            {
                final Matcher matcher = LIMIT.matcher(problem.message());
                if (line == problem.line() && matcher.find())
                {
                    return matcher.group(1);
                }
            }
        }
        return "";
    }

    private static String comment(final List<String> lines, final int index)
    {
        final StringBuilder comment = new StringBuilder();
        for (int i = index - 1; i >= 0 && lines.get(i).startsWith("#"); i--)
        {
            comment.insert(0, lines.get(i).substring(1).strip() + ' ');
        }
        return comment.toString();
    }
}
