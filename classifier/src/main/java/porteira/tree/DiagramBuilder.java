package porteira.tree;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.UInt128;

/**
 * Builds a diagram from flat rules: takes the first variable that any remaining rule asks about, cuts its values into
 * the intervals that the rules tell apart, and goes on with the rules that are left in each. What was built for the
 * same remaining rules once is used again.
 */
final class DiagramBuilder
{
    /** Steps of the builder, of about a nanosecond each: a list that needs more has more nodes than are wanted. */
    private static final long MAX_STEPS = 600_000_000L;

    /** Words of bits that one question's cuts may take, and lines that all known states may hold. */
    private static final long MAX_HELD = 16_000_000L;

    private final Queries queries;
    private final int limit;
    private final List<FlatRule> rules;
    private final List<Variable> variables = new ArrayList<>();
    private final int[][] asked;
    private final IntervalSet[][] wanted;
    private final LeafTable leaves = new LeafTable();
    private final Map<State, Diagram.Node> built = new HashMap<>();
    private final Map<Shape, Diagram.Decision> unique = new HashMap<>();
    private final Map<Integer, Diagram.End> ends = new HashMap<>();
    private long steps;
    private long held;

    /** Lines that may still match, all asked about variables below {@code variable} holding. */
    private record State(int variable, List<Integer> lines)
    {
    }

    /** Equal shapes are one node; children are compared by identity, as they are unique themselves. */
    private record Shape(int variable, List<UInt128> starts, List<Diagram.Node> children)
    {
    }

    DiagramBuilder(final List<FlatRule> rules, final Queries queries, final int limit)
    {
        this.queries = queries;
        this.rules = rules;
        this.limit = limit;
        this.asked = new int[rules.size()][];
        this.wanted = new IntervalSet[rules.size()][];
    }

    /** The leaves that the diagram leads to; complete after {@link #build}. */
    LeafTable leaves()
    {
        return leaves;
    }

    /**
     * Build.
     *
     * @throws TooLargeException where more nodes would be needed than the limit
     */
    Diagram build()
    {
        final List<Integer> possible = index();
        final Diagram.Node root = build(possible, 0);
        return new Diagram(root, queries);
    }

    private List<Integer> index()
    {
        final List<Conjunction> conjunctions = new ArrayList<>(rules.size());
        final Map<Variable, Integer> numbers = new LinkedHashMap<>();
        for (final FlatRule rule : rules)
        {
            final Conjunction conjunction = new Conjunction(rule.premises());
            conjunctions.add(conjunction);
            if (conjunction.isPossible())
            {
                conjunction.variables().forEach((variable) -> numbers.put(variable, 0));
            }
        }
        variables.addAll(numbers.keySet());
        variables.sort(Variable.ORDER);
        for (int i = 0; i < variables.size(); i++)
        {
            numbers.put(variables.get(i), i);
        }

        final List<Integer> possible = new ArrayList<>();
        for (int line = 0; line < rules.size(); line++)
        {
            final Conjunction conjunction = conjunctions.get(line);
            if (conjunction.isPossible())
            {
                final List<Variable> own = new ArrayList<>(conjunction.variables());
                own.sort(Comparator.comparing(numbers::get));
                asked[line] = new int[own.size()];
                wanted[line] = new IntervalSet[own.size()];
                for (int i = 0; i < own.size(); i++)
                {
                    asked[line][i] = numbers.get(own.get(i));
                    wanted[line][i] = conjunction.wanted(own.get(i));
                }
                possible.add(line);
            }
        }
        return possible;
    }

    private Diagram.Node build(final List<Integer> lines, final int from)
    {
        final List<Integer> remaining = reachable(lines, from);
        final int variable = nextVariable(remaining, from);
        if (variables.size() == variable)
        {
            return end(remaining);
        }
        final State state = new State(variable, remaining);
        final Diagram.Node known = built.get(state);
        if (null != known)
        {
            return known;
        }
        final Diagram.Node node = divide(remaining, variable);
        held += remaining.size();
        built.put(state, node);
        return node;
    }

    /** Drops the lines that no walk can come to: behind a verdict that is certain, or skipped for certain. */
    private List<Integer> reachable(final List<Integer> lines, final int from)
    {
        final List<Integer> reachable = new ArrayList<>(lines.size());
        final TreeSet<Integer> targets = new TreeSet<>();
        boolean isFallingThrough = true;
        for (final int line : lines)
        {
            while (!targets.isEmpty() && targets.first() <= line)
            {
                targets.pollFirst();
                isFallingThrough = true;
            }
            if (!isFallingThrough)
            {
                continue;
            }
            final FlatRule rule = rules.get(line);
            final boolean isSkip = null == rule.verdict() && line + 1 != rule.next();
            reachable.add(line);
            if (isSkip)
            {
                targets.add(rule.next());
            }
            if (variables.size() == firstFrom(line, from))
            {
                isFallingThrough = null == rule.verdict() && !isSkip;
                if (null != rule.verdict() && targets.isEmpty())
                {
                    break;
                }
            }
        }
        return reachable;
    }

