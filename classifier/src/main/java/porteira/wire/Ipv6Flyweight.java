package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** Stateless view of an IPv6 header (RFC 8200 3) and its extension headers (RFC 8200 4). Values in host order. */
public final class Ipv6Flyweight
{
    /** Bytes of the fixed header. */
    public static final int HEADER_LENGTH = 40;
    /** Bytes of an address. */
    public static final int ADDRESS_LENGTH = 16;
    /** Bytes of the shortest extension header, and of the fragment header. */
    public static final int MIN_EXTENSION_LENGTH = 8;

    /** Offset of the payload length, u16. */
    public static final int PAYLOAD_LENGTH_OFFSET = 4;
    /** Offset of the next header, u8. */
    public static final int NEXT_HEADER_OFFSET = 6;
    /** Offset of the source address. */
    public static final int SOURCE_OFFSET = 8;
    /** Offset of the destination address. */
    public static final int DESTINATION_OFFSET = 24;

    private static final int EXTENSION_LENGTH_OFFSET = 1;
    private static final int FRAGMENT_OFFSET = 2;

    private Ipv6Flyweight()
    {
    }

    /** Version nibble, 0..15, of an IP header of either version. */
    public static int version(final DirectBuffer frame, final int offset)
    {
        return frame.getByte(offset) >>> 4 & 0xF;
    }

    /** Bytes behind the fixed header as the sender claims, 0..65535. */
    public static int payloadLength(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + PAYLOAD_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** What follows the fixed header, 0..255. */
    public static int nextHeader(final DirectBuffer frame, final int offset)
    {
        return frame.getByte(offset + NEXT_HEADER_OFFSET) & 0xFF;
    }

    /** What follows the extension header that starts at {@code offset}. */
    public static int extensionNextHeader(final DirectBuffer frame, final int offset)
    {
        return frame.getByte(offset) & 0xFF;
    }

    /** Bytes, 8..2048, of an extension header whose length field counts 8 bytes beyond the first 8. */
    public static int extensionLength(final DirectBuffer frame, final int offset)
    {
        return ((frame.getByte(offset + EXTENSION_LENGTH_OFFSET) & 0xFF) + 1) << 3;
    }

    /**
     * Bytes, 8..1028, of an authentication header, whose length field counts 4 bytes beyond the first 8 (RFC 4302
     * 2.2).
     */
    public static int authenticationLength(final DirectBuffer frame, final int offset)
    {
        return ((frame.getByte(offset + EXTENSION_LENGTH_OFFSET) & 0xFF) + 2) << 2;
    }

    /** Bytes before this fragment's data, a multiple of 8, from the fragment header that starts at {@code offset}. */
    public static int fragmentOffset(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + FRAGMENT_OFFSET, BIG_ENDIAN) & 0xFFF8;
    }

    /** More fragments follow, from the fragment header that starts at {@code offset}. */
    public static boolean isMoreFragments(final DirectBuffer frame, final int offset)
    {
        return 0 != (frame.getByte(offset + FRAGMENT_OFFSET + 1) & 1);
    }
}
