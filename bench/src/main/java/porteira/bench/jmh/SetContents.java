package porteira.bench.jmh;

/** What a set holds. */
public enum SetContents
{
    /** Addresses that may come and go. */
    IPV4_HOSTS(32, 32, 32),
    /** The same. */
    IPV6_HOSTS(128, 128, 128),
    /** /24 to /32. */
    IPV4_PREFIXES(32, 24, 32),
    /** /32 to /48. */
    IPV6_PREFIXES(128, 32, 48);

    private final int bits;
    private final int shortest;
    private final int longest;

    SetContents(final int bits, final int shortest, final int longest)
    {
        this.bits = bits;
        this.shortest = shortest;
        this.longest = longest;
    }

    /** Bits of an address. */
    int bits()
    {
        return bits;
    }

    /** Least length of a prefix. */
    int shortest()
    {
        return shortest;
    }

    /** Greatest length of a prefix. */
    int longest()
    {
        return longest;
    }

    /** True for single addresses. */
    boolean isHosts()
    {
        return shortest == bits;
    }
}