    private int nextVariable(final List<Integer> lines, final int from)
    {
        int next = variables.size();
        for (final int line : lines)
        {
            next = Math.min(next, firstFrom(line, from));
        }
        return next;
    }

    /** First variable at or above {@code from} that a line asks about; the number of variables if none. */
    private int firstFrom(final int line, final int from)
    {
        for (final int variable : asked[line])
        {
            if (from <= variable)
            {
                return variable;
            }
        }
        return variables.size();
    }

    private Diagram.Node end(final List<Integer> lines)
    {
        final List<Effect> effects = new ArrayList<>();
        for (final int line : lines)
        {
            effects.addAll(rules.get(line).effects());
        }
        final int leaf = leaves.intern(rules.get(lines.getLast()).verdict(), effects);
        checkSize();
        return ends.computeIfAbsent(leaf, Diagram.End::new);
    }

    private void checkSize()
    {
        final int nodes = unique.size() + ends.size();
        if (limit < nodes)
        {
            throw new TooLargeException("policy too large for the diagram: " + nodes + " nodes, limit " + limit);
        }
    }

    /** Stops before time and memory are spent on a diagram that will not do. */
    private void spend(final long cuts, final int lines)
    {
        final long words = cuts * (lines / Long.SIZE + 1);
        steps += words + 16L * lines;
        if (MAX_STEPS < steps || MAX_HELD < words + held)
        {
            throw new TooLargeException("policy too large for the diagram: it takes too long to build");
        }
    }

    private Diagram.Node divide(final List<Integer> lines, final int variable)
    {
        final IntervalSet[] sets = new IntervalSet[lines.size()];
        long intervals = 0;
        for (int i = 0; i < sets.length; i++)
        {
            sets[i] = wantedBy(lines.get(i), variable);
            intervals += null == sets[i] ? 0 : sets[i].intervals().size();
        }
        spend(2 * intervals + 1, sets.length);
        final Map<BitSet, Diagram.Node> children = new HashMap<>();
        final List<UInt128> starts = new ArrayList<>();
        final List<Diagram.Node> nodes = new ArrayList<>();
        for (final Map.Entry<UInt128, BitSet> cut : cuts(sets).entrySet())
        {
            final Diagram.Node child = children.computeIfAbsent(cut.getValue(), (holding) ->
                build(remaining(lines, sets, holding), variable + 1));
            if (nodes.isEmpty() || nodes.getLast() != child)
            {
                starts.add(cut.getKey());
                nodes.add(child);
            }
        }
        // What has consequences is asked whatever the answer leads to.
        final boolean isMoot = 1 == nodes.size() && !(variables.get(variable) instanceof Variable.Asked);
        return isMoot ? nodes.getFirst() : unique(variable, starts, nodes);
    }

    private Diagram.Decision unique(
        final int variable, final List<UInt128> starts, final List<Diagram.Node> children)
    {
        final Shape shape = new Shape(variable, List.copyOf(starts), List.copyOf(children));
        final Diagram.Decision known = unique.get(shape);
        if (null != known)
        {
            return known;
        }
        checkSize();
        final Diagram.Decision decision =
            new Diagram.Decision(unique.size(), variables.get(variable), shape.starts(), shape.children());
        unique.put(shape, decision);
        return decision;
    }

    private IntervalSet wantedBy(final int line, final int variable)
    {
        for (int i = 0; i < asked[line].length; i++)
        {
            if (asked[line][i] == variable)
            {
                return wanted[line][i];
            }
        }
        return null;
    }

    /** Where sets begin and end; each cut says which of the sets hold from there up to the next cut. */
    private static TreeMap<UInt128, BitSet> cuts(final IntervalSet[] sets)
    {
        final TreeMap<UInt128, BitSet> toggles = new TreeMap<>();
        toggles.put(UInt128.ZERO, new BitSet());
        for (int i = 0; i < sets.length; i++)
        {
            if (null != sets[i])
            {
                for (final Interval interval : sets[i].intervals())
                {
                    toggles.computeIfAbsent(interval.first(), (value) -> new BitSet()).flip(i);
                    if (!interval.last().equals(UInt128.max(sets[i].bits())))
                    {
                        toggles.computeIfAbsent(interval.last().next(), (value) -> new BitSet()).flip(i);
                    }
                }
            }
        }
        final BitSet holding = new BitSet();
        for (final Map.Entry<UInt128, BitSet> cut : toggles.entrySet())
        {
            holding.xor(cut.getValue());
            cut.setValue((BitSet)holding.clone());
        }
        return toggles;
    }

    private static List<Integer> remaining(
        final List<Integer> lines, final IntervalSet[] sets, final BitSet holding)
    {
        final List<Integer> remaining = new ArrayList<>(lines.size());
        for (int i = 0; i < sets.length; i++)
        {
            if (null == sets[i] || holding.get(i))
            {
                remaining.add(lines.get(i));
            }
        }
        return remaining;
    }
}
