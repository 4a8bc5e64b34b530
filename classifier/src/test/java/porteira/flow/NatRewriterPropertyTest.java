package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.wire.PacketParser;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Translating and translating back changes nothing, and every checksum is right after either step. */
class NatRewriterPropertyTest
{
    private static final int FRAMES = 100_000;
    private static final int[] ERRORS = { 3, 11, 12 };

    private final NatRewriter rewriter = new NatRewriter();
    private final Translation there = new Translation();
    private final Translation back = new Translation();

    @Test
    void shouldGiveTheSameFrameBackWhenTranslatedThereAndBack()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < FRAMES; i++)
        {
            final byte[] original = frame(random);
            try
            {
                verify(random, original);
            }
            catch (final RuntimeException | AssertionError ex)
            {
                throw new AssertionError(
                    "porteira.seed=" + seed + " i=" + i + " frame=" + HexFormat.of().formatHex(original), ex);
            }
        }
    }

    private void verify(final SplittableRandom random, final byte[] original)
    {
        final byte[] bytes = original.clone();
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        FullSum.assertGood(bytes);

        final Ends ends = new Ends(bytes);
        final boolean isIpv4 = ends.isIpv4;
        there.clear();
        back.clear();
        if (random.nextInt(3) > 0)
        {
            final int port = random.nextInt(4) > 0 ? random.nextInt(65536) : Translation.KEEP_PORT;
            there.source(isIpv4 ? 0 : random.nextLong(), low(random, isIpv4), port);
            back.source(ends.sourceHigh, ends.sourceLow, Translation.KEEP_PORT == port ? port : ends.sourcePort);
        }
        if (random.nextInt(3) > 0)
        {
            final int port = random.nextInt(4) > 0 ? random.nextInt(65536) : Translation.KEEP_PORT;
            there.destination(isIpv4 ? 0 : random.nextLong(), low(random, isIpv4), port);
            back.destination(
                ends.destinationHigh, ends.destinationLow, Translation.KEEP_PORT == port ? port : ends.destinationPort);
        }

        assertTrue(rewriter.rewrite(frame, bytes.length, layout, there));
        FullSum.assertGood(bytes);
        if (there.hasSource || there.hasDestination)
        {
            assertTrue(!Arrays.equals(original, bytes) || ends.isSame(there), "nothing was translated");
        }
        assertTrue(rewriter.rewrite(frame, bytes.length, layout, back));
        FullSum.assertGood(bytes);
        assertArrayEquals(original, bytes);
    }

    private static long low(final SplittableRandom random, final boolean isIpv4)
    {
        return isIpv4 ? random.nextInt() & 0xFFFF_FFFFL : random.nextLong();
    }

    /** What the frame has now; ports are those of the packet that an error quotes, swapped. */
    private static final class Ends
    {
        final boolean isIpv4;
        final long sourceHigh;
        final long sourceLow;
        final long destinationHigh;
        final long destinationLow;
        int sourcePort;
        int destinationPort;

        Ends(final byte[] bytes)
        {
            final ByteBuffer frame = ByteBuffer.wrap(bytes);
            int ip = 14;
            while (0x81 == (bytes[ip - 2] & 0xFF))
            {
                ip += 4;
            }
            isIpv4 = 4 == bytes[ip] >>> 4;
            sourceHigh = isIpv4 ? 0 : frame.getLong(ip + 8);
            sourceLow = isIpv4 ? frame.getInt(ip + 12) & 0xFFFF_FFFFL : frame.getLong(ip + 16);
            destinationHigh = isIpv4 ? 0 : frame.getLong(ip + 24);
            destinationLow = isIpv4 ? frame.getInt(ip + 16) & 0xFFFF_FFFFL : frame.getLong(ip + 32);
            readPorts(frame, ip, false);
        }

        boolean isSame(final Translation to)
        {
            return (!to.hasSource || sourceLow == to.sourceLow) &&
                (!to.hasDestination || destinationLow == to.destinationLow);
        }

        private void readPorts(final ByteBuffer frame, final int ip, final boolean isSwapped)
        {
            int protocol = frame.get(ip + (isIpv4 ? 9 : 6)) & 0xFF;
            int offset = ip + (isIpv4 ? (frame.get(ip) & 15) * 4 : 40);
            while (!isIpv4 && (60 == protocol || 44 == protocol))
            {
                protocol = frame.get(offset);
                offset += 8 + 8 * frame.get(offset + 1);
            }
            final int type = frame.get(offset) & 0xFF;
            final boolean isIcmp = 1 == protocol || 58 == protocol;
            final boolean isRequest = 8 == type || 13 == type || 128 == type;
            final boolean isReply = isIcmp && (0 == type || 14 == type || 129 == type);
            if (isIcmp && !isRequest && !isReply)
            {
                readPorts(frame, offset + 8, true);
                return;
            }
            final int source = isIcmp ? isRequest ? frame.getShort(offset + 4) & 0xFFFF : Translation.KEEP_PORT :
                frame.getShort(offset) & 0xFFFF;
            final int destination = isIcmp ? isReply ? frame.getShort(offset + 4) & 0xFFFF : Translation.KEEP_PORT :
                frame.getShort(offset + 2) & 0xFFFF;
            sourcePort = isSwapped ? destination : source;
            destinationPort = isSwapped ? source : destination;
        }
    }

    private static byte[] frame(final SplittableRandom random)
    {
        final int[] vlans = random.ints(random.nextInt(3), 1, 4095).toArray();
        final boolean isIpv4 = random.nextBoolean();
        if (random.nextInt(3) > 0)
        {
            return packet(random, isIpv4, address(random, isIpv4), address(random, isIpv4)).ethernet(vlans);
        }
        final String reporter = address(random, isIpv4);
        final String sender = address(random, isIpv4);
        final byte[] whole = packet(random, isIpv4, sender, reporter).packet();
        final int least = isIpv4 ? (whole[0] & 15) * 4 + 8 : 40 + (60 == whole[6] ? 8 * whole[41] + 8 : 0) + 8;
        final byte[] quoted = Arrays.copyOf(whole, random.nextInt(Math.min(least, whole.length), whole.length + 1));
        return isIpv4 ?
            Packet.payload(quoted).icmp(1, ERRORS[random.nextInt(3)], random.nextInt(5), random.nextInt())
                .ipv4(reporter, sender, random.nextInt(3)).ethernet(vlans) :
            Packet.payload(quoted).icmp(58, 1 + random.nextInt(4), random.nextInt(5), random.nextInt())
                .ipv6(reporter, sender).ethernet(vlans);
    }

    private static Packet packet(
        final SplittableRandom random, final boolean isIpv4, final String source, final String destination)
    {
        final Packet payload = Packet.payload(random.nextInt(200));
        final int from = random.nextInt(65536);
        final int to = random.nextInt(65536);
        final Packet transport = switch (random.nextInt(4))
        {
            case 0 -> payload.udp(from, to);
            case 1 -> payload.udpWithoutChecksum(from, to);
            case 2 -> isIpv4 ? payload.icmp(1, new int[] { 0, 8, 13, 14 }[random.nextInt(4)], 0, random.nextInt()) :
                payload.icmp(58, 128 + random.nextInt(2), 0, random.nextInt());
            default -> payload.tcp(from, to, random.nextInt(), random.nextInt(), 0x10, random.nextInt(11));
        };
        return isIpv4 ? transport.ipv4(source, destination, random.nextInt(11)) : random.nextBoolean() ?
            transport.ipv6(source, destination) :
            transport.ipv6WithOptions(source, destination, 1 + random.nextInt(3));
    }

    private static String address(final SplittableRandom random, final boolean isIpv4)
    {
        final byte[] bytes = new byte[isIpv4 ? 4 : 16];
        random.nextBytes(bytes);
        if (random.nextInt(4) == 0)
        {
            Arrays.fill(bytes, (byte)(random.nextBoolean() ? 0 : 0xFF));
        }
        try
        {
            final String text = InetAddress.getByAddress(bytes).getHostAddress();
            return isIpv4 || text.contains(":") ? text : "::1";
        }
        catch (final UnknownHostException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
