package porteira.cli.demo;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.Teredo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TeredoPayloadTest
{
    private static final String CLIENT = "203.0.113.10";
    private static final String SERVER = "198.51.100.7";
    private static final int CLIENT_PORT = 50001;
    private static final int INNER_PORT = 60001;

    /** RFC 4380 4: 203.0.113.10 is cb00710a, inverted 34ff8ef5; port 50001 is c351, inverted 3cae. */
    private static final String IPV6_HEADER =
        "6000000000140640" + "20010000c633640700003cae34ff8ef5" + "20010db8005100000000000000000007";
    private static final String ORIGIN = "00003cae34ff8ef5";

    @Test
    void shouldWriteHeaderThatHidesTheClientWhenPlain()
    {
        final byte[] payload = payload(25, false);

        assertEquals(60, payload.length);
        assertEquals(IPV6_HEADER, HexFormat.of().formatHex(payload, 0, 40));
        assertEquals("ea610019", HexFormat.of().formatHex(payload, 40, 44));
        assertEquals("5002", HexFormat.of().formatHex(payload, 52, 54));
    }

    @Test
    void shouldPutOriginIndicationBeforePacketWhenAsked()
    {
        final byte[] payload = payload(25, true);

        assertEquals(ORIGIN + IPV6_HEADER, HexFormat.of().formatHex(payload, 0, 48));
        assertArrayEquals(payload(25, false), HexFormat.of().parseHex(HexFormat.of().formatHex(payload, 8, 68)));
    }

    @Test
    void shouldBeTeredoForTheParserWhenSentOnAnyPort()
    {
        for (final boolean origin : new boolean[]{ false, true })
        {
            for (final int port : new int[]{ TeredoPayload.SERVER_PORT, HostServices.TEREDO_RELAY })
            {
                final byte[] frame = Packets.ethernet(
                    1, 2, Packets.udp(CLIENT, CLIENT_PORT, SERVER, port, payload(80, origin)));
                final UnsafeBuffer buffer = new UnsafeBuffer(frame);
                final long outer = PacketParser.ethernet(buffer, frame.length);

                final long inner = Teredo.inner(buffer, outer, frame.length);

                final int transport = PacketLayout.transportOffset(inner);
                assertEquals(PacketLayout.NETWORK_IPV6, PacketLayout.network(inner));
                assertEquals(80, (frame[transport + 2] & 0xFF) << 8 | frame[transport + 3] & 0xFF);
                assertTrue(Teredo.isProven(buffer, outer, inner));
            }
        }
    }

    @Test
    void shouldSumToAllOnesWhenChecksumIsIncluded()
    {
        final byte[] syn = Packets.tcpSyn("2001:db8::1", INNER_PORT, "2001:db8::2", 25);
        final byte[] udp = Packets.udp(CLIENT, CLIENT_PORT, SERVER, 9, new byte[]{ 1, 2, 3 });

        assertEquals(0xFFFF, wrap(sum(syn, 8, syn.length) + syn.length - 40 + 6));
        assertEquals(0xFFFF, wrap(sum(udp, 0, 20)));
        assertEquals(0xFFFF, wrap(sum(udp, 12, udp.length) + udp.length - 20 + 17));
    }

    private static int wrap(final int sum)
    {
        return (sum & 0xFFFF) + (sum >>> 16);
    }

    private static int sum(final byte[] bytes, final int from, final int to)
    {
        int sum = 0;
        for (int i = from; i < to; i++)
        {
            sum += (bytes[i] & 0xFF) << (0 == (i - from & 1) ? 8 : 0);
        }
        return wrap(sum);
    }

    private static byte[] payload(final int port, final boolean origin)
    {
        return TeredoPayload.tcpSyn(CLIENT, CLIENT_PORT, SERVER, INNER_PORT, "2001:db8:51::7", port, origin);
    }
}
