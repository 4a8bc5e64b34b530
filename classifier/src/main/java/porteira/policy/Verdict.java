package porteira.policy;

/** What finally happens to a frame. */
public enum Verdict
{
    /** The bridge forwards it. */
    ACCEPT,
    /** It is freed, and counted under the rule that said so. */
    DROP,
    /** It is freed, and the sender is told by {@link Action.Reject}. */
    REJECT,
    /** It goes where {@link Action.Forward} says. */
    FORWARD
}
