package porteira.control;

import java.util.List;

/**
 * What a gateway answers.
 *
 * @param exit  the client's exit code
 * @param lines for people or programs; what went wrong where {@code exit} is not 0
 */
public record Reply(int exit, List<String> lines)
{
    /** Takes a copy. */
    public Reply
    {
        lines = List.copyOf(lines);
    }

    /** It was done. */
    public static Reply ok(final List<String> lines)
    {
        return new Reply(0, lines);
    }
}
