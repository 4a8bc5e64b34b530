package porteira.policy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the expressions of iptables' {@code --u32}, with the limits of {@code xt_u32} and of iptables 1.8.9: numbers as
 * {@code strtoul} takes them, octal behind a leading 0 included.
 */
public final class U32Syntax
{
    /** Tests of an expression, numbers of a test before its {@code =}, values behind it: each at most so many. */
    public static final int LIMIT = 10;

    private static final long MAX = 0xFFFF_FFFFL;
    private static final Map<String, U32.Operator> OPERATORS = Map.of(
        "&", U32.Operator.AND, "<<", U32.Operator.LEFT, ">>", U32.Operator.RIGHT, "@", U32.Operator.AT);

    private final String text;
    private int position;

    /** An expression that can not be read. */
    public static final class SyntaxException extends Exception
    {
        private static final long serialVersionUID = 1;

        private final int position;

        SyntaxException(final int position, final String message)
        {
            super(message, null, false, false);
            this.position = position;
        }

        /** Characters in front of what is wrong. */
        public int position()
        {
            return position;
        }
    }

    private U32Syntax(final String text)
    {
        this.text = text;
    }

    /**
     * The tests of an expression such as {@code 0 >> 22 & 0x3C @ 12 = 25,465 && 6 & 0xFF = 6}.
     *
     * @throws SyntaxException at the first thing that iptables or the kernel would refuse
     */
    public static List<U32.Test> parse(final String text) throws SyntaxException
    {
        return new U32Syntax(text).tests();
    }

    private List<U32.Test> tests() throws SyntaxException
    {
        final List<U32.Test> tests = new ArrayList<>();
        do
        {
            check(LIMIT > tests.size(), position, "too many tests: limit=" + LIMIT);
            tests.add(test());
        }
        while (take("&&"));
        check(text.length() == position, position, "found '" + text.substring(position) + "', expected '&&', ',' or " +
            "the end");
        return tests;
    }

    private U32.Test test() throws SyntaxException
    {
        final int offset = (int)number("an offset");
        final List<U32.Step> steps = new ArrayList<>();
        while (!take("="))
        {
            final int at = position;
            final U32.Operator operator = operator();
            check(LIMIT > steps.size() + 1, at, "too many operators in a test: limit=" + (LIMIT - 1));
            final int from = skipSpace();
            final long operand = number("a number");
            final boolean isShift = U32.Operator.LEFT == operator || U32.Operator.RIGHT == operator;
            check(!isShift || Integer.SIZE > operand, from,
                "a shift by " + operand + " has no meaning in 32 bits, Linux refuses it: limit=31");
            steps.add(new U32.Step(operator, (int)operand));
        }
        return new U32.Test(offset, steps, values());
    }

    private U32.Operator operator() throws SyntaxException
    {
        for (final Map.Entry<String, U32.Operator> operator : OPERATORS.entrySet())
        {
            if (text.startsWith(operator.getKey(), position) && !text.startsWith("&&", position))
            {
                position += operator.getKey().length();
                return operator.getValue();
            }
        }
        throw new SyntaxException(position, position < text.length() ?
            "found '" + text.charAt(position) + "', expected '&', '<<', '>>', '@' or '='" :
            "the expression ends before '='");
    }

    private IntervalSet values() throws SyntaxException
    {
        final List<Interval> values = new ArrayList<>();
        int count = 0;
        do
        {
            check(LIMIT > count++, position, "too many values in a test: limit=" + LIMIT);
            final long first = number("a value");
            final long last = take(":") ? number("a value") : first;
            if (first <= last)
            {
                values.add(Interval.of(first, last));
            }
        }
        while (take(","));
        return IntervalSet.of(Integer.SIZE, values);
    }

    private long number(final String what) throws SyntaxException
    {
        final int from = skipSpace();
        position += text.startsWith("+", position) ? 1 : 0;
        final boolean isHex = text.startsWith("0x", position) || text.startsWith("0X", position);
        final boolean isOctal = !isHex && text.startsWith("0", position);
        position += isHex ? 2 : 0;
        final int radix = isHex ? 16 : isOctal ? 8 : 10;
        final int digits = position;
        while (position < text.length() && 0 <= Character.digit(text.charAt(position), radix) &&
            128 > text.charAt(position))
        {
            position++;
        }
        check(digits < position, from, from < text.length() ?
            "found '" + text.charAt(from) + "', expected " + what : "the expression ends before " + what);
        final BigInteger value = new BigInteger(text.substring(digits, position), radix);
        check(Integer.SIZE >= value.bitLength(), from,
            "found '" + text.substring(from, position) + "', expected " + what + " from 0 to " + MAX);
        return value.longValue();
    }

    private boolean take(final String word)
    {
        skipSpace();
        final boolean isThere = text.startsWith(word, position);
        position += isThere ? word.length() : 0;
        skipSpace();
        return isThere;
    }

    private int skipSpace()
    {
        while (position < text.length() && Character.isWhitespace(text.charAt(position)))
        {
            position++;
        }
        return position;
    }

    private static void check(final boolean isGood, final int position, final String message) throws SyntaxException
    {
        if (!isGood)
        {
            throw new SyntaxException(position, message);
        }
    }
}
