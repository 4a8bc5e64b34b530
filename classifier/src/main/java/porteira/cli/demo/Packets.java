package porteira.cli.demo;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Whole packets, written byte by byte, with right lengths and checksums. Addresses are literals of either family. */
final class Packets
{
    /** EtherType of IPv4. */
    static final int ETHERTYPE_IPV4 = 0x0800;
    /** EtherType of IPv6. */
    static final int ETHERTYPE_IPV6 = 0x86DD;

    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int VLAN_TAG_LENGTH = 4;
    private static final int MAC_ADDRESSES_LENGTH = 12;
    private static final int IPV6_LENGTH_OFFSET = 4;
    private static final int IPV6_NEXT_HEADER_OFFSET = 6;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int OPTIONS_LENGTH = 8;
    private static final int PAD_N = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int TCP_HEADER_LENGTH = 20;
    private static final int UDP_HEADER_LENGTH = 8;
    private static final int IPV4_HEADER_LENGTH = 20;
    private static final int IPV6_HEADER_LENGTH = 40;
    private static final int ETHERNET_HEADER_LENGTH = 14;
    private static final int TCP_CHECKSUM_OFFSET = 16;
    private static final int UDP_CHECKSUM_OFFSET = 6;
    private static final int IPV4_CHECKSUM_OFFSET = 10;
    private static final int HOP_LIMIT = 64;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int SYN = 0x02;
    private static final int WINDOW = 0xFAF0;
    private static final int INITIAL_SEQUENCE = 0x1000_0000;

    private Packets()
    {
    }

    /** IP packet with a TCP SYN (RFC 9293 3.1), no options. */
    static byte[] tcpSyn(final String source, final int sourcePort, final String destination, final int port)
    {
        return tcp(source, sourcePort, destination, port, SYN);
    }

    /** IP packet with a TCP header alone, {@code flags} as in RFC 9293 3.1. */
    static byte[] tcp(
        final String source, final int sourcePort, final String destination, final int port, final int flags)
    {
        final byte[] segment = ByteBuffer.allocate(TCP_HEADER_LENGTH)
            .putShort((short)sourcePort)
            .putShort((short)port)
            .putInt(INITIAL_SEQUENCE)
            .putInt(0)
            .put((byte)(TCP_HEADER_LENGTH / Integer.BYTES << 4))
            .put((byte)flags)
            .putShort((short)WINDOW)
            .array();
        return ip(source, destination, TCP, segment, TCP_CHECKSUM_OFFSET);
    }

    /** IP packet with a UDP datagram (RFC 768). */
    static byte[] udp(
        final String source, final int sourcePort, final String destination, final int port, final byte[] payload)
    {
        final byte[] datagram = ByteBuffer.allocate(UDP_HEADER_LENGTH + payload.length)
            .putShort((short)sourcePort)
            .putShort((short)port)
            .putShort((short)(UDP_HEADER_LENGTH + payload.length))
            .putShort((short)0)
            .put(payload)
            .array();
        return ip(source, destination, UDP, datagram, UDP_CHECKSUM_OFFSET);
    }

    /** Ethernet frame, without check sequence, around an IP packet; MAC addresses in the low 48 bits. */
    static byte[] ethernet(final long source, final long destination, final byte[] packet)
    {
        final int type = 4 == packet[0] >> 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6;
        return ByteBuffer.allocate(ETHERNET_HEADER_LENGTH + packet.length)
            .putShort((short)(destination >> 32))
            .putInt((int)destination)
            .putShort((short)(source >> 32))
            .putInt((int)source)
            .putShort((short)type)
            .put(packet)
            .array();
    }

