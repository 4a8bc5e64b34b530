package porteira.policy.iptables;

import java.util.Set;

/**
 * Where a rule stands.
 *
 * @param family of its program
 * @param table  its table
 * @param chain  its chain; empty if that does not exist
 * @param chains every chain of the table
 */
record Place(Family family, Table table, String chain, Set<String> chains)
{
    /** True if it stands in that chain of the kernel. */
    boolean isIn(final String... names)
    {
        return Set.of(names).contains(chain) && table.chains().contains(chain);
    }
}
