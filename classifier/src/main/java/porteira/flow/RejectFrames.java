package porteira.flow;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import porteira.policy.Action.Reject.Answer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Turns a frame that a policy rejects into the answer to its sender, in place: a TCP RST (RFC 9293 3.10.7) or an ICMP
 * destination unreachable (RFC 792, RFC 4443 3.1), for the outermost packet. The answer goes out of the port that the
 * frame came in on; VLAN tags stay, MAC and IP addresses change sides.
 * <p>
 * There is no answer, as with netfilter's reject or by RFC 1122 3.2.2 and RFC 4443 2.4, to: a frame or packet to or
 * from a group or nobody, any fragment, an ICMP error, a RST by a RST, a packet whose checksums are wrong or which is
 * malformed or not all there. A checksum that the sender left to a NIC is completed first
 * ({@link Checksums#completeIfPartial}).
 */
public final class RejectFrames
{
    private static final int MIN_FRAME_LENGTH = 60;
    private static final int HOP_LIMIT = 64;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int TCP_LENGTH = TransportFlyweight.TCP_MIN_HEADER_LENGTH;
    private static final int ICMP_LENGTH = TransportFlyweight.ICMP_HEADER_LENGTH;
    private static final int IPV4_LENGTH = Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int IPV6_LENGTH = Ipv6Flyweight.HEADER_LENGTH;
    private static final int TTL_OFFSET = 8;

    private static final int TCP_SEQUENCE_OFFSET = 4;
    private static final int TCP_ACKNOWLEDGEMENT_OFFSET = 8;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int TCP_NO_OPTIONS = 0x5000;

    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMPV6_UNREACHABLE = 1;
    private static final int ICMPV6_REDIRECT = 137;
    /** Quoted at most, as the kernel does; with both headers 564 of the 576 bytes that RFC 1812 4.3.2.3 allows. */
    private static final int ICMP_QUOTE = 536;
    /** Likewise 1268 of the 1280 bytes that RFC 4443 2.4 (c) allows. */
    private static final int ICMPV6_QUOTE = 1220;
    private static final int LEAST_QUOTED = 8;
    private static final int NO_CODE = -1;

    private RejectFrames()
    {
    }

    /**
     * Write the answer over the frame.
     *
     * @param frame  at least {@code room} bytes may be written
     * @param length bytes of the frame that are there, what the layout was made with
     * @param room   at least {@code length}: with what may be written behind the frame
     * @param layout of the frame's outermost packet
     * @return length of the answer, at most {@code room}; 0, the frame being as before but for a checksum completed,
     * where there is none, or where the answer does not fit the packet's protocol or family
     */
    public static int answer(
        final MutableDirectBuffer frame,
        final int length,
        final int room,
        final long layout,
        final Answer answer)
    {
        if (!isAnswerable(frame, length, layout))
        {
            return 0;
        }
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout);
        final int end = Answer.TCP_RESET == answer ?
            reset(frame, length, room, layout, isIpv4) :
            unreachable(frame, length, room, layout, isIpv4, isIpv4 ? icmpCode(answer) : icmpv6Code(answer));
        if (0 == end)
        {
            return 0;
        }
        swapMacs(frame);
        return pad(frame, end, room);
    }

    private static boolean isAnswerable(final MutableDirectBuffer frame, final int length, final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        if (PacketLayout.NETWORK_NONE == PacketLayout.network(layout) || 0 != PacketLayout.malformed(layout) ||
            PacketLayout.FRAGMENT_NONE != fragment && PacketLayout.FRAGMENT_ATOMIC != fragment ||
            isGroup(frame, EthernetFlyweight.DESTINATION_OFFSET) ||
            isGroup(frame, EthernetFlyweight.SOURCE_OFFSET) || !areHosts(frame, layout))
        {
            return false;
        }
        Checksums.completeIfPartial(frame, length, layout);
        return Checksums.areGood(frame, length, layout);
    }

    private static boolean isGroup(final DirectBuffer frame, final int offset)
    {
        return 0 != (frame.getByte(offset) & 1);
    }

    private static boolean areHosts(final DirectBuffer frame, final long layout)
    {
        final int ip = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            return isIpv4Host(Ipv4Flyweight.source(frame, ip)) && isIpv4Host(Ipv4Flyweight.destination(frame, ip));
        }
        return isIpv6Host(frame, ip + Ipv6Flyweight.SOURCE_OFFSET) &&
            isIpv6Host(frame, ip + Ipv6Flyweight.DESTINATION_OFFSET);
    }

    /** Not 0/8, 127/8, nor 224/3: multicast, reserved, broadcast. */
    private static boolean isIpv4Host(final int address)
    {
        final int first = address >>> 24;
        return 0 != first && 127 != first && first < 224;
    }

    /** Neither multicast nor ::/127: unspecified, loopback. */
    private static boolean isIpv6Host(final DirectBuffer frame, final int offset)
    {
        final long high = frame.getLong(offset, BIG_ENDIAN);
        return 0xFF != high >>> 56 && (0 != high || 0 != frame.getLong(offset + Long.BYTES, BIG_ENDIAN) >>> 1);
    }

    private static int reset(
        final MutableDirectBuffer frame, final int length, final int room, final long layout, final boolean isIpv4)
    {
        final int ip = PacketLayout.networkOffset(layout);
        final int tcp = PacketLayout.transportOffset(layout);
        final int answer = ip + (isIpv4 ? IPV4_LENGTH : IPV6_LENGTH);
        if (IpProtocol.TCP != PacketLayout.protocol(layout) || answer + TCP_LENGTH > room)
        {
            return 0;
        }
        final int flags = TransportFlyweight.tcpFlags(frame, tcp);
        if (0 != (flags & RST))
        {
            return 0;
        }

        final int ports = frame.getInt(tcp, BIG_ENDIAN);
        final boolean isAcknowledging = 0 != (flags & ACK);
        final int segment = PacketParser.end(frame, layout, length) - tcp -
            TransportFlyweight.tcpHeaderLength(frame, tcp) + (flags & FIN) + ((flags & SYN) >>> 1);
        final int sequence = isAcknowledging ? frame.getInt(tcp + TCP_ACKNOWLEDGEMENT_OFFSET, BIG_ENDIAN) : 0;
        final int acknowledgement =
            isAcknowledging ? 0 : frame.getInt(tcp + TCP_SEQUENCE_OFFSET, BIG_ENDIAN) + segment;

        network(frame, ip, isIpv4, IpProtocol.TCP, TCP_LENGTH);
        frame.putInt(answer, ports << 16 | ports >>> 16, BIG_ENDIAN);
        frame.putInt(answer + TCP_SEQUENCE_OFFSET, sequence, BIG_ENDIAN);
        frame.putInt(answer + TCP_ACKNOWLEDGEMENT_OFFSET, acknowledgement, BIG_ENDIAN);
        frame.putInt(answer + TransportFlyweight.TCP_FLAGS_OFFSET,
            (TCP_NO_OPTIONS | RST | (isAcknowledging ? 0 : ACK)) << 16, BIG_ENDIAN);
        frame.putInt(answer + Checksums.TCP_CHECKSUM_OFFSET, 0);
        return close(frame, ip, isIpv4, IpProtocol.TCP, answer, TCP_LENGTH);
    }

    private static int unreachable(
        final MutableDirectBuffer frame,
        final int length,
        final int room,
        final long layout,
        final boolean isIpv4,
        final int code)
    {
        final int ip = PacketLayout.networkOffset(layout);
        final int icmp = ip + (isIpv4 ? IPV4_LENGTH : IPV6_LENGTH);
        final int packet = PacketParser.end(frame, layout, length) - ip;
        final int most = Math.min(packet, isIpv4 ? ICMP_QUOTE : ICMPV6_QUOTE);
        final int quote = Math.min(most, room - icmp - ICMP_LENGTH);
        final int least = Math.min(most, PacketLayout.transportOffset(layout) - ip + LEAST_QUOTED);
        if (NO_CODE == code || quote < least || isUnanswerableIcmp(frame, layout))
        {
            return 0;
        }

        // The quotation begins behind the bytes of the old header that the new one is made of.
        frame.putBytes(icmp + ICMP_LENGTH, frame, ip, quote);
        final int protocol = isIpv4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        network(frame, ip, isIpv4, protocol, ICMP_LENGTH + quote);
        final int type = isIpv4 ? ICMP_UNREACHABLE : ICMPV6_UNREACHABLE;
        frame.putLong(icmp, (long)(type << 8 | code) << 48, BIG_ENDIAN);
        return close(frame, ip, isIpv4, protocol, icmp, ICMP_LENGTH + quote);
    }

    private static boolean isUnanswerableIcmp(final DirectBuffer frame, final long layout)
    {
        return IcmpErrors.isError(frame, layout) || IpProtocol.ICMPV6 == PacketLayout.protocol(layout) &&
            ICMPV6_REDIRECT == (frame.getByte(PacketLayout.transportOffset(layout)) & 0xFF);
    }

    /** An IP header without options over the old one, whose addresses change sides. */
    private static void network(
        final MutableDirectBuffer frame, final int ip, final boolean isIpv4, final int protocol, final int payload)
    {
        if (isIpv4)
        {
            final int source = frame.getInt(ip + Ipv4Flyweight.SOURCE_OFFSET);
            final int destination = frame.getInt(ip + Ipv4Flyweight.DESTINATION_OFFSET);
            frame.putInt(ip, 0x4500_0000 | IPV4_LENGTH + payload, BIG_ENDIAN);
            frame.putInt(ip + Integer.BYTES, DONT_FRAGMENT, BIG_ENDIAN);
            frame.putInt(ip + TTL_OFFSET, HOP_LIMIT << 24 | protocol << 16, BIG_ENDIAN);
            frame.putInt(ip + Ipv4Flyweight.SOURCE_OFFSET, destination);
            frame.putInt(ip + Ipv4Flyweight.DESTINATION_OFFSET, source);
            Checksums.putShort(
                frame, ip + Checksums.IPV4_CHECKSUM_OFFSET, ~Checksums.fold(Checksums.sum(frame, ip, IPV4_LENGTH)));
            return;
        }
        frame.putInt(ip, 0x6000_0000, BIG_ENDIAN);
        frame.putInt(ip + Integer.BYTES, payload << 16 | protocol << 8 | HOP_LIMIT, BIG_ENDIAN);
        for (int i = 0; i < Ipv6Flyweight.ADDRESS_LENGTH; i += Long.BYTES)
        {
            final long source = frame.getLong(ip + Ipv6Flyweight.SOURCE_OFFSET + i);
            frame.putLong(
                ip + Ipv6Flyweight.SOURCE_OFFSET + i, frame.getLong(ip + Ipv6Flyweight.DESTINATION_OFFSET + i));
            frame.putLong(ip + Ipv6Flyweight.DESTINATION_OFFSET + i, source);
        }
    }

    /** The checksum of a transport packet whose field for it is 0. @return index behind the packet */
    private static int close(
        final MutableDirectBuffer frame,
        final int ip,
        final boolean isIpv4,
        final int protocol,
        final int transport,
        final int length)
    {
        final long pseudo = IpProtocol.ICMP == protocol ? 0 : protocol + length + (isIpv4 ?
            Checksums.sum(frame, ip + Ipv4Flyweight.SOURCE_OFFSET, 2 * Ipv4Flyweight.ADDRESS_LENGTH) :
            Checksums.sum(frame, ip + Ipv6Flyweight.SOURCE_OFFSET, 2 * Ipv6Flyweight.ADDRESS_LENGTH));
        Checksums.putShort(frame, transport + Checksums.field(protocol),
            ~Checksums.fold(pseudo + Checksums.sum(frame, transport, length)));
        return transport + length;
    }

    private static void swapMacs(final MutableDirectBuffer frame)
    {
        for (int i = 0; i < EthernetFlyweight.ADDRESS_LENGTH; i += Short.BYTES)
        {
            final short destination = frame.getShort(EthernetFlyweight.DESTINATION_OFFSET + i);
            frame.putShort(
                EthernetFlyweight.DESTINATION_OFFSET + i, frame.getShort(EthernetFlyweight.SOURCE_OFFSET + i));
            frame.putShort(EthernetFlyweight.SOURCE_OFFSET + i, destination);
        }
    }

    /** Zeros up to the shortest frame that Ethernet allows, where there is room: not every driver pads. */
    private static int pad(final MutableDirectBuffer frame, final int end, final int room)
    {
        final int padded = Math.min(Math.max(end, MIN_FRAME_LENGTH), room);
        if (padded > end)
        {
            frame.setMemory(end, padded - end, (byte)0);
        }
        return Math.max(end, padded);
    }

    /** RFC 792, RFC 1812 5.2.7.1. */
    private static int icmpCode(final Answer answer)
    {
        switch (answer)
        {
            case NO_ROUTE:
            case ICMP_NET_UNREACHABLE:
                return 0;

            case HOST_UNREACHABLE:
            case ICMP_HOST_UNREACHABLE:
                return 1;

            case ICMP_PROT_UNREACHABLE:
                return 2;

            case PORT_UNREACHABLE:
            case ICMP_PORT_UNREACHABLE:
                return 3;

            case ICMP_NET_PROHIBITED:
                return 9;

            case ICMP_HOST_PROHIBITED:
                return 10;

            case ADMIN_PROHIBITED:
            case ICMP_ADMIN_PROHIBITED:
                return 13;

            default:
                return NO_CODE;
        }
    }

    /** RFC 4443 3.1. */
    private static int icmpv6Code(final Answer answer)
    {
        switch (answer)
        {
            case NO_ROUTE:
            case ICMPV6_NO_ROUTE:
                return 0;

            case ADMIN_PROHIBITED:
            case ICMPV6_ADMIN_PROHIBITED:
                return 1;

            case HOST_UNREACHABLE:
            case ICMPV6_ADDR_UNREACHABLE:
                return 3;

            case PORT_UNREACHABLE:
            case ICMPV6_PORT_UNREACHABLE:
                return 4;

            default:
                return NO_CODE;
        }
    }
}
