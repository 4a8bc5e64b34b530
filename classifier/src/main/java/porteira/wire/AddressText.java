package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** Addresses as text: IPv4 dotted, IPv6 as RFC 5952 has it, Ethernet with colons. For control-plane threads. */
public final class AddressText
{
    private static final int GROUPS = 8;
    private static final int COMPATIBLE_ZEROS = 6;
    private static final int MAPPED_ZEROS = 5;
    private static final String HEX = "0123456789abcdef";

    private AddressText()
    {
    }

    /** Append the source address of the IP header at {@code layout}'s network offset; nothing where there is none. */
    public static void appendSource(final StringBuilder text, final DirectBuffer frame, final long layout)
    {
        final int offset = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            appendIpv4(text, frame, offset + Ipv4Flyweight.SOURCE_OFFSET);
        }
        else if (PacketLayout.NETWORK_IPV6 == PacketLayout.network(layout))
        {
            appendIpv6(text, frame, offset + Ipv6Flyweight.SOURCE_OFFSET);
        }
    }

    /**
     * Append the destination address of the IP header at {@code layout}'s network offset; nothing where there is
     * none.
     */
    public static void appendDestination(final StringBuilder text, final DirectBuffer frame, final long layout)
    {
        final int offset = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            appendIpv4(text, frame, offset + Ipv4Flyweight.DESTINATION_OFFSET);
        }
        else if (PacketLayout.NETWORK_IPV6 == PacketLayout.network(layout))
        {
            appendIpv6(text, frame, offset + Ipv6Flyweight.DESTINATION_OFFSET);
        }
    }

    /** Append the four bytes at {@code offset}. */
    public static void appendIpv4(final StringBuilder text, final DirectBuffer frame, final int offset)
    {
        for (int i = 0; i < Ipv4Flyweight.ADDRESS_LENGTH; i++)
        {
            if (0 != i)
            {
                text.append('.');
            }
            text.append(frame.getByte(offset + i) & 0xFF);
        }
    }

    /** Append the sixteen bytes at {@code offset}; mapped and compatible IPv4 addresses end dotted (RFC 5952 5). */
    public static void appendIpv6(final StringBuilder text, final DirectBuffer frame, final int offset)
    {
        final int zeros = longestZeros(frame, offset);
        final int first = zeros >>> 4;
        final int length = zeros & 0xF;
        final boolean isDotted = 0 == first && (COMPATIBLE_ZEROS == length ||
            MAPPED_ZEROS == length && 0xFFFF == group(frame, offset, MAPPED_ZEROS));
        final int groups = isDotted ? COMPATIBLE_ZEROS : GROUPS;

        for (int i = 0; i < groups; i++)
        {
            if (0 != length && i == first)
            {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (0 != i && (0 == length || i != first + length))
            {
                text.append(':');
            }
            text.append(Integer.toHexString(group(frame, offset, i)));
        }
        if (isDotted)
        {
            if (COMPATIBLE_ZEROS != length)
            {
                text.append(':');
            }
            appendIpv4(text, frame, offset + Ipv6Flyweight.ADDRESS_LENGTH - Ipv4Flyweight.ADDRESS_LENGTH);
        }
    }

    /** Append the six bytes at {@code offset}. */
    public static void appendEthernet(final StringBuilder text, final DirectBuffer frame, final int offset)
    {
        for (int i = 0; i < EthernetFlyweight.ADDRESS_LENGTH; i++)
        {
            final int octet = frame.getByte(offset + i) & 0xFF;
            if (0 != i)
            {
                text.append(':');
            }
            text.append(HEX.charAt(octet >>> 4)).append(HEX.charAt(octet & 0xF));
        }
    }

    /**
     * The longest run of two or more zero groups, the first of equals: index in the upper nibble, length in the
     * lower.
     */
    private static int longestZeros(final DirectBuffer frame, final int offset)
    {
        int best = 0;
        int bestLength = 1;
        int length = 0;
        for (int i = 0; i < GROUPS; i++)
        {
            length = 0 == group(frame, offset, i) ? length + 1 : 0;
            if (length > bestLength)
            {
                bestLength = length;
                best = i - length + 1 << 4 | length;
            }
        }
        return best;
    }

    private static int group(final DirectBuffer frame, final int offset, final int index)
    {
        return frame.getShort(offset + (index << 1), BIG_ENDIAN) & 0xFFFF;
    }
}
