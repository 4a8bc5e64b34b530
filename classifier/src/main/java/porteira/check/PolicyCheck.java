package porteira.check;

import java.util.ArrayList;
import java.util.List;
import porteira.tree.CompiledPolicy;
import porteira.tree.Reach;
import porteira.tree.RuleUse;

/** All remarks on a policy. */
public final class PolicyCheck
{
    /** Remarks of one kind that are told one by one. */
    private static final int TOLD = 50;

    private PolicyCheck()
    {
    }

    /** Remarks, by kind and then in the order of the policy; none for a policy that is as it should be. */
    public static List<Remark> of(final CompiledPolicy policy)
    {
        final List<Remark> remarks = new ArrayList<>();
        addLimited(ChainCheck.of(policy.policy()), remarks);
        final Reach reach = Reach.of(policy);
        addLimited(new RuleCheck(policy, new RuleUse(policy, reach)).remarks(), remarks);
        if (null == reach)
        {
            remarks.add(new Remark(Remark.Weight.NOTE, policy.policy().base().location(),
                "so large that it runs from tables: its rules were compared two by two; rules that only several " +
                "others together leave nothing, rules that change no verdict, and gaps between IPv4, IPv6 and " +
                "tunnels were not looked for", ""));
        }
        else
        {
            addLimited(new ParityCheck(policy, reach).remarks(), remarks);
        }
        return remarks;
    }

    private static void addLimited(final List<Remark> found, final List<Remark> remarks)
    {
        remarks.addAll(found.subList(0, Math.min(TOLD, found.size())));
        if (TOLD < found.size())
        {
            remarks.add(new Remark(found.get(TOLD).weight(), found.get(TOLD).location(),
                "and " + (found.size() - TOLD) + " more remarks of this kind from here on", ""));
        }
    }
}
