package porteira.policy.iptables;

/**
 * What a rule does with what it matches.
 *
 * @param kind what it is
 * @param text the nft statement, or the name of the chain
 */
record Target(Kind kind, String text)
{
    /** A rule that only counts. */
    static final Target NONE = new Target(Kind.STATEMENT, "counter");

    /** Kinds whose nft spelling depends on where the rule stands, and the plain ones. */
    enum Kind
    {
        /** The walk goes on. */
        STATEMENT,
        /** The walk ends: drop, reject, a translation. */
        VERDICT,
        ACCEPT, CHAIN, GOTO, RETURN
    }

    /** True if nothing that it takes is judged again in its chain. */
    boolean isFinal()
    {
        return Kind.VERDICT == kind || Kind.ACCEPT == kind;
    }

    /** True if it names a chain. */
    boolean isChain()
    {
        return Kind.CHAIN == kind || Kind.GOTO == kind;
    }
}
