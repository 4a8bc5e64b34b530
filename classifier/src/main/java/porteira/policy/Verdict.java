package porteira.policy;

/** What finally happens to a frame. */
public enum Verdict
{
    /** The bridge forwards it. */
    ACCEPT,
    /** It is freed, and counted under the rule that said so. */
    DROP
}
