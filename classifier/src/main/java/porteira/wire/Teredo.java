package porteira.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * IPv6 in UDP over IPv4 as RFC 4380 defines it, with the random flags of RFC 5991 (ignored) and the trailers of RFC
 * 6081 (legal, skipped). Before the IPv6 packet may stand one authentication header (RFC 4380 5.1.1), then one origin
 * indication, in this order.
 */
public final class Teredo
{
    /** Port of Teredo servers. Clients and relays use any. */
    public static final int SERVER_PORT = 3544;
    /** First 32 bits of every Teredo address, 2001::/32 (RFC 4380 2.6). */
    public static final int PREFIX = 0x20010000;

    private static final int AUTHENTICATION = 0x0001;
    private static final int AUTHENTICATION_ID_LENGTH_OFFSET = 2;
    private static final int AUTHENTICATION_VALUE_LENGTH_OFFSET = 3;
    private static final int AUTHENTICATION_FIXED_LENGTH = 13;
    private static final int ORIGIN = 0x0000;
    private static final int ORIGIN_LENGTH = 8;
    private static final int INDICATOR_LENGTH = 4;

    private static final int ADDRESS_SERVER_OFFSET = 4;
    private static final int ADDRESS_PORT_OFFSET = 10;
    private static final int ADDRESS_CLIENT_OFFSET = 12;

    private Teredo()
    {
    }

    /**
     * Layout of the IPv6 packet inside a Teredo datagram, its offsets counted from the frame's first byte; 0 where the
     * datagram is not Teredo. It is where an IPv6 header follows whose payload fits into what the UDP length leaves,
     * and which has an end in 2001::/32 or came over port 3544; on that port a payload length that is too long is
     * Teredo too, marked {@link Malformed#IP_TRUNCATED}. Only the first or only fragment of an IPv4 packet can be
     * recognised.
     *
     * @param layout of the packet that may carry it
     * @param length what the layout was made with
     */
    public static long inner(final DirectBuffer frame, final long layout, final int length)
    {
        if (PacketLayout.isBare(layout) || IpProtocol.UDP != PacketLayout.protocol(layout) ||
            PacketLayout.NETWORK_IPV4 != PacketLayout.network(layout) ||
            PacketLayout.TRANSPORT_HEADER != PacketLayout.transport(layout))
        {
            return 0;
        }

        // Most datagrams leave here: Teredo begins with an IPv6 header or an indication, whose first byte is 0.
        final int udpOffset = PacketLayout.transportOffset(layout);
        final int payload = udpOffset + TransportFlyweight.UDP_HEADER_LENGTH;
        if (length - payload < Ipv6Flyweight.HEADER_LENGTH)
        {
            return 0;
        }
        final int first = frame.getByte(payload) & 0xFF;
        return 6 == first >>> 4 || 0 == first ? decode(frame, layout, udpOffset, length) : 0;
    }

    /**
     * True if an end's address proves itself: the IPv4 address and port hidden in the inner source (destination) are
     * those that the outer header names as source (destination), or its server is the outer peer on port 3544. It
     * holds on either side of a subscriber's NAT for the remote end.
     *
     * @param outer layout of the IPv4 packet
     * @param inner what {@link #inner} made of it, not 0
     */
    public static boolean isProven(final DirectBuffer frame, final long outer, final long inner)
    {
        final int ip = PacketLayout.networkOffset(outer);
        final int udp = PacketLayout.transportOffset(outer);
        final int innerSource = PacketLayout.networkOffset(inner) + Ipv6Flyweight.SOURCE_OFFSET;
        final int innerDestination = PacketLayout.networkOffset(inner) + Ipv6Flyweight.DESTINATION_OFFSET;
        final int source = Ipv4Flyweight.source(frame, ip);
        final int destination = Ipv4Flyweight.destination(frame, ip);
        final int sourcePort = TransportFlyweight.sourcePort(frame, udp);
        final int destinationPort = TransportFlyweight.destinationPort(frame, udp);

        return isClient(frame, innerSource, source, sourcePort) ||
            isClient(frame, innerDestination, destination, destinationPort) ||
            isServer(frame, innerSource, destination, destinationPort) ||
            isServer(frame, innerDestination, source, sourcePort);
    }

    private static long decode(final DirectBuffer frame, final long layout, final int udpOffset, final int length)
    {
        final int end = PacketParser.end(frame, layout, Math.min(length, PacketParser.MAX_LENGTH));
        final int udpLength = TransportFlyweight.udpLength(frame, udpOffset);
        final int claimedEnd = udpLength < TransportFlyweight.UDP_HEADER_LENGTH ? end : udpOffset + udpLength;
        final int payload = udpOffset + TransportFlyweight.UDP_HEADER_LENGTH;
        final int offset = skipHeaders(frame, payload, Math.min(end, claimedEnd));
        if (0 == offset)
        {
            return 0;
        }

        final int payloadEnd = offset + Ipv6Flyweight.HEADER_LENGTH + Ipv6Flyweight.payloadLength(frame, offset);
        return hasServerPort(frame, udpOffset) || payloadEnd <= claimedEnd && hasTeredoAddress(frame, offset) ?
            PacketParser.network(frame, offset, Math.min(end, claimedEnd)) : 0;
    }

    private static int skipHeaders(final DirectBuffer frame, final int payload, final int end)
    {
        int offset = payload;
        if (end - offset >= INDICATOR_LENGTH && AUTHENTICATION == indicator(frame, offset))
        {
            offset += AUTHENTICATION_FIXED_LENGTH +
                (frame.getByte(offset + AUTHENTICATION_ID_LENGTH_OFFSET) & 0xFF) +
                (frame.getByte(offset + AUTHENTICATION_VALUE_LENGTH_OFFSET) & 0xFF);
        }
        if (end - offset >= ORIGIN_LENGTH && ORIGIN == indicator(frame, offset))
        {
            offset += ORIGIN_LENGTH;
        }
        return end - offset >= Ipv6Flyweight.HEADER_LENGTH && 6 == Ipv6Flyweight.version(frame, offset) ? offset : 0;
    }

    private static int indicator(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset, BIG_ENDIAN) & 0xFFFF;
    }

    private static boolean hasServerPort(final DirectBuffer frame, final int udpOffset)
    {
        return SERVER_PORT == TransportFlyweight.destinationPort(frame, udpOffset) ||
            SERVER_PORT == TransportFlyweight.sourcePort(frame, udpOffset);
    }

    private static boolean hasTeredoAddress(final DirectBuffer frame, final int offset)
    {
        return isTeredoAddress(frame, offset + Ipv6Flyweight.SOURCE_OFFSET) ||
            isTeredoAddress(frame, offset + Ipv6Flyweight.DESTINATION_OFFSET);
    }

    private static boolean isTeredoAddress(final DirectBuffer frame, final int addressOffset)
    {
        return PREFIX == frame.getInt(addressOffset, BIG_ENDIAN);
    }

    private static boolean isClient(final DirectBuffer frame, final int addressOffset, final int ipv4, final int port)
    {
        return isTeredoAddress(frame, addressOffset) &&
            ipv4 == ~frame.getInt(addressOffset + ADDRESS_CLIENT_OFFSET, BIG_ENDIAN) &&
            port == (~frame.getShort(addressOffset + ADDRESS_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF);
    }

    private static boolean isServer(final DirectBuffer frame, final int addressOffset, final int ipv4, final int port)
    {
        return SERVER_PORT == port && isTeredoAddress(frame, addressOffset) &&
            ipv4 == frame.getInt(addressOffset + ADDRESS_SERVER_OFFSET, BIG_ENDIAN);
    }
}
