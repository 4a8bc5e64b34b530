package porteira.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;
import porteira.policy.Ask;
import porteira.tree.cut.Boxes;

/**
 * Follows every walk that a frame may take through flat rules, as far as the lines it meets can hold together, and
 * gives each of them a number: a walk is the lines without a verdict that were met, in order.
 */
final class Walks
{
    /** Steps of walks that any policy may have, and how many more for each line. */
    private static final int FREE_STEPS = 50_000;
    private static final int STEPS_PER_LINE = 16;
    private static final int MOST_STEPS = 500_000;

    /** Pairs of boxes that are compared; what that takes stays below a few seconds. */
    private static final long COMPARED = 400_000_000L;

    /** Entries of all lists of lines that are kept at a time. */
    private static final long HELD = 32_000_000L;

    private final List<FlatRule> rules;
    private final Boxes[] families;
    private final int[][] starts;
    private final int[][] companions;
    private final List<Walk> walks = new ArrayList<>();
    private final Map<Walk, Integer> numbers = new HashMap<>();
    private final int[] leaves;
    private final Long2LongHashMap ends = new Long2LongHashMap(RuleTables.MISSING);
    private final Map<Integer, FlatRule> firsts = new HashMap<>();
    private final int limit;
    private long compared;
    private long held;
    private int at;

    /** One walk: what it did, the questions it got a yes to, which lines may still match; equal ones are one. */
    private record Walk(List<Effect> effects, Set<Integer> answered, int[] companions)
    {
        @Override
        public boolean equals(final Object other)
        {
            return other instanceof Walk walk && effects.equals(walk.effects) && answered.equals(walk.answered) &&
                Arrays.equals(companions, walk.companions);
        }

        @Override
        public int hashCode()
        {
            return 31 * (31 * effects.hashCode() + answered.hashCode()) + Arrays.hashCode(companions);
        }
    }

    Walks(final List<FlatRule> rules, final Boxes[] families)
    {
        this.rules = rules;
        this.limit = Math.min(MOST_STEPS, FREE_STEPS + STEPS_PER_LINE * rules.size());
        this.families = families;
        this.starts = new int[families.length][rules.size() + 1];
        this.companions = new int[rules.size()][];
        this.leaves = new int[rules.size()];
        for (int i = 0; i < families.length; i++)
        {
            index(families[i], starts[i]);
        }
        for (final FlatRule rule : rules)
        {
            rule.premises().stream().filter(Premise::isAsked).forEach(
                (premise) -> firsts.putIfAbsent(premise.occurrence(), rule));
        }
    }

    /** Line by line: leaf of the first walk that ends here, or -1. */
    int[] leaves()
    {
        return leaves;
    }

    /** Line by line: where a walk without verdict goes on. */
    int[] nexts()
    {
        final int[] nexts = new int[rules.size()];
        for (int line = 0; line < nexts.length; line++)
        {
            nexts[line] = rules.get(line).next();
        }
        return nexts;
    }

    /** What {@link RuleTables} needs of them. */
    Long2LongHashMap ends()
    {
        return ends;
    }

    /** Every walk to its ends, whose leaves are added to the table. */
    void follow(final LeafTable table)
    {
        Arrays.fill(leaves, -1);
        walks.add(new Walk(List.of(), Set.of(), possible()));
        for (int walk = 0; walk < walks.size(); walk++)
        {
            follow(walk, walks.get(walk), table);
            walks.set(walk, null);
        }
    }

    private void follow(final int number, final Walk walk, final LeafTable table)
    {
        for (final int line : walk.companions)
        {
            final FlatRule rule = rules.get(line);
            if (RuleTables.FIRST_WALK == number && null != rule.verdict() && !isAsking(rule))
            {
                leaves[line] = table.intern(rule.verdict(), rule.effects());
            }
            else if (walk.answered.containsAll(before(rule)))
            {
                step(number, walk, line, table);
            }
        }
    }

