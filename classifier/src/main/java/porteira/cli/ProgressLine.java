package porteira.cli;

import java.io.PrintWriter;

/** One line on a terminal that overwrites itself; nothing where standard error or output is not a terminal. */
final class ProgressLine
{
    private static final long INTERVAL_NS = 100_000_000;
    private static final int WIDTH_MAX = 100;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean isTerminal = null != System.console() && System.console().isTerminal();
    private long shownAt = Long.MIN_VALUE;
    private boolean isShown;

    ProgressLine(final PrintWriter err)
    {
        this.err = err;
    }

    /** Show how far things are, at most ten times a second. */
    void show(final String text)
    {
        final long now = System.nanoTime();
        if (isTerminal && (Long.MIN_VALUE == shownAt || now - shownAt >= INTERVAL_NS))
        {
            shownAt = now;
            isShown = true;
            err.print(ERASE + (text.length() > WIDTH_MAX ? text.substring(0, WIDTH_MAX) : text));
            err.flush();
        }
    }

    /** A line that stays. */
    void message(final String text)
    {
        clear();
        err.println("porteira: " + text);
        err.flush();
    }

    /** Wipe the line. */
    void clear()
    {
        if (isShown)
        {
            isShown = false;
            err.print(ERASE);
            err.flush();
        }
    }
}
