package porteira.dpdk;

/** The shim cannot be used on this machine or by this JVM; the message says what to install or which flag to add. */
public final class NativeLibraryException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** A failure with the error that led to it, or null. */
    public NativeLibraryException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
