package porteira.tree;

import org.agrona.DirectBuffer;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Match;

/** A whole match as one question, for fields whose presence is not known from the layout alone. */
final class MatchQuery implements Query
{
    private final Field field;
    private final IntervalSet values;
    private final boolean negated;

    MatchQuery(final Match match)
    {
        field = match.field();
        values = match.values();
        negated = match.negated();
    }

    @Override
    public boolean test(
        final DirectBuffer frame, final int length, final long layout, final int ingress, final int egress)
    {
        return FieldReader.isPresent(field, frame, length, layout) && negated != values.contains(
            FieldReader.high(field, frame, length, layout),
            FieldReader.low(field, frame, length, layout, ingress, egress));
    }
}
