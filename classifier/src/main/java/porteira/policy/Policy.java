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

    /** True if some rule reads what stands behind an IP header, so that fragments can hide it. */
    public boolean readsBehindIp()
    {
        return rules.stream().anyMatch((rule) -> rule.parts().stream().anyMatch(Policy::readsBehindIp));
    }

    private static boolean readsBehindIp(final RulePart part)
    {
        return switch (part)
        {
            case Match match -> isBehindIp(match.field());
            case Lookup lookup -> lookup.key().stream().anyMatch(Policy::isBehindIp);
            case U32 u32 -> true;
            case RulePart.Choose choose -> choose.cases().stream()
                .anyMatch((one) -> one.conditions().stream().anyMatch(Policy::readsBehindIp));
            default -> false;
        };
    }

    private static boolean isBehindIp(final Field field)
    {
        return 0 < field.layer().depth() || field.kind().isBehindIp();
    }

    /** True if some rule asks for what no frame tells: a connection's state, or the lane's memory. */
    public boolean isStateful()
    {
        return rules.stream().anyMatch((rule) -> rule.parts().stream().anyMatch(Policy::isStateful));
    }

    private static boolean isStateful(final RulePart part)
    {
        return switch (part)
        {
            case Ask ask -> true;
            case Match match -> Kind.CT_STATE == match.field().kind();
            case RulePart.Choose choose -> choose.cases().stream()
                .anyMatch((one) -> one.conditions().stream().anyMatch(Policy::isStateful));
            default -> false;
        };
    }
}
