package porteira.set;

/** Answers whether a key is in a set. Safe on any thread, allocates nothing, takes no lock. */
public interface Membership
{
    /**
     * True if the key is in the set.
     *
     * @param hi bits 127..64 of the key, 0 for narrower ones
     * @param lo bits 63..0, unsigned; an IPv4 address is in the lowest 32
     */
    boolean contains(long hi, long lo);

    /**
     * True if a concatenated key is in the set; sets of concatenated keys override it.
     *
     * @param hi    as above, of each part
     * @param lo    as above, of each part
     * @param parts fields in the key; entries behind them are 0
     */
    default boolean contains(
        final long hi0, final long lo0, final long hi1, final long lo1, final long hi2, final long lo2,
        final long hi3, final long lo3, final int parts)
    {
        return contains(hi0, lo0);
    }
}
