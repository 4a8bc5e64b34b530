package porteira.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import porteira.policy.Chain;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;

/** Chains that nothing leads to. */
final class ChainCheck
{
    private ChainCheck()
    {
    }

    static List<Remark> of(final Policy policy)
    {
        final Set<String> reached = reached(policy);
        final List<Remark> remarks = new ArrayList<>();
        policy.chains().values().stream()
            .filter((chain) -> !reached.contains(chain.name()))
            .sorted(Comparator.comparing(Chain::location).thenComparing(Chain::name))
            .forEach((chain) -> remarks.add(new Remark(Remark.Weight.WARNING, chain.location(),
                "chain '" + chain.name() + "' is never used: no rule that frames come to jumps there", "")));
        return remarks;
    }

    private static Set<String> reached(final Policy policy)
    {
        final Set<String> reached = new HashSet<>(Set.of(policy.base().name()));
        final Deque<Chain> open = new ArrayDeque<>(List.of(policy.base()));
        while (!open.isEmpty())
        {
            for (final Rule rule : open.pop().rules())
            {
                for (final String target : targets(rule.parts()))
                {
                    if (reached.add(target))
                    {
                        open.push(policy.chains().get(target));
                    }
                }
            }
        }
        return reached;
    }

    private static List<String> targets(final List<RulePart> parts)
    {
        final List<String> targets = new ArrayList<>();
        for (final RulePart part : parts)
        {
            switch (part)
            {
                case RulePart.Jump jump -> targets.add(jump.chain());
                case RulePart.Choose choose -> choose.cases().forEach((one) -> targets.addAll(targets(one.then())));
                default ->
                {
                }
            }
        }
        return targets;
    }
}
