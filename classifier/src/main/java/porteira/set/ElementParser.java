package porteira.set;

import java.nio.charset.StandardCharsets;
import java.util.List;
import porteira.policy.KeyType;

/**
 * Reads one element from bytes, without an object for it:
 * {@code 192.0.2.0/24 . 25 timeout 30d comment "owner: reason"}, with {@code expires TIME} for what is left of the
 * time, {@code until MILLISECONDS} (since 1970) or {@code until never} for the moment itself, and a {@code #} comment
 * at the end.
 */
final class ElementParser
{
    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");
    private static final long[] UNIT_MS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final int MAX_SHOWN = 60;
    private static final long MAX_LIFE_MS = 1000L * 365 * 86_400_000;

    private final List<KeyType> types;
    private final boolean allowsRanges;
    private final ValueParser values = new ValueParser();
    private final long[] first;
    private final long[] last;
    private byte[] text;
    private int position;
    private int end;
    private int problemAt;
    private String problem;
    private long life;
    private String comment;

    ElementParser(final List<KeyType> types, final boolean allowsRanges)
    {
        this.types = types;
        this.allowsRanges = allowsRanges;
        first = new long[types.size() * KeyLayout.PART_WORDS];
        last = new long[types.size() * KeyLayout.PART_WORDS];
    }

    /**
     * Read the element of one line into a batch; nothing where the line has none.
     *
     * @return false if the line is wrong: see {@link #problem} and {@link #problemAt}
     */
    boolean parse(final byte[] bytes, final int from, final int to, final ElementBatch batch)
    {
        text = bytes;
        position = from;
        end = to;
        problem = null;
        life = 0;
        comment = "";
        skipSpace();
        if (isAtEnd())
        {
            return true;
        }
        if (key() && options())
        {
            batch.add(first, last, life, comment);
        }
        return null == problem;
    }

    /** What is wrong with the last line. */
    String problem()
    {
        return problem;
    }

    /** Index of the byte where it is. */
    int problemAt()
    {
        return problemAt;
    }

    private boolean key()
    {
        for (int i = 0; i < types.size(); i++)
        {
            if (0 != i)
            {
                final int at = position;
                if (!".".equals(word()))
                {
                    return fail(at, "expected '.' and " + describe(types.get(i)) + ": a key has " + types.size() +
                        " parts");
                }
            }
            if (!part(i))
            {
                return false;
            }
        }
        return true;
    }

    private boolean part(final int index)
    {
        final KeyType type = types.get(index);
        final int start = position;
        final int wordEnd = wordEnd();
        final int at = index * KeyLayout.PART_WORDS;
        int next = values.value(text, start, wordEnd, type);
        if (0 > next)
        {
            return fail(start, "found '" + shown(start, wordEnd) + "', expected " + describe(type));
        }
        first[at] = values.hi();
        first[at + 1] = values.lo();
        last[at] = values.hi();
        last[at + 1] = values.lo();
        if (next < wordEnd && !allowsRanges)
        {
            return fail(next, "found '" + shown(start, wordEnd) + "': prefixes and ranges need 'flags interval' in " +
                "the set");
        }
        if (next < wordEnd && '/' == text[next])
        {
            final long length = values.prefix(text, next + 1, wordEnd, type);
            if (0 > length)
            {
                return fail(next + 1, "found '" + shown(start, wordEnd) + "', expected a prefix length from 0 to " +
                    type.bits());
            }
            ValueParser.widen(first, last, at, type.bits() - (int)length);
            next = wordEnd;
        }
        else if (next < wordEnd && '-' == text[next])
        {
            final int upper = next + 1;
            next = values.value(text, upper, wordEnd, type);
            last[at] = values.hi();
            last[at + 1] = values.lo();
            if (next == wordEnd && !ValueParser.isAscending(first, last, at))
            {
                return fail(start, "the range '" + shown(start, wordEnd) + "' has zero or negative size");
            }
        }
        if (next != wordEnd)
        {
            return fail(start, "found '" + shown(start, wordEnd) + "', expected " + describe(type));
        }
        position = wordEnd;
        skipSpace();
        return true;
    }

