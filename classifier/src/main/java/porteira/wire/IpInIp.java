package porteira.wire;

import org.agrona.DirectBuffer;

/**
 * IP right behind an IP header: IPv6 as protocol 41 (RFC 4213; its addressing schemes 6to4, RFC 3056, and ISATAP, RFC
 * 5214, look the same on the wire) and IPv4 as protocol 4 (RFC 2003), in IPv4 or IPv6 (RFC 2473).
 */
public final class IpInIp
{
    private IpInIp()
    {
    }

    /**
     * Layout of the IPv6 packet that an IP packet carries as protocol 41, its offsets counted from the frame's first
     * byte; 0 where there is none, its fixed header is cut or its version is not 6.
     *
     * @param layout of the packet that may carry it
     * @param length what the layout was made with
     */
    public static long ipv6(final DirectBuffer frame, final long layout, final int length)
    {
        return IpProtocol.IPV6 == PacketLayout.protocol(layout) && Carried.isBegun(layout) ?
            Carried.ip(frame, 6, PacketLayout.transportOffset(layout), PacketParser.end(frame, layout, length)) : 0;
    }

    /** As {@link #ipv6}: the IPv4 packet carried as protocol 4. */
    public static long ipv4(final DirectBuffer frame, final long layout, final int length)
    {
        return IpProtocol.IPV4 == PacketLayout.protocol(layout) && Carried.isBegun(layout) ?
            Carried.ip(frame, 4, PacketLayout.transportOffset(layout), PacketParser.end(frame, layout, length)) : 0;
    }
}
