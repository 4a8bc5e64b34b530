package porteira.tree.cut;

/**
 * Six unsigned fields in a {@code long}, each below a guard bit that is 0, so that two subtractions compare all of them
 * with their bounds at once:
 * <pre>
 *  63    58 57 56   55 54 53   49 48 47   43 42 41   34 33 32   17 16 15    0
 * +--------+--+-------+--+-------+--+-------+--+-------+--+-------+--+-------+
 * |   0    |0 | STATE |0 | TO    |0 | FROM  |0 | PROTO |0 | UPPER |0 | LOWER |
 * +--------+--+-------+--+-------+--+-------+--+-------+--+-------+--+-------+
 * </pre>
 */
public final class RangeWord
{
    /** 16 bits. */
    public static final int LOWER = 0;
    /** 16 bits. */
    public static final int UPPER = 17;
    /** 8 bits. */
    public static final int PROTO = 34;
    /** 5 bits. */
    public static final int FROM = 43;
    /** 5 bits. */
    public static final int TO = 49;
    /** 2 bits. */
    public static final int STATE = 55;

    /** All guard bits. */
    public static final long GUARDS = 1L << 16 | 1L << 33 | 1L << 42 | 1L << 48 | 1L << 54 | 1L << 57;

    /** The largest value of every field. */
    public static final long MAX = (1L << 58) - 1 & ~GUARDS;

    private static final int[] SHIFTS = {LOWER, UPPER, PROTO, FROM, TO, STATE};
    private static final int[] WIDTHS = {16, 16, 8, 5, 5, 2};

    private RangeWord()
    {
    }

    /** Bits of the field at a shift. */
    static long field(final int index)
    {
        return (1L << WIDTHS[index]) - 1 << SHIFTS[index];
    }

    /** The guards of the fields in which one word is not above another. */
    static long notAbove(final long word, final long other)
    {
        return (other | GUARDS) - word & GUARDS;
    }

    /** The bits that all values of all ranges share. */
    static long known(final long low, final long high)
    {
        long known = 0;
        for (int i = 0; i < SHIFTS.length; i++)
        {
            final long differing = (low ^ high) & field(i);
            final long open = 0 == differing ? 0 : (Long.highestOneBit(differing) << 1) - 1;
            known |= field(i) & ~open;
        }
        return known;
    }
}
