package porteira.policy;

/** What an element of a set is, by nftables' name. */
public enum KeyType
{
    /** IPv4 address. */
    IPV4_ADDR(32, "ipv4_addr"),
    /** IPv6 address. */
    IPV6_ADDR(128, "ipv6_addr"),
    /** MAC address. */
    ETHER_ADDR(48, "ether_addr"),
    /** Port of TCP or UDP. */
    INET_SERVICE(16, "inet_service"),
    /** Protocol of IP. */
    INET_PROTO(8, "inet_proto"),
    /** EtherType. */
    ETHER_TYPE(16, "ether_type"),
    /** Name of a bridge port; its value is the port's index. */
    IFNAME(5, "ifname"),
    /** A mark; a VLAN identifier here. */
    MARK(32, "mark");

    private final int bits;
    private final String text;

    KeyType(final int bits, final String text)
    {
        this.bits = bits;
        this.text = text;
    }

    /** Width of a value. */
    public int bits()
    {
        return bits;
    }

    /** As a policy spells it. */
    public String text()
    {
        return text;
    }
}
