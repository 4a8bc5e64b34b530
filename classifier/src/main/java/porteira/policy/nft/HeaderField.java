package porteira.policy.nft;

import java.util.LinkedHashMap;
import java.util.Map;
import porteira.policy.Detail;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.UInt128;

/**
 * A field by the two words that name it: {@code tcp dport}. Fields that policies seldom ask for have no kind of their
 * own, they are bits of their header.
 *
 * @param kind   what is read
 * @param detail which bits; null for the whole
 * @param type   of its values
 */
record HeaderField(Kind kind, Detail detail, ValueType type)
{
    private static final int VLAN_TAG = 112;

    /** By protocol, then by name, in the order in which messages list them. */
    static final Map<String, Map<String, HeaderField>> BY_PROTOCOL = all();


    /** The field of a packet. */
    Field in(final Layer layer)
    {
        return new Field(layer, kind, detail);
    }

    private static Map<String, Map<String, HeaderField>> all()
    {
        final Map<String, Map<String, HeaderField>> all = new LinkedHashMap<>();
        all.put("meta", meta());
        all.put("ether", ether());
        all.put("vlan", vlan());
        all.put("ip", ip());
        all.put("ip6", ip6());
        all.put("tcp", tcp());
        all.put("udp", udp());
        all.put("th", ports());
        all.put("icmp", icmp(Kind.ICMP_TYPE, ValueType.ICMP_TYPE, ValueType.ICMP_CODE));
        all.put("icmpv6", icmp(Kind.ICMPV6_TYPE, ValueType.ICMPV6_TYPE, ValueType.ICMPV6_CODE));
        all.put("frag", frag());
        all.put("exthdr", Map.of("frag", of(Kind.FRAGMENT, ValueType.BOOLEAN)));
        return all;
    }

