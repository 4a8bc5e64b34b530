package porteira.nat;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import porteira.flow.Checksums;
import porteira.wire.EthernetFlyweight;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * One message by which hosts of a link find each other: ARP (RFC 826), or a neighbour solicitation or advertisement
 * (RFC 4861 4.3, 4.4). Read from a frame, and written over one in place: an answer over the question, a question over
 * any packet that waits for its answer. Questions are probes without sender (RFC 5227 2.1.1, RFC 4862 5.4.2), which
 * leave no trace in anybody's table and are answered all the same.
 */
public final class NeighbourMessage
{
    private static final int TYPE_ARP = 0x0806;
    private static final int MIN_FRAME_LENGTH = 60;
    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final long INT_MASK = 0xFFFF_FFFFL;
    private static final long BROADCAST = MAC_MASK;
    private static final long GROUP_BIT = 1L << 40;

    private static final int ARP_LENGTH = 28;
    // Hardware type Ethernet, protocol type IPv4, lengths 6 and 4.
    private static final long ARP_HEAD = 0x0001_0800_0604L;
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;
    private static final int ARP_OPERATION_OFFSET = 6;
    private static final int ARP_SENDER_MAC_OFFSET = 8;
    private static final int ARP_SENDER_OFFSET = 14;
    private static final int ARP_TARGET_MAC_OFFSET = 18;
    private static final int ARP_TARGET_OFFSET = 24;

    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int ND_LENGTH = 24;
    private static final int ND_TARGET_OFFSET = 8;
    private static final int OPTION_LENGTH = 8;
    private static final int OPTION_SOURCE_MAC = 1;
    private static final int OPTION_TARGET_MAC = 2;
    private static final int HOP_LIMIT = 255;
    private static final int HOP_LIMIT_OFFSET = 7;
    private static final int FLAG_SOLICITED = 0x40;
    private static final int FLAG_OVERRIDE = 0x20;
    private static final long ALL_NODES_MAC = 0x3333_0000_0001L;
    private static final long SOLICITED_MAC = 0x3333_FF00_0000L;
    private static final long LINK_MULTICAST = 0xFF02_0000_0000_0000L;
    private static final long SOLICITED_NODE = 0x0000_0001_FF00_0000L;
    private static final int NODE_MASK = 0x00FF_FFFF;

    private int network;
    private boolean isQuestion;
    private int at;
    private long senderHigh;
    private long senderLow;
    private long senderMac;
    private long targetHigh;
    private long targetLow;

    /** One that has read nothing. */
    public NeighbourMessage()
    {
    }

    /** Ids of the VLAN tags in front of a packet: the outer one, the next one 12 bits higher; 0 where there is none. */
    public static int vlans(final DirectBuffer frame, final long layout)
    {
        final int count = PacketLayout.vlanCount(layout);
        if (0 == count)
        {
            return 0;
        }
        final int outer = EthernetFlyweight.vlanId(frame, EthernetFlyweight.HEADER_LENGTH);
        return 1 == count ? outer : outer | EthernetFlyweight.vlanId(
            frame, EthernetFlyweight.HEADER_LENGTH + EthernetFlyweight.TAG_LENGTH) << 12;
    }

