package porteira.flow;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.wire.PacketParser;

/** Frames of conversations, with right checksums, and the tracker's word about them. */
public final class Talk
{
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int ACK = 0x10;
    static final int URG = 0x20;

    static final byte[] NO_OPTIONS = {};
    /** Maximum segment size 1460, SACK permitted, window scale 7. */
    static final byte[] SYN_OPTIONS = { 2, 4, 5, (byte)0xB4, 4, 2, 3, 3, 7, 0, 0, 0 };

    private Talk()
    {
    }

    /** What {@code tracker} says of a frame at {@code nowMs}, without confirming it. */
    static int track(final ConnectionTracker tracker, final byte[] frame, final long nowMs)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        return tracker.track(buffer, frame.length, PacketParser.ethernet(buffer, frame.length), 0, nowMs);
    }

    /** As {@link #track}, and the verdict is to accept. */
    public static int pass(final ConnectionTracker tracker, final byte[] frame, final long nowMs)
    {
        final int state = track(tracker, frame, nowMs);
        tracker.confirm();
        return state;
    }

    public static byte[] tcp(
        final String from,
        final int fromPort,
        final String to,
        final int toPort,
        final int flags,
        final int sequence,
        final int acknowledgement,
        final int window,
        final byte[] options,
        final int payload)
    {
        final ByteBuffer segment = ByteBuffer.allocate(20 + options.length + payload)
            .putShort((short)fromPort).putShort((short)toPort).putInt(sequence).putInt(acknowledgement)
            .put((byte)(20 + options.length << 2)).put((byte)flags).putShort((short)window).putInt(0).put(options);
        return ethernet(ip(from, to, 6, segment.array(), 16));
    }

    public static byte[] udp(
        final String from, final int fromPort, final String to, final int toPort, final int payload)
    {
        final ByteBuffer datagram = ByteBuffer.allocate(8 + payload)
            .putShort((short)fromPort).putShort((short)toPort).putShort((short)(8 + payload));
        return ethernet(ip(from, to, 17, datagram.array(), 6));
    }

    static byte[] icmp(final String from, final String to, final int type, final int code, final int id)
    {
        final byte[] message = ByteBuffer.allocate(8 + 16)
            .put((byte)type).put((byte)code).putShort((short)0).putShort((short)id).putShort((short)1).array();
        return ethernet(ip(from, to, from.contains(":") ? 58 : 1, message, 2));
    }

    /** An ICMP error that quotes the packet of an untagged frame, as much of it as {@code quoted} bytes. */
    static byte[] error(
        final String from, final String to, final int type, final int code, final byte[] frame, final int quoted)
    {
        final byte[] quotation = Arrays.copyOfRange(frame, 14, Math.min(frame.length, 14 + quoted));
        final byte[] message = ByteBuffer.allocate(8 + quotation.length)
            .put((byte)type).put((byte)code).putShort((short)0).putInt(0).put(quotation).array();
        return ethernet(ip(from, to, from.contains(":") ? 58 : 1, message, 2));
    }

    static byte[] other(final String from, final String to, final int protocol, final int payload)
    {
        return ethernet(ip(from, to, protocol, new byte[payload], -1));
    }

    /** The same frame behind an 802.1Q tag. */
    public static byte[] tagged(final byte[] frame, final int vlan)
    {
        return ByteBuffer.allocate(frame.length + 4).put(frame, 0, 12).putShort((short)0x8100).putShort((short)vlan)
            .put(frame, 12, frame.length - 12).array();
    }

    static byte[] address(final String text)
    {
        return text.contains(":") ?
            Inet6Address.ofLiteral(text).getAddress() : Inet4Address.ofLiteral(text).getAddress();
    }

    private static byte[] ip(
        final String from, final String to, final int protocol, final byte[] payload, final int checksumOffset)
    {
        final byte[] source = address(from);
        final byte[] destination = address(to);
        if (checksumOffset >= 0)
        {
            // ICMP for IPv4 alone is summed without a pseudo header.
            final int pseudo = 1 == protocol ? 0 :
                sum(source, 0) + sum(destination, 0) + protocol + payload.length;
            final int checksum = fold(sum(payload, 0) + pseudo);
            payload[checksumOffset] = (byte)(~checksum >>> 8);
            payload[checksumOffset + 1] = (byte)~checksum;
        }
        if (16 == source.length)
        {
            return ByteBuffer.allocate(40 + payload.length).putInt(0x60000000).putShort((short)payload.length)
                .put((byte)protocol).put((byte)64).put(source).put(destination).put(payload).array();
        }
        final byte[] packet = ByteBuffer.allocate(20 + payload.length).putShort((short)0x4500)
            .putShort((short)(20 + payload.length)).putInt(0).put((byte)64).put((byte)protocol).putShort((short)0)
            .put(source).put(destination).put(payload).array();
        final int checksum = fold(sum(Arrays.copyOf(packet, 20), 0));
        packet[10] = (byte)(~checksum >>> 8);
        packet[11] = (byte)~checksum;
        return packet;
    }

    private static byte[] ethernet(final byte[] packet)
    {
        final int type = 4 == packet[0] >>> 4 ? 0x0800 : 0x86DD;
        return ByteBuffer.allocate(14 + packet.length).putInt(0x02000000).putShort((short)2).putInt(0x02000000)
            .putShort((short)1).putShort((short)type).put(packet).array();
    }

    private static int sum(final byte[] bytes, final int start)
    {
        int sum = start;
        for (int i = 0; i < bytes.length; i++)
        {
            sum += (bytes[i] & 0xFF) << (0 == (i & 1) ? 8 : 0);
        }
        return sum;
    }

    private static int fold(final int sum)
    {
        final int once = (sum & 0xFFFF) + (sum >>> 16);
        return (once & 0xFFFF) + (once >>> 16);
    }
}
