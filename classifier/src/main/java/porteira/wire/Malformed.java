package porteira.wire;

/**
 * Why a packet was not wholly readable or contradicts itself. A frame carries the first reason met from the outside in;
 * it is still judged by what can be read. Ordinals and ids are counter ids: never reused, never reordered.
 */
public enum Malformed
{
    /** Well formed as far as it was read. */
    NONE(0, "none", "well formed"),
    /** Less than the 14 bytes of an Ethernet header. */
    ETHERNET_TRUNCATED(1, "ethernet_truncated", "Ethernet header cut short"),
    /** A VLAN EtherType with less than four bytes behind it. */
    VLAN_TRUNCATED(2, "vlan_truncated", "VLAN tag cut short"),
    /** More than {@link PacketParser#MAX_VLAN_TAGS} tags. */
    VLAN_TOO_DEEP(3, "vlan_too_deep", "more VLAN tags than are looked through"),
    /** The version nibble is not what the link layer announced, or neither 4 nor 6. */
    IP_VERSION(4, "ip_version", "IP version is not what was announced"),
    /** Less than 20 bytes, or less than the header length says; in the second case the addresses are readable. */
    IPV4_HEADER_TRUNCATED(5, "ipv4_header_truncated", "IPv4 header cut short"),
    /** Header length below 20 bytes (RFC 791 3.1). */
    IPV4_HEADER_LENGTH(6, "ipv4_header_length", "IPv4 header length below 20"),
    /** Total length less than the header; the packet is taken to reach to the end of the frame. */
    IPV4_TOTAL_LENGTH(7, "ipv4_total_length", "IPv4 total length below header length"),
    /** The IP header claims more bytes than there are. */
    IP_TRUNCATED(8, "ip_truncated", "IP packet longer than its frame"),
    /** Less than the 40 bytes of the fixed header. */
    IPV6_HEADER_TRUNCATED(9, "ipv6_header_truncated", "IPv6 header cut short"),
    /** Payload length 0 with something behind the header; the packet is taken to reach to the end of the frame. */
    IPV6_PAYLOAD_LENGTH(10, "ipv6_payload_length", "IPv6 payload length 0 yet a payload announced"),
    /** An extension header (or AH in either version) reaches over the packet's end. */
    EXTENSION_TRUNCATED(11, "extension_truncated", "extension header cut short"),
    /** More than {@link PacketParser#MAX_EXTENSIONS} extension headers. */
    EXTENSION_TOO_MANY(12, "extension_too_many", "more extension headers than are looked through"),
    /** The fixed transport header does not fit into the packet. */
    TRANSPORT_TRUNCATED(13, "transport_truncated", "transport header cut short"),
    /** TCP data offset below 20 bytes or over the packet's end. */
    TCP_DATA_OFFSET(14, "tcp_data_offset", "TCP header length impossible"),
    /** UDP length below 8 or over the packet's end. */
    UDP_LENGTH(15, "udp_length", "UDP length impossible"),
    /** First fragment without the whole transport header, or a TCP fragment at offset 8 (RFC 1858 3, RFC 3128). */
    FRAGMENT_TINY(16, "fragment_tiny", "fragment splits the transport header"),
    /** Packets inside more than {@link Tunnels#MAX_DEPTH} tunnels; found by {@link Tunnels#isTooDeep}, in no layout. */
    TUNNEL_TOO_DEEP(17, "tunnel_too_deep", "more tunnels in each other than are looked through");

    private static final Malformed[] VALUES = values();

    private final int id;
    private final String label;
    private final String description;

    Malformed(final int id, final String label, final String description)
    {
        this.id = id;
        this.label = label;
        this.description = description;
    }

    /** Number that stands in {@link PacketLayout#malformed}, 0..63; equal to the ordinal. */
    public int id()
    {
        return id;
    }

    /** Name in counters and events: lower case, words joined by underscores. */
    public String label()
    {
        return label;
    }

    /** One phrase for people. */
    public String description()
    {
        return description;
    }

    /** The reason in a layout. */
    public static Malformed of(final long layout)
    {
        return VALUES[PacketLayout.malformed(layout)];
    }

    /** How many there are, {@link #NONE} included: the size of an array indexed by {@link #id}. */
    public static int count()
    {
        return VALUES.length;
    }
}
