package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import porteira.policy.Action;
import porteira.policy.Log;
import porteira.policy.Verdict;

/**
 * One way a walk through a policy can end.
 *
 * @param verdict what becomes of the frame
 * @param rule    index of the rule that gave the verdict
 * @param counted indices of all rules that matched on the way, in that order, the deciding one last
 * @param actions met on the way, in order
 */
public record Leaf(Verdict verdict, int rule, List<Integer> counted, List<Action> actions)
{
    /** Takes copies. */
    public Leaf
    {
        counted = List.copyOf(counted);
        actions = List.copyOf(actions);
    }

    /** Log statements met on the way, in order. */
    public List<Log> logs()
    {
        final List<Log> logs = new ArrayList<>();
        for (final Action action : actions)
        {
            if (action instanceof Log log)
            {
                logs.add(log);
            }
        }
        return List.copyOf(logs);
    }
}