    private boolean options()
    {
        while (!isAtEnd())
        {
            final int at = position;
            final String option = word();
            if ("comment".equals(option))
            {
                if (!quoted())
                {
                    return false;
                }
            }
            else if ("timeout".equals(option) || "expires".equals(option))
            {
                final int valueAt = position;
                final long duration = durationMs(word());
                if (0 >= duration || MAX_LIFE_MS < duration)
                {
                    return fail(valueAt, "found '" + shown(valueAt, wordEndAt(valueAt)) +
                        "', expected a time such as 30d or 1h30m");
                }
                life = 0 == life || "expires".equals(option) ? duration : life;
            }
            else if ("until".equals(option))
            {
                final int valueAt = position;
                final String moment = word();
                if (!"never".equals(moment) && !moment.matches("[1-9]\\d{0,15}"))
                {
                    return fail(valueAt, "found '" + shown(valueAt, wordEndAt(valueAt)) +
                        "', expected milliseconds since 1970, or 'never'");
                }
                life = "never".equals(moment) ? ElementBatch.FOR_EVER : -Long.parseLong(moment);
            }
            else
            {
                return fail(at, "found '" + shown(at, Math.max(at + 1, wordEndAt(at))) +
                    "', expected the end of the line, 'timeout', 'expires', 'until' or 'comment'");
            }
        }
        return true;
    }

    private boolean quoted()
    {
        final int start = position + 1;
        int close = start;
        while (close < end && '"' != text[close])
        {
            close++;
        }
        if (position >= end || '"' != text[position] || close >= end)
        {
            return fail(position, "expected a comment in double quotes");
        }
        comment = string(start, close);
        position = close + 1;
        skipSpace();
        return true;
    }

    /** Milliseconds; -1 if the text is no time. A bare number is seconds. */
    static long durationMs(final String text)
    {
        if (text.matches("\\d{1,12}"))
        {
            return Long.parseLong(text) * 1_000;
        }
        if (!text.matches("(\\d{1,12}(d|h|ms|m|s))+"))
        {
            return -1;
        }
        long sum = 0;
        int at = 0;
        while (at < text.length())
        {
            int digits = at;
            while (Character.isDigit(text.charAt(digits)))
            {
                digits++;
            }
            int unit = digits;
            while (unit < text.length() && !Character.isDigit(text.charAt(unit)))
            {
                unit++;
            }
            final long amount = Long.parseLong(text.substring(at, digits));
            final long unitMs = UNIT_MS[UNITS.indexOf(text.substring(digits, unit))];
            sum += Math.min(amount, MAX_LIFE_MS / unitMs + 1) * unitMs;
            at = unit;
        }
        return sum;
    }

    private String word()
    {
        final int start = position;
        position = wordEnd();
        final String word = string(start, position);
        skipSpace();
        return word;
    }

    private int wordEnd()
    {
        return wordEndAt(position);
    }

    private int wordEndAt(final int start)
    {
        int at = start;
        while (at < end && ' ' != text[at] && '\t' != text[at] && '\r' != text[at] && ',' != text[at] &&
            '#' != text[at])
        {
            at++;
        }
        return at;
    }

    /** A comma at the end, as in nftables' own lists, is nothing. */
    private void skipSpace()
    {
        while (position < end && (' ' == text[position] || '\t' == text[position] || '\r' == text[position]))
        {
            position++;
        }
        if (position == end - 1 && ',' == text[position])
        {
            position = end;
        }
    }

    private boolean isAtEnd()
    {
        return position >= end || '#' == text[position];
    }

    private boolean fail(final int at, final String message)
    {
        problemAt = at;
        problem = message;
        return false;
    }

    private String string(final int from, final int to)
    {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    /** As a message may have it: short, and nothing in it that a terminal would obey. */
    private String shown(final int from, final int to)
    {
        return string(from, Math.min(to, from + MAX_SHOWN)).replaceAll("\\p{Cntrl}", "?");
    }

    private static String describe(final KeyType type)
    {
        return switch (type)
        {
            case IPV4_ADDR -> "an IPv4 address";
            case IPV6_ADDR -> "an IPv6 address";
            case ETHER_ADDR -> "a MAC address";
            default -> "a number from 0 to " + ((1L << type.bits()) - 1) + " (" + type.text() + ")";
        };
    }
}
