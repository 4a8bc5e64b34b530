package porteira.tree;

import org.agrona.DirectBuffer;
import porteira.wire.PacketLayout;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * How generated code reads a header: one short call for each field, which the compiler resolves, so that a policy needs
 * few bytecodes and more of it is inlined into its caller. Values in host order; the layout says what is readable.
 */
final class Loads
{
    private Loads()
    {
    }

    static int fixedShort(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset, BIG_ENDIAN) & 0xFFFF;
    }

    /** 48 bits. */
    static long mac(final DirectBuffer frame, final int offset)
    {
        return (long)fixedShort(frame, offset) << Integer.SIZE |
            frame.getInt(offset + Short.BYTES, BIG_ENDIAN) & 0xFFFFFFFFL;
    }

    /** From {@code offset} bytes behind the start of the IP header. */
    static int networkByte(final DirectBuffer frame, final long layout, final int offset)
    {
        return frame.getByte(PacketLayout.networkOffset(layout) + offset) & 0xFF;
    }

    static int networkShort(final DirectBuffer frame, final long layout, final int offset)
    {
        return frame.getShort(PacketLayout.networkOffset(layout) + offset, BIG_ENDIAN) & 0xFFFF;
    }

    static int networkInt(final DirectBuffer frame, final long layout, final int offset)
    {
        return frame.getInt(PacketLayout.networkOffset(layout) + offset, BIG_ENDIAN);
    }

    static long networkLong(final DirectBuffer frame, final long layout, final int offset)
    {
        return frame.getLong(PacketLayout.networkOffset(layout) + offset, BIG_ENDIAN);
    }

    /** From {@code offset} bytes behind the start of the transport header. */
    static int transportByte(final DirectBuffer frame, final long layout, final int offset)
    {
        return frame.getByte(PacketLayout.transportOffset(layout) + offset) & 0xFF;
    }

    static int transportShort(final DirectBuffer frame, final long layout, final int offset)
    {
        return frame.getShort(PacketLayout.transportOffset(layout) + offset, BIG_ENDIAN) & 0xFFFF;
    }
}
