/**
 * Rules of iptables and ip6tables, as typed or as saved, and the policy in nftables' syntax that they mean. Whatever a
 * policy can not say is refused; nothing is skipped.
 */
package porteira.policy.iptables;
