package porteira.policy.iptables;

import porteira.policy.Policy;

/**
 * What rules of iptables mean.
 *
 * @param text   the policy in nftables' syntax
 * @param policy the same, read
 */
public record Translation(String text, Policy policy)
{
}
