package porteira.flow;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds a frame from the inside out; each step wraps what is there. Checksums are those of the whole packet, made by a
 * plain loop that shares nothing with the code under test.
 */
final class Packet
{
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private static final byte[] MACS = { 2, 0, 0, 0, 0, 0x22, 2, 0, 0, 0, 0, 0x11 };
    private static final int NO_CHECKSUM = -1;

    private byte[] bytes;
    private int checksumAt = NO_CHECKSUM;
    private boolean hasNoZero;
    private int protocol;

    private Packet(final byte[] payload)
    {
        bytes = payload;
    }

    static Packet payload(final int length)
    {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 7 + 3);
        }
        return new Packet(bytes);
    }

    static Packet payload(final byte[] bytes)
    {
        return new Packet(bytes.clone());
    }

    /** Options are padding; {@code optionWords} 0..10. */
    Packet tcp(
        final int source, final int destination, final int sequence, final int acknowledgement, final int flags,
        final int optionWords)
    {
        final ByteBuffer header = ByteBuffer.allocate(20 + 4 * optionWords)
            .putShort((short)source).putShort((short)destination).putInt(sequence).putInt(acknowledgement)
            .putShort((short)((5 + optionWords) << 12 | flags)).putShort((short)1024).putInt(0);
        Arrays.fill(header.array(), 20, header.capacity(), (byte)1);
        return transport(header, TCP, 16);
    }

    Packet udp(final int source, final int destination)
    {
        return transport(ByteBuffer.allocate(8).putShort((short)source).putShort((short)destination)
            .putShort((short)(8 + bytes.length)).putShort((short)0), UDP, 6);
    }

    Packet udpWithoutChecksum(final int source, final int destination)
    {
        udp(source, destination);
        checksumAt = NO_CHECKSUM;
        return this;
    }

    /** ICMP or ICMPv6. */
    Packet icmp(final int protocol, final int type, final int code, final int rest)
    {
        return transport(
            ByteBuffer.allocate(8).put((byte)type).put((byte)code).putShort((short)0).putInt(rest), protocol, 2);
    }

    Packet plain(final int protocol)
    {
        this.protocol = protocol;
        return this;
    }

    /** The same with options, padding all of them; {@code optionWords} 0..10. */
    Packet ipv4(final String source, final String destination, final int optionWords)
    {
        final byte[] from = address(source);
        final byte[] to = address(destination);
        if (ICMP != protocol)
        {
            checksum(sum(from) + sum(to) + bytes.length + protocol);
        }
        else
        {
            checksum(0);
        }
        return ipv4Fragment(from, to, optionWords, 0x4242, 0);
    }

    /** Of a payload as it is. @param fragment flags and offset as on the wire */
    Packet ipv4Fragment(
        final byte[] from, final byte[] to, final int optionWords, final int id, final int fragment)
    {
        final ByteBuffer header = ByteBuffer.allocate(20 + 4 * optionWords)
            .putShort((short)(0x4500 + (optionWords << 8))).putShort((short)(20 + 4 * optionWords + bytes.length))
            .putShort((short)id).putShort((short)fragment).put((byte)57).put((byte)protocol).putShort((short)0)
            .put(from).put(to);
        Arrays.fill(header.array(), 20, header.capacity(), (byte)1);
        header.putShort(10, (short)~fold(sum(header.array())));
        protocol = 4;
        return wrap(header);
    }

    /** {@code extensions} are wrapped around the transport before. */
    Packet ipv6(final String source, final String destination)
    {
        final byte[] from = address(source);
        final byte[] to = address(destination);
        checksum(sum(from) + sum(to) + bytes.length + protocol);
        return ipv6Header(from, to);
    }

    /** As {@link #ipv6} with a destination options header of {@code words} times 8 bytes before the transport. */
    Packet ipv6WithOptions(final String source, final String destination, final int words)
    {
        final byte[] from = address(source);
        final byte[] to = address(destination);
        checksum(sum(from) + sum(to) + bytes.length + protocol);
        final ByteBuffer options = ByteBuffer.allocate(8 * words).put((byte)protocol).put((byte)(words - 1))
            .put((byte)1).put((byte)(8 * words - 4));
        wrap(options);
        protocol = 60;
        return ipv6Header(from, to);
    }

    /** A fragment of a payload as it is. @param offset bytes, a multiple of 8 */
    Packet ipv6Fragment(
        final byte[] from, final byte[] to, final int id, final int offset, final boolean hasMore)
    {
        wrap(ByteBuffer.allocate(8).put((byte)protocol).put((byte)0)
            .putShort((short)(offset | (hasMore ? 1 : 0))).putInt(id));
        protocol = 44;
        return ipv6Header(from, to);
    }

    Packet ipv6Header(final byte[] from, final byte[] to)
    {
        final ByteBuffer header = ByteBuffer.allocate(40).putInt(0x60000000)
            .putShort((short)bytes.length).put((byte)protocol).put((byte)57).put(from).put(to);
        protocol = 41;
        return wrap(header);
    }

    /** What {@link #ipv4} and its like made, without a frame around it. */
    byte[] packet()
    {
        return bytes.clone();
    }

    byte[] ethernet(final int... vlans)
    {
        final ByteBuffer header = ByteBuffer.allocate(14 + 4 * vlans.length).put(MACS);
        for (final int vlan : vlans)
        {
            header.putShort((short)0x8100).putShort((short)vlan);
        }
        wrap(header.putShort((short)(4 == bytes[0] >>> 4 ? 0x0800 : 0x86DD)));
        return bytes.clone();
    }

    static byte[] address(final String text)
    {
        return text.contains(":") ? Inet6Address.ofLiteral(text).getAddress() :
            Inet4Address.ofLiteral(text).getAddress();
    }

    static long sum(final byte[] bytes)
    {
        return sum(bytes, 0, bytes.length);
    }

    static long sum(final byte[] bytes, final int from, final int to)
    {
        long sum = 0;
        for (int i = from; i < to; i++)
        {
            sum += (bytes[i] & 0xFF) << (0 == (i - from & 1) ? 8 : 0);
        }
        return sum;
    }

    static int fold(final long sum)
    {
        long folded = sum;
        while (folded > 0xFFFF)
        {
            folded = (folded >>> 16) + (folded & 0xFFFF);
        }
        return (int)folded;
    }

    private Packet transport(final ByteBuffer header, final int protocol, final int checksumAt)
    {
        this.protocol = protocol;
        this.checksumAt = checksumAt;
        hasNoZero = UDP == protocol;
        return wrap(header);
    }

    private void checksum(final long pseudo)
    {
        if (NO_CHECKSUM != checksumAt)
        {
            final int checksum = ~fold(pseudo + sum(bytes)) & 0xFFFF;
            ByteBuffer.wrap(bytes).putShort(checksumAt, (short)(0 == checksum && hasNoZero ? 0xFFFF : checksum));
            checksumAt = NO_CHECKSUM;
        }
    }

    private Packet wrap(final ByteBuffer header)
    {
        final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(header.array());
        joined.writeBytes(bytes);
        bytes = joined.toByteArray();
        return this;
    }
}
