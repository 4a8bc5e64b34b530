package porteira;

/** The gateway cannot start. Its message says what is wrong and what to do; nothing is left half-started. */
public final class GatewayException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What kind of thing is wrong. */
    public enum Kind
    {
        /** Configuration, policy or profile does not fit the machine. */
        REFUSED,
        /** The machine lacks something. */
        ENVIRONMENT,
        /** Another gateway runs here. */
        BUSY
    }

    private final Kind kind;

    /** A message for the operator. */
    public GatewayException(final Kind kind, final String message)
    {
        super(message);
        this.kind = kind;
    }

    /** What kind of thing is wrong. */
    public Kind kind()
    {
        return kind;
    }
}
