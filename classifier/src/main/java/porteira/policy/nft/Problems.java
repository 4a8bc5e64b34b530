package porteira.policy.nft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import porteira.policy.PolicyException;
import porteira.policy.Problem;

/** Collects what is wrong, so that one run reports everything. */
final class Problems
{
    /** More than this and the file is not a policy. */
    static final int LIMIT = 200;

    private final List<Problem> found = new ArrayList<>();
    private final Set<Problem> known = new HashSet<>();
    private final Map<String, Integer> fileOrder = new HashMap<>();

    void report(final Token at, final String message)
    {
        report(at.getInputStream().getSourceName(), at.getLine(), at.getCharPositionInLine() + 1, message);
    }

    void report(final String file, final int line, final int column, final String message)
    {
        fileOrder.putIfAbsent(file, fileOrder.size());
        final Problem problem = new Problem(file, line, column, message);
        if (LIMIT > found.size() && known.add(problem))
        {
            found.add(problem);
        }
    }

    /** A file that is read; problems are listed in the order of these calls. */
    void opened(final String file)
    {
        fileOrder.putIfAbsent(file, fileOrder.size());
    }

    int count()
    {
        return found.size();
    }

    /** Throws all that was found, in the order of the files and their lines. */
    void throwIfAny()
    {
        if (!found.isEmpty())
        {
            found.sort(Comparator.<Problem>comparingInt((p) -> fileOrder.get(p.file()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column));
            throw new PolicyException(found);
        }
    }
}
