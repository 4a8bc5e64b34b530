package porteira.bench.run;

/** A measurement cannot be made here; the message says why and what to do. */
public final class BenchException extends RuntimeException
{
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public BenchException(final String message)
    {
        super(message);
    }
}
