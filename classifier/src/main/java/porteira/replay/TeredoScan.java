package porteira.replay;

import org.agrona.DirectBuffer;
import porteira.wire.Ipv6Flyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** Looks at any UDP payload as if it were Teredo and says in words what it found, for reports and tests. */
final class TeredoScan
{
    private static final int MIN_AUTHENTICATION = 4;
    private static final int AUTHENTICATION_LENGTH = 13;
    private static final int ORIGIN_LENGTH = 8;
    private static final int PREFIX = 0x20010000;

    private String kind = "none";
    private String headers = "-";

    /** Forget the last scan: nothing found. */
    void clear()
    {
        kind = "none";
        headers = "-";
    }

    /** Scan {@code [offset, end)}. */
    void scan(final DirectBuffer frame, final int offset, final int end)
    {
        int at = offset;
        boolean isAuthenticated = false;
        boolean hasOrigin = false;
        clear();
        if (end - at >= MIN_AUTHENTICATION && 1 == u16(frame, at))
        {
            at += AUTHENTICATION_LENGTH + (frame.getByte(at + 2) & 0xFF) + (frame.getByte(at + 3) & 0xFF);
            isAuthenticated = true;
        }
        if (at > end)
        {
            return;
        }
        if (end - at >= ORIGIN_LENGTH && 0 == u16(frame, at))
        {
            at += ORIGIN_LENGTH;
            hasOrigin = true;
        }

        final int left = end - at;
        if (0 == left && (isAuthenticated || hasOrigin))
        {
            kind = "bare";
        }
        else if (left >= Ipv6Flyweight.HEADER_LENGTH && 6 == Ipv6Flyweight.version(frame, at))
        {
            final int length = Ipv6Flyweight.HEADER_LENGTH + Ipv6Flyweight.payloadLength(frame, at);
            final boolean isTeredo = PREFIX == frame.getInt(at + Ipv6Flyweight.SOURCE_OFFSET, BIG_ENDIAN) ||
                PREFIX == frame.getInt(at + Ipv6Flyweight.DESTINATION_OFFSET, BIG_ENDIAN);
            kind = (length == left ? "exact" : length < left ? "trail" : "short") + (isTeredo ? "/T" : "");
        }
        if (!"none".equals(kind) && (isAuthenticated || hasOrigin))
        {
            headers = (isAuthenticated ? "A" : "") + (hasOrigin ? "O" : "");
        }
    }

    /**
     * {@code none}, {@code exact}, {@code trail}, {@code short} or {@code bare}; {@code /T} behind it: an end in
     * 2001::/32.
     */
    String kind()
    {
        return kind;
    }

    /** {@code A} authentication, {@code O} origin, {@code AO} both, {@code -} neither. */
    String headers()
    {
        return headers;
    }

    private static int u16(final DirectBuffer frame, final int index)
    {
        return frame.getShort(index, BIG_ENDIAN) & 0xFFFF;
    }
}
