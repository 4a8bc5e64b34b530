package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.SetDeclaration;
import porteira.set.Membership;
import porteira.set.PrefixSet;

/** The elements of a declaration, for ever. */
final class FixedSet implements Membership
{
    private static final int MAX_PARTS = 4;

    private final IntervalSet[][] rows;
    private final PrefixSet single;

    FixedSet(final SetDeclaration set)
    {
        final boolean isSingle = 1 == set.types().size();
        final List<Interval> values = new ArrayList<>();
        rows = isSingle ? new IntervalSet[0][] : new IntervalSet[set.elements().size()][];
        for (int i = 0; i < set.elements().size(); i++)
        {
            final List<Interval> key = set.elements().get(i).key();
            if (isSingle)
            {
                values.add(key.getFirst());
            }
            else
            {
                rows[i] = row(key);
            }
        }
        single = isSingle ? PrefixSet.of(IntervalSet.of(set.types().getFirst().bits(), values)) : null;
    }

    private static IntervalSet[] row(final List<Interval> key)
    {
        final IntervalSet[] row = new IntervalSet[MAX_PARTS];
        for (int part = 0; part < MAX_PARTS; part++)
        {
            row[part] = part < key.size() ?
                IntervalSet.of(Long.SIZE * 2, List.of(key.get(part))) : IntervalSet.of(Long.SIZE * 2, 0L);
        }
        return row;
    }

    @Override
    public boolean contains(final long hi, final long lo)
    {
        return single.contains(hi, lo);
    }

    @Override
    public boolean contains(
        final long hi0, final long lo0, final long hi1, final long lo1, final long hi2, final long lo2,
        final long hi3, final long lo3, final int parts)
    {
        if (1 == parts)
        {
            return contains(hi0, lo0);
        }
        for (final IntervalSet[] row : rows)
        {
            if (row[0].contains(hi0, lo0) && row[1].contains(hi1, lo1) && row[2].contains(hi2, lo2) &&
                row[3].contains(hi3, lo3))
            {
                return true;
            }
        }
        return false;
    }
}
