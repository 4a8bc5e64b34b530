package porteira.problem;

import java.util.List;
import java.util.stream.Collectors;

/** A policy, configuration or profile is refused as a whole; its message has one line per problem. */
public final class RefusedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** Not serialised: an exception of start-up that never leaves the process. */
    private final transient List<Problem> problems;

    /**
     * All problems of one run.
     *
     * @param problems at least one, in the order in which they are to be shown
     */
    public RefusedException(final List<Problem> problems)
    {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order in which they are to be shown. */
    public List<Problem> problems()
    {
        return problems;
    }
}
