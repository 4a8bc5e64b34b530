package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;

import java.nio.ByteBuffer;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NatRewriterTest
{
    private static final String CLIENT = "198.51.100.7";
    private static final String SERVER = "203.0.113.25";
    private static final String ROUTER = "192.0.2.1";
    private static final String CLIENT6 = "2001:db8:1::7";
    private static final String SERVER6 = "2001:db8:2::25";
    private static final long SUBMISSION = 0xCB00_7119L;
    private static final int IPV4 = 14;
    private static final int IPV4_TRANSPORT = 34;
    private static final int SYN = 2;

    private final NatRewriter rewriter = new NatRewriter();
    private final Translation to = new Translation();

    @Test
    void shouldMoveSynToSubmissionWhenDestinationIsTranslated()
    {
        final byte[] frame = Packet.payload(0).tcp(4000, 25, 1, 0, SYN, 5).ipv4(CLIENT, "192.0.2.99", 0).ethernet(3);

        assertTrue(rewrite(frame, to.destination(0, SUBMISSION, 587)));

        assertArrayEquals(Packet.payload(0).tcp(4000, 587, 1, 0, SYN, 5).ipv4(CLIENT, SERVER, 0).ethernet(3), frame);
    }

    @Test
    void shouldKeepAbsentChecksumWhenDatagramHasNone()
    {
        final byte[] frame = Packet.payload(9).udpWithoutChecksum(1, 2).ipv4(CLIENT, ROUTER, 0).ethernet();

        assertTrue(rewrite(frame, to.destination(0, SUBMISSION, 53)));

        assertArrayEquals(Packet.payload(9).udpWithoutChecksum(1, 53).ipv4(CLIENT, SERVER, 0).ethernet(), frame);
    }

    @Test
    void shouldWriteAllOnesWhenDatagramSumsUpToZero()
    {
        int found = 0;
        for (int port = 0; port < 65536; port++)
        {
            final byte[] frame = Packet.payload(4).udp(1, 2).ipv4(CLIENT, SERVER, 0).ethernet();
            to.clear();
            assertTrue(rewrite(frame, to.source(0, 0xC633_6407L, port)));
            final int checksum = ByteBuffer.wrap(frame).getShort(IPV4_TRANSPORT + 6) & 0xFFFF;
            assertTrue(0 != checksum, "port=" + port);
            found += 0xFFFF == checksum ? 1 : 0;
            FullSum.assertGood(frame);
        }
        assertEquals(1, found);
    }

    @Test
    void shouldStayDamagedWhenChecksumWasWrong()
    {
        final byte[] good = Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv4(CLIENT, ROUTER, 0).ethernet();
        final byte[] bad = good.clone();
        bad[IPV4_TRANSPORT + 16] ^= 0x40;
        bad[IPV4 + 10] ^= 0x20;
        final ByteBuffer damaged = ByteBuffer.wrap(bad);

        assertTrue(rewrite(good, to.destination(0, SUBMISSION, 587)));
        assertTrue(rewrite(bad, to));

        assertTrue(damaged.getShort(IPV4 + 10) != ByteBuffer.wrap(good).getShort(IPV4 + 10));
        assertTrue(damaged.getShort(IPV4_TRANSPORT + 16) != ByteBuffer.wrap(good).getShort(IPV4_TRANSPORT + 16));
    }

    @Test
    void shouldFillInTheChecksumWhenItWasLeftToNic()
    {
        for (final byte[] good : new byte[][] {
            Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv4(CLIENT, SERVER, 2).ethernet(),
            Packet.payload(8).udp(1, 2).ipv6(CLIENT6, SERVER6).ethernet(),
            Packet.payload(7).icmp(58, 128, 0, 5).ipv6WithOptions(CLIENT6, SERVER6, 2).ethernet(4) })
        {
            final byte[] frame = good.clone();
            final UnsafeBuffer buffer = new UnsafeBuffer(frame);
            final long layout = PacketParser.ethernet(buffer, frame.length);
            final int field = PacketLayout.transportOffset(layout) + Checksums.field(PacketLayout.protocol(layout));
            frame[field] ^= 0x55;

            assertFalse(Checksums.areGood(buffer, frame.length, layout));
            Checksums.complete(buffer, frame.length, layout);

            assertArrayEquals(good, frame);
            assertTrue(Checksums.areGood(buffer, frame.length, layout));
        }
    }

    @Test
    void shouldCompleteTheChecksumWhenOnlyThePseudoHeaderIsSummed()
    {
        final byte[] tcp = Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv4(CLIENT, ROUTER, 2).ethernet();
        final byte[] udp = Packet.payload(8).udp(1, 2).ipv6(CLIENT6, SERVER6).ethernet(9);
        ByteBuffer.wrap(tcp).putShort(42 + 16, (short)Packet.fold(Packet.sum(tcp, 26, 34) + 6 + 29));
        ByteBuffer.wrap(udp).putShort(58 + 6, (short)Packet.fold(Packet.sum(udp, 26, 58) + 17 + 16));

        assertTrue(rewrite(tcp, to.clear().destination(0, SUBMISSION, 587)));
        assertTrue(rewrite(udp, to.clear().source(5, 6, 7)));

        FullSum.assertGood(tcp);
        FullSum.assertGood(udp);
    }

    @Test
    void shouldTranslateFragmentsWhenTheirDatagramIsTranslated()
    {
        final byte[] whole = Packet.payload(100).udp(1, 2).ipv4(CLIENT, ROUTER, 0).packet();
        final byte[] expected = Packet.payload(100).udp(1, 53).ipv4(CLIENT, SERVER, 0).packet();
        for (int offset = 0; offset < whole.length - 20; offset += 40)
        {
            final byte[] frame = fragment(whole, offset, ROUTER);

            assertTrue(rewrite(frame, to.clear().destination(0, SUBMISSION, 53)));

            assertArrayEquals(fragment(expected, offset, SERVER), frame);
        }
    }

    private static byte[] fragment(final byte[] packet, final int offset, final String destination)
    {
        final int end = Math.min(20 + offset + 40, packet.length);
        return Packet.payload(Arrays.copyOfRange(packet, 20 + offset, end)).plain(17).ipv4Fragment(
            Packet.address(CLIENT), Packet.address(destination), 0, 9,
            (end < packet.length ? 0x2000 : 0) | offset / 8).ethernet();
    }

    @Test
    void shouldTranslateTheQuotationWhenARouterReportsAnError()
    {
        // The client sent to 192.0.2.99:25; the server got it on 587; a router on the way wants smaller packets.
        final byte[] sent = Packet.payload(30).tcp(4000, 587, 1, 0, 16, 0).ipv4(CLIENT, SERVER, 0).packet();
        final byte[] known = Packet.payload(30).tcp(4000, 25, 1, 0, 16, 0).ipv4(CLIENT, "192.0.2.99", 0).packet();
        for (int quoted = 28; quoted <= sent.length; quoted++)
        {
            final byte[] frame = Packet.payload(Arrays.copyOf(sent, quoted)).icmp(1, 3, 4, 1400)
                .ipv4(ROUTER, CLIENT, 0).ethernet();

            assertTrue(rewrite(frame, to.clear().source(0, 0xC000_0263L, 25)));

            FullSum.assertGood(frame);
            assertArrayEquals(
                quoted >= 40 ? Arrays.copyOf(known, quoted) : withoutTcpChecksum(known, quoted),
                Arrays.copyOfRange(frame, 42, frame.length));
            assertArrayEquals(Packet.address("192.0.2.99"), Arrays.copyOfRange(frame, 26, 30));
            assertArrayEquals(Packet.address(CLIENT), Arrays.copyOfRange(frame, 30, 34));
        }
    }

    /** A checksum of which a part is cut off, or all, cannot be updated: what is there of it stays. */
    private static byte[] withoutTcpChecksum(final byte[] known, final int quoted)
    {
        final byte[] old = Packet.payload(30).tcp(4000, 587, 1, 0, 16, 0).ipv4(CLIENT, SERVER, 0).packet();
        final byte[] bytes = Arrays.copyOf(known, quoted);
        for (int i = 36; i < Math.min(38, quoted); i++)
        {
            bytes[i] = old[i];
        }
        return bytes;
    }

    @Test
    void shouldRefuseUntouchedWhenPacketCannotBeTranslated()
    {
        final byte[] sctp = Packet.payload(20).plain(132).ipv4(CLIENT, SERVER, 0).ethernet();
        assertRefused(sctp);
        assertRefused(new byte[60]);
        assertRefused(Packet.payload(6).plain(6).ipv4(CLIENT, SERVER, 0).ethernet());
        assertRefused(Packet.payload(new byte[10]).icmp(1, 3, 4, 0).ipv4(CLIENT, SERVER, 0).ethernet());
        final byte[] routing = { 6, 2, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
        final byte[] segment = Packet.payload(0).tcp(1, 2, 3, 4, SYN, 0).ipv6(CLIENT6, SERVER6).packet();
        final byte[] routed = Arrays.copyOf(routing, routing.length + 20);
        System.arraycopy(segment, 40, routed, routing.length, 20);
        assertRefused(Packet.payload(routed).plain(43)
            .ipv6Header(Packet.address(CLIENT6), Packet.address(SERVER6)).ethernet());
        routed[3] = 0;
        assertTrue(rewrite(Packet.payload(routed).plain(43)
            .ipv6Header(Packet.address(CLIENT6), Packet.address(SERVER6)).ethernet(), to.clear().source(1, 2, 3)));
        assertTrue(rewrite(sctp, to.clear().source(1, 2, Translation.KEEP_PORT)));
    }

    @Test
    void shouldWriteMacsWhenAsked()
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[14]);

        NatRewriter.destinationMac(frame, 0x0200_5E00_0001L);
        NatRewriter.sourceMac(frame, 0xFEDC_BA98_7654L);

        assertArrayEquals(new byte[] {
            2, 0, 0x5E, 0, 0, 1, (byte)0xFE, (byte)0xDC, (byte)0xBA, (byte)0x98, 0x76, 0x54, 0, 0 },
            frame.byteArray());
    }

    private void assertRefused(final byte[] frame)
    {
        final byte[] before = frame.clone();
        assertFalse(rewrite(frame, to.clear().source(1, 2, 3).destination(4, 5, 6)));
        assertArrayEquals(before, frame);
    }

    private boolean rewrite(final byte[] frame, final Translation translation)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        return rewriter.rewrite(buffer, frame.length, PacketParser.ethernet(buffer, frame.length), translation);
    }
}
