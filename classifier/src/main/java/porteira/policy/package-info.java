/**
 * The model of a policy: immutable, free of syntax. A front end ({@code porteira.policy.nft}) makes it,
 * {@code porteira.tree} compiles it.
 * <p>
 * A {@link porteira.policy.Rule} is a list of {@link porteira.policy.RulePart parts}; a {@link porteira.policy.Match}
 * asks whether a {@link porteira.policy.Field} lies in an {@link porteira.policy.IntervalSet}; a field is a
 * {@link porteira.policy.Kind} in a {@link porteira.policy.Layer}, and layers nest as tunnels do. So a new tunnel is a
 * new {@link porteira.policy.Tunnel}, and a new header field is a new kind: neither changes the shape.
 */
package porteira.policy;
