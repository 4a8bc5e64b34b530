package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** Stateless view of an Ethernet header (IEEE 802.3 3.1.1) and of the VLAN tags behind it (IEEE 802.1Q 9.6). */
public final class EthernetFlyweight
{
    /** Bytes of both addresses and the EtherType. */
    public static final int HEADER_LENGTH = 14;
    /** Bytes of one tag: its control information and the EtherType behind it. */
    public static final int TAG_LENGTH = 4;
    /** Bytes of an address. */
    public static final int ADDRESS_LENGTH = 6;
    /** Smallest number that is an EtherType; below it the field is an 802.3 length. */
    public static final int MIN_ETHER_TYPE = 0x0600;

    /** IPv4. */
    public static final int TYPE_IPV4 = 0x0800;
    /** IPv6. */
    public static final int TYPE_IPV6 = 0x86DD;
    /** 802.1Q customer tag. */
    public static final int TYPE_VLAN = 0x8100;
    /** 802.1ad service tag. */
    public static final int TYPE_SERVICE_VLAN = 0x88A8;
    /** Service tag of equipment older than 802.1ad. */
    public static final int TYPE_OLD_SERVICE_VLAN = 0x9100;
    /** MPLS labels (RFC 3032 5). */
    public static final int TYPE_MPLS = 0x8847;
    /** MPLS labels assigned upstream, once for multicast (RFC 5332 3). */
    public static final int TYPE_MPLS_MULTICAST = 0x8848;
    /** PPPoE session stage (RFC 2516 4). */
    public static final int TYPE_PPPOE_SESSION = 0x8864;

    /** Offset of the destination address. */
    public static final int DESTINATION_OFFSET = 0;
    /** Offset of the source address. */
    public static final int SOURCE_OFFSET = 6;
    /** Offset of the EtherType, or of the first tag's. */
    public static final int TYPE_OFFSET = 12;

    private EthernetFlyweight()
    {
    }

    /** EtherType or 802.3 length of an untagged header that starts at {@code offset}. */
    public static int type(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + TYPE_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** True for the EtherTypes that announce a VLAN tag. */
    public static boolean isTag(final int type)
    {
        return TYPE_VLAN == type || TYPE_SERVICE_VLAN == type || TYPE_OLD_SERVICE_VLAN == type;
    }

    /** VLAN id, 0..4095, of the tag whose control information starts at {@code offset}. */
    public static int vlanId(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset, BIG_ENDIAN) & 0x0FFF;
    }

    /** EtherType behind the tag whose control information starts at {@code offset}. */
    public static int typeBehindTag(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + 2, BIG_ENDIAN) & 0xFFFF;
    }
}
