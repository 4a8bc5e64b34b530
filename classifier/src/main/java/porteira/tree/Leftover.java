package porteira.tree;

import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.set.Membership;
import porteira.set.PrefixSet;

/**
 * The conditions of a line that no key of a table covers, read from the frame as {@link FieldReader} says; without
 * those whose asking has consequences.
 */
final class Leftover
{
    private final Term[] terms;

    /** One condition: the fields that must be there, and either values of the first or a question. */
    private record Term(Field[] fields, Membership values, Query query, boolean negated)
    {
    }

    /** {@code large} keeps what large sets became, for other lines. */
    Leftover(final List<Condition> conditions, final Queries queries, final Map<IntervalSet, Membership> large)
    {
        terms = new Term[conditions.size()];
        for (int i = 0; i < terms.length; i++)
        {
            terms[i] = switch (conditions.get(i))
            {
                case Match match when !Queries.isWhole(match) -> new Term(
                    new Field[] { match.field() }, values(match.values(), large), null, match.negated());
                case Lookup lookup -> new Term(lookup.key().toArray(new Field[0]), null,
                    queries.of(new Lookup(lookup.key(), lookup.set(), false, "")), lookup.negated());
                default -> new Term(new Field[0], null, queries.of(conditions.get(i)), false);
            };
        }
    }

    private static Membership values(final IntervalSet set, final Map<IntervalSet, Membership> large)
    {
        return Conjunction.LARGE_SET < set.intervals().size() ? large.computeIfAbsent(set, PrefixSet::of) :
            set::contains;
    }

    /** True if the frame satisfies all of them. Allocates nothing. */
    boolean isSatisfied(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        for (final Term term : terms)
        {
            for (final Field field : term.fields)
            {
                if (!FieldReader.isPresent(field, frame, length, layout))
                {
                    return false;
                }
            }
            final boolean holds = null == term.values ?
                term.query.test(frame, length, layout, ingress, egress) :
                term.values.contains(
                    FieldReader.high(term.fields[0], frame, length, layout),
                    low(term.fields[0], frame, length, layout, ingress, egress, state));
            if (holds == term.negated)
            {
                return false;
            }
        }
        return true;
    }

    private static long low(
        final Field field,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        return Kind.CT_STATE == field.kind() ? state.connection(frame, length, layout, ingress) :
            FieldReader.low(field, frame, length, layout, ingress, egress);
    }
}
