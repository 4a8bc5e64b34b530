package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Chain;
import porteira.policy.Condition;
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

    private record Line(List<Premise> premises, List<Effect> effects, Verdict verdict, Label skip)
    {
    }

    private final Map<String, Chain> chains;
    private final List<Line> lines = new ArrayList<>();
    private int occurrences;
    private int current;

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
            flat.add(new FlatRule(line.premises, line.effects, line.verdict, next));
        }
        return flat;
    }

    private void chain(final Chain chain, final List<Premise> before, final Label end)
    {
        for (final Rule rule : chain.rules())
        {
            rule(rule, before, end);
        }
    }

    private void rule(final Rule rule, final List<Premise> before, final Label end)
    {
        current = rule.index();
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
            final RulePart last = readings.end(reading);
            if (last instanceof RulePart.Choose choose)
            {
                choose(rule, choose, draft, after, end);
            }
            else
            {
                draft.effects.add(new Effect.Counted(rule.index()));
                end(last, draft, 1 < readings.all().size() ? after : null, end);
            }
        }
        after.index = lines.size();
    }

    private void choose(
        final Rule rule, final RulePart.Choose choose, final Draft before, final Label after, final Label end)
    {
        before.flush();
        for (final RulePart.Case one : choose.cases())
        {
            final Draft draft = new Draft(before);
            one.conditions().forEach(draft::part);
            one.then().forEach(draft::part);
            draft.effects.add(new Effect.Counted(rule.index()));
            end(one.then().isEmpty() ? null : one.then().getLast(), draft, after, end);
        }
    }

    /** A rule on its way to lines: what must hold so far, and what happens next if it does. */
    private final class Draft
    {
        private final List<Premise> premises;
        private final List<Effect> effects = new ArrayList<>();

        private Draft(final List<Premise> premises)
        {
            this.premises = new ArrayList<>(premises);
        }

        private Draft(final Draft other)
        {
            this(other.premises);
            effects.addAll(other.effects);
        }

        private void part(final RulePart part)
        {
            switch (part)
            {
                case Condition condition ->
                {
                    flush();
                    premises.add(new Premise(condition, condition instanceof Ask ? ++occurrences : 0));
                }
                case Action action -> effects.add(new Effect.Done(action));
                default ->
                {
                }
            }
        }

        /** What is asked with consequences is asked, and what happens happens, even if what follows fails. */
        private void flush()
        {
            if (!effects.isEmpty() || !premises.isEmpty() && premises.getLast().isAsked())
            {
                add(premises, effects, null, null);
                effects.clear();
            }
        }
    }

    /** {@code after} is where a match without verdict goes on; null for the next line. */
    private void end(final RulePart last, final Draft draft, final Label after, final Label end)
    {
        switch (last)
        {
            case RulePart.Decide decide -> add(draft.premises, draft.effects, decide.verdict(), null);
            case RulePart.Return back -> add(draft.premises, draft.effects, null, end);
            case RulePart.Jump jump ->
            {
                add(draft.premises, draft.effects, null, null);
                final Label back = jump.isGoto() ? end : new Label();
                chain(chains.get(jump.chain()), draft.premises, back);
                if (!jump.isGoto())
                {
                    back.index = lines.size();
                }
                final Label skip = jump.isGoto() ? end : after;
                if (null != skip)
                {
                    add(draft.premises, List.of(), null, skip);
                }
            }
            case null, default -> add(draft.premises, draft.effects, null, after);
        }
    }

    private void add(
        final List<Premise> premises, final List<Effect> effects, final Verdict verdict, final Label skip)
    {
        if (LIMIT == lines.size())
        {
            throw new TooLargeException("policy too large: its jumps unfold to more than " + LIMIT +
                " rules, this one is beyond; use sets or maps in place of chains that many rules jump to", current);
        }
        lines.add(new Line(List.copyOf(premises), List.copyOf(effects), verdict, skip));
    }
}
