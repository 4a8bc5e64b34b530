package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the words of one command into options with their values, as getopt_long does. What is misspelt is reported and
 * then read as it was meant, so that one slip hides no other.
 */
final class ArgumentReader
{
    private final RuleProblems problems;
    private final List<Word> words;
    private final List<Argument> arguments = new ArrayList<>();
    private int next;
    private Word negation;

    ArgumentReader(final RuleProblems problems, final List<Word> words)
    {
        this.problems = problems;
        this.words = new ArrayList<>(words);
    }

    List<Argument> read()
    {
        while (next < words.size())
        {
            final Word word = words.get(next++);
            if (word.isNegation())
            {
                if (null != negation)
                {
                    problems.report(word, "'!' stands twice");
                }
                negation = word;
            }
            else if (word.isOption())
            {
                option(word);
            }
            else
            {
                problems.report(word, "found '" + word.text() + "', expected an option");
                negation = null;
            }
        }
        if (null != negation)
        {
            problems.report(negation, "'!' stands in front of nothing");
        }
        return arguments;
    }

    private void option(final Word found)
    {
        final Word word = split(straighten(found));
        final Option option = Option.BY_NAME.get(word.text());
        if (null != option)
        {
            add(option, word);
        }
        else if (word.text().startsWith("--"))
        {
            unknown(word);
        }
        else
        {
            cluster(word);
        }
    }

    /** Typographic dashes, and one dash for two; {@code -dport} would be {@code -d port} to iptables. */
    private Word straighten(final Word word)
    {
        final String text = word.text();
        final String straight = Dashes.straight(text);
        if (Dashes.isTypographic(text))
        {
            problems.report(word, "found '" + text + "' with the dash U+" +
                String.format("%04X", (int)typographic(text)) + " of printed text, write '" + straight + "'");
            return word.withText(straight);
        }
        final String name = straight.split("=", 2)[0];
        if (1 == Dashes.count(text) && 2 < text.length() && isLong(name) && 3 < name.length())
        {
            problems.report(word, "found '" + text + "' with one dash, did you mean '" + straight + "'?");
            return word.withText(straight);
        }
        return word;
    }

    private static char typographic(final String text)
    {
        int i = 0;
        while ('-' == text.charAt(i))
        {
            i++;
        }
        return text.charAt(i);
    }

    private static boolean isLong(final String name)
    {
        return Option.BY_NAME.containsKey(name) || null != Refusals.moduleOf(name) || null != Refusals.option(name);
    }

    /** {@code --dport=25} becomes two words. */
    private Word split(final Word word)
    {
        final int equals = word.text().indexOf('=');
        if (!word.text().startsWith("--") || 0 > equals)
        {
            return word;
        }
        words.add(next, value(word, equals + 1));
        return word.withText(word.text().substring(0, equals));
    }

    /** {@code -nvL} is three options; {@code -jDROP} is none that iptables 1.8 takes. */
    private void cluster(final Word word)
    {
        final String text = word.text();
        final Option option = Option.BY_NAME.get(text.substring(0, Math.min(2, text.length())));
        if (null == option)
        {
            unknown(word);
        }
        else
        {
            if (0 < option.min())
            {
                problems.report(word, "found '" + text + "', write '" + text.substring(0, 2) + " " +
                    text.substring(2) + "'");
            }
            words.add(
                next, 0 == option.max() ? word.withText("-" + text.substring(2)) : value(word, 2));
            add(option, word.withText(text.substring(0, 2)));
        }
    }

    private static Word value(final Word word, final int from)
    {
        return new Word(word.text().substring(from), true, word.file(), word.line(), word.column() + from);
    }

    private void add(final Option option, final Word at)
    {
        boolean isNegated = takeNegation(at, option);
        final List<Word> values = new ArrayList<>();
        final boolean isNegatable = Option.Role.MATCH == option.role() && 0 < option.min();
        if (isNegatable && next < words.size() && words.get(next).isNegation())
        {
            negation = words.get(next++);
            if (isNegated)
            {
                problems.report(negation, "'!' stands twice");
            }
            isNegated |= takeNegation(at, option);
        }
        while (values.size() < option.max() && next < words.size() && !isEnd(words.get(next)))
        {
            values.add(words.get(next++));
        }
        if (values.size() < option.min())
        {
            problems.report(at, "'" + at.text() + "' needs " +
                (1 == option.min() ? "a value" : option.min() + " values"));
        }
        else
        {
            arguments.add(new Argument(option, at, isNegated, values));
        }
    }

    private boolean takeNegation(final Word at, final Option option)
    {
        final boolean isNegated = null != negation;
        if (isNegated && Option.Role.MATCH != option.role())
        {
            problems.report(negation, "'!' can not stand before '" + at.text() + "'");
        }
        negation = null;
        return isNegated;
    }

    private static boolean isEnd(final Word word)
    {
        return !word.quoted() && (word.isOption() || word.isNegation());
    }

    /** An option of an extension that is refused, or a misspelt one. */
    private void unknown(final Word word)
    {
        final String text = word.text();
        final boolean isNegated = null != negation;
        negation = null;
        final List<Word> values = new ArrayList<>();
        while (next < words.size() && !isEnd(words.get(next)))
        {
            values.add(words.get(next++));
        }
        final String meant = isLong(text) ? "" : Spelling.didYouMean(text, Option.longNames());
        if (!meant.isEmpty())
        {
            problems.report(word, "unknown option '" + text + "'" + meant);
        }
        arguments.add(new Argument(null, meant.isEmpty() ? word : word.withText(""), isNegated, values));
    }
}
