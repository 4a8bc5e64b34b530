package porteira.policy;

/**
 * All values from {@code first} to {@code last}, both included.
 *
 * @param first not above {@code last}
 * @param last  not below {@code first}
 */
public record Interval(UInt128 first, UInt128 last)
{
    /** Checks the order of the ends. */
    public Interval
    {
        if (first.compareTo(last) > 0)
        {
            throw new IllegalArgumentException("interval is empty: first=" + first + ", last=" + last);
        }
    }

    /** From {@code first} to {@code last} where both fit 64 bits, unsigned. */
    public static Interval of(final long first, final long last)
    {
        return new Interval(UInt128.of(first), UInt128.of(last));
    }

    /** One value. */
    public static Interval of(final UInt128 value)
    {
        return new Interval(value, value);
    }

    /** All values of a field of {@code bits} bits that share the first {@code length} bits with {@code address}. */
    public static Interval prefix(final UInt128 address, final int length, final int bits)
    {
        final UInt128 host = length == bits ? UInt128.ZERO : UInt128.max(bits - length);
        return new Interval(address.and(host.not(bits)), address.or(host));
    }

    /** True if {@code value} lies between the ends. */
    public boolean contains(final UInt128 value)
    {
        return first.compareTo(value) <= 0 && value.compareTo(last) <= 0;
    }

    /** True if both ends are equal. */
    public boolean isSingle()
    {
        return first.equals(last);
    }
}
