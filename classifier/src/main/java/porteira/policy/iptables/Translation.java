package porteira.policy.iptables;

import porteira.policy.Policy;
import porteira.problem.Problem;

import java.util.List;

/**
 * What rules of iptables mean.
 *
 * @param text     the policy in nftables' syntax
 * @param policy   the same, read
 * @param warnings what an operator should know of rules that were taken all the same
 */
public record Translation(String text, Policy policy, List<Problem> warnings)
{
    /** Takes a copy of the warnings. */
    public Translation
    {
        warnings = List.copyOf(warnings);
    }
}
