package porteira.flow;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Ones' complement checksums of the Internet protocols (RFC 1071) and their incremental update (RFC 1624). Sums are
 * kept in a {@code long}, congruent modulo 0xFFFF to the sum of 16-bit words, and folded once at the end.
 */
public final class Checksums
{
    static final int IPV4_CHECKSUM_OFFSET = 10;
    static final int TCP_CHECKSUM_OFFSET = 16;
    static final int UDP_CHECKSUM_OFFSET = 6;
    static final int ICMP_CHECKSUM_OFFSET = 2;
    static final int NO_CHECKSUM = -1;

    private static final long INT_MASK = 0xFFFF_FFFFL;

    private Checksums()
    {
    }

    /**
     * Write the transport checksum of a whole packet, whatever stands there: where the sender left it to a NIC
     * ({@code BurstLayout.RX_FLAG_NO_L4_CHECKSUM}), whoever sends the packet on must. Nothing is written where it is a
     * fragment, is not all there, or its protocol has no such checksum.
     *
     * @param length bytes of the frame that are there
     */
    public static void complete(final MutableDirectBuffer frame, final int length, final long layout)
    {
        final int protocol = PacketLayout.protocol(layout);
        final int field = field(protocol);
        if (NO_CHECKSUM != field && isWhole(layout))
        {
            final int at = PacketLayout.transportOffset(layout) + field;
            frame.putShort(at, (short)0, BIG_ENDIAN);
            final int checksum = ~fold(transportSum(frame, length, layout)) & 0xFFFF;
            putShort(frame, at, 0 == checksum && hasNoZero(protocol) ? 0xFFFF : checksum);
        }
    }

    /**
     * {@link #complete} a TCP or UDP packet whose checksum field holds the sum of the pseudo header only, as neighbours
     * on the same host leave it to a NIC; not every driver tells (net_af_packet does not). A packet whose right
     * checksum happens to look so is given the same one again.
     */
    public static void completeIfPartial(final MutableDirectBuffer frame, final int length, final long layout)
    {
        final int protocol = PacketLayout.protocol(layout);
        if ((IpProtocol.TCP == protocol || IpProtocol.UDP == protocol) && isWhole(layout))
        {
            final int transport = PacketLayout.transportOffset(layout);
            final int written = frame.getShort(transport + field(protocol), BIG_ENDIAN) & 0xFFFF;
            if (written == fold(pseudoSum(frame, layout, protocol, covered(frame, length, layout))))
            {
                complete(frame, length, layout);
            }
        }
    }

