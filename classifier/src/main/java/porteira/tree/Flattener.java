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
        List<Match> matches = before;
        List<Effect> effects = new ArrayList<>();
        RulePart last = null;
        for (final RulePart part : rule.parts())
        {
            switch (part)
            {
                case Match match ->
                {
                    if (!effects.isEmpty())
                    {
                        add(matches, effects, null, null);
                        effects = new ArrayList<>();
                    }
                    matches = new ArrayList<>(matches);
                    matches.add(match);
                }
                case Log log -> effects.add(new Effect.Logged(log));
                case RulePart.Count count ->
                {
                }
                default -> last = part;
            }
        }
        effects.add(new Effect.Counted(rule.index()));
        end(last, matches, effects, end);
    }

    private void end(
        final RulePart last, final List<Match> matches, final List<Effect> effects, final Label end)
    {
        switch (last)
        {
            case RulePart.Decide decide -> add(matches, effects, decide.verdict(), null);
            case RulePart.Return back -> add(matches, effects, null, end);
            case RulePart.Jump jump ->
            {
                add(matches, effects, null, null);
                final Label after = jump.isGoto() ? end : new Label();
                chain(chains.get(jump.chain()), matches, after);
                if (jump.isGoto())
                {
                    add(matches, List.of(), null, end);
                }
                else
                {
                    after.index = lines.size();
                }
            }
            case null, default -> add(matches, effects, null, null);
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
