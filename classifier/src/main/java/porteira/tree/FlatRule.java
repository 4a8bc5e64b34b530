package porteira.tree;

import java.util.List;
import porteira.policy.Verdict;

/**
 * One line of a flattened policy.
 *
 * @param premises all must hold
 * @param effects  what then happens, in order
 * @param verdict  the end, or null to go on
 * @param next     index of the line that follows if this one matched and gave no verdict
 */
record FlatRule(List<Premise> premises, List<Effect> effects, Verdict verdict, int next)
{
}
