package porteira.tree;

import java.util.HashMap;
import java.util.Map;
import porteira.policy.Condition;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.SetDeclaration;
import porteira.policy.U32;
import porteira.set.Membership;

/** The questions of one policy that are asked as a whole, each bound once. */
final class Queries
{
    private final SetBinding binding;
    private final Map<Condition, Query> queries = new HashMap<>();
    private final Map<SetDeclaration, Membership> sets = new HashMap<>();

    Queries(final SetBinding binding)
    {
        this.binding = binding;
    }

    /** True if a diagram asks the condition as a whole, and not the value of one field. */
    static boolean isWhole(final Condition condition)
    {
        return condition instanceof Lookup || condition instanceof U32 ||
            condition instanceof Match match && match.field().kind().isRaw();
    }

    /** The question behind a condition; of a {@link Lookup} without its negation. */
    Query of(final Condition condition)
    {
        return queries.computeIfAbsent(condition, this::bind);
    }

    /** What stands behind a set. */
    Membership membership(final SetDeclaration set)
    {
        return sets.computeIfAbsent(set, binding::bind);
    }

    private Query bind(final Condition condition)
    {
        return switch (condition)
        {
            case Lookup lookup -> new LookupQuery(lookup.key(), membership(lookup.set()));
            case U32 u32 -> new U32Query(u32);
            case Match match -> new MatchQuery(match);
            default -> throw new IllegalArgumentException("not asked as a whole: " + condition);
        };
    }
}
