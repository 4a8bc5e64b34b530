package porteira.flow;

import java.nio.ByteBuffer;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Checks every checksum of a frame by summing all that it covers: IPv4 header, TCP, UDP, ICMP, ICMPv6, and those of a
 * packet that an ICMP error quotes as far as it quotes it. Shares nothing with the code under test.
 */
final class FullSum
{
    private FullSum()
    {
    }

    static void assertGood(final byte[] frame)
    {
        int offset = 12;
        while (0x81 == (frame[offset] & 0xFF))
        {
            offset += 4;
        }
        packet(frame, offset + 2, frame.length, false);
    }

    private static void packet(final byte[] frame, final int ip, final int end, final boolean isQuoted)
    {
        final ByteBuffer bytes = ByteBuffer.wrap(frame);
        final boolean isIpv4 = 4 == frame[ip] >>> 4;
        int protocol = frame[ip + (isIpv4 ? 9 : 6)] & 0xFF;
        int offset = ip + (isIpv4 ? (frame[ip] & 15) * 4 : 40);
        final int claimed = ip + (isIpv4 ? 0 : 40) + (bytes.getShort(ip + (isIpv4 ? 2 : 4)) & 0xFFFF);
        boolean isFragment = isIpv4 && 0 != (bytes.getShort(ip + 6) & 0x3FFF);
        if (isIpv4)
        {
            assertEquals(0xFFFF, Packet.fold(Packet.sum(frame, ip, offset)), () -> "IPv4 header: " + hex(frame));
        }
        while (!isIpv4 && (60 == protocol || 44 == protocol || 0 == protocol || 43 == protocol))
        {
            isFragment |= 44 == protocol;
            protocol = frame[offset] & 0xFF;
            offset += 8 + 8 * frame[offset + 1];
        }
        if (isFragment || claimed > end)
        {
            assertEquals(true, isFragment || isQuoted, "cut: " + hex(frame));
            return;
        }
        if (17 == protocol && 0 == bytes.getShort(offset + 6))
        {
            return;
        }
        if (6 == protocol || 17 == protocol || 1 == protocol || 58 == protocol)
        {
            final long pseudo = 1 == protocol ? 0 : protocol + claimed - offset +
                (isIpv4 ? Packet.sum(frame, ip + 12, ip + 20) : Packet.sum(frame, ip + 8, ip + 40));
            final int number = protocol;
            assertEquals(0xFFFF, Packet.fold(pseudo + Packet.sum(frame, offset, claimed)),
                () -> "protocol " + number + (isQuoted ? " quoted: " : ": ") + hex(frame));
        }
        final int type = frame[offset] & 0xFF;
        if (1 == protocol && (3 == type || 11 == type || 12 == type) || 58 == protocol && type < 128)
        {
            packet(frame, offset + 8, claimed, true);
        }
    }

    private static String hex(final byte[] frame)
    {
        return HexFormat.of().formatHex(frame);
    }
}
