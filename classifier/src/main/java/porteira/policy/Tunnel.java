package porteira.policy;

/** A way one packet travels inside another. */
public enum Tunnel
{
    /** IPv6 in UDP (RFC 4380, 5991, 6081). */
    TEREDO("teredo"),
    /** IPv6 as protocol 41 of IP, 6to4 and ISATAP included (RFC 4213, 3056, 5214, 2473). */
    SIX_IN_FOUR("6in4"),
    /** IPv4 as protocol 4 of IP (RFC 2003, 2473). */
    IPIP("ipip"),
    /** Generic routing encapsulation of IP or Ethernet (RFC 2784, 2890). */
    GRE("gre"),
    /** A PPPoE session (RFC 2516). */
    PPPOE("pppoe"),
    /** MPLS labels (RFC 3032). */
    MPLS("mpls"),
    /** One tunnel of any kind; never written in a policy. */
    ANY("tunnel"),
    /** One tunnel or more, of any kind, as a policy writes it: some packet inside, none in particular. */
    SOME("tunnel");

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

    /** True if it may carry IPv4. */
    public boolean carriesIpv4()
    {
        return TEREDO != this && SIX_IN_FOUR != this;
    }

    /** True if it may carry IPv6. */
    public boolean carriesIpv6()
    {
        return IPIP != this;
    }

    /** True if it stands behind an EtherType, so that no other tunnel carries it. */
    public boolean isOutermost()
    {
        return PPPOE == this || MPLS == this;
    }
}
