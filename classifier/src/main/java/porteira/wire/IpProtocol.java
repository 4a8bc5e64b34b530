package porteira.wire;

/** Numbers of the protocols and extension headers that are looked at (IANA protocol numbers). */
public final class IpProtocol
{
    /** IPv6 hop-by-hop options. */
    public static final int HOP_BY_HOP = 0;
    /** ICMP for IPv4. */
    public static final int ICMP = 1;
    /** IPv4 inside (RFC 2003, RFC 2473). */
    public static final int IPV4 = 4;
    /** TCP. */
    public static final int TCP = 6;
    /** UDP. */
    public static final int UDP = 17;
    /** DCCP. */
    public static final int DCCP = 33;
    /** IPv6 inside (RFC 4213, RFC 2473). */
    public static final int IPV6 = 41;
    /** IPv6 routing header. */
    public static final int ROUTING = 43;
    /** IPv6 fragment header. */
    public static final int FRAGMENT = 44;
    /** Generic routing encapsulation (RFC 2784). */
    public static final int GRE = 47;
    /** Authentication header of either IP. */
    public static final int AUTHENTICATION = 51;
    /** ICMP for IPv6. */
    public static final int ICMPV6 = 58;
    /** Nothing follows the IPv6 header chain. */
    public static final int NO_NEXT_HEADER = 59;
    /** IPv6 destination options. */
    public static final int DESTINATION_OPTIONS = 60;
    /** SCTP. */
    public static final int SCTP = 132;
    /** IPv6 mobility header. */
    public static final int MOBILITY = 135;
    /** UDP-Lite. */
    public static final int UDP_LITE = 136;
    /** Host identity protocol. */
    public static final int HOST_IDENTITY = 139;
    /** Shim6. */
    public static final int SHIM6 = 140;

    private IpProtocol()
    {
    }
}
