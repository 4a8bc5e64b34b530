package porteira.policy;

/** What a field of a packet means, how wide it is and how a policy spells it. */
public enum Kind
{
    /** IP protocol behind all extension headers. */
    L4_PROTOCOL(8, "meta l4proto"),
    /** How much of the transport header may be read, {@code PacketLayout.TRANSPORT_*}; never written in a policy. */
    TRANSPORT(2, "transport readable"),
    /** Destination port, of TCP or UDP. */
    DESTINATION_PORT(16, "dport"),
    /** Source port, of TCP or UDP. */
    SOURCE_PORT(16, "sport"),
    /** Index of the bridge port a frame came in on. */
    INGRESS(5, "iifname"),
    /** Index of the bridge port a frame would leave by. */
    EGRESS(5, "oifname"),
    /** {@code PacketLayout.NETWORK_*}: none, IPv4 or IPv6; in a tunnel's layer none means that no tunnel is there. */
    NETWORK(2, "network"),
    /** Byte 13 of the TCP header. */
    TCP_FLAGS(8, "tcp flags"),
    /** {@code PacketLayout.FRAGMENT_*}; a policy asks it through IPv6's fragment header. */
    FRAGMENT(3, "fragment"),
    /** ICMP type (RFC 792). */
    ICMP_TYPE(8, "icmp type"),
    /** ICMPv6 type (RFC 4443). */
    ICMPV6_TYPE(8, "icmpv6 type"),
    /** Protocol byte of the IPv4 header itself. */
    IP_PROTOCOL(8, "ip protocol"),
    /** Next header byte of the IPv6 header itself. */
    IP6_NEXT_HEADER(8, "ip6 nexthdr"),
    /** IPv4 source address. */
    IP_SOURCE(32, "ip saddr"),
    /** IPv4 destination address. */
    IP_DESTINATION(32, "ip daddr"),
    /** IPv6 source address. */
    IP6_SOURCE(128, "ip6 saddr"),
    /** IPv6 destination address. */
    IP6_DESTINATION(128, "ip6 daddr"),
    /** VLAN tags before the network header, 0..7; never written in a policy. */
    VLAN_COUNT(3, "vlan tags"),
    /** VLAN identifier of the outermost tag. */
    VLAN_ID(12, "vlan id"),
    /** 1 if the frame holds a whole Ethernet header; never written in a policy. */
    ETHERNET(1, "ethernet readable"),
    /** EtherType right behind the MAC addresses: 0x8100 in a tagged frame. */
    ETHER_TYPE(16, "ether type"),
    /** EtherType behind all VLAN tags. */
    ETHER_PROTOCOL(16, "meta protocol"),
    /** Source MAC address. */
    ETHER_SOURCE(48, "ether saddr"),
    /** Destination MAC address. */
    ETHER_DESTINATION(48, "ether daddr"),
    /** Bytes behind the Ethernet header and its first VLAN tag, as Linux counts them. */
    FRAME_LENGTH(32, "meta length"),
    /** Who the frame is for by its destination address: one machine 0, all 1, a group 2. */
    PACKET_TYPE(2, "meta pkttype"),
    /** 1 if the tunnel's remote end is proven by its outer address and port. */
    PROVEN(1, "proven"),
    /** Bits from the Ethernet header on; needs a {@link Detail.Slice}. */
    LINK_BYTES(128, "@ll"),
    /** Bits from the network header on; needs a {@link Detail.Slice}. */
    NETWORK_BYTES(128, "@nh"),
    /** Bits from the transport header on; needs a {@link Detail.Slice}. */
    TRANSPORT_BYTES(128, "@th"),
    /** State of the outermost packet's connection, one of nftables' bits: invalid 1, established 2, related 4, new 8,
     * untracked 64. */
    CT_STATE(7, "ct state");

    private final int bits;
    private final UInt128 mask;
    private final String text;

    Kind(final int bits, final String text)
    {
        this.bits = bits;
        this.mask = UInt128.max(bits);
        this.text = text;
    }

    /** Width of a value, 1..128. */
    public int bits()
    {
        return bits;
    }

    /** True if the field stands behind the IP header and its extensions. */
    public boolean isBehindIp()
    {
        return switch (this)
        {
            case DESTINATION_PORT, SOURCE_PORT, TCP_FLAGS, ICMP_TYPE, ICMPV6_TYPE, TRANSPORT_BYTES, CT_STATE -> true;
            default -> false;
        };
    }

    /** True if the field is whatever a {@link Detail.Slice} cuts out. */
    public boolean isRaw()
    {
        return LINK_BYTES == this || NETWORK_BYTES == this || TRANSPORT_BYTES == this;
    }

    /** All bits of a value; always the same object, since frames are read through it. */
    UInt128 mask()
    {
        return mask;
    }

    /** As a policy or a trace spells it. */
    public String text()
    {
        return text;
    }
}
