package porteira.config;

/**
 * Table {@code [bridge]}.
 *
 * @param ageingSeconds a learnt address is forgotten when not heard for so long, {@link #AGEING_MIN_S}..
 *                      {@link #AGEING_MAX_S} (IEEE 802.1Q table 8-6).
 * @param addresses     most addresses (MAC and VLAN) remembered.
 */
public record BridgeConfig(int ageingSeconds, int addresses)
{
    /** Least ageing time of IEEE 802.1Q. */
    public static final int AGEING_MIN_S = 10;
    /** Longest ageing time of IEEE 802.1Q. */
    public static final int AGEING_MAX_S = 1_000_000;
    /** Fewest addresses. */
    public static final int ADDRESSES_MIN = 256;
    /** Most addresses. */
    public static final int ADDRESSES_MAX = 1 << 20;

    static BridgeConfig read(final TomlTable table)
    {
        final BridgeConfig config = new BridgeConfig(
            table.integer("ageing_s", AGEING_MIN_S, AGEING_MAX_S),
            table.integer("addresses", ADDRESSES_MIN, ADDRESSES_MAX));
        table.finish();
        return config;
    }
}
