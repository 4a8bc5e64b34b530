package porteira.bench.corpus;

import org.agrona.MutableDirectBuffer;

import java.nio.charset.StandardCharsets;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Writes one frame front to back: Ethernet, tags, IP, transport, payload. Lengths in IP and UDP headers are those of
 * the finished frame; checksums are correct for IPv4 headers and left 0 elsewhere, since a bridge reads none.
 */
final class FrameBuilder
{
    static final int TCP = 6;
    static final int UDP = 17;

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int TYPE_VLAN = 0x8100;
    private static final int MAC_LENGTH = 6;
    private static final int ETHERNET_LENGTH = 14;
    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int TCP_LENGTH = 20;
    private static final int UDP_LENGTH = 8;
    private static final int HOP_LIMIT = 64;

    private final MutableDirectBuffer buffer;
    private int end;
    private int network = -1;
    private int udp = -1;
    private int innerNetwork = -1;

    FrameBuilder(final MutableDirectBuffer buffer)
    {
        this.buffer = buffer;
    }

    /** Start a frame. MACs are their low 48 bits. */
    FrameBuilder ethernet(final long destination, final long source)
    {
        network = -1;
        udp = -1;
        innerNetwork = -1;
        mac(0, destination);
        mac(MAC_LENGTH, source);
        end = ETHERNET_LENGTH;
        return this;
    }

    FrameBuilder vlan(final int id)
    {
        buffer.putShort(end - 2, (short)TYPE_VLAN, BIG_ENDIAN);
        buffer.putShort(end, (short)id, BIG_ENDIAN);
        end += 4;
        return this;
    }

    FrameBuilder type(final int type)
    {
        buffer.putShort(end - 2, (short)type, BIG_ENDIAN);
        return this;
    }

    /** @param fragment the 16 bits of flags and offset */
    FrameBuilder ipv4(final int source, final int destination, final int protocol, final int fragment)
    {
        type(TYPE_IPV4);
        network = end;
        buffer.setMemory(end, IPV4_LENGTH, (byte)0);
        buffer.putByte(end, (byte)0x45);
        buffer.putShort(end + 6, (short)fragment, BIG_ENDIAN);
        buffer.putByte(end + 8, (byte)HOP_LIMIT);
        buffer.putByte(end + 9, (byte)protocol);
        buffer.putInt(end + 12, source, BIG_ENDIAN);
        buffer.putInt(end + 16, destination, BIG_ENDIAN);
        end += IPV4_LENGTH;
        return this;
    }

    /** An address is its high and low 64 bits. Behind a UDP header this becomes the packet in a Teredo tunnel. */
    FrameBuilder ipv6(
        final long sourceHigh, final long sourceLow, final long destinationHigh, final long destinationLow,
        final int nextHeader)
    {
        if (-1 == network)
        {
            type(TYPE_IPV6);
            network = end;
        }
        else
        {
            innerNetwork = end;
        }
        buffer.putInt(end, 0x60000000, BIG_ENDIAN);
        buffer.putByte(end + 6, (byte)nextHeader);
        buffer.putByte(end + 7, (byte)HOP_LIMIT);
        buffer.putLong(end + 8, sourceHigh, BIG_ENDIAN);
        buffer.putLong(end + 16, sourceLow, BIG_ENDIAN);
        buffer.putLong(end + 24, destinationHigh, BIG_ENDIAN);
        buffer.putLong(end + 32, destinationLow, BIG_ENDIAN);
        end += IPV6_LENGTH;
        return this;
    }

    /** Hop-by-hop or destination options, one PadN option inside. @param units of 8 bytes behind the first */
    FrameBuilder options(final int nextHeader, final int units)
    {
        final int length = (units + 1) * 8;
        buffer.setMemory(end, length, (byte)0);
        buffer.putByte(end, (byte)nextHeader);
        buffer.putByte(end + 1, (byte)units);
        buffer.putByte(end + 2, (byte)1);
        buffer.putByte(end + 3, (byte)(length - 4));
        end += length;
        return this;
    }

