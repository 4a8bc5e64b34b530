package porteira.tree;

/** A policy is right but needs more room than the compiler grants. */
final class TooLargeException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int rule;

    TooLargeException(final String message)
    {
        this(message, -1);
    }

    /**
     * At a rule.
     *
     * @param rule where the room ended: its index in the policy, -1 if no one rule is to be named
     */
    TooLargeException(final String message, final int rule)
    {
        super(message);
        this.rule = rule;
    }

    int rule()
    {
        return rule;
    }
}
