package porteira.tree;

import java.util.List;
import porteira.policy.Log;
import porteira.policy.Verdict;

/**
 * One way a walk through a policy can end.
 *
 * @param verdict what becomes of the frame
 * @param rule    index of the rule that gave the verdict
 * @param counted indices of all rules that matched on the way, in that order, the deciding one last
 * @param logs    log statements met on the way, in order
 */
public record Leaf(Verdict verdict, int rule, List<Integer> counted, List<Log> logs)
{
    /** Takes copies. */
    public Leaf
    {
        counted = List.copyOf(counted);
        logs = List.copyOf(logs);
    }
}
