/**
 * The model of a policy: immutable, free of syntax. A front end ({@code porteira.policy.nft}) makes it,
 * {@code porteira.tree} compiles it.
 * <p>
 * A {@link porteira.policy.Rule} is a list of {@link porteira.policy.RulePart parts}; a {@link porteira.policy.Match}
 * asks whether a {@link porteira.policy.Field} lies in an {@link porteira.policy.IntervalSet}; a field is a
 * {@link porteira.policy.Kind} in a {@link porteira.policy.Layer}, and layers nest as tunnels do. So a new tunnel is a
 * new {@link porteira.policy.Tunnel}, and a new header field is a new kind: neither changes the shape.
 * <p>
 * Tunnels in a policy. {@code gre tcp dport 25} is TCP in GRE in the outermost packet, {@code pppoe gre tcp dport 25}
 * the same in a PPPoE session; a tunnel that is not there is an absent field, so the rule does not match. {@code
 * tunnel} is one tunnel or more of any kind: the rule is tried as if it were written once for each packet inside, from
 * the outside in, down to {@link porteira.policy.Layer#MAX_DEPTH} tunnels; the first packet that satisfies every match
 * in {@code tunnel} of the rule ends it, and the rule counts once. A {@code log} in front of such a match leaves an
 * event for each packet tried that came so far. What is nested deeper is judged by the packets around it and counted.
 */
package porteira.policy;
