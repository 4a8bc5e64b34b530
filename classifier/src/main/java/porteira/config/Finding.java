package porteira.config;

/**
 * Something about this host that an operator should know.
 *
 * @param level   how much it matters.
 * @param what    what is the case, and why it matters.
 * @param command the one command that mends it, to be run as root; empty where there is none.
 */
public record Finding(Level level, String what, String command)
{
    /** How much a finding matters. */
    public enum Level
    {
        /** Works, but could be better. */
        NOTE,
        /** Does not work yet, and mending it can cut something off. */
        CAREFUL,
        /** Does not work yet. */
        FIX
    }

    /** False if a gateway can start in spite of it. */
    public boolean isBlocking()
    {
        return Level.NOTE != level;
    }

    /** One or two lines: what is the case, and the command behind {@code run:}. */
    @Override
    public String toString()
    {
        return TomlTable.word(level) + ": " + what + (command.isEmpty() ? "" : "\n  run: " + command);
    }
}
