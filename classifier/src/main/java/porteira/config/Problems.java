package porteira.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once. */
final class Problems
{
    private final List<Problem> list = new ArrayList<>();

    void add(final Problem problem)
    {
        list.add(problem);
    }

    void addAll(final List<Problem> problems)
    {
        list.addAll(problems);
    }

    /** Refuses if anything was reported; file order, so that the operator reads from top to bottom. */
    void throwIfAny()
    {
        if (!list.isEmpty())
        {
            list.sort(Comparator.comparing(Problem::file).thenComparing(Problem::line).thenComparing(Problem::column));
            throw new ConfigException(list);
        }
    }
}
