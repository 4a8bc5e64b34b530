package porteira.policy;

/**
 * An unsigned integer of up to 128 bits: the value of any header field a rule can name.
 *
 * @param hi bits 127..64
 * @param lo bits 63..0
 */
public record UInt128(long hi, long lo) implements Comparable<UInt128>
{
    /** 0. */
    public static final UInt128 ZERO = new UInt128(0, 0);

    /** The value of a field of at most 64 bits. */
    public static UInt128 of(final long value)
    {
        return new UInt128(0, value);
    }

    /** The largest value of {@code bits} bits, 1..128. */
    public static UInt128 max(final int bits)
    {
        return 64 < bits ? new UInt128(-1L >>> (128 - bits), -1L) : new UInt128(0, -1L >>> (64 - bits));
    }

    /** This plus one; the largest value wraps to 0. */
    public UInt128 next()
    {
        return new UInt128(-1L == lo ? hi + 1 : hi, lo + 1);
    }

    /** This minus one; 0 wraps to the largest value. */
    public UInt128 previous()
    {
        return new UInt128(0L == lo ? hi - 1 : hi, lo - 1);
    }

    /** Bitwise and. */
    public UInt128 and(final UInt128 other)
    {
        return new UInt128(hi & other.hi, lo & other.lo);
    }

    /** Bitwise or. */
    public UInt128 or(final UInt128 other)
    {
        return new UInt128(hi | other.hi, lo | other.lo);
    }

    /** Bitwise complement within {@code bits} bits. */
    public UInt128 not(final int bits)
    {
        return new UInt128(~hi, ~lo).and(max(bits));
    }

    /** Unsigned order. */
    @Override
    public int compareTo(final UInt128 other)
    {
        return compare(hi, lo, other.hi, other.lo);
    }

    /** Unsigned order of two values given by their halves. */
    public static int compare(final long hi, final long lo, final long otherHi, final long otherLo)
    {
        final int high = Long.compareUnsigned(hi, otherHi);
        return 0 == high ? Long.compareUnsigned(lo, otherLo) : high;
    }

    /** Decimal up to 64 bits, {@code 0x} and 32 hexadecimal digits above. */
    @Override
    public String toString()
    {
        return 0 == hi ? Long.toUnsignedString(lo) : "0x%016x%016x".formatted(hi, lo);
    }
}
