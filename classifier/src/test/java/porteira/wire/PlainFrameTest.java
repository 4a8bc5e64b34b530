package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.dpdk.GuardPage;
import porteira.dpdk.PlainFrame;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What native lanes say of plain frames beside {@link PacketParser}; a read past the end of a frame ends the JVM. */
@Tag("guard-page")
class PlainFrameTest
{
    private static final long BARE = 1L << 8;
    private static final int MUTANTS = 200_000;
    private static final int SHORTEST = 42;
    private static final int IPV6_HEADER = 40;
    private static final int[] TELLING_BYTES = { 0, 1, 4, 5, 6, 8, 17, 20, 0x45, 0x60, 0x81, 0x86, 0xDD, 0xFF };

    @Test
    void shouldSayWhatTheParserSaysWhenFramesAreCut() throws IOException
    {
        int plain = 0;
        try (GuardPage guard = new GuardPage(4096))
        {
            for (final GoldenFrame golden : GoldenFrame.all())
            {
                for (int length = 0; length <= golden.bytes().length; length++)
                {
                    plain += verify(guard.flush(golden.bytes(), length), length);
                }
            }
        }
        assertTrue(0 < plain, "no golden frame is plain");
    }

    @Test
    void shouldSayWhatTheParserSaysWhenBytesChange() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final List<GoldenFrame> frames = GoldenFrame.all();
        int plain = 0;
        try (GuardPage guard = new GuardPage(4096))
        {
            for (int i = 0; i < MUTANTS; i++)
            {
                final byte[] bytes = mutant(frames.get(random.nextInt(frames.size())).bytes(), random);
                try
                {
                    plain += verify(guard.flush(bytes, bytes.length), bytes.length);
                }
                catch (final AssertionError error)
                {
                    throw new AssertionError("porteira.seed=" + seed + " mutant=" + i + " frame=" +
                        HexFormat.of().formatHex(bytes), error);
                }
            }
        }
        assertTrue(MUTANTS / 100 < plain, "porteira.seed=" + seed + ": only " + plain + " mutants are plain");
    }

    /** @return 1 for a plain frame */
    private static int verify(final UnsafeBuffer frame, final int length)
    {
        final long plain = PlainFrame.layout(frame.addressOffset(), length);
        final long parsed = PacketParser.ethernet(frame, length);
        if (0 == plain)
        {
            assertTrue(!isPlain(frame, parsed, length) || mayBeTeredo(frame, parsed, length), "a plain frame");
            return 0;
        }
        assertTrue(PacketLayout.isBare(plain), "bare");
        assertEquals(parsed, plain & ~BARE);
        assertEquals(0, Tunnels.inner(frame, parsed, length), "a packet inside");
        assertTrue(isPlain(frame, parsed, length), "not plain");
        return 1;
    }

    private static boolean isPlain(final UnsafeBuffer frame, final long layout, final int length)
    {
        final int header = PacketLayout.transportOffset(layout) - PacketLayout.networkOffset(layout);
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout);
        return SHORTEST <= length &&
            PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout) &&
            (IpProtocol.TCP == PacketLayout.protocol(layout) || IpProtocol.UDP == PacketLayout.protocol(layout)) &&
            0 == (PacketLayout.malformed(layout) | PacketLayout.fragment(layout)) &&
            (0 == PacketLayout.vlanCount(layout) || 1 == PacketLayout.vlanCount(layout) &&
            EthernetFlyweight.TYPE_VLAN == EthernetFlyweight.type(frame, 0)) &&
            (isIpv4 ? Ipv4Flyweight.MIN_HEADER_LENGTH : Ipv6Flyweight.HEADER_LENGTH) == header;
    }

    private static boolean mayBeTeredo(final UnsafeBuffer frame, final long layout, final int length)
    {
        final int payload = PacketLayout.transportOffset(layout) + TransportFlyweight.UDP_HEADER_LENGTH;
        return IpProtocol.UDP == PacketLayout.protocol(layout) &&
            PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) && IPV6_HEADER <= length - payload &&
            (0 == frame.getByte(payload) || 6 == (frame.getByte(payload) & 0xFF) >>> 4);
    }

    private static byte[] mutant(final byte[] original, final SplittableRandom random)
    {
        final int length = 0 == random.nextInt(4) ? random.nextInt(original.length + 1) : original.length;
        final byte[] bytes = Arrays.copyOf(original, length);
        for (int changes = random.nextInt(4); changes > 0 && length > 0; changes--)
        {
            final int value = random.nextBoolean() ?
                random.nextInt(256) : TELLING_BYTES[random.nextInt(TELLING_BYTES.length)];
            bytes[random.nextInt(length)] = (byte)value;
        }
        return bytes;
    }
}
