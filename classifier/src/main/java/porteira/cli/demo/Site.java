package porteira.cli.demo;

import java.util.Locale;

/** Who stands where in the demo, as the screened-host policy has it (RFC 5737 and RFC 3849 documentation addresses). */
enum Site
{
    /** Any machine of the inside network. */
    CLIENT("203.0.113.10", "2001:db8:b01a:70da::10"),
    /** The mail server, the one inside host that may send mail. */
    SERVER("203.0.113.25", "2001:db8:b01a:70da::25"),
    /** A host far away; the inside network's router stands in the same namespace. */
    OUTSIDE("198.51.100.7", "2001:db8:51::7");

    /** The router's addresses on the inside network. */
    static final String ROUTER_IPV4 = "203.0.113.1";
    /** See {@link #ROUTER_IPV4}. */
    static final String ROUTER_IPV6 = "2001:db8:b01a:70da::1";

    private final String ipv4;
    private final String ipv6;

    Site(final String ipv4, final String ipv6)
    {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** Its address, in the notation of RFC 5952. */
    String address(final Family family)
    {
        return Family.IPV4 == family ? ipv4 : ipv6;
    }

    /** Its namespace's role, the last part of the namespace's name. */
    String role()
    {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The two versions of IP, each tried with every probe. */
    enum Family
    {
        /** RFC 791. */
        IPV4,
        /** RFC 8200. */
        IPV6;

        /** The address as URLs and socat want it: IPv6 in brackets. */
        String bracketed(final String address)
        {
            return IPV4 == this ? address : "[" + address + "]";
        }
    }
}
