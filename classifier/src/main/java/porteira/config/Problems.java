package porteira.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once. */
final class Problems
{
    private final List<Problem> list = new ArrayList<>();

    void add(final String file, final int line, final int column, final String message)
    {
        list.add(new Problem(file, line, column, message));
    }

    boolean isEmpty()
    {
        return list.isEmpty();
    }

    List<Problem> list()
    {
        return List.copyOf(list);
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