    private static Map<String, HeaderField> meta()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("l4proto", of(Kind.L4_PROTOCOL, ValueType.INET_PROTO));
        fields.put("protocol", of(Kind.ETHER_PROTOCOL, ValueType.ETHER_TYPE));
        fields.put("length", of(Kind.FRAME_LENGTH, ValueType.integer(Integer.SIZE)));
        fields.put("pkttype", of(Kind.PACKET_TYPE, ValueType.PACKET_TYPE));
        fields.put("iifname", of(Kind.INGRESS, ValueType.IFNAME));
        fields.put("oifname", of(Kind.EGRESS, ValueType.IFNAME));
        fields.put("iif", of(Kind.INGRESS, ValueType.IFNAME));
        fields.put("oif", of(Kind.EGRESS, ValueType.IFNAME));
        return fields;
    }

    private static Map<String, HeaderField> ether()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("type", of(Kind.ETHER_TYPE, ValueType.ETHER_TYPE));
        fields.put("saddr", of(Kind.ETHER_SOURCE, ValueType.ETHER_ADDR));
        fields.put("daddr", of(Kind.ETHER_DESTINATION, ValueType.ETHER_ADDR));
        return fields;
    }

    private static Map<String, HeaderField> vlan()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("id", of(Kind.VLAN_ID, ValueType.VLAN_ID));
        fields.put("pcp", slice(Kind.LINK_BYTES, VLAN_TAG, 3));
        fields.put("dei", slice(Kind.LINK_BYTES, VLAN_TAG + 3, 1));
        fields.put("cfi", slice(Kind.LINK_BYTES, VLAN_TAG + 3, 1));
        fields.put("type", slice(Kind.LINK_BYTES, VLAN_TAG + 16, ValueType.ETHER_TYPE));
        return fields;
    }

    private static Map<String, HeaderField> ip()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("saddr", of(Kind.IP_SOURCE, ValueType.IPV4_ADDR));
        fields.put("daddr", of(Kind.IP_DESTINATION, ValueType.IPV4_ADDR));
        fields.put("protocol", of(Kind.IP_PROTOCOL, ValueType.INET_PROTO));
        fields.put("version", slice(Kind.NETWORK_BYTES, 0, 4));
        fields.put("hdrlength", slice(Kind.NETWORK_BYTES, 4, 4));
        fields.put("dscp", slice(Kind.NETWORK_BYTES, 8, ValueType.DSCP));
        fields.put("ecn", slice(Kind.NETWORK_BYTES, 14, ValueType.ECN));
        fields.put("length", slice(Kind.NETWORK_BYTES, 16, 16));
        fields.put("id", slice(Kind.NETWORK_BYTES, 32, 16));
        fields.put("frag-off", slice(Kind.NETWORK_BYTES, 48, 16));
        fields.put("ttl", slice(Kind.NETWORK_BYTES, 64, 8));
        fields.put("checksum", slice(Kind.NETWORK_BYTES, 80, 16));
        return fields;
    }

    private static Map<String, HeaderField> ip6()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("saddr", of(Kind.IP6_SOURCE, ValueType.IPV6_ADDR));
        fields.put("daddr", of(Kind.IP6_DESTINATION, ValueType.IPV6_ADDR));
        fields.put("nexthdr", of(Kind.IP6_NEXT_HEADER, ValueType.INET_PROTO));
        fields.put("version", slice(Kind.NETWORK_BYTES, 0, 4));
        fields.put("dscp", slice(Kind.NETWORK_BYTES, 4, ValueType.DSCP));
        fields.put("ecn", slice(Kind.NETWORK_BYTES, 10, ValueType.ECN));
        fields.put("flowlabel", slice(Kind.NETWORK_BYTES, 12, 20));
        fields.put("length", slice(Kind.NETWORK_BYTES, 32, 16));
        fields.put("hoplimit", slice(Kind.NETWORK_BYTES, 56, 8));
        return fields;
    }

    private static Map<String, HeaderField> ports()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("sport", of(Kind.SOURCE_PORT, ValueType.INET_SERVICE));
        fields.put("dport", of(Kind.DESTINATION_PORT, ValueType.INET_SERVICE));
        return fields;
    }

    private static Map<String, HeaderField> tcp()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>(ports());
        fields.put("flags", of(Kind.TCP_FLAGS, ValueType.TCP_FLAG));
        fields.put("sequence", slice(Kind.TRANSPORT_BYTES, 32, 32));
        fields.put("ackseq", slice(Kind.TRANSPORT_BYTES, 64, 32));
        fields.put("doff", slice(Kind.TRANSPORT_BYTES, 96, 4));
        fields.put("reserved", slice(Kind.TRANSPORT_BYTES, 100, 4));
        fields.put("window", slice(Kind.TRANSPORT_BYTES, 112, 16));
        fields.put("checksum", slice(Kind.TRANSPORT_BYTES, 128, 16));
        fields.put("urgptr", slice(Kind.TRANSPORT_BYTES, 144, 16));
        return fields;
    }

    private static Map<String, HeaderField> udp()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>(ports());
        fields.put("length", slice(Kind.TRANSPORT_BYTES, 32, 16));
        fields.put("checksum", slice(Kind.TRANSPORT_BYTES, 48, 16));
        return fields;
    }

    private static Map<String, HeaderField> icmp(final Kind kind, final ValueType type, final ValueType code)
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("type", of(kind, type));
        fields.put("code", slice(Kind.TRANSPORT_BYTES, 8, code));
        fields.put("checksum", slice(Kind.TRANSPORT_BYTES, 16, 16));
        return fields;
    }

    private static Map<String, HeaderField> frag()
    {
        final Map<String, HeaderField> fields = new LinkedHashMap<>();
        fields.put("more-fragments", of(Kind.FRAGMENT, ValueType.integer(1)));
        fields.put("frag-off", of(Kind.FRAGMENT, ValueType.integer(13)));
        return fields;
    }

    private static HeaderField of(final Kind kind, final ValueType type)
    {
        return new HeaderField(kind, null, type);
    }

    private static HeaderField slice(final Kind kind, final int offset, final int bits)
    {
        return raw(kind, offset, ValueType.integer(bits));
    }

    private static HeaderField slice(final Kind kind, final int offset, final ValueType type)
    {
        return raw(kind, offset, type);
    }

    /** Bits of a header, from {@code offset} on. */
    static HeaderField raw(final Kind kind, final int offset, final ValueType type)
    {
        return new HeaderField(kind, new Detail.Slice(offset, type.bits(), UInt128.max(type.bits())), type);
    }
}
