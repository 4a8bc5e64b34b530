package porteira.nat;

import java.util.List;

/** A few ranges of addresses of both families. Immutable. */
public final class AddressRanges
{
    /** None at all. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    private static final int WORDS = 4;

    private final int[] networks;
    private final long[] ends;

    /**
     * From one address to another, both included.
     *
     * @param first of the same family as {@code last}
     * @param last  not below {@code first}
     */
    public record Range(Address first, Address last)
    {
    }

    /** All of them together. */
    public AddressRanges(final List<Range> ranges)
    {
        networks = new int[ranges.size()];
        ends = new long[WORDS * ranges.size()];
        for (int i = 0; i < networks.length; i++)
        {
            final Range range = ranges.get(i);
            networks[i] = range.first().network();
            ends[WORDS * i] = range.first().high();
            ends[WORDS * i + 1] = range.first().low();
            ends[WORDS * i + 2] = range.last().high();
            ends[WORDS * i + 3] = range.last().low();
        }
    }

    /** True if an address is in one of them. */
    public boolean contains(final int network, final long high, final long low)
    {
        for (int i = 0; i < networks.length; i++)
        {
            final int at = WORDS * i;
            if (network == networks[i] && !isBelow(high, low, ends[at], ends[at + 1]) &&
                !isBelow(ends[at + 2], ends[at + 3], high, low))
            {
                return true;
            }
        }
        return false;
    }

    private static boolean isBelow(final long high, final long low, final long otherHigh, final long otherLow)
    {
        return high == otherHigh ?
            Long.compareUnsigned(low, otherLow) < 0 : Long.compareUnsigned(high, otherHigh) < 0;
    }
}