    /** The same frame behind one more IEEE 802.1Q tag. */
    static byte[] tagged(final byte[] frame, final int vlan)
    {
        return ByteBuffer.allocate(frame.length + VLAN_TAG_LENGTH)
            .put(frame, 0, MAC_ADDRESSES_LENGTH)
            .putShort((short)ETHERTYPE_VLAN)
            .putShort((short)vlan)
            .put(frame, MAC_ADDRESSES_LENGTH, frame.length - MAC_ADDRESSES_LENGTH)
            .array();
    }

    /** The same IPv6 packet with an empty destination options header (RFC 8200 4.6) before its payload. */
    static byte[] withDestinationOptions(final byte[] packet)
    {
        final ByteBuffer extended = ByteBuffer.allocate(packet.length + OPTIONS_LENGTH)
            .put(packet, 0, IPV6_HEADER_LENGTH)
            .put(packet[IPV6_NEXT_HEADER_OFFSET])
            .put((byte)0)
            .put((byte)PAD_N)
            .put((byte)(OPTIONS_LENGTH - 2 * Short.BYTES))
            .putInt(0)
            .put(packet, IPV6_HEADER_LENGTH, packet.length - IPV6_HEADER_LENGTH);
        extended.putShort(IPV6_LENGTH_OFFSET, (short)(packet.length - IPV6_HEADER_LENGTH + OPTIONS_LENGTH));
        extended.put(IPV6_NEXT_HEADER_OFFSET, (byte)DESTINATION_OPTIONS);
        return extended.array();
    }

    /** The bytes of an address literal, 4 or 16. */
    static byte[] address(final String literal)
    {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    private static byte[] ip(
        final String source,
        final String destination,
        final int protocol,
        final byte[] payload,
        final int checksumOffset)
    {
        final byte[] from = address(source);
        final byte[] to = address(destination);
        final ByteBuffer pseudo = ByteBuffer.allocate(from.length + to.length + 2 * Integer.BYTES + payload.length)
            .put(from)
            .put(to)
            .putInt(payload.length)
            .putInt(protocol)
            .put(payload);
        ByteBuffer.wrap(payload).putShort(checksumOffset, checksum(pseudo.array()));
        return Integer.BYTES == from.length ? ipv4(from, to, protocol, payload) : ipv6(from, to, protocol, payload);
    }

    private static byte[] ipv4(final byte[] from, final byte[] to, final int protocol, final byte[] payload)
    {
        final ByteBuffer header = ByteBuffer.allocate(IPV4_HEADER_LENGTH)
            .putShort((short)0x4500)
            .putShort((short)(IPV4_HEADER_LENGTH + payload.length))
            .putShort((short)0)
            .putShort((short)DO_NOT_FRAGMENT)
            .put((byte)HOP_LIMIT)
            .put((byte)protocol)
            .putShort((short)0)
            .put(from)
            .put(to);
        header.putShort(IPV4_CHECKSUM_OFFSET, checksum(header.array()));
        return ByteBuffer.allocate(IPV4_HEADER_LENGTH + payload.length).put(header.array()).put(payload).array();
    }

    private static byte[] ipv6(final byte[] from, final byte[] to, final int nextHeader, final byte[] payload)
    {
        return ByteBuffer.allocate(IPV6_HEADER_LENGTH + payload.length)
            .putInt(0x6000_0000)
            .putShort((short)payload.length)
            .put((byte)nextHeader)
            .put((byte)HOP_LIMIT)
            .put(from)
            .put(to)
            .put(payload)
            .array();
    }

    /**
     * Internet checksum (RFC 1071); an odd last byte counts as the high half of a word. Never 0, which
     * UDP reserves (RFC 768): 0xFFFF means the same.
     */
    private static short checksum(final byte[] bytes)
    {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++)
        {
            sum += (bytes[i] & 0xFF) << (0 == (i & 1) ? Byte.SIZE : 0);
        }
        while (0 != sum >>> Short.SIZE)
        {
            sum = (sum & 0xFFFF) + (sum >>> Short.SIZE);
        }
        return (short)(0xFFFF == sum ? sum : ~sum);
    }
}
