package porteira.replay;

import org.agrona.DirectBuffer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.PacketParser;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Looks for the first IP header of a frame of any {@link LinkType}, through everything that may stand before it: VLAN
 * tags, PPPoE sessions (RFC 2516), MPLS labels (RFC 3032) and Ethernet pseudowires (RFC 4448), provider backbone tags
 * (IEEE 802.1ah), VN tags, NSH (RFC 8300), LLC with SNAP. Reports speak of what it finds; policies do not see it.
 */
final class LinkWalker
{
    static final int NO_TYPE = -1;

    private static final int TYPE_MPLS = 0x8847;
    private static final int TYPE_MPLS_MULTICAST = 0x8848;
    private static final int TYPE_PPPOE_SESSION = 0x8864;
    private static final int TYPE_BACKBONE = 0x88E7;
    private static final int TYPE_VN_TAG = 0x8926;
    private static final int TYPE_NSH = 0x894F;
    private static final int MAX_LENGTH_FIELD = 1500;

    private static final int PPP_IPV4 = 0x0021;
    private static final int PPP_IPV6 = 0x0057;
    private static final int PPP_MPLS = 0x0281;
    private static final int PPPOE_HEADER_LENGTH = 6;
    private static final int BACKBONE_TAG_LENGTH = 18;
    private static final int VN_TAG_LENGTH = 6;
    private static final int LABEL_LENGTH = 4;
    private static final int CONTROL_WORD_LENGTH = 4;
    private static final int SNAP_LENGTH = 8;
    private static final int SNAP_TYPE_OFFSET = 6;
    private static final long SNAP_RFC1042 = 0xAAAA03000000L;
    private static final int COOKED_LENGTH = 16;
    private static final int COOKED_TYPE_OFFSET = 14;
    private static final int COOKED_2_LENGTH = 20;
    private static final int FAMILY_LENGTH = 4;
    private static final int MAX_VLANS = 64;
    /** Ethernet headers in one frame: more than any real stack of pseudowires, and the walk calls itself for each. */
    private static final int MAX_NESTED = 16;

    private final int[] vlans = new int[MAX_VLANS];
    private int vlanCount;
    private int nested;
    private int etherType;
    private int offset;
    private int end;
    private int version;
    private boolean isDone;

    /**
     * Walk one frame.
     *
     * @param length bytes readable
     * @return layout of the first IP packet, without network where there is none; its VLAN count is not filled
     */
    long walk(final LinkType link, final DirectBuffer frame, final int length)
    {
        vlanCount = 0;
        nested = 0;
        etherType = NO_TYPE;
        offset = 0;
        end = Math.min(length, PacketParser.MAX_LENGTH);
        version = 0;
        isDone = false;

        switch (link)
        {
            case ETHERNET -> ethernet(frame);
            case RAW -> ip(0 == end ? 0 : frame.getByte(0) >>> 4 & 0xF);
            case RAW_IPV4 -> ip(4);
            case RAW_IPV6 -> ip(6);
            case LINUX_COOKED -> cooked(frame, COOKED_TYPE_OFFSET, COOKED_LENGTH);
            case LINUX_COOKED_2 -> cooked(frame, 0, COOKED_2_LENGTH);
            case NULL, LOOP -> family(frame);
            default -> throw new IllegalArgumentException("link type: " + link);
        }
        if (0 == version || end <= offset)
        {
            return 0;
        }
        final long layout = PacketParser.network(frame, offset, end);
        return version == (frame.getByte(offset) >>> 4 & 0xF) ? layout : 0;
    }

    /** VLAN ids met, outermost first, in the first {@link #vlanCount} elements; valid until the next walk. */
    int[] vlans()
    {
        return vlans;
    }

    int vlanCount()
    {
        return vlanCount;
    }

    /** Last EtherType before the IP header, {@link #NO_TYPE} where there is none. */
    int etherType()
    {
        return etherType;
    }

    /** 4 or 6 where the link layer announced IP and at least one byte of it is there, else 0. */
    int announced()
    {
        return end > offset ? version : 0;
    }

    /** Index behind the last byte that belongs to the IP packet's carrier. */
    int end()
    {
        return end;
    }

    private void ip(final int announcedVersion)
    {
        version = announcedVersion;
        isDone = true;
    }

    private void ethernet(final DirectBuffer frame)
    {
        if (end - offset < EthernetFlyweight.HEADER_LENGTH || MAX_NESTED == nested)
        {
            isDone = true;
            return;
        }
        nested++;
        final int type = EthernetFlyweight.type(frame, offset);
        etherType = NO_TYPE;
        offset += EthernetFlyweight.HEADER_LENGTH;
        typed(frame, type);
    }

    private void cooked(final DirectBuffer frame, final int typeOffset, final int headerLength)
    {
        if (end >= headerLength)
        {
            final int type = u16(frame, typeOffset);
            offset = headerLength;
            if (type >= EthernetFlyweight.MIN_ETHER_TYPE)
            {
                typed(frame, type);
            }
        }
    }

