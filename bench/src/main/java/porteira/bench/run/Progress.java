package porteira.bench.run;

import java.io.Console;

/** One line on a terminal that says what is being measured now; silent in a pipe. */
public final class Progress implements AutoCloseable
{
    private static final int WIDTH = 78;

    private final boolean isShown;

    /** Shown where standard error is a terminal. */
    public Progress()
    {
        final Console console = System.console();
        isShown = null != console && console.isTerminal();
    }

    /** What happens now. */
    public void step(final String what, final int round, final int rounds)
    {
        show(what + ", round " + round + " of " + rounds);
    }

    @Override
    public void close()
    {
        show("");
    }

    private void show(final String text)
    {
        if (isShown)
        {
            final String line = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
            System.err.print("\r" + line + " ".repeat(WIDTH - line.length()) + "\r");
        }
    }
}
