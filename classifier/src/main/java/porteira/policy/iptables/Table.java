package porteira.policy.iptables;

import java.util.List;

/** The kernel's tables that a policy can express. */
enum Table
{
    FILTER("filter", "INPUT", "FORWARD", "OUTPUT"),
    NAT("nat", "PREROUTING", "INPUT", "OUTPUT", "POSTROUTING");

    private final String word;
    private final List<String> chains;

    Table(final String word, final String... chains)
    {
        this.word = word;
        this.chains = List.of(chains);
    }

    /** As {@code -t} takes it. */
    String word()
    {
        return word;
    }

    /** Chains that the kernel enters. */
    List<String> chains()
    {
        return chains;
    }

    /** Null if it is none of these. */
    static Table of(final String word)
    {
        for (final Table table : values())
        {
            if (table.word.equals(word))
            {
                return table;
            }
        }
        return null;
    }
}
