package porteira.policy;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class U32SyntaxTest
{
    @Test
    void shouldReadTestsAsTheyAreWritten() throws U32Syntax.SyntaxException
    {
        final List<U32.Test> tests =
            U32Syntax.parse(" 0 >> 22&0x3C @ 010<<1 = 25,0x1D1 : 500 && 4294967295=1&&0=9:8");

        assertEquals(3, tests.size());
        assertEquals(new U32.Test(0, List.of(
            new U32.Step(U32.Operator.RIGHT, 22), new U32.Step(U32.Operator.AND, 0x3C),
            new U32.Step(U32.Operator.AT, 8), new U32.Step(U32.Operator.LEFT, 1)),
            IntervalSet.of(32, List.of(Interval.of(25, 25), Interval.of(465, 500)))), tests.getFirst());
        assertEquals(-1, tests.get(1).offset());
        assertEquals(IntervalSet.of(32, List.of()), tests.getLast().values());
    }

    @Test
    void shouldKeepLimitsOfTheKernelWhenExpressionIsLong()
    {
        assertDoesNotThrow(() -> U32Syntax.parse("0=1" + "&&0=1".repeat(9)));
        assertDoesNotThrow(() -> U32Syntax.parse("0" + "&1".repeat(9) + "=1"));
        assertDoesNotThrow(() -> U32Syntax.parse("0=1" + ",1".repeat(9)));

        assertRefused("0=1" + "&&0=1".repeat(10), 50, "too many tests: limit=10");
        assertRefused("0" + "&1".repeat(10) + "=1", 19, "too many operators in a test: limit=9");
        assertRefused("0=1" + ",1".repeat(10), 22, "too many values in a test: limit=10");
    }

    @Test
    void shouldSayWhereAnExpressionIsWrong()
    {
        assertRefused("", 0, "the expression ends before an offset");
        assertRefused("0", 1, "the expression ends before '='");
        assertRefused("0 = 1 &&", 8, "the expression ends before an offset");
        assertRefused("0 = 1,", 6, "the expression ends before a value");
        assertRefused("0 == 1", 3, "found '=', expected a value");
        assertRefused("0 && 1 = 1", 2, "found '&', expected '&', '<<', '>>', '@' or '='");
        assertRefused("08 = 1", 1, "found '8', expected '&', '<<', '>>', '@' or '='");
        assertRefused("0 & x = 1", 4, "found 'x', expected a number");
        assertRefused("0 >> 32 = 1", 5, "a shift by 32 has no meaning in 32 bits, Linux refuses it: limit=31");
        assertRefused("0 = 0x100000000", 4,
            "found '0x100000000', expected a value from 0 to 4294967295");
        assertRefused("0 = 1 & 2", 6, "found '& 2', expected '&&', ',' or the end");
    }

    private static void assertRefused(final String text, final int position, final String message)
    {
        final U32Syntax.SyntaxException exception =
            assertThrows(U32Syntax.SyntaxException.class, () -> U32Syntax.parse(text), text);

        assertEquals(message, exception.getMessage(), text);
        assertEquals(position, exception.position(), text);
    }
}
