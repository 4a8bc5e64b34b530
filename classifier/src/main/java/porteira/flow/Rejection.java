package porteira.flow;

/**
 * The answers of nft's {@code reject} statement. {@code icmpx} kinds fit both families, the others their own; a reset
 * fits TCP only. A frame that a kind does not fit is dropped without an answer.
 */
public enum Rejection
{
    /** TCP RST. */
    TCP_RESET("tcp", "reset", Rejection.NONE, Rejection.NONE),
    /** ICMP 3/0. */
    ICMP_NET_UNREACHABLE("icmp", "net-unreachable", 0, Rejection.NONE),
    /** ICMP 3/1. */
    ICMP_HOST_UNREACHABLE("icmp", "host-unreachable", 1, Rejection.NONE),
    /** ICMP 3/2. */
    ICMP_PROT_UNREACHABLE("icmp", "prot-unreachable", 2, Rejection.NONE),
    /** ICMP 3/3. */
    ICMP_PORT_UNREACHABLE("icmp", "port-unreachable", 3, Rejection.NONE),
    /** ICMP 3/9. */
    ICMP_NET_PROHIBITED("icmp", "net-prohibited", 9, Rejection.NONE),
    /** ICMP 3/10. */
    ICMP_HOST_PROHIBITED("icmp", "host-prohibited", 10, Rejection.NONE),
    /** ICMP 3/13. */
    ICMP_ADMIN_PROHIBITED("icmp", "admin-prohibited", 13, Rejection.NONE),
    /** ICMPv6 1/0. */
    ICMPV6_NO_ROUTE("icmpv6", "no-route", Rejection.NONE, 0),
    /** ICMPv6 1/1. */
    ICMPV6_ADMIN_PROHIBITED("icmpv6", "admin-prohibited", Rejection.NONE, 1),
    /** ICMPv6 1/3. */
    ICMPV6_ADDR_UNREACHABLE("icmpv6", "addr-unreachable", Rejection.NONE, 3),
    /** ICMPv6 1/4. */
    ICMPV6_PORT_UNREACHABLE("icmpv6", "port-unreachable", Rejection.NONE, 4),
    /** ICMPv6 1/5 (RFC 4443 3.1). */
    ICMPV6_POLICY_FAIL("icmpv6", "policy-fail", Rejection.NONE, 5),
    /** ICMPv6 1/6. */
    ICMPV6_REJECT_ROUTE("icmpv6", "reject-route", Rejection.NONE, 6),
    /** ICMP 3/0, ICMPv6 1/0. */
    ICMPX_NO_ROUTE("icmpx", "no-route", 0, 0),
    /** ICMP 3/1, ICMPv6 1/3. */
    ICMPX_HOST_UNREACHABLE("icmpx", "host-unreachable", 1, 3),
    /** ICMP 3/3, ICMPv6 1/4: what {@code reject} without words means. */
    ICMPX_PORT_UNREACHABLE("icmpx", "port-unreachable", 3, 4),
    /** ICMP 3/13, ICMPv6 1/1. */
    ICMPX_ADMIN_PROHIBITED("icmpx", "admin-prohibited", 13, 1);

    /** Instead of a code: this kind does not answer that family. */
    static final int NONE = -1;

    private final String protocol;
    private final String type;
    private final int icmpCode;
    private final int icmpv6Code;

    Rejection(final String protocol, final String type, final int icmpCode, final int icmpv6Code)
    {
        this.protocol = protocol;
        this.type = type;
        this.icmpCode = icmpCode;
        this.icmpv6Code = icmpv6Code;
    }

    /**
     * The kind that nft spells {@code reject with PROTOCOL type TYPE}, or {@code tcp reset}; null where there is none.
     * For control-plane threads.
     */
    public static Rejection of(final String protocol, final String type)
    {
        for (final Rejection rejection : values())
        {
            if (rejection.protocol.equals(protocol) && rejection.type.equals(type))
            {
                return rejection;
            }
        }
        return null;
    }

    /** As nft spells it behind {@code reject with}. */
    public String text()
    {
        return TCP_RESET == this ? "tcp reset" : protocol + " type " + type;
    }

    /** Code of an ICMP destination-unreachable message (RFC 792, RFC 1812 5.2.7.1), -1 where there is none. */
    public int icmpCode()
    {
        return icmpCode;
    }

    /** Code of an ICMPv6 destination-unreachable message (RFC 4443 3.1), -1 where there is none. */
    public int icmpv6Code()
    {
        return icmpv6Code;
    }
}
