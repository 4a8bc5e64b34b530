package porteira.tree;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import porteira.policy.Ask;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.UInt128;

/**
 * Where frames of which only some fields are known can end. Exact but for what fields say of each other: a diagram does
 * not know that a frame without IP has no IP addresses, unless a rule made it ask.
 */
public final class Reach
{
    private final Diagram diagram;
    private final State assumed;

    private Reach(final Diagram diagram, final State assumed)
    {
        this.diagram = diagram;
        this.assumed = assumed;
    }

    /** The ends of a policy; null where it is too large to be a diagram. */
    public static Reach of(final CompiledPolicy policy)
    {
        return null == policy.diagram() ? null : new Reach(policy.diagram(), policy.assumedState());
    }

    /** Questions that the policy asks, of all frames together. */
    public int size()
    {
        return diagram.all().size();
    }

    /** Values of a field that the policy tells apart somewhere, ascending, from 0 to the largest; one if none. */
    public List<Interval> parts(final Field field)
    {
        final TreeSet<UInt128> starts = new TreeSet<>(List.of(UInt128.ZERO));
        for (final Diagram.Decision decision : diagram.all())
        {
            if (new Variable.Value(field).equals(decision.variable()))
            {
                starts.addAll(decision.starts());
            }
        }
        final List<Interval> parts = new ArrayList<>();
        for (final UInt128 start : starts)
        {
            final UInt128 next = starts.higher(start);
            parts.add(new Interval(start, null == next ? UInt128.max(field.bits()) : next.previous()));
        }
        return parts;
    }

    /**
     * Indices of the leaves that some frame comes to.
     *
     * @param known what a field may be; null for anything
     */
    public Set<Integer> leaves(final Function<Field, IntervalSet> known)
    {
        return leaves((variable, decision) -> open(variable, decision, known));
    }

    Set<Integer> leaves(final Conjunction conjunction)
    {
        return leaves((variable, decision) -> children(decision, conjunction.wanted(variable)));
    }

    /**
     * Index of the leaf of an everyday frame: where a field is not known it has one of the values that most values are
     * treated like, it is no element of any set, and no limit is exceeded.
     *
     * @param known what a field may be; null for anything
     */
    public int typical(final Function<Field, IntervalSet> known)
    {
        Diagram.Node node = diagram.root();
        while (node instanceof Diagram.Decision decision)
        {
            if (decision.variable() instanceof Variable.Asked(Ask ask, int occurrence))
            {
                node = decision.children().get(
                    decision.childIndex(0, assumed.ask(ask.index(), null, 0, 0, 0) ? 1 : 0));
                continue;
            }
            final BitSet open = open(decision.variable(), decision, known);
            final IntervalSet values = decision.variable() instanceof Variable.Value(Field field) ?
                known.apply(field) : null;
            node = decision.children().get(open.stream().boxed().max(
                Comparator.comparingDouble((Integer child) -> share(decision, child, values))
                .thenComparing(Comparator.reverseOrder())).orElseThrow());
        }
        return ((Diagram.End)node).leaf();
    }

    private interface Choice
    {
        BitSet open(Variable variable, Diagram.Decision decision);
    }

    private Set<Integer> leaves(final Choice choice)
    {
        final Set<Integer> leaves = new LinkedHashSet<>();
        final Set<Diagram.Node> seen = new HashSet<>();
        final List<Diagram.Node> todo = new ArrayList<>(List.of(diagram.root()));
        while (!todo.isEmpty())
        {
            switch (todo.removeLast())
            {
                case Diagram.End end -> leaves.add(end.leaf());
                case Diagram.Decision decision -> choice.open(decision.variable(), decision).stream()
                    .mapToObj(decision.children()::get).filter(seen::add).forEach(todo::add);
            }
        }
        return leaves;
    }

    private static BitSet open(
        final Variable variable, final Diagram.Decision decision, final Function<Field, IntervalSet> known)
    {
        return switch (variable)
        {
            case Variable.Value(Field field) -> children(decision, known.apply(field));
            case Variable.Member(Field field, IntervalSet set) when null != known.apply(field) ->
            {
                final IntervalSet values = known.apply(field);
                final List<Interval> answers = new ArrayList<>();
                if (!values.intersect(set.complement()).isEmpty())
                {
                    answers.add(Interval.of(0, 0));
                }
                if (!values.intersect(set).isEmpty())
                {
                    answers.add(Interval.of(1, 1));
                }
                yield children(decision, IntervalSet.of(1, answers));
            }
            default -> children(decision, null);
        };
    }

    /** Children that one of the values leads to; all for null. */
    private static BitSet children(final Diagram.Decision decision, final IntervalSet values)
    {
        final BitSet open = new BitSet();
        for (int child = 0; child < decision.children().size(); child++)
        {
            if (null == values || !values.intersect(interval(decision, child)).isEmpty())
            {
                open.set(child);
            }
        }
        return open;
    }

    private static IntervalSet interval(final Diagram.Decision decision, final int child)
    {
        final int bits = decision.variable().bits();
        final UInt128 last = child + 1 < decision.starts().size() ?
            decision.starts().get(child + 1).previous() : UInt128.max(bits);
        return new IntervalSet(bits, List.of(new Interval(decision.starts().get(child), last)));
    }

    /** How much of what is known goes the way of a child. */
    private static double share(final Diagram.Decision decision, final int child, final IntervalSet values)
    {
        if (!(decision.variable() instanceof Variable.Value))
        {
            return -child;
        }
        double share = 0;
        for (int other = 0; other < decision.children().size(); other++)
        {
            if (decision.children().get(other) == decision.children().get(child))
            {
                final IntervalSet interval = interval(decision, other);
                share += count(null == values ? interval : interval.intersect(values));
            }
        }
        return share;
    }

    private static double count(final IntervalSet values)
    {
        double count = 0;
        for (final Interval interval : values.intervals())
        {
            count += value(interval.last()) - value(interval.first()) + 1;
        }
        return count;
    }

    private static double value(final UInt128 value)
    {
        return unsigned(value.hi()) * 0x1p64 + unsigned(value.lo());
    }

    private static double unsigned(final long value)
    {
        return 0 <= value ? value : value + 0x1p64;
    }
}