    /** A fragment header of a packet that is whole: offset 0, no more to come. */
    FrameBuilder atomicFragment(final int nextHeader)
    {
        buffer.putLong(end, (long)nextHeader << 56, BIG_ENDIAN);
        end += 8;
        return this;
    }

    /** Right behind {@link #ipv4}: words of no-operation options. @param words 1..10 */
    FrameBuilder ipv4Options(final int words)
    {
        buffer.setMemory(end, words * 4, (byte)1);
        buffer.putByte(network, (byte)(0x45 + words));
        end += words * 4;
        return this;
    }

    /** What may stand before a Teredo client's packet: authentication with an identifier, then an origin. */
    FrameBuilder teredoHeaders(final int identifierLength)
    {
        final int length = 13 + identifierLength + 8;
        buffer.setMemory(end, length, (byte)0);
        buffer.putByte(end + 1, (byte)1);
        buffer.putByte(end + 2, (byte)identifierLength);
        end += length;
        return this;
    }

    FrameBuilder tcp(final int sourcePort, final int destinationPort, final int flags)
    {
        buffer.setMemory(end, TCP_LENGTH, (byte)0);
        buffer.putShort(end, (short)sourcePort, BIG_ENDIAN);
        buffer.putShort(end + 2, (short)destinationPort, BIG_ENDIAN);
        buffer.putByte(end + 12, (byte)0x50);
        buffer.putByte(end + 13, (byte)flags);
        buffer.putShort(end + 14, (short)0xFFFF, BIG_ENDIAN);
        end += TCP_LENGTH;
        return this;
    }

    FrameBuilder udp(final int sourcePort, final int destinationPort)
    {
        udp = end;
        buffer.putShort(end, (short)sourcePort, BIG_ENDIAN);
        buffer.putShort(end + 2, (short)destinationPort, BIG_ENDIAN);
        buffer.putInt(end + 4, 0);
        end += UDP_LENGTH;
        return this;
    }

    FrameBuilder payload(final int length)
    {
        buffer.setMemory(end, length, (byte)'.');
        end += length;
        return this;
    }

    FrameBuilder payload(final String text)
    {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        buffer.putBytes(end, bytes);
        end += bytes.length;
        return this;
    }

    /** Fill in lengths and checksum, pad with payload or Ethernet padding. @return the frame's bytes, >= min */
    int finish(final int min)
    {
        if (-1 != network && 4 == version(network))
        {
            buffer.putShort(network + 2, (short)(end - network), BIG_ENDIAN);
            buffer.putShort(network + 10, (short)ipv4Checksum(), BIG_ENDIAN);
        }
        else if (-1 != network)
        {
            buffer.putShort(network + 4, (short)(end - network - IPV6_LENGTH), BIG_ENDIAN);
        }
        if (-1 != innerNetwork)
        {
            buffer.putShort(innerNetwork + 4, (short)(end - innerNetwork - IPV6_LENGTH), BIG_ENDIAN);
        }
        if (-1 != udp)
        {
            buffer.putShort(udp + 4, (short)(end - udp), BIG_ENDIAN);
        }
        if (end < min)
        {
            buffer.setMemory(end, min - end, (byte)0);
            end = min;
        }
        return end;
    }

    private int version(final int offset)
    {
        return buffer.getByte(offset) >> 4 & 0xF;
    }

    private void mac(final int offset, final long mac)
    {
        buffer.putShort(offset, (short)(mac >>> 32), BIG_ENDIAN);
        buffer.putInt(offset + 2, (int)mac, BIG_ENDIAN);
    }

    private int ipv4Checksum()
    {
        int sum = 0;
        final int length = (buffer.getByte(network) & 0xF) << 2;
        for (int i = 0; i < length; i += 2)
        {
            sum += buffer.getShort(network + i, BIG_ENDIAN) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF;
    }
}
