package porteira.policy.iptables;

import porteira.problem.Problems;

import java.util.HashSet;
import java.util.Set;

/** Problems of rules, told where the words stand; what follows from the first problem of a word is left out. */
final class RuleProblems
{
    private final Problems problems;
    private final Set<Word> places = new HashSet<>();

    RuleProblems(final Problems problems)
    {
        this.problems = problems;
    }

    void report(final Word at, final String message)
    {
        if (places.add(new Word("", false, at.file(), at.line(), at.column())))
        {
            problems.report(at.file(), at.line(), at.column(), message);
        }
    }
}
