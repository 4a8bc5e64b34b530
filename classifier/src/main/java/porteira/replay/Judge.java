package porteira.replay;

import porteira.policy.Rule;
import porteira.policy.Verdict;
import porteira.tree.AssumedState;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;
import porteira.tree.State;

import java.util.List;
import java.util.function.IntFunction;

/**
 * A policy as a replay needs it; the functions take a leaf.
 *
 * @param classifier gives the leaf of a frame
 * @param verdict    what becomes of the frame
 * @param state      asked where a frame alone does not tell
 * @param rule       where the rule that decided stands, {@code file:line}
 * @param label      that rule in words, empty where there are none
 */
public record Judge(
    Classifier classifier,
    State state,
    IntFunction<Verdict> verdict,
    IntFunction<String> rule,
    IntFunction<String> label)
{
    /** A classifier that asks for no state. */
    public Judge(
        final Classifier classifier,
        final IntFunction<Verdict> verdict,
        final IntFunction<String> rule,
        final IntFunction<String> label)
    {
        this(classifier, new AssumedState(AssumedState.NEW, List.of()), verdict, rule, label);
    }

    /** A compiled policy. */
    public static Judge of(final CompiledPolicy policy)
    {
        return new Judge(
            policy.classifier(),
            policy.assumedState(),
            leaf -> policy.leaves().get(leaf).verdict(),
            leaf -> rule(policy, leaf).location(),
            leaf -> rule(policy, leaf).label());
    }

    private static Rule rule(final CompiledPolicy policy, final int leaf)
    {
        return policy.rules().get(policy.leaves().get(leaf).rule());
    }
}
