package porteira.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each key of a TOML text stands (TOML 1.0.0), since the parser's tree does not tell. Paths are written as in
 * messages: {@code lanes.count}, {@code port[0].mtu}. Keys within inline tables have no place of their own; they stand
 * where the key of the table stands.
 */
final class TomlPositions
{
    /** A place in a text, both 1-based. */
    record Position(int line, int column)
    {
    }

    private final String text;
    private final Map<String, Position> places = new HashMap<>();
    private final Map<String, Integer> arrays = new HashMap<>();
    private Position duplicate;
    private int at;
    private int line = 1;
    private int lineStart;

    TomlPositions(final String text)
    {
        this.text = text;
        String table = "";
        while (skipBlank())
        {
            if ('[' == text.charAt(at))
            {
                table = header();
            }
            else
            {
                final Position position = here();
                put(join(table, key()), position);
                skipValue();
            }
        }
    }

    /** Place of the key or of the nearest table around it; null where not even that stands in the text. */
    Position find(final String path)
    {
        String wanted = path;
        while (!wanted.isEmpty())
        {
            final Position position = places.get(wanted);
            if (null != position)
            {
                return position;
            }
            wanted = wanted.substring(0, Math.max(0, Math.max(wanted.lastIndexOf('.'), wanted.lastIndexOf('['))));
        }
        return null;
    }

    /** Place of the first key that stands a second time in one table, or null. */
    Position duplicate()
    {
        return duplicate;
    }

    private String header()
    {
        final Position position = here();
        final boolean array = text.startsWith("[[", at);
        at += array ? 2 : 1;
        String path = key();
        if (array)
        {
            path += "[" + (arrays.merge(path, 1, Integer::sum) - 1) + "]";
        }
        put(path, position);
        skipLine();
        return path;
    }

    private void put(final String path, final Position position)
    {
        if (null != places.putIfAbsent(path, position) && null == duplicate)
        {
            duplicate = position;
        }
    }

    /** A dotted key, quotes removed, up to the {@code =} or {@code ]} that ends it. */
    private String key()
    {
        final List<String> parts = new ArrayList<>();
        final StringBuilder part = new StringBuilder();
        while (at < text.length() && -1 == "=]\n".indexOf(text.charAt(at)))
        {
            final char c = text.charAt(at);
            if ('"' == c || '\'' == c)
            {
                final int start = at + 1;
                skipString();
                part.append(text, start, Math.max(start, at - 1));
            }
            else
            {
                at++;
                if ('.' == c)
                {
                    parts.add(part.toString());
                    part.setLength(0);
                }
                else if (!Character.isWhitespace(c))
                {
                    part.append(c);
                }
            }
        }
        parts.add(part.toString());
        return resolve(parts);
    }

    /** A table below an array of tables belongs to the array's last element. */
    private String resolve(final List<String> parts)
    {
        String path = "";
        for (int i = 0; i < parts.size(); i++)
        {
            path = join(path, parts.get(i));
            final Integer count = arrays.get(path);
            if (null != count && i < parts.size() - 1)
            {
                path += "[" + (count - 1) + "]";
            }
        }
        return path;
    }

    private void skipValue()
    {
        int depth = 0;
        while (at < text.length() && (depth > 0 || '\n' != text.charAt(at)))
        {
            final char c = text.charAt(at);
            if ('"' == c || '\'' == c)
            {
                skipString();
                continue;
            }
            if ('#' == c)
            {
                skipToLineEnd();
                continue;
            }
            depth += -1 != "[{".indexOf(c) ? 1 : -1 != "]}".indexOf(c) ? -1 : 0;
            advance();
        }
    }

    private void skipString()
    {
        final char quote = text.charAt(at);
        final String three = String.valueOf(quote).repeat(3);
        final boolean multiLine = text.startsWith(three, at);
        at += multiLine ? 3 : 1;
        while (at < text.length() && !(multiLine ? text.startsWith(three, at) : quote == text.charAt(at)))
        {
            if ('\n' == text.charAt(at) && !multiLine)
            {
                return;
            }
            if ('\\' == text.charAt(at) && '"' == quote && at + 1 < text.length())
            {
                at++;
            }
            advance();
        }
        at = Math.min(text.length(), at + (multiLine ? 3 : 1));
    }

    /** To the next statement; false at the end of the text. */
    private boolean skipBlank()
    {
        while (at < text.length())
        {
            if ('#' == text.charAt(at))
            {
                skipToLineEnd();
            }
            else if (Character.isWhitespace(text.charAt(at)))
            {
                advance();
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    private void skipLine()
    {
        skipToLineEnd();
        if (at < text.length())
        {
            advance();
        }
    }

    private void skipToLineEnd()
    {
        final int end = text.indexOf('\n', at);
        at = -1 == end ? text.length() : end;
    }

    private void advance()
    {
        if ('\n' == text.charAt(at++))
        {
            line++;
            lineStart = at;
        }
    }

    private Position here()
    {
        return new Position(line, at - lineStart + 1);
    }

    private static String join(final String path, final String key)
    {
        return path.isEmpty() ? key : path + "." + key;
    }
}
