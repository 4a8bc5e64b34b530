package porteira.policy.iptables;

import porteira.problem.Problem;

import java.util.ArrayList;
import java.util.List;

/** What is said of rules that are imported all the same. */
final class Warnings
{
    private final Ruleset ruleset;
    private final List<Problem> found = new ArrayList<>();

    Warnings(final Ruleset ruleset)
    {
        this.ruleset = ruleset;
    }

    List<Problem> list()
    {
        for (final Family family : Family.values())
        {
            for (final Table table : Table.values())
            {
                ruleset.chains(family, table).values().forEach((chain) -> chain.rules().forEach((rule) ->
                    rule.notes().forEach((note) -> add(note.at(), note.text()))));
            }
            translations(family);
        }
        return found;
    }

    /** The kernel's tables see what the tables before them made of a packet; here a translation is the last word. */
    private void translations(final Family family)
    {
        final ImportedChain before = ruleset.nat(family, "PREROUTING");
        if (before.isUsed() && ruleset.filter(family, "FORWARD").isUsed())
        {
            add(before.firstUse(), "chain FORWARD does not judge what PREROUTING translates: it passes");
        }
        if (before.isUsed() && ruleset.nat(family, "POSTROUTING").isUsed())
        {
            add(before.firstUse(), "what PREROUTING translates is not translated by POSTROUTING as well");
        }
    }

    private void add(final Word at, final String message)
    {
        found.add(new Problem(at.file(), at.line(), at.column(), message));
    }
}
