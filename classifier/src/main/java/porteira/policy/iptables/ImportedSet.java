package porteira.policy.iptables;

/**
 * A set that a rule keeps its counts in.
 *
 * @param name    unique for its program; empty if it belongs to the one rule, whose text calls it {@link #OWN}
 * @param type    of an element, in nft's words
 * @param timeout of an element, in nft's words; empty for none
 * @param size    most elements
 * @param meaning what rules with the same name must agree on
 */
record ImportedSet(String name, String type, String timeout, int size, String meaning)
{
    /** Stands in a rule's text for the name that the set gets. */
    static final String OWN = "@*";
}
