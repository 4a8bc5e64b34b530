package porteira.cli.demo;

import porteira.cli.ExitCode;

/** The demo cannot go on; the message is for the user and says what to do. */
public final class DemoException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private DemoException(final int exitCode, final String message)
    {
        super(message);
        this.exitCode = exitCode;
    }

    /** The machine lacks something: a program, a privilege, a kernel feature. */
    static DemoException environment(final String message)
    {
        return new DemoException(ExitCode.ENVIRONMENT, message);
    }

    /** Something that should have worked did not. */
    static DemoException failure(final String message)
    {
        return new DemoException(ExitCode.FAILURE, message);
    }

    /** One of {@link ExitCode}. */
    public int exitCode()
    {
        return exitCode;
    }
}
