package porteira.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import porteira.policy.Action;
import porteira.policy.Verdict;

/** Leaves by what happens on the way to them. */
final class LeafTable
{
    private record Key(Verdict verdict, List<Effect> effects)
    {
    }

    private final Map<Key, Integer> indices = new HashMap<>();
    private final List<Leaf> leaves = new ArrayList<>();

    /** Index of the leaf, a new one if there is none yet. */
    int intern(final Verdict verdict, final List<Effect> effects)
    {
        final Integer known = indices.putIfAbsent(new Key(verdict, effects), leaves.size());
        if (null == known)
        {
            leaves.add(leaf(verdict, effects));
            return leaves.size() - 1;
        }
        return known;
    }

    /** Index of the leaf, or -1. */
    int find(final Verdict verdict, final List<Effect> effects)
    {
        return indices.getOrDefault(new Key(verdict, effects), -1);
    }

    List<Leaf> leaves()
    {
        return List.copyOf(leaves);
    }

    private static Leaf leaf(final Verdict verdict, final List<Effect> effects)
    {
        final List<Integer> counted = new ArrayList<>();
        final List<Action> actions = new ArrayList<>();
        for (final Effect effect : effects)
        {
            switch (effect)
            {
                case Effect.Counted count -> counted.add(count.rule());
                case Effect.Done done -> actions.add(done.action());
            }
        }
        return new Leaf(verdict, counted.getLast(), counted, actions);
    }
}
