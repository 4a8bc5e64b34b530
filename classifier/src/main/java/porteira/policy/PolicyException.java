package porteira.policy;

import java.util.List;

/** A policy is refused; all that is wrong with it is listed, one problem a line, in the order of the file. */
public final class PolicyException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** At least one problem. */
    public PolicyException(final List<Problem> problems)
    {
        super(text(problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems of one run. */
    public List<Problem> problems()
    {
        return problems;
    }

    private static String text(final List<Problem> problems)
    {
        final StringBuilder text = new StringBuilder();
        for (final Problem problem : problems)
        {
            text.append(text.isEmpty() ? "" : "\n").append(problem);
        }
        return text.toString();
    }
}
