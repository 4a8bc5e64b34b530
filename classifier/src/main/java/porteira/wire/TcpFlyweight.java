package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Stateless view of the numbers in a TCP header (RFC 9293 3.1) and of the options that decide how they are to be read
 * (RFC 7323 2, RFC 2018 2 and 3). {@code offset} is the header's first byte. Options are read as far as the header
 * length says: the layout's reason must say that the header is whole.
 */
public final class TcpFlyweight
{
    /** FIN in {@link #flags}. */
    public static final int FIN = 0x01;
    /** SYN in {@link #flags}. */
    public static final int SYN = 0x02;
    /** RST in {@link #flags}. */
    public static final int RST = 0x04;
    /** PSH in {@link #flags}. */
    public static final int PSH = 0x08;
    /** ACK in {@link #flags}. */
    public static final int ACK = 0x10;
    /** URG in {@link #flags}. */
    public static final int URG = 0x20;

    /** The shift of a window scale option, 0..14, in {@link #options}. */
    public static final int SCALE_MASK = 0x0F;
    /** A window scale option is there, in {@link #options}. */
    public static final int SCALE_PRESENT = 0x10;
    /** A "SACK permitted" option is there, in {@link #options}. */
    public static final int SACK_PERMITTED = 0x20;

    /** Offset of the sequence number, u32. */
    public static final int SEQUENCE_OFFSET = 4;
    /** Offset of the acknowledgement number, u32. */
    public static final int ACKNOWLEDGEMENT_OFFSET = 8;
    /** Offset of the window, u16. */
    public static final int WINDOW_OFFSET = 14;

    private static final int FLAGS_OFFSET = 13;
    private static final int FLAGS_MASK = 0x3F;
    private static final int KIND_END = 0;
    private static final int KIND_NOTHING = 1;
    private static final int KIND_SCALE = 3;
    private static final int SCALE_LENGTH = 3;
    private static final int SCALE_MAX = 14;
    private static final int KIND_SACK_PERMITTED = 4;
    private static final int SACK_PERMITTED_LENGTH = 2;
    private static final int KIND_SACK = 5;
    private static final int SACK_HEAD = 2;
    private static final int SACK_BLOCK = 8;
    private static final int TIMESTAMPS_LENGTH = 12;
    private static final int TIMESTAMPS_HEAD = 0x0101080A;

    private TcpFlyweight()
    {
    }

    /** The six classic flags, FIN lowest. */
    public static int flags(final DirectBuffer frame, final int offset)
    {
        return frame.getByte(offset + FLAGS_OFFSET) & FLAGS_MASK;
    }

    /** Sequence number; compare with {@link #isAfter}. */
    public static int sequence(final DirectBuffer frame, final int offset)
    {
        return frame.getInt(offset + SEQUENCE_OFFSET, BIG_ENDIAN);
    }

    /** Acknowledgement number, of meaning where ACK is set. */
    public static int acknowledgement(final DirectBuffer frame, final int offset)
    {
        return frame.getInt(offset + ACKNOWLEDGEMENT_OFFSET, BIG_ENDIAN);
    }

    /** Window as it stands there, 0..65535, not scaled. */
    public static int window(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset + WINDOW_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** True if {@code left} comes later than {@code right} on the circle of sequence numbers. */
    public static boolean isAfter(final int left, final int right)
    {
        return right - left < 0;
    }

    /**
     * {@link #SCALE_PRESENT} with its shift, a shift above 14 read as 14 (RFC 7323 2.3), and {@link #SACK_PERMITTED}.
     * Reading ends at the first option that contradicts the header's length.
     */
    public static int options(final DirectBuffer frame, final int offset)
    {
        final int end = offset + TransportFlyweight.tcpHeaderLength(frame, offset);
        int found = 0;
        for (int at = offset + TransportFlyweight.TCP_MIN_HEADER_LENGTH; at < end;)
        {
            final int kind = frame.getByte(at) & 0xFF;
            final int length = optionLength(frame, kind, at, end);
            if (0 == length)
            {
                break;
            }
            if (KIND_SCALE == kind && SCALE_LENGTH == length)
            {
                found = found & ~SCALE_MASK | SCALE_PRESENT | Math.min(frame.getByte(at + 2) & 0xFF, SCALE_MAX);
            }
            else if (KIND_SACK_PERMITTED == kind && SACK_PERMITTED_LENGTH == length)
            {
                found |= SACK_PERMITTED;
            }
            at += length;
        }
        return found;
    }

    /** The latest right edge among the selective acknowledgements, or {@code acknowledgement} if none is later. */
    public static int highestSack(final DirectBuffer frame, final int offset, final int acknowledgement)
    {
        final int headerLength = TransportFlyweight.tcpHeaderLength(frame, offset);
        final int first = offset + TransportFlyweight.TCP_MIN_HEADER_LENGTH;
        if (headerLength == TransportFlyweight.TCP_MIN_HEADER_LENGTH ||
            headerLength == TransportFlyweight.TCP_MIN_HEADER_LENGTH + TIMESTAMPS_LENGTH &&
            TIMESTAMPS_HEAD == frame.getInt(first, BIG_ENDIAN))
        {
            return acknowledgement;
        }

        final int end = offset + headerLength;
        for (int at = first; at < end;)
        {
            final int kind = frame.getByte(at) & 0xFF;
            final int length = optionLength(frame, kind, at, end);
            if (0 == length)
            {
                break;
            }
            if (KIND_SACK == kind && length > SACK_HEAD && 0 == (length - SACK_HEAD) % SACK_BLOCK)
            {
                return highestEdge(frame, at + SACK_HEAD, at + length, acknowledgement);
            }
            at += length;
        }
        return acknowledgement;
    }

    private static int highestEdge(final DirectBuffer frame, final int from, final int to, final int acknowledgement)
    {
        int highest = acknowledgement;
        for (int block = from; block < to; block += SACK_BLOCK)
        {
            final int edge = frame.getInt(block + Integer.BYTES, BIG_ENDIAN);
            highest = isAfter(edge, highest) ? edge : highest;
        }
        return highest;
    }

    /** Bytes of the option at {@code at}; 0 where reading must end. */
    private static int optionLength(final DirectBuffer frame, final int kind, final int at, final int end)
    {
        if (KIND_NOTHING == kind)
        {
            return 1;
        }
        if (KIND_END == kind || end - at < 2)
        {
            return 0;
        }
        final int length = frame.getByte(at + 1) & 0xFF;
        return length < 2 || length > end - at ? 0 : length;
    }
}
