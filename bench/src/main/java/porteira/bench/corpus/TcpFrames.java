package porteira.bench.corpus;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Segments without payload between a client's port {@value #CLIENT_PORT} and port {@value #SERVER_PORT}, whose client
 * is changed in place: one frame after the other may belong to any of millions. As far apart as in a pool of mbufs.
 */
public final class TcpFrames
{
    /** Flags of a segment that opens a connection. */
    public static final int SYN = 0x02;
    /** Flags of any later one. */
    public static final int ACK = 0x10;

    private static final int CLIENT_PORT = 40_000;
    private static final int SERVER_PORT = 25;
    private static final int SERVER_IPV4 = 0xC6336419;
    private static final long SERVER_IPV6 = 0x2001_0DB8_0000_0019L;
    private static final int ETHERNET_LENGTH = 14;
    private static final int IPV4_SOURCE = ETHERNET_LENGTH + 12;
    private static final int IPV4_TCP = ETHERNET_LENGTH + 20;
    private static final int IPV6_SOURCE = ETHERNET_LENGTH + 8;
    private static final int IPV6_TCP = ETHERNET_LENGTH + 40;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGED = 8;
    private static final int FLAGS = 13;
    private static final int TCP_LENGTH = 20;

    private final UnsafeBuffer memory;
    private final int client;
    private final int tcp;
    private final boolean isIpv6;

    private TcpFrames(final int count, final boolean isIpv6, final boolean isAnswer)
    {
        memory = new UnsafeBuffer(ByteBuffer.allocateDirect(count * FrameCorpus.STRIDE));
        this.isIpv6 = isIpv6;
        final int addressLength = isIpv6 ? 2 * Long.BYTES : Integer.BYTES;
        client = (isIpv6 ? IPV6_SOURCE : IPV4_SOURCE) + (isAnswer ? addressLength : 0);
        tcp = isIpv6 ? IPV6_TCP : IPV4_TCP;
        final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        final FrameBuilder builder = new FrameBuilder(frame);
        for (int i = 0; i < count; i++)
        {
            frame.wrap(memory, i * FrameCorpus.STRIDE, FrameCorpus.STRIDE);
            builder.ethernet(
                (isAnswer ? Hosts.INSIDE_MAC : Hosts.OUTSIDE_MAC) + 1,
                (isAnswer ? Hosts.OUTSIDE_MAC : Hosts.INSIDE_MAC) + 1);
            if (isIpv6)
            {
                builder.ipv6(SERVER_IPV6, 1, SERVER_IPV6, 1, FrameBuilder.TCP);
            }
            else
            {
                builder.ipv4(SERVER_IPV4, SERVER_IPV4, FrameBuilder.TCP, 0);
            }
            builder.tcp(isAnswer ? SERVER_PORT : CLIENT_PORT, isAnswer ? CLIENT_PORT : SERVER_PORT, ACK).finish(0);
        }
    }

    /** From the clients, who are inside. */
    public static TcpFrames requests(final int count, final boolean isIpv6)
    {
        return new TcpFrames(count, isIpv6, false);
    }

    /** From the server, who is outside. */
    public static TcpFrames answers(final int count, final boolean isIpv6)
    {
        return new TcpFrames(count, isIpv6, true);
    }

    /** Bytes of each frame. */
    public int length()
    {
        return tcp + TCP_LENGTH;
    }

    /** Address of a frame's first byte; valid as long as this object is reachable. */
    public long address(final int index)
    {
        return memory.addressOffset() + (long)index * FrameCorpus.STRIDE;
    }

    /** Change the client. @param hi bits 127..64 of its address, unused for IPv4 @param lo bits 63..0 */
    public void client(final int index, final long hi, final long lo)
    {
        final int at = index * FrameCorpus.STRIDE + client;
        if (isIpv6)
        {
            memory.putLong(at, hi, ByteOrder.BIG_ENDIAN);
            memory.putLong(at + Long.BYTES, lo, ByteOrder.BIG_ENDIAN);
        }
        else
        {
            memory.putInt(at, (int)lo, ByteOrder.BIG_ENDIAN);
        }
    }

    /** Change what the segment says. @param acknowledged number of the next byte that it waits for */
    public void segment(final int index, final int flags, final int sequence, final int acknowledged)
    {
        final int at = index * FrameCorpus.STRIDE + tcp;
        memory.putInt(at + SEQUENCE, sequence, ByteOrder.BIG_ENDIAN);
        memory.putInt(at + ACKNOWLEDGED, acknowledged, ByteOrder.BIG_ENDIAN);
        memory.putByte(at + FLAGS, (byte)flags);
    }
}
