package porteira.tree;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.UInt128;

/** What each rule of a policy contributes. Indices are those of {@link CompiledPolicy#rules}. */
public final class RuleUse
{
    /** Pairs of places that are compared before two policies count as different. */
    private static final int PAIRS = 200_000;

    private final CompiledPolicy policy;
    private final Reach reach;
    private final List<FlatRule> lines;
    private final Map<Integer, List<Integer>> linesOf = new HashMap<>();
    private final BitSet counted = new BitSet();
    private final PairCover pairs;

    /**
     * Rules of a policy. Where it has no diagram they are compared two by two, with as many in front of them as time
     * allows, see {@link #compared}: a rule counts as matched unless a single other one takes all its frames.
     *
     * @param reach of the same policy; null if it has none
     */
    public RuleUse(final CompiledPolicy policy, final Reach reach)
    {
        this.policy = policy;
        this.reach = reach;
        this.lines = Flattener.flatten(policy.policy());
        for (int line = 0; line < lines.size(); line++)
        {
            for (final Effect effect : lines.get(line).effects())
            {
                if (effect instanceof Effect.Counted one)
                {
                    linesOf.computeIfAbsent(one.rule(), (rule) -> new ArrayList<>()).add(line);
                }
            }
        }
        pairs = null == reach ? new PairCover(lines) : null;
        if (null == reach)
        {
            linesOf.forEach((rule, own) -> counted.set(rule, own.stream().anyMatch(
                (line) -> PairCover.OPEN == pairs.of(line))));
        }
        else
        {
            reach.leaves((field) -> null).forEach(
                (leaf) -> policy.leaves().get(leaf).counted().forEach(counted::set));
        }
    }

    /** Rules that were compared with all in front of them: all but where there are too many, and no diagram. */
    public int compared()
    {
        if (null == pairs || lines.size() == pairs.compared())
        {
            return policy.rules().size();
        }
        int first = policy.rules().size();
        for (final Map.Entry<Integer, List<Integer>> entry : linesOf.entrySet())
        {
            first = entry.getValue().getLast() < pairs.compared() ? first : Math.min(first, entry.getKey());
        }
        return first;
    }

    /** True if some walk comes to the rule's place, whether or not it matches there. */
    public boolean isTried(final int rule)
    {
        return linesOf.containsKey(rule);
    }

    /** True if some frame matches it. */
    public boolean isMatched(final int rule)
    {
        return counted.get(rule);
    }

    /** True if the rule contradicts itself. */
    public boolean isImpossible(final int rule)
    {
        final Readings readings = Readings.of(policy.rules().get(rule));
        return readings.all().stream().noneMatch((reading) ->
        {
            final List<RulePart> parts = new ArrayList<>(readings.before());
            parts.addAll(reading);
            return isPossible(parts);
        });
    }

    /** Two conditions of a rule that contradict each other; empty where it takes more than two, or none do. */
    public List<Condition> contradiction(final int rule)
    {
        final Readings readings = Readings.of(policy.rules().get(rule));
        final List<RulePart> parts = new ArrayList<>(readings.before());
        parts.addAll(readings.all().getFirst());
        for (int i = 0; i < parts.size(); i++)
        {
            for (int j = i; j < parts.size(); j++)
            {
                if (!isPossible(List.of(parts.get(i), parts.get(j))))
                {
                    return List.of((Condition)parts.get(i), (Condition)parts.get(j));
                }
            }
        }
        return List.of();
    }

    /** True if no frame that comes to the rule's chain can satisfy the rule. */
    public boolean isExcluded(final int rule)
    {
        return linesOf.get(rule).stream().noneMatch((line) -> new Conjunction(lines.get(line).premises()).isPossible());
    }

    /** Rules that together take every frame that an unmatched rule would match, in the order of a walk. */
    public List<Integer> coverers(final int rule)
    {
        final TreeMap<Integer, Integer> coverers = new TreeMap<>();
        for (final int line : linesOf.get(rule))
        {
            if (null != pairs)
            {
                if (0 <= pairs.of(line))
                {
                    coverers.put(pairs.of(line), PairCover.counted(lines.get(pairs.of(line))));
                }
                continue;
            }
            final Conjunction conjunction = new Conjunction(lines.get(line).premises());
            if (!conjunction.isPossible())
            {
                continue;
            }
            for (final int leaf : reach.leaves(conjunction))
            {
                int last = -1;
                int lastLine = -1;
                for (final int other : policy.leaves().get(leaf).counted())
                {
                    final int at = linesOf.get(other).getFirst();
                    if (at < line && isLeaving(policy.rules().get(other)))
                    {
                        last = other;
                        lastLine = at;
                    }
                }
                if (0 <= last)
                {
                    coverers.put(lastLine, last);
                }
            }
        }
        return List.copyOf(coverers.values());
    }

