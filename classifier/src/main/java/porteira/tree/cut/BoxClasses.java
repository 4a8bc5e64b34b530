package porteira.tree.cut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Different sets of boxes, each a bit set, in the order in which they were met. */
final class BoxClasses
{
    /** Classes that a table can name. */
    static final int MOST = 1 << Character.SIZE;

    private final Map<Key, Character> indices = new HashMap<>();
    private final List<long[]> sets = new ArrayList<>();

    /** Equal where the boxes are. */
    private record Key(long[] boxes)
    {
        @Override
        public boolean equals(final Object other)
        {
            return other instanceof Key key && Arrays.equals(boxes, key.boxes);
        }

        @Override
        public int hashCode()
        {
            return Arrays.hashCode(boxes);
        }
    }

    /** Index of a set, which is copied where it is new; {@link #MOST} where there is no room for it. */
    int intern(final long[] boxes)
    {
        final Character known = indices.get(new Key(boxes));
        if (null != known)
        {
            return known;
        }
        if (MOST == sets.size())
        {
            return MOST;
        }
        final long[] copy = boxes.clone();
        indices.put(new Key(copy), (char)sets.size());
        sets.add(copy);
        return sets.size() - 1;
    }

    int size()
    {
        return sets.size();
    }

    long[] get(final int index)
    {
        return sets.get(index);
    }
}
