package porteira.policy.iptables;

import java.util.ArrayList;
import java.util.List;

/** A chain while rules are read. */
final class ImportedChain
{
    private final String name;
    private final Word at;
    private final List<ImportedRule> rules = new ArrayList<>();
    private String policy;
    private Word policyAt;

    /**
     * A chain without rules.
     *
     * @param at     where it was made; null for one that is always there
     * @param policy {@code "accept"} at first; null for a chain of the user's own
     */
    ImportedChain(final String name, final Word at, final String policy)
    {
        this.name = name;
        this.at = at;
        this.policy = policy;
    }

    String name()
    {
        return name;
    }

    Word at()
    {
        return at;
    }

    boolean isBuiltIn()
    {
        return null == at;
    }

    List<ImportedRule> rules()
    {
        return rules;
    }

    /** Verdict of what reaches the end, in nft's words; null if it returns to the caller. */
    String policy()
    {
        return policy;
    }

    void policy(final String verdict, final Word place)
    {
        policy = verdict;
        policyAt = place;
    }

    /** True if it judges anything otherwise than an untouched chain. */
    boolean isUsed()
    {
        return !rules.isEmpty() || "drop".equals(policy);
    }

    /** First word that makes it used. */
    Word firstUse()
    {
        return rules.isEmpty() ? policyAt : rules.getFirst().at();
    }
}