    /**
     * Read a frame.
     *
     * @param layout of the outermost packet
     * @return false where it is no such message, or a broken one; nothing may be asked then
     */
    public boolean read(final DirectBuffer frame, final int length, final long layout)
    {
        at = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_NONE == PacketLayout.network(layout))
        {
            return at + ARP_LENGTH <= length && isPlain(layout) &&
                TYPE_ARP == (frame.getShort(at - Short.BYTES, BIG_ENDIAN) & 0xFFFF) && readArp(frame);
        }
        return IpProtocol.ICMPV6 == PacketLayout.protocol(layout) &&
            PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout) &&
            at + Ipv6Flyweight.HEADER_LENGTH == PacketLayout.transportOffset(layout) && isPlain(layout) &&
            readDiscovery(frame, PacketParser.end(frame, layout, length));
    }

    /** True if it asks where {@link #targetLow} lives. */
    public boolean isQuestion()
    {
        return isQuestion;
    }

    /** {@code PacketLayout.NETWORK_*} of its addresses. */
    public int network()
    {
        return network;
    }

    /** True if it tells where {@link #senderLow} lives. */
    public boolean hasSender()
    {
        return 0 != senderMac && 0 == (senderMac & GROUP_BIT) && 0 != (senderHigh | senderLow);
    }

    /** Station address of the host it tells about, the low 48 bits. */
    public long senderMac()
    {
        return senderMac;
    }

    /** Upper half of that host's address; 0 for IPv4. */
    public long senderHigh()
    {
        return senderHigh;
    }

    /** Lower half of that host's address. */
    public long senderLow()
    {
        return senderLow;
    }

    /** Upper half of the address that is asked for; 0 for IPv4. */
    public long targetHigh()
    {
        return targetHigh;
    }

    /** Lower half of the address that is asked for. */
    public long targetLow()
    {
        return targetLow;
    }

    /**
     * Turn the question that was read last into its answer: the target lives at {@code mac}.
     *
     * @param room bytes that may be written, from the frame's first
     * @return length of the answer; 0, and nothing written, where there is no room for it
     */
    public int answer(final MutableDirectBuffer frame, final int room, final long mac)
    {
        if (PacketLayout.NETWORK_IPV4 == network)
        {
            final long asker = frame.getInt(at + ARP_SENDER_OFFSET, BIG_ENDIAN) & INT_MASK;
            stations(frame, senderMac, mac);
            return arp(frame, room, ARP_REPLY, mac, targetLow, senderMac, asker);
        }
        final int end = at + Ipv6Flyweight.HEADER_LENGTH + ND_LENGTH + OPTION_LENGTH;
        if (end > room)
        {
            return 0;
        }
        final long askerHigh = frame.getLong(at + Ipv6Flyweight.SOURCE_OFFSET, BIG_ENDIAN);
        final long askerLow = frame.getLong(at + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, BIG_ENDIAN);
        final boolean isKnown = 0 != (askerHigh | askerLow);
        final long askerMac = 0 != senderMac ? senderMac :
            frame.getLong(EthernetFlyweight.SOURCE_OFFSET - Short.BYTES, BIG_ENDIAN) & MAC_MASK;
        stations(frame, isKnown ? askerMac : ALL_NODES_MAC, mac);
        ipv6(frame, ND_LENGTH + OPTION_LENGTH, targetHigh, targetLow,
            isKnown ? askerHigh : LINK_MULTICAST, isKnown ? askerLow : 1);
        final int icmp = discovery(
            frame, ADVERTISEMENT, FLAG_OVERRIDE | (isKnown ? FLAG_SOLICITED : 0), targetHigh, targetLow);
        frame.putShort(icmp + ND_LENGTH, (short)(OPTION_TARGET_MAC << Byte.SIZE | 1), BIG_ENDIAN);
        putMac(frame, icmp + ND_LENGTH + Short.BYTES, mac);
        return finish(frame, end, room);
    }

    /**
     * Turn a packet into the question where an address lives, VLAN tags as they are.
     *
     * @param layout of the packet, which is IP
     * @param room   bytes that may be written, from the frame's first
     * @param mac    of the gateway
     * @return length of the question; 0, and nothing written, where there is no room for it
     */
    public int ask(
        final MutableDirectBuffer frame,
        final int room,
        final long layout,
        final long high,
        final long low,
        final long mac)
    {
        at = PacketLayout.networkOffset(layout);
        if (!isPlain(layout))
        {
            return 0;
        }
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            if (at + ARP_LENGTH > room)
            {
                return 0;
            }
            stations(frame, BROADCAST, mac);
            frame.putShort(at - Short.BYTES, (short)TYPE_ARP, BIG_ENDIAN);
            return arp(frame, room, ARP_REQUEST, mac, 0, 0, low);
        }
        final int end = at + Ipv6Flyweight.HEADER_LENGTH + ND_LENGTH;
        if (end > room)
        {
            return 0;
        }
        stations(frame, SOLICITED_MAC | low & NODE_MASK, mac);
        ipv6(frame, ND_LENGTH, 0, 0, LINK_MULTICAST, SOLICITED_NODE | low & NODE_MASK);
        discovery(frame, SOLICITATION, 0, high, low);
        return finish(frame, end, room);
    }

    private static boolean isPlain(final long layout)
    {
        return PacketLayout.networkOffset(layout) == EthernetFlyweight.HEADER_LENGTH +
            EthernetFlyweight.TAG_LENGTH * PacketLayout.vlanCount(layout);
    }

    private boolean readArp(final DirectBuffer frame)
    {
        if (ARP_HEAD != frame.getLong(at, BIG_ENDIAN) >>> Short.SIZE)
        {
            return false;
        }
        network = PacketLayout.NETWORK_IPV4;
        isQuestion = ARP_REQUEST == frame.getShort(at + ARP_OPERATION_OFFSET, BIG_ENDIAN);
        senderMac = frame.getLong(at + ARP_SENDER_MAC_OFFSET - Short.BYTES, BIG_ENDIAN) & MAC_MASK;
        senderHigh = 0;
        senderLow = frame.getInt(at + ARP_SENDER_OFFSET, BIG_ENDIAN) & INT_MASK;
        targetHigh = 0;
        targetLow = frame.getInt(at + ARP_TARGET_OFFSET, BIG_ENDIAN) & INT_MASK;
        return true;
    }

    private boolean readDiscovery(final DirectBuffer frame, final int end)
    {
        final int icmp = at + Ipv6Flyweight.HEADER_LENGTH;
        final int type = frame.getByte(icmp) & 0xFF;
        if (SOLICITATION != type && ADVERTISEMENT != type || 0 != frame.getByte(icmp + 1) || icmp + ND_LENGTH > end ||
            HOP_LIMIT != (frame.getByte(at + HOP_LIMIT_OFFSET) & 0xFF))
        {
            return false;
        }
        network = PacketLayout.NETWORK_IPV6;
        isQuestion = SOLICITATION == type;
        targetHigh = frame.getLong(icmp + ND_TARGET_OFFSET, BIG_ENDIAN);
        targetLow = frame.getLong(icmp + ND_TARGET_OFFSET + Long.BYTES, BIG_ENDIAN);
        senderHigh = isQuestion ? frame.getLong(at + Ipv6Flyweight.SOURCE_OFFSET, BIG_ENDIAN) : targetHigh;
        senderLow = isQuestion ?
            frame.getLong(at + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, BIG_ENDIAN) : targetLow;
        senderMac = option(frame, icmp + ND_LENGTH, end, isQuestion ? OPTION_SOURCE_MAC : OPTION_TARGET_MAC);
        return true;
    }

    /** The station address in an option, or 0. */
    private static long option(final DirectBuffer frame, final int from, final int end, final int type)
    {
        int option = from;
        while (option + OPTION_LENGTH <= end)
        {
            final int length = (frame.getByte(option + 1) & 0xFF) * OPTION_LENGTH;
            if (0 == length)
            {
                return 0;
            }
            if (type == frame.getByte(option))
            {
                return frame.getLong(option, BIG_ENDIAN) & MAC_MASK;
            }
            option += length;
        }
        return 0;
    }

    private int arp(
        final MutableDirectBuffer frame,
        final int room,
        final int operation,
        final long mac,
        final long sender,
        final long targetMac,
        final long target)
    {
        frame.putLong(at, ARP_HEAD << Short.SIZE | operation, BIG_ENDIAN);
        putMac(frame, at + ARP_SENDER_MAC_OFFSET, mac);
        frame.putInt(at + ARP_SENDER_OFFSET, (int)sender, BIG_ENDIAN);
        putMac(frame, at + ARP_TARGET_MAC_OFFSET, targetMac);
        frame.putInt(at + ARP_TARGET_OFFSET, (int)target, BIG_ENDIAN);
        return pad(frame, at + ARP_LENGTH, room);
    }

    private void ipv6(
        final MutableDirectBuffer frame,
        final int payload,
        final long sourceHigh,
        final long sourceLow,
        final long destinationHigh,
        final long destinationLow)
    {
        frame.putInt(at, 0x6000_0000, BIG_ENDIAN);
        frame.putInt(
            at + Integer.BYTES, payload << Short.SIZE | IpProtocol.ICMPV6 << Byte.SIZE | HOP_LIMIT, BIG_ENDIAN);
        frame.putLong(at + Ipv6Flyweight.SOURCE_OFFSET, sourceHigh, BIG_ENDIAN);
        frame.putLong(at + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, sourceLow, BIG_ENDIAN);
        frame.putLong(at + Ipv6Flyweight.DESTINATION_OFFSET, destinationHigh, BIG_ENDIAN);
        frame.putLong(at + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES, destinationLow, BIG_ENDIAN);
    }

    private int discovery(
        final MutableDirectBuffer frame, final int type, final int flags, final long high, final long low)
    {
        final int icmp = at + Ipv6Flyweight.HEADER_LENGTH;
        frame.putLong(icmp, (long)type << 56 | (long)flags << 24, BIG_ENDIAN);
        frame.putLong(icmp + ND_TARGET_OFFSET, high, BIG_ENDIAN);
        frame.putLong(icmp + ND_TARGET_OFFSET + Long.BYTES, low, BIG_ENDIAN);
        return icmp;
    }

    private static int finish(final MutableDirectBuffer frame, final int end, final int room)
    {
        Checksums.complete(frame, end, PacketParser.ethernet(frame, end));
        return pad(frame, end, room);
    }

    /** Zeros up to the shortest frame that Ethernet allows, where there is room: not every driver pads. */
    private static int pad(final MutableDirectBuffer frame, final int end, final int room)
    {
        final int padded = Math.max(end, Math.min(MIN_FRAME_LENGTH, room));
        frame.setMemory(end, padded - end, (byte)0);
        return padded;
    }

    private static void stations(final MutableDirectBuffer frame, final long destination, final long source)
    {
        putMac(frame, EthernetFlyweight.DESTINATION_OFFSET, destination);
        putMac(frame, EthernetFlyweight.SOURCE_OFFSET, source);
    }

    private static void putMac(final MutableDirectBuffer frame, final int offset, final long mac)
    {
        frame.putShort(offset, (short)(mac >>> Integer.SIZE), BIG_ENDIAN);
        frame.putInt(offset + Short.BYTES, (int)mac, BIG_ENDIAN);
    }
}
