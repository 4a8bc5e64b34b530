package porteira.config;

import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;
import porteira.problem.Spelling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One table being read. What the file does not say comes from the defaults; what is wrong is reported and read as its
 * default, so that reading goes on; what nobody asked for is unknown, which {@link #finish()} reports.
 */
final class TomlTable
{
    private static final int WORDS_SHOWN_MAX = 200;

    private final TomlDocument document;
    private final String path;
    private final JsonNode node;
    private final JsonNode defaults;
    private final String defaultsName;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    private TomlTable(
        final TomlDocument document,
        final String path,
        final JsonNode node,
        final JsonNode defaults,
        final String defaultsName,
        final Problems problems)
    {
        this.document = document;
        this.path = path;
        this.node = node;
        this.defaults = defaults;
        this.defaultsName = defaultsName;
        this.problems = problems;
    }

    static TomlTable root(final TomlDocument document, final TomlDocument defaults, final Problems problems)
    {
        return new TomlTable(document, "", document.root(), defaults.root(), defaults.name(), problems);
    }

    /** The table of that name; all defaults if the file has none. */
    TomlTable table(final String key)
    {
        final JsonNode value = value(key);
        if (null != value && !value.isObject())
        {
            report(key, display(value), "a table [" + key + "] is expected");
        }
        final JsonNode table = null != value && value.isObject() ? value : JsonNodeFactory.instance.objectNode();
        return new TomlTable(document, pathOf(key), table, fallback(key), defaultsName, problems);
    }

    /** The tables {@code [[key]]} in the order of the file; the defaults of each are the first one of the defaults. */
    List<TomlTable> tables(final String key)
    {
        final JsonNode value = value(key);
        final List<TomlTable> tables = new ArrayList<>();
        if (null == value)
        {
            return tables;
        }
        if (!value.isArray())
        {
            report(key, display(value), "tables [[" + key + "]] are expected");
            return tables;
        }
        for (int i = 0; i < value.size(); i++)
        {
            final String elementPath = pathOf(key) + "[" + i + "]";
            if (value.get(i).isObject())
            {
                tables.add(new TomlTable(
                    document, elementPath, value.get(i), fallback(key).get(0), defaultsName, problems));
            }
            else
            {
                document.report(problems, elementPath, elementPath + ": a table [[" + key + "]] is expected");
            }
        }
        return tables;
    }

    /** True if the file itself has the key. */
    boolean has(final String key)
    {
        return null != node.get(key);
    }

    int integer(final String key, final int min, final int max)
    {
        return integer(key, min, max, false);
    }

    /** As {@link #integer(String, int, int)}, and 0 as a word of its own: none, or left to someone else. */
    int integerOrZero(final String key, final int min, final int max)
    {
        return integer(key, min, max, true);
    }

    private int integer(final String key, final int min, final int max, final boolean orZero)
    {
        final JsonNode value = value(key);
        if (null == value)
        {
            return fallback(key).intValue();
        }
        final String limit = "limit " + (orZero ? "0 or " : "") + min + ".." + max;
        if (!value.isIntegralNumber())
        {
            report(key, display(value), "an integer is expected, " + limit);
            return fallback(key).intValue();
        }
        final int number = value.canConvertToInt() ? value.intValue() : -1;
        if ((number < min || number > max) && !(orZero && 0 == number))
        {
            report(key, display(value), limit);
            return fallback(key).intValue();
        }
        return number;
    }

    boolean flag(final String key)
    {
        final JsonNode value = value(key);
        if (null != value && !value.isBoolean())
        {
            report(key, display(value), "true or false is expected");
        }
        return null != value && value.isBoolean() ? value.booleanValue() : fallback(key).booleanValue();
    }

    String text(final String key)
    {
        final JsonNode value = value(key);
        if (null != value && !value.isString())
        {
            report(key, display(value), "a text in quotes is expected");
        }
        return null != value && value.isString() ? value.stringValue() : fallback(key).stringValue();
    }

    /** A text that matches, or else is reported as not being {@code what}; empty is allowed only as a default. */
    String text(final String key, final Pattern pattern, final String what)
    {
        final String value = text(key);
        if (has(key) && node.get(key).isString() && !pattern.matcher(value).matches())
        {
            report(key, display(node.get(key)), what + " is expected");
            return fallback(key).stringValue();
        }
        return value;
    }

    /** A constant of an enum, written in lower case with {@code -} for {@code _}. */
    <E extends Enum<E>> E constant(final String key, final Class<E> type)
    {
        final Map<String, E> words = words(type);
        final String value = text(key);
        if (!words.containsKey(value))
        {
            report(key, display(node.get(key)), "limit " + String.join(" | ", words.keySet()) +
                Spelling.didYouMean(value, words.keySet()));
            return words.get(fallback(key).stringValue());
        }
        return words.get(value);
    }

    /** A list of constants of an enum, spelt as {@link #constant} does. */
    <E extends Enum<E>> List<E> constants(final String key, final Class<E> type)
    {
        final Map<String, E> words = words(type);
        final List<E> constants = new ArrayList<>();
        for (final JsonNode element : elements(key))
        {
            final E constant = element.isString() ? words.get(element.stringValue()) : null;
            if (null == constant)
            {
                report(key, display(element), "limit " + String.join(" | ", words.keySet()) +
                    Spelling.didYouMean(element.asString(), words.keySet()));
            }
            else
            {
                constants.add(constant);
            }
        }
        return constants;
    }

    private static <E extends Enum<E>> Map<String, E> words(final Class<E> type)
    {
        final Map<String, E> words = new LinkedHashMap<>();
        for (final E constant : type.getEnumConstants())
        {
            words.put(word(constant), constant);
        }
        return words;
    }

    /** How {@link #constant} spells one. */
    static String word(final Enum<?> constant)
    {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A list of texts, each of which matches. */
    List<String> texts(final String key, final Pattern pattern, final String what)
    {
        final List<String> texts = new ArrayList<>();
        for (final JsonNode element : elements(key))
        {
            if (element.isString() && pattern.matcher(element.stringValue()).matches())
            {
                texts.add(element.stringValue());
            }
            else
            {
                report(key, display(element), what + " is expected in each place");
            }
        }
        return List.copyOf(texts);
    }

    List<Integer> integers(final String key, final int min, final int max)
    {
        final List<Integer> integers = new ArrayList<>();
        for (final JsonNode element : elements(key))
        {
            if (element.isIntegralNumber() && element.canConvertToInt() &&
                element.intValue() >= min && element.intValue() <= max)
            {
                integers.add(element.intValue());
            }
            else
            {
                report(key, display(element), "limit " + min + ".." + max + ", an integer in each place");
            }
        }
        return List.copyOf(integers);
    }

    /** Reports a value that is well-formed in itself but wrong here. */
    void report(final String key, final Object value, final String limit)
    {
        document.report(problems, pathOf(key), pathOf(key) + "=" + value + ": " + limit);
    }

    /** Reports the table as such, or something that is missing from it. */
    void report(final String message)
    {
        document.report(problems, path, path.isEmpty() ? message : path + ": " + message);
    }

    /** To be called when all keys were read: whatever else stands in the table is unknown. */
    void finish()
    {
        for (final String key : node.propertyNames())
        {
            if (!known.contains(key))
            {
                document.report(
                    problems, pathOf(key), pathOf(key) + ": unknown key" + Spelling.didYouMeanOrKnown(key, known));
            }
        }
    }

    private List<JsonNode> elements(final String key)
    {
        final JsonNode value = value(key);
        if (null != value && !value.isArray())
        {
            report(key, display(value), "a list [ ... ] is expected");
        }
        final List<JsonNode> elements = new ArrayList<>();
        (null != value && value.isArray() ? value : fallback(key)).forEach(elements::add);
        return elements;
    }

    private JsonNode value(final String key)
    {
        known.add(key);
        return node.get(key);
    }

    private JsonNode fallback(final String key)
    {
        final JsonNode value = defaults.get(key);
        if (null == value)
        {
            throw new RefusedException(List.of(new Problem(
                defaultsName, 0, 0, pathOf(key) + ": missing; the file of defaults has every key")));
        }
        return value;
    }

    private String pathOf(final String key)
    {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String display(final JsonNode value)
    {
        final String text = value.toString();
        return text.length() <= WORDS_SHOWN_MAX ? text : text.substring(0, WORDS_SHOWN_MAX) + "...";
    }
}
