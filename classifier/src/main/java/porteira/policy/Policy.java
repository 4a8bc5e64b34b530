package porteira.policy;

import java.util.List;
import java.util.Map;

/**
 * What a policy file says, checked: every chain that is jumped to exists, and no jump leads back to where it started.
 *
 * @param table  name of the table
 * @param base   the chain where frames enter
 * @param chains all chains by name, {@code base} included
 * @param rules  all rules by index; the last is the pseudo-rule of the base chain's policy
 * @param sets   named sets whose content may change at run time
 * @param questions what rules ask of the lane's memory, by index
 * @param ports  the names that {@code iifname} and {@code oifname} use
 */
public record Policy(
    String table,
    Chain base,
    Map<String, Chain> chains,
    List<Rule> rules,
    List<SetDeclaration> sets,
    List<Question> questions,
    PortNames ports)
{
    /** Takes copies. */
    public Policy
    {
        chains = Map.copyOf(chains);
        rules = List.copyOf(rules);
        sets = List.copyOf(sets);
        questions = List.copyOf(questions);
    }
}
