package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** Stateless view of an IPv4 header (RFC 791 3.1). Values in host order; {@code offset} is the header's first byte. */
public final class Ipv4Flyweight
{
    /** Bytes of a header without options. */
    public static final int MIN_HEADER_LENGTH = 20;
    /** Bytes of an address. */
    public static final int ADDRESS_LENGTH = 4;

    /** Offset of the total length, u16. */
    public static final int TOTAL_LENGTH_OFFSET = 2;
    /** Offset of flags and fragment offset, u16. */
    public static final int FRAGMENT_OFFSET = 6;
    /** Offset of the protocol, u8. */
    public static final int PROTOCOL_OFFSET = 9;
    /** Offset of the source address. */
    public static final int SOURCE_OFFSET = 12;
    /** Offset of the destination address. */
    public static final int DESTINATION_OFFSET = 16;

    /** "More fragments" in {@link #fragment}. */
    public static final int MORE_FRAGMENTS = 0x2000;
    /** The fragment offset, in units of 8 bytes, in {@link #fragment}. */
    public static final int FRAGMENT_OFFSET_MASK = 0x1FFF;

    private Ipv4Flyweight()
    {
    }

    /** Bytes of the header as it says itself, 0..60. */
    public static int headerLength(final DirectBuffer frame, final int offset)
    {
        return (frame.getByte(offset) & 0x0F) << 2;
    }

    /** Bytes of header and payload as the sender claims, 0..65535. */
    public static int totalLength(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + TOTAL_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@link #MORE_FRAGMENTS} and offset, without the other two flags; 0 for a whole packet. */
    public static int fragment(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + FRAGMENT_OFFSET, BIG_ENDIAN) & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK);
    }

    /** Protocol number, 0..255. */
    public static int protocol(final DirectBuffer frame, final int offset)
    {
        return frame.getByte(offset + PROTOCOL_OFFSET) & 0xFF;
    }

    /** Source address as a big-endian number. */
    public static int source(final DirectBuffer frame, final int offset)
    {
        return frame.getInt(offset + SOURCE_OFFSET, BIG_ENDIAN);
    }

    /** Destination address as a big-endian number. */
    public static int destination(final DirectBuffer frame, final int offset)
    {
        return frame.getInt(offset + DESTINATION_OFFSET, BIG_ENDIAN);
    }
}
