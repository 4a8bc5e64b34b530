package porteira.dpdk;

/** A call into the shim failed. The message reads {@code what: name=value: DPDK's own text}. */
public final class DpdkException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * @param message what was tried, with which values, and why it failed
     * @param code    errno, positive
     */
    public DpdkException(final String message, final int code)
    {
        super(message);
        this.code = code;
    }

    /** The errno behind the failure, positive, e.g. 19 (ENODEV). */
    public int code()
    {
        return code;
    }
}
