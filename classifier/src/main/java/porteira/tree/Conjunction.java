package porteira.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Match;
import porteira.policy.UInt128;

/** The matches of one line as one set for each variable, gates included. */
final class Conjunction
{
    /** More intervals than this in one match and the set becomes one question of its own. */
    static final int LARGE_SET = 64;

    private static final int ANSWER_BITS = 1;

    private final Map<Variable, IntervalSet> wanted = new HashMap<>();
    private boolean isPossible = true;

    Conjunction(final List<Match> matches)
    {
        for (final Match match : matches)
        {
            if (LARGE_SET < match.values().intervals().size())
            {
                addLarge(match);
            }
            else
            {
                add(match.field(), match.satisfying());
            }
        }
    }

    /** False if no frame can satisfy it. */
    boolean isPossible()
    {
        return isPossible;
    }

    /** The values that a variable must have. */
    IntervalSet wanted(final Variable variable)
    {
        return wanted.get(variable);
    }

    /** Variables that may not have just any value, in order. */
    List<Variable> variables()
    {
        final List<Variable> variables = new ArrayList<>();
        wanted.forEach((variable, values) ->
        {
            if (!values.isFull())
            {
                variables.add(variable);
            }
        });
        variables.sort(Variable.ORDER);
        return variables;
    }

    private void addLarge(final Match match)
    {
        restrict(new Variable(match.field(), match.values()), IntervalSet.of(ANSWER_BITS, match.negated() ? 0 : 1));
        // The zero value is only out of reach where the set leaves it out.
        final boolean hasZero = match.values().contains(UInt128.ZERO) != match.negated();
        final int bits = match.field().kind().bits();
        Gates.forEach(match.field(), hasZero ? IntervalSet.full(bits) : IntervalSet.of(bits, 1), this::add,
            this::hint);
    }

    private void add(final Field field, final IntervalSet values)
    {
        restrict(new Variable(field, null), values);
        Gates.forEach(field, values, this::add, this::hint);
    }

    private void hint(final Field field, final IntervalSet values)
    {
        restrict(new Variable(field, null), values);
    }

    private void restrict(final Variable variable, final IntervalSet values)
    {
        final IntervalSet narrowed = wanted.containsKey(variable) ?
            wanted.get(variable).intersect(values) : values;
        isPossible &= !narrowed.isEmpty();
        wanted.put(variable, narrowed);
    }
}
