package porteira.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Lookup;
import porteira.policy.UInt128;
import porteira.set.Membership;
import porteira.set.PrefixSet;

/** Turns a diagram into steps: 128-bit questions become two of 64 bits, long ones a tree of shorter ones. */
final class Lowering
{
    /** Answers of one step. */
    static final int MAX_ANSWERS = 96;

    private final Map<Diagram.Node, Step> lowered = new IdentityHashMap<>();
    private final Map<Object, Integer> indices = new HashMap<>();
    private final List<Object> constants = new ArrayList<>();
    private final Queries queries;

    Lowering(final Queries queries)
    {
        this.queries = queries;
    }

    Step lower(final Diagram.Node node)
    {
        final Step known = lowered.get(node);
        if (null != known)
        {
            return known;
        }
        final Step step = switch (node)
        {
            case Diagram.End end -> new Step.Exit(end.leaf());
            case Diagram.Decision decision -> lower(decision);
        };
        lowered.put(node, step);
        return step;
    }

    /** What steps ask, by index: each a {@link Membership} or a {@link Query}. */
    List<Object> constants()
    {
        return List.copyOf(constants);
    }

    private Step lower(final Diagram.Decision decision)
    {
        final List<Step> children = new ArrayList<>(decision.children().size());
        decision.children().forEach((child) -> children.add(lower(child)));
        return switch (decision.variable())
        {
            case Variable.Value(Field field) when Long.SIZE < field.bits() -> halves(field, decision, children);
            case Variable.Value(Field field) -> test(field, Step.Part.WHOLE, 0, decision, children);
            case Variable.Member(Field field, IntervalSet set) ->
                test(field, Step.Part.MEMBER, constant(set, () -> PrefixSet.of(set)), decision, children);
            case Variable.Whole(Lookup lookup) when 1 == lookup.key().size() -> test(
                lookup.key().getFirst(), Step.Part.MEMBER,
                constant(lookup.set(), () -> queries.membership(lookup.set())), decision, children);
            case Variable.Whole(Condition condition) -> test(
                null, Step.Part.WHOLE_CONDITION,
                constant(condition, () -> queries.of(condition)), decision, children);
            case Variable.Asked(Ask ask, int occurrence) -> new Step.Test(
                new Step.Source(null, Step.Part.ASKED, ask.index()), lows(decision), List.copyOf(children));
        };
    }

    private static Step test(
        final Field field,
        final Step.Part part,
        final int index,
        final Diagram.Decision decision,
        final List<Step> children)
    {
        return test(new Step.Source(field, part, index), lows(decision), children);
    }

    private int constant(final Object key, final Supplier<Object> constant)
    {
        return indices.computeIfAbsent(key, (unknown) ->
        {
            constants.add(constant.get());
            return constants.size() - 1;
        });
    }

    private static List<Long> lows(final Diagram.Decision decision)
    {
        final List<Long> starts = new ArrayList<>(decision.starts().size());
        decision.starts().forEach((start) -> starts.add(start.lo()));
        return starts;
    }

    /** The upper half first; the lower one only where the upper one leaves it open. */
    private static Step halves(final Field field, final Diagram.Decision decision, final List<Step> children)
    {
        final TreeSet<Long> cuts = new TreeSet<>(Long::compareUnsigned);
        for (final UInt128 start : decision.starts())
        {
            cuts.add(start.hi());
            if (0 != start.lo() && -1L != start.hi())
            {
                cuts.add(start.hi() + 1);
            }
        }
        final List<Long> starts = new ArrayList<>();
        final List<Step> steps = new ArrayList<>();
        for (final long hi : cuts)
        {
            final Step step = low(field, decision, children, hi);
            if (steps.isEmpty() || steps.getLast() != step)
            {
                starts.add(hi);
                steps.add(step);
            }
        }
        return test(new Step.Source(field, Step.Part.HIGH, 0), starts, steps);
    }

    private static Step low(
        final Field field, final Diagram.Decision decision, final List<Step> children, final long hi)
    {
        int index = decision.childIndex(hi, 0);
        final List<Long> starts = new ArrayList<>();
        final List<Step> steps = new ArrayList<>();
        starts.add(0L);
        steps.add(children.get(index));
        while (++index < children.size() && decision.starts().get(index).hi() == hi)
        {
            starts.add(decision.starts().get(index).lo());
            steps.add(children.get(index));
        }
        return test(new Step.Source(field, Step.Part.LOW, 0), starts, steps);
    }

    private static Step test(final Step.Source source, final List<Long> starts, final List<Step> children)
    {
        if (1 == children.size())
        {
            return children.getFirst();
        }
        if (MAX_ANSWERS >= children.size())
        {
            return new Step.Test(source, List.copyOf(starts), List.copyOf(children));
        }
        final int size = Math.ceilDiv(children.size(), MAX_ANSWERS);
        final List<Long> chunkStarts = new ArrayList<>();
        final List<Step> chunks = new ArrayList<>();
        for (int from = 0; from < children.size(); from += size)
        {
            final int to = Math.min(children.size(), from + size);
            chunkStarts.add(starts.get(from));
            chunks.add(test(source, starts.subList(from, to), children.subList(from, to)));
        }
        return new Step.Test(source, List.copyOf(chunkStarts), List.copyOf(chunks));
    }
}
