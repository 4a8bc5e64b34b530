package porteira.cli.demo;

import java.io.PrintStream;

/** One line on the terminal that says what is being done, and goes away; nothing elsewhere. */
final class Progress
{
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean visible;

    Progress(final PrintStream out, final boolean visible)
    {
        this.out = out;
        this.visible = visible;
    }

    /** Replace the line. */
    synchronized void show(final String text)
    {
        if (visible)
        {
            out.print(ERASE + text);
            out.flush();
        }
    }

    /** Take the line away. */
    void clear()
    {
        show("");
    }
}
