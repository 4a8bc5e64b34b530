package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Whether a first fragment holds the headers that a policy reads (RFC 1858 3, RFC 7112 5), those in tunnels included.
 * What may still be a tunnel but ends before that can be told counts as too short.
 */
final class FirstFragment
{
    /** GRE with all optional fields, Ethernet with four tags, and an IPv6 header. */
    private static final int GRE_HEADERS = 16 + 14 + 16 + 40;
    private static final int TEREDO_INDICATOR_LENGTH = 4;
    private static final int TEREDO_AUTHENTICATION = 1;
    private static final int TEREDO_AUTHENTICATION_LENGTH = 13;
    private static final int TEREDO_ORIGIN_LENGTH = 8;

    private FirstFragment()
    {
    }

    /**
     * True if headers of this packet are split off.
     *
     * @param layout of a first fragment, or of a packet that lies in one
     * @param inner  layout of the packet inside; 0 where there is none to be seen
     */
    static boolean isTooShort(final DirectBuffer frame, final int length, final long layout, final long inner)
    {
        final int protocol = PacketLayout.protocol(layout);
        final boolean hasHeader = PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout);
        final int available = PacketParser.end(frame, layout, length) - PacketLayout.transportOffset(layout);
        switch (protocol)
        {
            case IpProtocol.UDP:
                return !hasHeader || 0 == inner && PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) &&
                    mayHideTeredo(frame, layout, available - TransportFlyweight.UDP_HEADER_LENGTH);

            case IpProtocol.TCP:
            case IpProtocol.ICMP:
            case IpProtocol.ICMPV6:
            case IpProtocol.SCTP:
            case IpProtocol.DCCP:
            case IpProtocol.UDP_LITE:
                return !hasHeader;

            case IpProtocol.IPV4:
            case IpProtocol.IPV6:
                return 0 == inner && available < Ipv6Flyweight.HEADER_LENGTH;

            case IpProtocol.GRE:
                return 0 == inner && available < GRE_HEADERS;

            case IpProtocol.AUTHENTICATION:
                return true;

            default:
                return PacketLayout.NETWORK_IPV6 == PacketLayout.network(layout) && isExtension(protocol);
        }
    }

    /** A layout that ends in one of these could not follow the chain further. */
    private static boolean isExtension(final int protocol)
    {
        switch (protocol)
        {
            case IpProtocol.HOP_BY_HOP:
            case IpProtocol.ROUTING:
            case IpProtocol.FRAGMENT:
            case IpProtocol.DESTINATION_OPTIONS:
            case IpProtocol.MOBILITY:
            case IpProtocol.HOST_IDENTITY:
            case IpProtocol.SHIM6:
                return true;

            default:
                return false;
        }
    }

    /** True where the datagram begins as Teredo does (RFC 4380 5.1.1) and ends before the IPv6 header does. */
    private static boolean mayHideTeredo(final DirectBuffer frame, final long layout, final int payloadLength)
    {
        final int payload = PacketLayout.transportOffset(layout) + TransportFlyweight.UDP_HEADER_LENGTH;
        final int end = payload + payloadLength;
        int offset = payload;
        if (end > offset && 0 == frame.getByte(offset))
        {
            if (end - offset < TEREDO_INDICATOR_LENGTH)
            {
                return true;
            }
            if (TEREDO_AUTHENTICATION == frame.getShort(offset, BIG_ENDIAN))
            {
                offset += TEREDO_AUTHENTICATION_LENGTH +
                    (frame.getByte(offset + 2) & 0xFF) + (frame.getByte(offset + 3) & 0xFF);
            }
            if (end - offset < Short.BYTES)
            {
                return true;
            }
            if (0 == frame.getShort(offset))
            {
                offset += TEREDO_ORIGIN_LENGTH;
            }
        }
        return end <= offset ||
            6 == Ipv6Flyweight.version(frame, offset) && end - offset < Ipv6Flyweight.HEADER_LENGTH;
    }
}
