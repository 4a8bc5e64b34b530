package porteira.config;

/**
 * Table {@code [reject]}: answers to rejected frames, for each lane.
 *
 * @param ratePerSecond answers a second, on average; what is rejected beyond is dropped without one
 * @param burst         answers at once before the rate counts
 */
public record RejectConfig(int ratePerSecond, int burst)
{
    /** Most answers a second, and in one burst. */
    public static final int RATE_MAX = 10_000_000;

    static RejectConfig read(final TomlTable table)
    {
        final RejectConfig config =
            new RejectConfig(table.integer("rate_per_s", 0, RATE_MAX), table.integer("burst", 1, RATE_MAX));
        table.finish();
        return config;
    }
}
