package porteira.policy;

/** A way one packet travels inside another. */
public enum Tunnel
{
    /** IPv6 in UDP (RFC 4380, 5991, 6081). */
    TEREDO("teredo");

    private final String word;

    Tunnel(final String word)
    {
        this.word = word;
    }

    /** As a policy spells it. */
    public String word()
    {
        return word;
    }
}
