package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import porteira.policy.Chain;
import porteira.policy.Log;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Verdict;

/**
 * Turns chains into one ordered list. A jump is replaced by the rules of its chain, each with the matches of the jump
 * in front; {@code return} and the end of a {@code goto} become lines that skip ahead. So control only ever moves
 * forward.
 */
final class Flattener
{
    /** Lines; jumps multiply, so a small file can ask for more than this. */
    static final int LIMIT = 200_000;

    /** A place that is known once the lines before it are written. */
    private static final class Label
    {
        private int index;
    }

    private record Line(List<Match> matches, List<Effect> effects, Verdict verdict, Label skip)
    {
    }

    private final Map<String, Chain> chains;
    private final List<Line> lines = new ArrayList<>();

    private Flattener(final Map<String, Chain> chains)
    {
        this.chains = chains;
    }

    /** The whole policy; its last line always matches and holds the base chain's verdict. */
    static List<FlatRule> flatten(final Policy policy)
    {
        final Flattener flattener = new Flattener(policy.chains());
        final Label end = new Label();
        flattener.chain(policy.base(), List.of(), end);
        end.index = flattener.lines.size();
        flattener.rule(policy.base().policyRule(), List.of(), end);

        final List<FlatRule> flat = new ArrayList<>(flattener.lines.size());
        for (final Line line : flattener.lines)
        {
            final int next = null == line.skip ? flat.size() + 1 : line.skip.index;
            flat.add(new FlatRule(line.matches, line.effects, line.verdict, next));
        }
        return flat;
    }

    private void chain(final Chain chain, final List<Match> before, final Label end)
    {
        for (final Rule rule : chain.rules())
        {
            rule(rule, before, end);
        }
    }

    private void rule(final Rule rule, final List<Match> before, final Label end)
    {
        final Readings readings = Readings.of(rule);
        final Draft common = new Draft(before);
        readings.before().forEach(common::part);
        if (1 < readings.all().size())
        {
            common.flush();
        }
        final Label after = new Label();
        for (final List<RulePart> reading : readings.all())
        {
            final Draft draft = new Draft(common);
            reading.forEach(draft::part);
            draft.effects.add(new Effect.Counted(rule.index()));
            end(Readings.end(rule), draft, 1 < readings.all().size() ? after : null, end);
        }
        after.index = lines.size();
    }

    /** A rule on its way to lines: what must hold so far, and what happens next if it does. */
    private final class Draft
    {
        private final List<Match> matches;
        private final List<Effect> effects = new ArrayList<>();

        private Draft(final List<Match> matches)
        {
            this.matches = new ArrayList<>(matches);
        }

        private Draft(final Draft other)
        {
            this(other.matches);
            effects.addAll(other.effects);
        }

        private void part(final RulePart part)
        {
            switch (part)
            {
                case Match match ->
                {
                    flush();
                    matches.add(match);
                }
                case Log log -> effects.add(new Effect.Logged(log));
                default ->
                {
                }
            }
        }

        private void flush()
        {
            if (!effects.isEmpty())
            {
                add(matches, effects, null, null);
                effects.clear();
            }
        }
    }

    /** {@code after} is where a match without verdict goes on; null for the next line. */
    private void end(final RulePart last, final Draft draft, final Label after, final Label end)
    {
        switch (last)
        {
            case RulePart.Decide decide -> add(draft.matches, draft.effects, decide.verdict(), null);
            case RulePart.Return back -> add(draft.matches, draft.effects, null, end);
            case RulePart.Jump jump ->
            {
                add(draft.matches, draft.effects, null, null);
                final Label back = jump.isGoto() ? end : new Label();
                chain(chains.get(jump.chain()), draft.matches, back);
                if (!jump.isGoto())
                {
                    back.index = lines.size();
                }
                final Label skip = jump.isGoto() ? end : after;
                if (null != skip)
                {
                    add(draft.matches, List.of(), null, skip);
                }
            }
            case null, default -> add(draft.matches, draft.effects, null, after);
        }
    }

    private void add(
        final List<Match> matches, final List<Effect> effects, final Verdict verdict, final Label skip)
    {
        if (LIMIT == lines.size())
        {
            throw new TooLargeException("policy too large: its jumps unfold to more than " + LIMIT + " rules");
        }
        lines.add(new Line(List.copyOf(matches), List.copyOf(effects), verdict, skip));
    }
}
