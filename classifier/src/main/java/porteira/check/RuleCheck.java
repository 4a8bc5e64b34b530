package porteira.check;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import porteira.policy.Condition;
import porteira.policy.Match;
import porteira.policy.Rule;
import porteira.tree.CompiledPolicy;
import porteira.tree.RuleUse;

/** Rules that do nothing. */
final class RuleCheck
{
    /** Rules of which each is tried to be done without. */
    private static final int COMPARED_RULES = 300;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int NAMED = 3;

    private final CompiledPolicy policy;
    private final RuleUse use;

    RuleCheck(final CompiledPolicy policy, final RuleUse use)
    {
        this.policy = policy;
        this.use = use;
    }

    List<Remark> remarks()
    {
        final List<Remark> remarks = new ArrayList<>();
        final long end = System.nanoTime() + PATIENCE_NS;
        final List<Rule> written = policy.rules().subList(0, policy.rules().size() - 1);
        if (use.compared() < written.size())
        {
            remarks.add(new Remark(Remark.Weight.NOTE, written.get(use.compared()).location(),
                "from here on rules were not looked at: too many to be compared two by two", ""));
        }
        for (final Rule rule : written)
        {
            if (0 < System.nanoTime() - end)
            {
                remarks.add(new Remark(Remark.Weight.NOTE, rule.location(),
                    "the search for rules that do nothing ended here, after 5 s", ""));
                break;
            }
            if (use.isTried(rule.index()) && !use.isMatched(rule.index()))
            {
                remarks.add(new Remark(
                    Remark.Weight.WARNING, rule.location(), whyUnmatched(rule), rule.text()));
            }
            else if (COMPARED_RULES >= written.size() && use.isTried(rule.index()) && use.isRedundant(rule.index()))
            {
                remarks.add(new Remark(Remark.Weight.NOTE, rule.location(),
                    "changes no verdict: what it matches meets the same without it", rule.text()));
            }
        }
        return remarks;
    }

    private String whyUnmatched(final Rule rule)
    {
        if (use.isImpossible(rule.index()))
        {
            final List<Condition> pair = use.contradiction(rule.index());
            return "matches no frame: " + (pair.isEmpty() ? "its conditions contradict each other" :
                pair.getFirst() == pair.getLast() ? text(pair.getFirst()) + " can not hold" :
                text(pair.getFirst()) + " and " + text(pair.getLast()) + " contradict each other");
        }
        if (use.isExcluded(rule.index()))
        {
            return "matches no frame: the rules that lead to its chain leave none that could";
        }
        final List<Integer> coverers = use.coverers(rule.index());
        if (coverers.isEmpty())
        {
            return "matches no frame: no path through the policy comes to it";
        }
        return "matches no frame: " + names(coverers) +
            (1 == coverers.size() ? " takes" : " take") + " every frame that it describes before it can";
    }

    private String names(final List<Integer> rules)
    {
        final StringJoiner names = new StringJoiner(", ");
        for (final int index : rules.subList(0, Math.min(NAMED, rules.size())))
        {
            final Rule rule = policy.rules().get(index);
            names.add(rule.location() + " (" + Texts.shortened(rule.text()) + ")");
        }
        return names + (NAMED < rules.size() ? " and " + (rules.size() - NAMED) + " more" : "");
    }

    private static String text(final Condition condition)
    {
        return "'" + condition.text() + "'" +
            (condition instanceof Match match && match.implicit() ? " (implied)" : "");
    }
}
