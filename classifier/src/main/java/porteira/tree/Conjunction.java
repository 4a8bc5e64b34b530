package porteira.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import porteira.policy.Ask;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.U32;
import porteira.policy.UInt128;

/** The matches of one line as one set for each variable, gates included. */
final class Conjunction
{
    /** More intervals than this in one match and the set becomes one question of its own. */
    static final int LARGE_SET = 64;

    private static final IntervalSet NO = IntervalSet.of(1, 0);
    private static final IntervalSet YES = IntervalSet.of(1, 1);

    private final Map<Variable, IntervalSet> wanted = new HashMap<>();
    private boolean isPossible = true;

    Conjunction(final List<Premise> premises)
    {
        for (final Premise premise : premises)
        {
            switch (premise.condition())
            {
                case Match match when match.field().kind().isRaw() ->
                {
                    Gates.forPacket(match.field().layer(), this::add);
                    restrict(new Variable.Whole(match), YES);
                }
                case Match match when LARGE_SET < match.values().intervals().size() -> addLarge(match);
                case Match match -> add(match.field(), match.satisfying());
                case Lookup lookup -> addLookup(lookup);
                case U32 u32 ->
                {
                    Gates.forPacket(u32.layer(), this::add);
                    add(new Field(u32.layer(), Kind.NETWORK), IntervalSet.of(Kind.NETWORK.bits(), u32.family()));
                    restrict(new Variable.Whole(u32), YES);
                }
                case Ask ask -> restrict(new Variable.Asked(ask, premise.occurrence()), YES);
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
        restrict(new Variable.Member(match.field(), match.values()), match.negated() ? NO : YES);
        // The zero value is only out of reach where the set leaves it out.
        final boolean hasZero = match.values().contains(UInt128.ZERO) != match.negated();
        final int bits = match.field().bits();
        Gates.forEach(match.field(), hasZero ? IntervalSet.full(bits) : IntervalSet.of(bits, 1), this::add,
            this::hint);
    }

    private void addLookup(final Lookup lookup)
    {
        for (final Field field : lookup.key())
        {
            Gates.forEach(field, IntervalSet.full(field.bits()), this::add, this::hint);
        }
        restrict(new Variable.Whole(new Lookup(lookup.key(), lookup.set(), false, "")), lookup.negated() ? NO : YES);
    }

    private void add(final Field field, final IntervalSet values)
    {
        restrict(new Variable.Value(field), values);
        Gates.forEach(field, values, this::add, this::hint);
    }

    private void hint(final Field field, final IntervalSet values)
    {
        restrict(new Variable.Value(field), values);
    }

    private void restrict(final Variable variable, final IntervalSet values)
    {
        final IntervalSet narrowed = wanted.containsKey(variable) ?
            wanted.get(variable).intersect(values) : values;
        isPossible &= !narrowed.isEmpty();
        wanted.put(variable, narrowed);
    }
}
