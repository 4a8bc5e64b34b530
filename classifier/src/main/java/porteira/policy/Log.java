package porteira.policy;

/**
 * A {@code log} statement: each frame that comes by leaves an event.
 *
 * @param prefix text in front of the event, empty if none was given
 * @param level  syslog level by nftables' name
 * @param rule   index of the rule that logs
 */
public record Log(String prefix, String level, int rule) implements Action
{
    /** nftables' level when a rule names none. */
    public static final String DEFAULT_LEVEL = "warn";

    /** A statement without a level. */
    public Log(final String prefix, final int rule)
    {
        this(prefix, DEFAULT_LEVEL, rule);
    }
}
