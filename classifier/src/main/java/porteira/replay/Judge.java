package porteira.replay;

import porteira.policy.Verdict;
import porteira.tree.Classifier;

import java.util.function.IntFunction;

/**
 * A policy as a replay needs it.
 *
 * @param classifier gives the leaf of a frame
 * @param verdict    what a leaf does with it
 * @param rule       names the rule that decided, on one line without tabs
 */
public record Judge(Classifier classifier, IntFunction<Verdict> verdict, IntFunction<String> rule)
{
}