    /** A line is met. */
    private void step(final int number, final Walk walk, final int line, final LeafTable table)
    {
        at = line;
        if (limit == ends.size())
        {
            throw tooMany();
        }
        final FlatRule rule = rules.get(line);
        final List<Effect> effects = new ArrayList<>(walk.effects);
        effects.addAll(rule.effects());
        if (null != rule.verdict())
        {
            ends.put(RuleTables.key(number, line), table.intern(rule.verdict(), effects));
            return;
        }
        final Set<Integer> answered = new HashSet<>(walk.answered);
        for (final Premise premise : rule.premises())
        {
            if (premise.isAsked())
            {
                answered.add(premise.occurrence());
            }
        }
        final Walk longer = new Walk(effects, answered, common(walk.companions, companions(line), rule.next()));
        final Integer known = numbers.putIfAbsent(longer, walks.size());
        ends.put(RuleTables.key(number, line), null == known ? ~walks.size() : ~known);
        if (null == known)
        {
            hold(longer.companions);
            walks.add(longer);
        }
    }

    /** True if a line asks what has consequences. */
    static boolean isAsking(final FlatRule rule)
    {
        return rule.premises().stream().anyMatch(Premise::isAsked);
    }

    /** Line by line: the question that is asked when a walk comes there; -1 if none, or if it was asked before. */
    int[] questions()
    {
        final int[] questions = new int[rules.size()];
        for (int line = 0; line < questions.length; line++)
        {
            questions[line] = asksFirst(rules.get(line)) ?
                ((Ask)rules.get(line).premises().getLast().condition()).index() : -1;
        }
        return questions;
    }

    /** True if the last thing a line needs is an answer that no line before it has asked for. */
    private boolean asksFirst(final FlatRule rule)
    {
        return !rule.premises().isEmpty() && rule.premises().getLast().isAsked() &&
            rule == firsts.get(rule.premises().getLast().occurrence());
    }

    /** Questions that lines before this one have asked, and whose answers must have been yes. */
    private List<Integer> before(final FlatRule rule)
    {
        if (!isAsking(rule))
        {
            return List.of();
        }
        final List<Integer> before = new ArrayList<>();
        for (final Premise premise : rule.premises())
        {
            if (premise.isAsked() && rule != firsts.get(premise.occurrence()))
            {
                before.add(premise.occurrence());
            }
        }
        return before;
    }

    /** Lines that some frame satisfies. */
    private int[] possible()
    {
        final IntArrayList possible = new IntArrayList();
        for (int line = 0; line < rules.size(); line++)
        {
            for (final int[] start : starts)
            {
                if (start[line] < start[line + 1])
                {
                    possible.addInt(line);
                    break;
                }
            }
        }
        return hold(possible.toIntArray());
    }

    /** Lines behind one that some frame may satisfy together with it. */
    private int[] companions(final int line)
    {
        if (null == companions[line])
        {
            final IntArrayList found = new IntArrayList();
            for (int other = rules.get(line).next(); other < rules.size(); other++)
            {
                if (meet(line, other))
                {
                    found.addInt(other);
                }
            }
            companions[line] = hold(found.toIntArray());
        }
        return companions[line];
    }

    private int[] hold(final int[] lines)
    {
        held += lines.length;
        if (HELD < held)
        {
            throw tooMany();
        }
        return lines;
    }

    private static int[] common(final int[] some, final int[] others, final int from)
    {
        final int[] common = new int[Math.min(some.length, others.length)];
        int size = 0;
        int mine = 0;
        for (final int line : others)
        {
            while (mine < some.length && some[mine] < line)
            {
                mine++;
            }
            if (from <= line && mine < some.length && some[mine] == line)
            {
                common[size++] = line;
            }
        }
        return Arrays.copyOf(common, size);
    }

    private TooLargeException tooMany()
    {
        int rule = -1;
        for (int line = at; line < rules.size() && 0 > rule; line++)
        {
            rule = PairCover.counted(rules.get(line));
        }
        return new TooLargeException("policy too large: by this rule too many of its rules may match the same frame " +
            "without giving a verdict; let rules decide, or join those that only count or log", rule);
    }

    private boolean meet(final int line, final int other)
    {
        for (int family = 0; family < families.length; family++)
        {
            for (int a = starts[family][line]; a < starts[family][line + 1]; a++)
            {
                for (int b = starts[family][other]; b < starts[family][other + 1]; b++)
                {
                    if (COMPARED < ++compared)
                    {
                        at = Math.max(line, other);
                        throw tooMany();
                    }
                    if (families[family].meet(a, b))
                    {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** First box of each line. */
    private static void index(final Boxes boxes, final int[] starts)
    {
        int box = 0;
        for (int line = 0; line < starts.length; line++)
        {
            while (box < boxes.size() && boxes.line(box) < line)
            {
                box++;
            }
            starts[line] = box;
        }
    }
}
