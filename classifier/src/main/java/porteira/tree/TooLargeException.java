package porteira.tree;

/** A policy is right but needs more room than the compiler grants. */
final class TooLargeException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    TooLargeException(final String message)
    {
        super(message);
    }
}
