package porteira.cli.demo;

import java.io.PrintStream;

/** One line on the terminal that says what is being done, and goes away; nothing elsewhere. Any thread. */
final class Progress
{
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream terminal;
    private final boolean visible;
    private int done;

    /**
     * Progress that nobody has seen yet.
     *
     * @param visible whether somebody looks
     */
    Progress(final PrintStream terminal, final boolean visible)
    {
        this.terminal = terminal;
        this.visible = visible;
    }

    /** Replace the line. */
    synchronized void show(final String text)
    {
        if (visible)
        {
            terminal.print(ERASE + text);
            terminal.flush();
        }
    }

    /** One more of {@code total} is done. */
    synchronized void step(final String what, final int total)
    {
        done++;
        show(what + ": " + done + " of " + total + " done");
    }

    /** Take the line away. */
    void clear()
    {
        show("");
    }
}
