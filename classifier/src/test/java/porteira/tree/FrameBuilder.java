package porteira.tree;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Puts frames together from the inside out: each step wraps what is there already. */
final class FrameBuilder
{
    static final int TCP = 6;
    static final int UDP = 17;
    static final int SYN = 0x02;

    private byte[] bytes;

    private FrameBuilder(final byte[] bytes)
    {
        this.bytes = bytes;
    }

    static FrameBuilder payload(final int length)
    {
        return new FrameBuilder(new byte[length]);
    }

    static FrameBuilder payload(final byte[] bytes)
    {
        return new FrameBuilder(bytes.clone());
    }

    static FrameBuilder tcp(final int source, final int destination)
    {
        return tcp(source, destination, SYN);
    }

    static FrameBuilder tcp(final int source, final int destination, final int flags)
    {
        return new FrameBuilder(ByteBuffer.allocate(20)
            .putShort((short)source).putShort((short)destination).putInt(1).putInt(0)
            .put((byte)0x50).put((byte)flags).putShort((short)1024).array());
    }

    static FrameBuilder icmp(final int type)
    {
        return new FrameBuilder(ByteBuffer.allocate(8).put((byte)type).array());
    }

    FrameBuilder udp(final int source, final int destination)
    {
        return wrap(ByteBuffer.allocate(8)
            .putShort((short)source).putShort((short)destination).putShort((short)(8 + bytes.length)));
    }

    FrameBuilder ipv4(final String source, final String destination, final int protocol)
    {
        return ipv4(source, destination, protocol, 0, 0);
    }

    /** {@code fragment} is the field with flags and offset; {@code options} is a number of bytes, a multiple of 4. */
    FrameBuilder ipv4(
        final String source, final String destination, final int protocol, final int fragment, final int options)
    {
        final byte[] padding = new byte[options];
        Arrays.fill(padding, (byte)1);
        return wrap(ByteBuffer.allocate(20 + options)
            .put((byte)(0x45 + options / 4)).put((byte)0).putShort((short)(20 + options + bytes.length))
            .putShort((short)0).putShort((short)fragment).put((byte)64).put((byte)protocol).putShort((short)0)
            .put(address(source)).put(address(destination)).put(padding));
    }

    FrameBuilder ipv6(final String source, final String destination, final int nextHeader)
    {
        return wrap(ByteBuffer.allocate(40)
            .putInt(0x60000000).putShort((short)bytes.length).put((byte)nextHeader).put((byte)64)
            .put(address(source)).put(address(destination)));
    }

    /** An extension header of 8 bytes: hop-by-hop, routing or destination options. */
    FrameBuilder extension(final int nextHeader)
    {
        return wrap(ByteBuffer.allocate(8).put((byte)nextHeader).put((byte)0).put((byte)1).put((byte)4));
    }

    /** An IPv6 fragment header; {@code offset} in units of 8 bytes. */
    FrameBuilder fragment(final int nextHeader, final int offset, final boolean isMore)
    {
        return wrap(ByteBuffer.allocate(8)
            .put((byte)nextHeader).put((byte)0).putShort((short)(offset << 3 | (isMore ? 1 : 0))).putInt(7));
    }

    /** RFC 4380 5.1.1, with identifier and value of any length. */
    FrameBuilder teredoAuthentication(final int identifier, final int value)
    {
        return wrap(ByteBuffer.allocate(13 + identifier + value)
            .putShort((short)1).put((byte)identifier).put((byte)value));
    }

    /** RFC 4380 5.1.1. */
    FrameBuilder teredoOrigin()
    {
        return wrap(ByteBuffer.allocate(8).putShort((short)0).putShort((short)~3544).putInt(~0xC0000201));
    }

    /** RFC 2784 with RFC 2890's fields; {@code flags} 0x8000 checksum, 0x2000 key, 0x1000 sequence number. */
    FrameBuilder gre(final int flags, final int type)
    {
        final ByteBuffer header = ByteBuffer.allocate(4 + 4 * Integer.bitCount(flags & 0xB000));
        return wrap(header.putShort((short)flags).putShort((short)type));
    }

    /** RFC 2516; {@code protocol} is PPP's, on one byte where it is odd and below 256. */
    FrameBuilder pppoe(final int protocol, final boolean isCompressed)
    {
        final int fieldLength = isCompressed ? 1 : 2;
        final ByteBuffer header = ByteBuffer.allocate(6 + fieldLength)
            .putShort((short)0x1100).putShort((short)7).putShort((short)(fieldLength + bytes.length));
        return wrap(isCompressed ? header.put((byte)protocol) : header.putShort((short)protocol));
    }

    /** Labels of RFC 3032, the last of them marked as such; then a control word if what follows is Ethernet. */
    FrameBuilder mpls(final int labels, final boolean hasControlWord)
    {
        final ByteBuffer header = ByteBuffer.allocate(4 * labels + (hasControlWord ? 4 : 0));
        for (int i = 1; i <= labels; i++)
        {
            header.putInt((16 + i) << 12 | (i == labels ? 0x100 : 0) | 64);
        }
        return wrap(header);
    }

    /** Bytes behind what is there. */
    FrameBuilder trailer(final int length)
    {
        bytes = Arrays.copyOf(bytes, bytes.length + length);
        return this;
    }

    FrameBuilder vlan(final int id, final int type)
    {
        return wrap(ByteBuffer.allocate(4).putShort((short)id).putShort((short)type));
    }

    FrameBuilder ethernet(final int type)
    {
        return wrap(ByteBuffer.allocate(14)
            .putInt(0x02000000).putShort((short)2).putInt(0x02000000).putShort((short)1).putShort((short)type));
    }

    byte[] bytes()
    {
        return bytes.clone();
    }

    DirectBuffer frame()
    {
        return new UnsafeBuffer(bytes.clone());
    }

    static String hex(final byte[] frame)
    {
        return HexFormat.of().formatHex(frame);
    }

    static byte[] address(final String text)
    {
        return text.contains(":") ? Inet6Address.ofLiteral(text).getAddress() :
            Inet4Address.ofLiteral(text).getAddress();
    }

    private FrameBuilder wrap(final ByteBuffer header)
    {
        final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(header.array());
        joined.writeBytes(bytes);
        bytes = joined.toByteArray();
        return this;
    }
}
