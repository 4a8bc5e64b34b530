package porteira.flow;

import java.net.Inet6Address;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TcpFlyweight;
import porteira.wire.TransportFlyweight;

/** Frames of TCP as people read them. */
final class Segments
{
    private static final String FLAGS = "FSRPAU";

    private Segments()
    {
    }

    static String text(final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final long layout = PacketParser.ethernet(buffer, frame.length);
        final int offset = PacketLayout.transportOffset(layout);
        if (6 != PacketLayout.protocol(layout))
        {
            return "protocol " + PacketLayout.protocol(layout);
        }
        final StringBuilder text = new StringBuilder();
        text.append(TransportFlyweight.sourcePort(buffer, offset)).append(" > ")
            .append(TransportFlyweight.destinationPort(buffer, offset)).append(' ');
        for (int bit = 0; bit < FLAGS.length(); bit++)
        {
            if (0 != (TcpFlyweight.flags(buffer, offset) >>> bit & 1))
            {
                text.append(FLAGS.charAt(bit));
            }
        }
        final int payload = PacketParser.end(buffer, layout, frame.length) - offset -
            TransportFlyweight.tcpHeaderLength(buffer, offset);
        return text.append(" seq ").append(Integer.toUnsignedString(TcpFlyweight.sequence(buffer, offset)))
            .append(" ack ").append(Integer.toUnsignedString(TcpFlyweight.acknowledgement(buffer, offset)))
            .append(" win ").append(TcpFlyweight.window(buffer, offset)).append(" len ").append(payload)
            .append(" options ").append(Integer.toHexString(TcpFlyweight.options(buffer, offset))).toString();
    }

    /** An address as the kernel lists it: IPv6 without "::". */
    static String longAddress(final String address)
    {
        if (!address.contains(":"))
        {
            return address;
        }
        final byte[] bytes = Inet6Address.ofLiteral(address).getAddress();
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2)
        {
            text.append(0 == i ? "" : ":").append(String.format("%02x%02x", bytes[i], bytes[i + 1]));
        }
        return text.toString();
    }
}
