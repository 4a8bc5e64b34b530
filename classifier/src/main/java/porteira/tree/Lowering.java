package porteira.tree;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.UInt128;

/** Turns a diagram into steps: 128-bit questions become two of 64 bits, long ones a tree of shorter ones. */
final class Lowering
{
    /** Answers of one step. */
    static final int MAX_ANSWERS = 96;

    private final Map<Diagram.Node, Step> lowered = new IdentityHashMap<>();
    private final Map<IntervalSet, Integer> sets = new LinkedHashMap<>();

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

    /** Sets that steps ask about, by index. */
    List<IntervalSet> sets()
    {
        return List.copyOf(sets.keySet());
    }

    private Step lower(final Diagram.Decision decision)
    {
        final Variable variable = decision.variable();
        final List<Step> children = new ArrayList<>(decision.children().size());
        decision.children().forEach((child) -> children.add(lower(child)));
        if (null != variable.set())
        {
            final int index = sets.computeIfAbsent(variable.set(), (set) -> sets.size());
            return test(new Step.Source(variable.field(), Step.Part.MEMBER, index), lows(decision), children);
        }
        if (Long.SIZE >= variable.bits())
        {
            return test(new Step.Source(variable.field(), Step.Part.WHOLE, 0), lows(decision), children);
        }
        return halves(variable.field(), decision, children);
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