    /**
     * True unless the IPv4 header checksum or the transport checksum is known to be wrong. A transport checksum that is
     * absent (UDP's 0), of another kind (SCTP) or partial (UDP-Lite) counts as right; that of a fragment or of a packet
     * that is not all there cannot be told and counts as wrong.
     *
     * @param length bytes of the frame that are there
     */
    public static boolean areGood(final DirectBuffer frame, final int length, final long layout)
    {
        final int ip = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) &&
            0xFFFF != fold(sum(frame, ip, Ipv4Flyweight.headerLength(frame, ip))))
        {
            return false;
        }

        switch (PacketLayout.protocol(layout))
        {
            case IpProtocol.UDP:
                return isWhole(layout) && (
                    0 == frame.getShort(PacketLayout.transportOffset(layout) + UDP_CHECKSUM_OFFSET) ||
                    0xFFFF == fold(transportSum(frame, length, layout)));

            case IpProtocol.TCP:
            case IpProtocol.ICMP:
            case IpProtocol.ICMPV6:
                return isWhole(layout) && 0xFFFF == fold(transportSum(frame, length, layout));

            default:
                return true;
        }
    }

    /** Sum of {@code length} bytes as 16-bit big-endian words, a last odd byte being the high half of one. */
    static long sum(final DirectBuffer frame, final int offset, final int length)
    {
        final int end = offset + length;
        long sum = 0;
        int at = offset;
        for (; at + Long.BYTES <= end; at += Long.BYTES)
        {
            final long word = frame.getLong(at, BIG_ENDIAN);
            sum += (word >>> 32) + (word & INT_MASK);
        }
        for (; at + Short.BYTES <= end; at += Short.BYTES)
        {
            sum += frame.getShort(at, BIG_ENDIAN) & 0xFFFF;
        }
        return at < end ? sum + ((frame.getByte(at) & 0xFF) << 8) : sum;
    }

    /** A sum as 16 bits. */
    static int fold(final long sum)
    {
        long folded = (sum >>> 32) + (sum & INT_MASK);
        folded = (folded >>> 32) + (folded & INT_MASK);
        folded = (folded >>> 16) + (folded & 0xFFFF);
        folded = (folded >>> 16) + (folded & 0xFFFF);
        return (int)((folded >>> 16) + (folded & 0xFFFF));
    }

    /** What the change of a 32-bit field, or of a 16-bit one in the low half, adds to a sum: ~m + m'. */
    static long change(final int before, final int after)
    {
        return (~before & INT_MASK) + (after & INT_MASK);
    }

    /** As {@link #change(int, int)} for eight bytes. */
    static long change(final long before, final long after)
    {
        return change((int)(before >>> 32), (int)(after >>> 32)) + change((int)before, (int)after);
    }

    /** RFC 1624 equation 3: HC' = ~(~HC + ~m + m'). */
    static int update(final int checksum, final long change)
    {
        return ~fold((~checksum & 0xFFFF) + change) & 0xFFFF;
    }

    /** Offset of the checksum in a transport header, {@link #NO_CHECKSUM} where it is none of this kind. */
    static int field(final int protocol)
    {
        switch (protocol)
        {
            case IpProtocol.TCP:
                return TCP_CHECKSUM_OFFSET;

            case IpProtocol.UDP:
            case IpProtocol.UDP_LITE:
            case IpProtocol.DCCP:
                return UDP_CHECKSUM_OFFSET;

            case IpProtocol.ICMP:
            case IpProtocol.ICMPV6:
                return ICMP_CHECKSUM_OFFSET;

            default:
                return NO_CHECKSUM;
        }
    }

    /** True where a checksum of 0 means that there is none, or is forbidden, and 0xFFFF stands for it. */
    static boolean hasNoZero(final int protocol)
    {
        return IpProtocol.UDP == protocol || IpProtocol.UDP_LITE == protocol;
    }

    /** Sum of both addresses, length and protocol (RFC 9293 3.1, RFC 8200 8.1). */
    static long pseudoSum(final DirectBuffer frame, final long layout, final int protocol, final int length)
    {
        final int ip = PacketLayout.networkOffset(layout);
        final long addresses = PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) ?
            sum(frame, ip + Ipv4Flyweight.SOURCE_OFFSET, 2 * Ipv4Flyweight.ADDRESS_LENGTH) :
            sum(frame, ip + Ipv6Flyweight.SOURCE_OFFSET, 2 * Ipv6Flyweight.ADDRESS_LENGTH);
        return addresses + length + protocol;
    }

    static void putShort(final MutableDirectBuffer frame, final int offset, final int value)
    {
        frame.putShort(offset, (short)value, BIG_ENDIAN);
    }

    /** Sum of pseudo header, where there is one, and transport packet; 0xFFFF folded if its checksum is right. */
    private static long transportSum(final DirectBuffer frame, final int length, final long layout)
    {
        final int protocol = PacketLayout.protocol(layout);
        final int transport = PacketLayout.transportOffset(layout);
        final int covered = covered(frame, length, layout);
        final long sum = sum(frame, transport, covered);
        return IpProtocol.ICMP == protocol ? sum : sum + pseudoSum(frame, layout, protocol, covered);
    }

    /** Bytes of the transport packet; what lies behind a UDP datagram in its IP packet is not covered. */
    private static int covered(final DirectBuffer frame, final int length, final long layout)
    {
        final int transport = PacketLayout.transportOffset(layout);
        final int available = PacketParser.end(frame, layout, length) - transport;
        return IpProtocol.UDP == PacketLayout.protocol(layout) ?
            Math.min(available, TransportFlyweight.udpLength(frame, transport)) : available;
    }

    private static boolean isWhole(final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        return PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout) &&
            (PacketLayout.FRAGMENT_NONE == fragment || PacketLayout.FRAGMENT_ATOMIC == fragment) &&
            0 == PacketLayout.malformed(layout);
    }
}
