package porteira.config;

/**
 * Table {@code [stall]}: what pollers do when their classifier thread stops. Nobody can with threading inline.
 *
 * @param afterMs milliseconds for which frames wait and none is taken; 0: never
 * @param action  what then becomes of the frames that arrive
 */
public record StallConfig(int afterMs, Action action)
{
    /** Longest patience. */
    public static final int AFTER_MAX_MS = 60_000;

    /** What becomes of frames that nobody can judge. */
    public enum Action
    {
        /** They are sent to every other port. */
        BRIDGE,
        /** They are dropped. */
        DROP
    }

    static StallConfig read(final TomlTable table)
    {
        final StallConfig config =
            new StallConfig(table.integer("after_ms", 0, AFTER_MAX_MS), table.constant("action", Action.class));
        table.finish();
        return config;
    }
}
