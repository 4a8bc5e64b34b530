package porteira.policy.element;

import java.nio.charset.StandardCharsets;
import java.util.List;
import porteira.problem.Spelling;

/**
 * Reads one element from bytes, without an object for it:
 * {@code 192.0.2.0/24 . 25 timeout 30d comment "owner: reason"}, with {@code expires TIME} for what is left of the
 * time, {@code until MILLISECONDS} (since 1970) or {@code until never} for the moment itself, and a {@code #} comment
 * at the end.
 */
public final class ElementParser
{
    /** Words of a part of a key: the upper one and the lower one. */
    static final int PART_WORDS = 2;

    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");
    private static final long[] UNIT_MS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final int MAX_SHOWN = 60;
    private static final long MAX_LIFE_MS = 1000L * 365 * 86_400_000;

    private final List<ElementType> types;
    private final boolean allowsRanges;
    private final boolean allowsMoments;
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

    /**
     * For keys of some type. One thread.
     *
     * @param types         of the parts of a key
     * @param allowsRanges  true if prefixes and ranges may stand for the parts
     * @param allowsMoments true if {@code until} may say when an element ends
     */
    public ElementParser(final List<ElementType> types, final boolean allowsRanges, final boolean allowsMoments)
    {
        this.types = List.copyOf(types);
        this.allowsRanges = allowsRanges;
        this.allowsMoments = allowsMoments;
        first = new long[types.size() * PART_WORDS];
        last = new long[types.size() * PART_WORDS];
    }

    /**
     * Read the element of one line; nothing where the line has none.
     *
     * @param bytes  has the line, in UTF-8
     * @param from   index of its first byte
     * @param to     index behind its last byte
     * @param number of the line, for the sink
     * @param sink   gets the element
     * @return false if the line is wrong: see {@link #problem} and {@link #problemAt}
     */
    public boolean parse(final byte[] bytes, final int from, final int to, final int number, final ElementSink sink)
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
            sink.onElement(first, last, life, comment, number);
        }
        return null == problem;
    }

    /** What is wrong with the last line. */
    public String problem()
    {
        return problem;
    }

    /** Index of the byte where it is. */
    public int problemAt()
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
                    return fail(at, "expected '.' and " + types.get(i).description() + ": a key has " + types.size() +
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
        final ElementType type = types.get(index);
        final int start = position;
        final int wordEnd = wordEnd();
        final int at = index * PART_WORDS;
        int next = values.value(text, start, wordEnd, type);
        if (0 > next)
        {
            return fail(start, "found '" + shown(start, wordEnd) + "', expected " + type.description() +
                Spelling.didYouMean(shown(start, wordEnd), type.symbols().keySet()));
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
            final int length = values.prefix(text, next + 1, wordEnd, type);
            if (0 > length)
            {
                return fail(next + 1, "found '" + shown(start, wordEnd) + "', expected a prefix length from 0 to " +
                    type.bits());
            }
            ValueParser.widen(first, last, at, type.bits() - length);
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
            return fail(start, "found '" + shown(start, wordEnd) + "', expected " + type.description());
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
            else if ("until".equals(option) && allowsMoments)
            {
                final int valueAt = position;
                final String moment = word();
                if (!"never".equals(moment) && !moment.matches("[1-9]\\d{0,15}"))
                {
                    return fail(valueAt, "found '" + shown(valueAt, wordEndAt(valueAt)) +
                        "', expected milliseconds since 1970, or 'never'");
                }
                life = "never".equals(moment) ? ElementSink.FOR_EVER : -Long.parseLong(moment);
            }
            else
            {
                return fail(at, "found '" + shown(at, Math.max(at + 1, wordEndAt(at))) +
                    "', expected the end of the line, 'timeout', 'expires'" + (allowsMoments ? ", 'until'" : "") +
                    " or 'comment'");
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
        position = spaceEnd(position);
        if (position < end && ',' == text[position])
        {
            final int next = spaceEnd(position + 1);
            position = next == end || '#' == text[next] ? next : position;
        }
    }

    private int spaceEnd(final int start)
    {
        int at = start;
        while (at < end && (' ' == text[at] || '\t' == text[at] || '\r' == text[at]))
        {
            at++;
        }
        return at;
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
}
