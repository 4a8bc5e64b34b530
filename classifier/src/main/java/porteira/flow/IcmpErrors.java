package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;

/** ICMP messages about another packet, of which they quote the beginning (RFC 792, RFC 4443 2.4). */
public final class IcmpErrors
{
    private static final int UNREACHABLE = 3;
    private static final int SOURCE_QUENCH = 4;
    private static final int REDIRECT = 5;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM = 12;
    private static final int ICMPV6_FIRST_INFORMATIONAL = 128;

    private IcmpErrors()
    {
    }

    /** True for a message that quotes a packet; false where its type cannot be read. */
    public static boolean isError(final DirectBuffer frame, final long layout)
    {
        final int protocol = PacketLayout.protocol(layout);
        if (IpProtocol.ICMP != protocol && IpProtocol.ICMPV6 != protocol ||
            PacketLayout.TRANSPORT_NONE == PacketLayout.transport(layout))
        {
            return false;
        }
        final int type = frame.getByte(PacketLayout.transportOffset(layout)) & 0xFF;
        if (IpProtocol.ICMPV6 == protocol)
        {
            return type < ICMPV6_FIRST_INFORMATIONAL;
        }
        return UNREACHABLE == type || SOURCE_QUENCH == type || REDIRECT == type ||
            TIME_EXCEEDED == type || PARAMETER_PROBLEM == type;
    }

    /**
     * Layout of the packet that an error quotes, its offsets counted from the frame's first byte; 0 where its IP header
     * is not there or of the other family. It is cut short as a rule, so {@link PacketLayout#malformed} says so, and
     * four bytes of its transport header, the ports, may be all there is.
     *
     * @param layout of a packet for which {@link #isError} holds
     * @param length what the layout was made with
     */
    public static long quoted(final DirectBuffer frame, final long layout, final int length)
    {
        final int offset = PacketLayout.transportOffset(layout) + TransportFlyweight.ICMP_HEADER_LENGTH;
        final int end = PacketParser.end(frame, layout, length);
        if (end <= offset)
        {
            return 0;
        }
        final long quoted = PacketParser.network(frame, offset, end);
        return PacketLayout.network(layout) == PacketLayout.network(quoted) ? quoted : 0;
    }
}
