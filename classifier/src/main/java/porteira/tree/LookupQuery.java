package porteira.tree;

import java.util.List;
import org.agrona.DirectBuffer;
import porteira.policy.Field;
import porteira.set.Membership;

/** Reads up to four fields and asks whether together they are an element. */
final class LookupQuery implements Query
{
    /** Fields of a concatenation. */
    static final int MAX_FIELDS = 4;

    private final Field[] key;
    private final Membership set;

    LookupQuery(final List<Field> key, final Membership set)
    {
        this.key = key.toArray(new Field[0]);
        this.set = set;
    }

    @Override
    public boolean test(
        final DirectBuffer frame, final int length, final long layout, final int ingress, final int egress)
    {
        for (final Field field : key)
        {
            if (!FieldReader.isPresent(field, frame, length, layout))
            {
                return false;
            }
        }
        return set.contains(
            high(0, frame, length, layout), low(0, frame, length, layout, ingress, egress),
            high(1, frame, length, layout), low(1, frame, length, layout, ingress, egress),
            high(2, frame, length, layout), low(2, frame, length, layout, ingress, egress),
            high(3, frame, length, layout), low(3, frame, length, layout, ingress, egress), key.length);
    }

    private long high(final int part, final DirectBuffer frame, final int length, final long layout)
    {
        return part < key.length ? FieldReader.high(key[part], frame, length, layout) : 0;
    }

    private long low(
        final int part,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress)
    {
        return part < key.length ? FieldReader.low(key[part], frame, length, layout, ingress, egress) : 0;
    }
}
