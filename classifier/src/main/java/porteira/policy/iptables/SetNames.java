package porteira.policy.iptables;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sets that imported rules keep their counts in, each with a name. */
final class SetNames
{
    private final RuleProblems problems;
    private final Map<String, ImportedSet> sets = new LinkedHashMap<>();
    private final Map<ImportedSet, String> own = new IdentityHashMap<>();
    private final Map<Family, Integer> counts = new HashMap<>();

    SetNames(final RuleProblems problems)
    {
        this.problems = problems;
    }

    /** Every set by its name, in the order of the rules. */
    Map<String, ImportedSet> all()
    {
        return sets;
    }

    /** A rule that is going to be written. */
    void add(final Family family, final ImportedRule rule)
    {
        for (final ImportedSet set : rule.sets())
        {
            final boolean isOwn = set.name().isEmpty();
            final String name =
                isOwn ? family.word() + "_connlimit_" + counts.merge(family, 1, Integer::sum) : set.name();
            own.put(set, name);
            final ImportedSet known = sets.putIfAbsent(name, set);
            if (null != known && !known.meaning().equals(set.meaning()))
            {
                problems.report(rule.at(), "two rules name the same hashlimit and want different rates or keys: the " +
                    "kernel takes those of the first");
            }
        }
    }

    /** The match of a rule with the name of its own set. */
    String named(final ImportedRule rule, final String match)
    {
        String text = match;
        for (final ImportedSet set : rule.sets())
        {
            text = set.name().isEmpty() ? text.replace(ImportedSet.OWN + " {", "@" + own.get(set) + " {") : text;
        }
        return text;
    }
}
