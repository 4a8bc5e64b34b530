package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;

/** IPv6 extension headers that a layout has passed over already: between the fixed header and the transport offset. */
final class ExtensionChain
{
    static final int NOT_THERE = -1;

    private static final int SEGMENTS_LEFT_OFFSET = 3;

    private ExtensionChain()
    {
    }

    /** Offset of the first extension header of this kind, {@link #NOT_THERE} where there is none. */
    static int find(final DirectBuffer frame, final long layout, final int kind)
    {
        final int end = PacketLayout.transportOffset(layout);
        int header = Ipv6Flyweight.nextHeader(frame, PacketLayout.networkOffset(layout));
        int offset = PacketLayout.networkOffset(layout) + Ipv6Flyweight.HEADER_LENGTH;
        while (end - offset >= Ipv6Flyweight.MIN_EXTENSION_LENGTH)
        {
            if (kind == header)
            {
                return offset;
            }
            final int length = IpProtocol.FRAGMENT == header ? Ipv6Flyweight.MIN_EXTENSION_LENGTH :
                IpProtocol.AUTHENTICATION == header ? Ipv6Flyweight.authenticationLength(frame, offset) :
                    Ipv6Flyweight.extensionLength(frame, offset);
            header = Ipv6Flyweight.extensionNextHeader(frame, offset);
            offset += length;
        }
        return NOT_THERE;
    }

    /**
     * True where a routing header names the destination that the checksum covers, and the fixed header another (RFC
     * 8200 8.1).
     */
    static boolean isRouted(final DirectBuffer frame, final long layout)
    {
        if (PacketLayout.NETWORK_IPV6 != PacketLayout.network(layout))
        {
            return false;
        }
        final int routing = find(frame, layout, IpProtocol.ROUTING);
        return NOT_THERE != routing && 0 != frame.getByte(routing + SEGMENTS_LEFT_OFFSET);
    }
}
