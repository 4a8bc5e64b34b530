package porteira.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;

/**
 * Which lines of a policy one line in front of them leaves nothing, for policies that have no diagram: lines are
 * compared two by two. Never wrong where it says so; it does not see what only several lines together cover.
 */
final class PairCover
{
    /** Nothing covers the line, as far as was compared. */
    static final int OPEN = -1;

    /** No frame satisfies the line. */
    static final int IMPOSSIBLE = -2;

    /** Pairs of lines that are looked at: a second or so. */
    private static final long PAIRS = 400_000_000L;

    private static final List<Variable.Value> HULLS = List.of(
        value(Kind.IP_SOURCE), value(Kind.IP_DESTINATION), value(Kind.DESTINATION_PORT), value(Kind.SOURCE_PORT));

    private final List<FlatRule> lines;
    private final int[] coverers;
    private final long[][] lows;
    private final long[][] highs;
    private final Conjunction[] conjunctions;
    private final int compared;

    PairCover(final List<FlatRule> lines)
    {
        this.lines = lines;
        coverers = new int[lines.size()];
        lows = new long[lines.size()][HULLS.size()];
        highs = new long[lines.size()][HULLS.size()];
        conjunctions = new Conjunction[lines.size()];
        compared = compare();
    }

    private static Variable.Value value(final Kind kind)
    {
        return new Variable.Value(Field.outermost(kind));
    }

    /** The first line that takes every frame of a line before it can; {@link #OPEN} or {@link #IMPOSSIBLE}. */
    int of(final int line)
    {
        return coverers[line];
    }

    /** Lines that were compared with all in front of them: the first so many. */
    int compared()
    {
        return compared;
    }

    private int compare()
    {
        final boolean[] isSkipped = skipped(lines);
        final List<Integer> enders = new ArrayList<>();
        long pairs = 0;
        for (int line = 0; line < lines.size(); line++)
        {
            pairs += enders.size();
            if (PAIRS < pairs)
            {
                Arrays.fill(coverers, line, coverers.length, OPEN);
                return line;
            }
            conjunctions[line] = new Conjunction(lines.get(line).premises());
            measure(line);
            coverers[line] = conjunctions[line].isPossible() ? first(line, enders) : IMPOSSIBLE;
            if (OPEN == coverers[line] && null != lines.get(line).verdict() && !isSkipped[line] &&
                lines.get(line).premises().stream().noneMatch(Premise::isAsked))
            {
                enders.add(line);
            }
        }
        return lines.size();
    }

    private int first(final int line, final List<Integer> enders)
    {
        for (final int ender : enders)
        {
            if (isWithinHull(line, ender) && covers(conjunctions[ender], conjunctions[line]))
            {
                return ender;
            }
        }
        return OPEN;
    }

    private void measure(final int line)
    {
        for (int i = 0; i < HULLS.size(); i++)
        {
            final IntervalSet values = values(conjunctions[line], HULLS.get(i));
            final boolean isEmpty = null != values && values.isEmpty();
            lows[line][i] = null == values || isEmpty ? 0 : values.intervals().getFirst().first().lo();
            highs[line][i] = null == values || isEmpty ? Long.MAX_VALUE : values.intervals().getLast().last().lo();
        }
    }

    private boolean isWithinHull(final int line, final int ender)
    {
        for (int i = 0; i < HULLS.size(); i++)
        {
            if (lows[line][i] < lows[ender][i] || highs[line][i] > highs[ender][i])
            {
                return false;
            }
        }
        return true;
    }

    /** What a field must be, by its values or by a set that has a question of its own; null for anything. */
    private static IntervalSet values(final Conjunction conjunction, final Variable.Value value)
    {
        IntervalSet values = conjunction.wanted(value);
        for (final Variable variable : conjunction.variables())
        {
            if (variable instanceof Variable.Member(Field field, IntervalSet set) && field.equals(value.field()))
            {
                final IntervalSet member = conjunction.wanted(variable).contains(0, 1) ? set : set.complement();
                values = null == values ? member : values.intersect(member);
            }
        }
        return values;
    }

    /** True if every frame of the other is one of this. */
    private static boolean covers(final Conjunction conjunction, final Conjunction other)
    {
        for (final Variable variable : conjunction.variables())
        {
            final IntervalSet wanted = conjunction.wanted(variable);
            final boolean isCovered = switch (variable)
            {
                case Variable.Value value -> isWithin(values(other, value), wanted);
                case Variable.Member(Field field, IntervalSet set) -> isWithin(other.wanted(variable), wanted) ||
                    isWithin(values(other, new Variable.Value(field)), wanted.contains(0, 1) ? set : set.complement());
                default -> isWithin(other.wanted(variable), wanted);
            };
            if (!isCovered)
            {
                return false;
            }
        }
        return true;
    }

    private static boolean isWithin(final IntervalSet values, final IntervalSet wanted)
    {
        return null != values && (values == wanted || values.intersect(wanted).equals(values));
    }

    /** The rule that a line counts for; -1 if it counts for none. */
    static int counted(final FlatRule line)
    {
        int counted = -1;
        for (final Effect effect : line.effects())
        {
            counted = effect instanceof Effect.Counted one ? one.rule() : counted;
        }
        return counted;
    }

    /** Lines that some other line, if it matches, leads past. */
    static boolean[] skipped(final List<FlatRule> rules)
    {
        final boolean[] isSkipped = new boolean[rules.size()];
        final TreeSet<Integer> targets = new TreeSet<>();
        for (int line = 0; line < isSkipped.length; line++)
        {
            targets.headSet(line, true).clear();
            isSkipped[line] = !targets.isEmpty();
            if (null == rules.get(line).verdict() && line + 1 < rules.get(line).next())
            {
                targets.add(rules.get(line).next());
            }
        }
        return isSkipped;
    }
}
