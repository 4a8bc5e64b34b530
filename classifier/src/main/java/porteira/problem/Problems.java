package porteira.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what is wrong, so that one run tells everything. */
public class Problems
{
    /** More than this and the file is not what it is taken for. */
    public static final int LIMIT = 200;

    private final Set<Problem> found = new LinkedHashSet<>();
    private final Map<String, Integer> fileOrder = new HashMap<>();

    /** A collection that is empty. */
    public Problems()
    {
    }

    /** A file that is read; problems are listed in the order of these calls. */
    public final void opened(final String file)
    {
        fileOrder.putIfAbsent(file, fileOrder.size());
    }

    /** One more, unless it is known or {@link #LIMIT} is reached. */
    public final void add(final Problem problem)
    {
        opened(problem.file());
        if (LIMIT > found.size())
        {
            found.add(problem);
        }
    }

    /** Several more. */
    public final void addAll(final List<Problem> problems)
    {
        problems.forEach(this::add);
    }

    /** One more, in the parts of a {@link Problem}. */
    public final void report(final String file, final int line, final int column, final String message)
    {
        add(new Problem(file, line, column, message));
    }

    /** How many were found. */
    public final int count()
    {
        return found.size();
    }

    /** All of them in the order of the files, and of lines and columns within a file. */
    public final List<Problem> list()
    {
        final List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.<Problem>comparingInt((problem) -> fileOrder.get(problem.file()))
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column));
        return sorted;
    }

    /** Refuses if anything was found. */
    public final void throwIfAny()
    {
        if (!found.isEmpty())
        {
            throw new RefusedException(list());
        }
    }
}
