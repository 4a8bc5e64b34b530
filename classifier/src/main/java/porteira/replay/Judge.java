package porteira.replay;

import porteira.policy.Rule;
import porteira.policy.Verdict;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;

import java.util.function.IntFunction;

/**
 * A policy as a replay needs it; the functions take a leaf.
 *
 * @param classifier gives the leaf of a frame
 * @param verdict    what becomes of the frame
 * @param rule       where the rule that decided stands, {@code file:line}
 * @param label      that rule in words, empty where there are none
 */
public record Judge(
    Classifier classifier, IntFunction<Verdict> verdict, IntFunction<String> rule, IntFunction<String> label)
{
    /** Without words for rules. */
    public Judge(
        final Classifier classifier, final IntFunction<Verdict> verdict, final IntFunction<String> rule)
    {
        this(classifier, verdict, rule, leaf -> "");
    }

    /** A compiled policy. */
    public static Judge of(final CompiledPolicy policy)
    {
        return new Judge(
            policy.classifier(),
            leaf -> policy.leaves().get(leaf).verdict(),
            leaf -> rule(policy, leaf).location(),
            leaf -> rule(policy, leaf).label());
    }

    private static Rule rule(final CompiledPolicy policy, final int leaf)
    {
        return policy.rules().get(policy.leaves().get(leaf).rule());
    }
}
