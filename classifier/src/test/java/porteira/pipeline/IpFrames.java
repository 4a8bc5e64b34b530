package porteira.pipeline;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.flow.Checksums;
import porteira.nat.Address;
import porteira.wire.AddressText;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;

/** Packets of both families with good checksums, and what a test wants to know of one. */
final class IpFrames
{
    static final int SYN = 2;
    static final int SYN_ACK = 0x12;
    static final int ACK = 0x10;

    private IpFrames()
    {
    }

    static byte[] tcp(
        final long to, final long from, final String source, final int sourcePort, final String destination,
        final int port, final int flags)
    {
        final ByteBuffer segment = ByteBuffer.allocate(20).putShort((short)sourcePort).putShort((short)port)
            .putInt(SYN == flags || SYN_ACK == flags ? 0 : 1).putInt(SYN == flags ? 0 : 1)
            .putShort((short)(0x5000 | flags)).putShort((short)1024).putInt(0);
        return packet(to, from, source, destination, IpProtocol.TCP, segment.array(), 0);
    }

    static byte[] udp(
        final long to, final long from, final String source, final int sourcePort, final String destination,
        final int port, final int payload)
    {
        final ByteBuffer datagram = ByteBuffer.allocate(8 + payload).putShort((short)sourcePort)
            .putShort((short)port).putShort((short)(8 + payload)).putShort((short)0);
        return packet(to, from, source, destination, IpProtocol.UDP, datagram.array(), 0);
    }

    /** Destination unreachable, quoting the IPv4 packet of a frame. */
    static byte[] unreachable(
        final long to, final long from, final String source, final String destination, final byte[] about)
    {
        final ByteBuffer message = ByteBuffer.allocate(8 + 28).putInt(0x0301_0000).putInt(0).put(about, 14, 28);
        return packet(to, from, source, destination, IpProtocol.ICMP, message.array(), 0);
    }

    /** A piece of the IPv4 packet of a frame. @param from bytes behind the IP header, {@code to} likewise */
    static byte[] fragment(final byte[] whole, final int from, final int to)
    {
        final ByteBuffer piece = ByteBuffer.allocate(34 + to - from).put(whole, 0, 34).put(whole, 34 + from, to - from);
        piece.putShort(16, (short)(20 + to - from)).putShort(18, (short)77)
            .putShort(20, (short)(from / 8 | (34 + to < whole.length ? 0x2000 : 0))).putShort(24, (short)0);
        int sum = 0;
        for (int i = 14; i < 34; i += 2)
        {
            sum += piece.getShort(i) & 0xFFFF;
        }
        piece.putShort(24, (short)~((sum & 0xFFFF) + (sum >>> 16)));
        return piece.array();
    }

    static byte[] arp(
        final long to, final long from, final int operation, final String sender, final String target)
    {
        final ByteBuffer frame = ByteBuffer.allocate(42);
        Frames.ethernet(frame, to, from, 0x0806);
        frame.putInt(0x0001_0800).putShort((short)0x0604).putShort((short)operation);
        frame.putShort((short)(from >>> 32)).putInt((int)from).putInt((int)Address.of(sender).low());
        frame.putShort((short)0).putInt(0).putInt((int)Address.of(target).low());
        return frame.array();
    }

    /** A neighbour solicitation with the asker's station address. */
    static byte[] solicitation(final long to, final long from, final String sender, final String target)
    {
        final Address address = Address.of(target);
        final ByteBuffer message = ByteBuffer.allocate(32).putLong(135L << 56).putLong(address.high())
            .putLong(address.low()).putShort((short)0x0101).putShort((short)(from >>> 32)).putInt((int)from);
        return packet(to, from, sender, target, IpProtocol.ICMPV6, message.array(), 255);
    }

    /** Ends and ports as {@code source:port > destination:port}; fails where a checksum is bad. */
    static String ends(final byte[] bytes)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final int fragment = PacketLayout.fragment(layout);
        if (PacketLayout.FRAGMENT_NONE == fragment && !Checksums.areGood(frame, bytes.length, layout))
        {
            throw new AssertionError("bad checksum: " + HexFormat.of().formatHex(bytes));
        }
        final boolean hasPorts = PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout) &&
            IpProtocol.ICMP != PacketLayout.protocol(layout);
        final int transport = PacketLayout.transportOffset(layout);
        final StringBuilder text = new StringBuilder();
        AddressText.appendSource(text, frame, layout);
        text.append(hasPorts ? " " + TransportFlyweight.sourcePort(frame, transport) : "").append(" > ");
        AddressText.appendDestination(text, frame, layout);
        return text.append(hasPorts ? " " + TransportFlyweight.destinationPort(frame, transport) : "").toString();
    }

    static long destinationMac(final byte[] frame)
    {
        return ByteBuffer.wrap(frame).getLong(0) >>> 16;
    }

    static long sourceMac(final byte[] frame)
    {
        return ByteBuffer.wrap(frame).getLong(4) & 0xFFFF_FFFF_FFFFL;
    }

    private static byte[] packet(
        final long to, final long from, final String source, final String destination, final int protocol,
        final byte[] payload, final int hops)
    {
        final Address first = Address.of(source);
        final Address second = Address.of(destination);
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == first.network();
        final ByteBuffer frame = ByteBuffer.allocate((isIpv4 ? 34 : 54) + payload.length);
        Frames.ethernet(frame, to, from, isIpv4 ? 0x0800 : 0x86DD);
        if (isIpv4)
        {
            frame.putShort((short)0x4500).putShort((short)(20 + payload.length)).putInt(0).put((byte)64)
                .put((byte)protocol).putShort((short)0).putInt((int)first.low()).putInt((int)second.low());
            int sum = 0;
            for (int i = 14; i < 14 + Ipv4Flyweight.MIN_HEADER_LENGTH; i += 2)
            {
                sum += frame.getShort(i) & 0xFFFF;
            }
            frame.putShort(24, (short)~((sum & 0xFFFF) + (sum >>> 16)));
        }
        else
        {
            frame.putInt(0x6000_0000).putShort((short)payload.length).put((byte)protocol)
                .put((byte)(0 == hops ? 64 : hops)).putLong(first.high()).putLong(first.low())
                .putLong(second.high()).putLong(second.low());
        }
        frame.put(payload);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame.array());
        Checksums.complete(buffer, buffer.capacity(), PacketParser.ethernet(buffer, buffer.capacity()));
        return frame.array();
    }
}
