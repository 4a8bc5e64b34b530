package porteira.problem;

/**
 * One thing that is wrong with a file.
 *
 * @param file    as the operator named it.
 * @param line    1-based; 0 where the file as a whole is meant.
 * @param column  1-based; 0 where the line as a whole is meant.
 * @param message {@code key=value: limit ...} or a sentence that says what to do.
 */
public record Problem(String file, int line, int column, String message)
{
    /** Letters of a message; what a file holds may be quoted in it. */
    private static final int LONGEST = 1_000;

    /** Cuts what is longer than anybody reads. */
    public Problem
    {
        message = LONGEST >= message.length() ? message : message.substring(0, LONGEST - 1) + "…";
    }

    /** As compilers print it: {@code file:line:column: message}, without the parts that are 0. */
    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder(file);
        if (line > 0)
        {
            text.append(':').append(line);
            if (column > 0)
            {
                text.append(':').append(column);
            }
        }
        return text.append(": ").append(message).toString();
    }
}
