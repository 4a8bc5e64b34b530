package porteira.policy;

import java.util.List;

/**
 * Rules tried one after another.
 *
 * @param name       unique in its table
 * @param location   {@code file:line}
 * @param policyRule the pseudo-rule that ends a base chain; null for a regular chain, whose end returns to the caller
 * @param rules      in order
 */
public record Chain(String name, String location, Rule policyRule, List<Rule> rules)
{
    /** Takes a copy of the rules. */
    public Chain
    {
        rules = List.copyOf(rules);
    }}
