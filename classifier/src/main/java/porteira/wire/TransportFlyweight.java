package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Stateless view of transport headers: TCP (RFC 9293 3.1), UDP (RFC 768), ICMP (RFC 792, RFC 4443) and those that begin
 * with ports as these do. {@code offset} is the header's first byte; {@link PacketLayout#transport} says what is
 * readable.
 */
public final class TransportFlyweight
{
    /** Bytes of a TCP header without options. */
    public static final int TCP_MIN_HEADER_LENGTH = 20;
    /** Bytes of a UDP header. */
    public static final int UDP_HEADER_LENGTH = 8;
    /** Bytes of the part common to all ICMP messages of use. */
    public static final int ICMP_HEADER_LENGTH = 8;
    /** Bytes of the common header of SCTP, and of DCCP's shortest. */
    public static final int SCTP_HEADER_LENGTH = 12;

    /** Offset of the source port, u16. */
    public static final int SOURCE_PORT_OFFSET = 0;
    /** Offset of the destination port, u16. */
    public static final int DESTINATION_PORT_OFFSET = 2;
    /** Offset of the data offset and flags of TCP, u16. */
    public static final int TCP_FLAGS_OFFSET = 12;
    /** Offset of UDP's length, u16. */
    public static final int UDP_LENGTH_OFFSET = 4;

    private TransportFlyweight()
    {
    }

    /** Source port, 0..65535. */
    public static int sourcePort(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + SOURCE_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** Destination port, 0..65535. */
    public static int destinationPort(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + DESTINATION_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** Bytes of the TCP header as it says itself, 0..60. */
    public static int tcpHeaderLength(final DirectBuffer frame, final int offset)
    {
        return (frame.getByte(offset + TCP_FLAGS_OFFSET) & 0xF0) >>> 2;
    }

    /** The twelve bits behind TCP's data offset: four reserved (one once was NS), then CWR to FIN. */
    public static int tcpFlags(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + TCP_FLAGS_OFFSET, BIG_ENDIAN) & 0x0FFF;
    }

    /** Bytes of UDP header and payload as the sender claims, 0..65535. */
    public static int udpLength(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + UDP_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }
}