    private void family(final DirectBuffer frame)
    {
        if (end > FAMILY_LENGTH)
        {
            offset = FAMILY_LENGTH;
            final int value = frame.getInt(0, BIG_ENDIAN);
            final int family = 0 == (value & 0xFFFF) ? Integer.reverseBytes(value) : value;
            // AF_INET is 2 everywhere; AF_INET6 differs between systems (10, 24, 28, 30).
            ip(2 == family ? 4 : 10 == family || 24 == family || 28 == family || 30 == family ? 6 : 0);
        }
    }

    private void typed(final DirectBuffer frame, final int firstType)
    {
        int type = firstType;
        isDone = false;
        while (!isDone)
        {
            if (0 < type && type <= MAX_LENGTH_FIELD)
            {
                type = snap(frame, type);
                continue;
            }
            etherType = TYPE_BACKBONE == etherType ? etherType : type;
            switch (type)
            {
                case EthernetFlyweight.TYPE_IPV4 -> ip(4);
                case EthernetFlyweight.TYPE_IPV6 -> ip(6);
                case EthernetFlyweight.TYPE_VLAN, EthernetFlyweight.TYPE_SERVICE_VLAN,
                    EthernetFlyweight.TYPE_OLD_SERVICE_VLAN -> type = vlan(frame);
                case TYPE_BACKBONE -> type = skip(frame, BACKBONE_TAG_LENGTH);
                case TYPE_VN_TAG -> type = skip(frame, VN_TAG_LENGTH);
                case TYPE_MPLS, TYPE_MPLS_MULTICAST -> mpls(frame);
                case TYPE_PPPOE_SESSION -> pppoe(frame);
                case TYPE_NSH -> nsh(frame);
                default -> isDone = true;
            }
        }
    }

    private int vlan(final DirectBuffer frame)
    {
        if (end - offset < EthernetFlyweight.TAG_LENGTH || MAX_VLANS == vlanCount)
        {
            isDone = true;
            return 0;
        }
        vlans[vlanCount++] = EthernetFlyweight.vlanId(frame, offset);
        return skip(frame, EthernetFlyweight.TAG_LENGTH);
    }

    /** Go over {@code length} bytes whose last two are the next EtherType. */
    private int skip(final DirectBuffer frame, final int length)
    {
        if (end - offset < length)
        {
            isDone = true;
            return 0;
        }
        offset += length;
        return u16(frame, offset - 2);
    }

    private int snap(final DirectBuffer frame, final int length)
    {
        if (end - offset < SNAP_LENGTH || SNAP_RFC1042 != frame.getLong(offset, BIG_ENDIAN) >>> 16)
        {
            isDone = true;
            return 0;
        }
        end = Math.min(end, offset + length);
        final int type = u16(frame, offset + SNAP_TYPE_OFFSET);
        offset += SNAP_LENGTH;
        isDone = type < EthernetFlyweight.MIN_ETHER_TYPE;
        return type;
    }

    private void mpls(final DirectBuffer frame)
    {
        boolean isBottom = false;
        while (!isBottom && end - offset >= LABEL_LENGTH)
        {
            isBottom = 0 != (frame.getByte(offset + 2) & 1);
            offset += LABEL_LENGTH;
        }
        isDone = true;
        if (!isBottom || end <= offset)
        {
            return;
        }

        final int nibble = frame.getByte(offset) >>> 4 & 0xF;
        if (4 == nibble || 6 == nibble)
        {
            ip(nibble);
        }
        else if (0 == nibble && end - offset >= CONTROL_WORD_LENGTH)
        {
            offset += CONTROL_WORD_LENGTH;
            ethernet(frame);
        }
    }

    private void pppoe(final DirectBuffer frame)
    {
        isDone = true;
        if (end - offset <= PPPOE_HEADER_LENGTH)
        {
            return;
        }
        end = Math.min(end, offset + PPPOE_HEADER_LENGTH + u16(frame, offset + 4));
        offset += PPPOE_HEADER_LENGTH;
        if (end <= offset)
        {
            return;
        }

        // RFC 1661 6.5: an odd first byte is a protocol field compressed to one byte.
        final boolean isCompressed = 0 != (frame.getByte(offset) & 1);
        if (!isCompressed && end - offset < 2)
        {
            return;
        }
        final int protocol = isCompressed ? frame.getByte(offset) & 0xFF : u16(frame, offset);
        offset += isCompressed ? 1 : 2;
        switch (protocol)
        {
            case PPP_IPV4 -> ip(4);
            case PPP_IPV6 -> ip(6);
            case PPP_MPLS -> mpls(frame);
            default -> isDone = true;
        }
    }

    private void nsh(final DirectBuffer frame)
    {
        isDone = true;
        if (end - offset < 8)
        {
            return;
        }
        final int length = (frame.getByte(offset + 1) & 0x3F) << 2;
        final int next = frame.getByte(offset + 3) & 0xFF;
        if (length < 8 || end - offset < length)
        {
            return;
        }
        offset += length;
        switch (next)
        {
            case 1 -> ip(4);
            case 2 -> ip(6);
            case 3 -> ethernet(frame);
            case 5 -> mpls(frame);
            default -> isDone = true;
        }
    }

    private static int u16(final DirectBuffer frame, final int index)
    {
        return frame.getShort(index, BIG_ENDIAN) & 0xFFFF;
    }
}
