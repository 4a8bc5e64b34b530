package porteira.policy;

/**
 * One thing wrong with a policy.
 *
 * @param file    as the user named it
 * @param line    from 1
 * @param column  from 1
 * @param message what was found, what was expected, what to do
 */
public record Problem(String file, int line, int column, String message)
{
    /** {@code file:line:column: message}. */
    @Override
    public String toString()
    {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