    /**
     * True if every frame would meet the same verdict and actions without the rule. Only asked of rules that decide by
     * the frame alone; false for all others, for rules without a condition, which say aloud how a chain ends, and where
     * the comparison would take too long or there is no diagram.
     */
    public boolean isRedundant(final int rule)
    {
        if (null == reach || !isMatched(rule) || !isPlain(policy.rules().get(rule)))
        {
            return false;
        }
        final List<FlatRule> without = new ArrayList<>(lines);
        for (final int line : linesOf.get(rule))
        {
            without.set(line, new FlatRule(lines.get(line).premises(), List.of(), null, line + 1));
        }
        try
        {
            final DiagramBuilder builder =
                new DiagramBuilder(without, policy.diagram().queries(), 2 * reach.size() + 1_000);
            final Diagram other = builder.build();
            return new Comparison(policy.leaves(), builder.leaves().leaves()).isSame(
                policy.diagram().root(), other.root());
        }
        catch (final TooLargeException exception)
        {
            return false;
        }
    }

    private static boolean isPlain(final Rule rule)
    {
        return rule.parts().getLast() instanceof RulePart.Decide &&
            rule.parts().stream().anyMatch(Condition.class::isInstance) && rule.parts().stream().allMatch((part) ->
            part instanceof RulePart.Decide || part instanceof RulePart.Count ||
            part instanceof Condition && !(part instanceof Ask));
    }

    private static boolean isLeaving(final Rule rule)
    {
        return switch (rule.parts().isEmpty() ? null : rule.parts().getLast())
        {
            case RulePart.Decide decide -> true;
            case RulePart.Return back -> true;
            case RulePart.Jump jump -> jump.isGoto();
            case RulePart.Choose choose -> true;
            case null, default -> false;
        };
    }

    private static boolean isPossible(final List<RulePart> parts)
    {
        return new Conjunction(parts.stream()
            .filter(Condition.class::isInstance)
            .map((part) -> new Premise((Condition)part, 0)).toList()).isPossible();
    }

    /** Walks two diagrams side by side. */
    private static final class Comparison
    {
        private record Pair(Diagram.Node first, Diagram.Node second)
        {
        }

        private final List<Leaf> firstLeaves;
        private final List<Leaf> secondLeaves;
        private final Set<Pair> same = new HashSet<>();

        private Comparison(final List<Leaf> firstLeaves, final List<Leaf> secondLeaves)
        {
            this.firstLeaves = firstLeaves;
            this.secondLeaves = secondLeaves;
        }

        private boolean isSame(final Diagram.Node first, final Diagram.Node second)
        {
            if (first instanceof Diagram.End one && second instanceof Diagram.End other)
            {
                final Leaf oneLeaf = firstLeaves.get(one.leaf());
                final Leaf otherLeaf = secondLeaves.get(other.leaf());
                return oneLeaf.verdict() == otherLeaf.verdict() && oneLeaf.actions().equals(otherLeaf.actions());
            }
            if (PAIRS < same.size() || !same.add(new Pair(first, second)))
            {
                return PAIRS >= same.size();
            }
            final Variable variable = first(first, second);
            if (null == variable)
            {
                return false;
            }
            final Set<UInt128> starts = new HashSet<>();
            starts.addAll(starts(first, variable));
            starts.addAll(starts(second, variable));
            return starts.stream().allMatch((start) ->
                isSame(child(first, variable, start), child(second, variable, start)));
        }

        /** The question that is asked first; null where two have equal right to be. */
        private static Variable first(final Diagram.Node first, final Diagram.Node second)
        {
            final Variable one = first instanceof Diagram.Decision decision ? decision.variable() : null;
            final Variable other = second instanceof Diagram.Decision decision ? decision.variable() : null;
            if (null == one || null == other)
            {
                return null == one ? other : one;
            }
            final int order = Variable.ORDER.compare(one, other);
            return one.equals(other) || 0 > order ? one : 0 < order ? other : null;
        }

        private static List<UInt128> starts(final Diagram.Node node, final Variable variable)
        {
            return node instanceof Diagram.Decision decision && decision.variable().equals(variable) ?
                decision.starts() : List.of();
        }

        private static Diagram.Node child(final Diagram.Node node, final Variable variable, final UInt128 value)
        {
            return node instanceof Diagram.Decision decision && decision.variable().equals(variable) ?
                decision.children().get(decision.childIndex(value.hi(), value.lo())) : node;
        }
    }
}
