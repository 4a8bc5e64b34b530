package porteira.cli;

/** What the process returns to its caller; documented in {@code porteira --help}. */
public final class ExitCode
{
    /** Done as asked. */
    public static final int OK = 0;
    /** Something failed while running. */
    public static final int FAILURE = 1;
    /** The command line is not one that porteira knows. */
    public static final int USAGE = 2;
    /** Policy, configuration or profile refused; nothing was started. */
    public static final int REFUSED = 3;
    /** The machine lacks something: a port, hugepages, privilege, a library. */
    public static final int ENVIRONMENT = 4;
    /** Another porteira holds the run directory or the ports. */
    public static final int BUSY = 5;

    private ExitCode()
    {
    }
}
