package porteira.policy.iptables;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tables of both programs, as the commands read so far leave them. */
final class Ruleset
{
    private final Map<Family, Map<Table, Map<String, ImportedChain>>> tables = new EnumMap<>(Family.class);

    Ruleset()
    {
        for (final Family family : Family.values())
        {
            final Map<Table, Map<String, ImportedChain>> ofFamily = new EnumMap<>(Table.class);
            for (final Table table : Table.values())
            {
                final Map<String, ImportedChain> builtIn = new LinkedHashMap<>();
                table.chains().forEach((name) -> builtIn.put(name, new ImportedChain(name, null, "accept")));
                ofFamily.put(table, builtIn);
            }
            tables.put(family, ofFamily);
        }
    }

    /** Chains of a table by name, those of the kernel first. */
    Map<String, ImportedChain> chains(final Family family, final Table table)
    {
        return tables.get(family).get(table);
    }

    /** A chain of the table 'filter'. */
    ImportedChain filter(final Family family, final String name)
    {
        return chains(family, Table.FILTER).get(name);
    }

    /** A chain of the table 'nat'. */
    ImportedChain nat(final Family family, final String name)
    {
        return chains(family, Table.NAT).get(name);
    }

    /** True if some chain of the table does anything. */
    boolean isUsed(final Family family, final Table table)
    {
        return chains(family, table).values().stream().anyMatch(ImportedChain::isUsed);
    }

    /** True if some chain of the family does anything. */
    boolean isUsed(final Family family)
    {
        return isUsed(family, Table.FILTER) || isUsed(family, Table.NAT);
    }
}
