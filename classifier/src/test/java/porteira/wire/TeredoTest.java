package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TeredoTest
{
    private static final String ETHERNET = "02005e000002 02005e000001 0800";
    /** Client 198.51.100.7 port 40000 behind server 192.0.2.45. */
    private static final String TEREDO_ADDRESS = "20010000 c000022d 0000 63bf 39cc9bf8";
    private static final String OTHER_ADDRESS = "20010db8000000000000000000000007";
    private static final String TCP_SYN = "c3500019 00000001 00000000 50020400 00000000";
    private static final String AUTHENTICATION = "00010000 0102030405060708 00";
    private static final String LONG_AUTHENTICATION = "00010304 aabbcc 11223344 0102030405060708 00";
    private static final String ORIGIN = "0000 63bf 39cc9bf8";
    /** RFC 6081 4.1: nonce trailer. */
    private static final String TRAILER = "010400000001";

    @Test
    void shouldFindInnerPacketWhenClientTalksToClientOnAnyPort()
    {
        final UnsafeBuffer frame = teredo(40000, 50000, ipv6(20, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN);

        final long inner = inner(frame);

        assertEquals(PacketLayout.NETWORK_IPV6, PacketLayout.network(inner));
        assertEquals(42, PacketLayout.networkOffset(inner));
        assertEquals(82, PacketLayout.transportOffset(inner));
        assertEquals(PacketLayout.TRANSPORT_HEADER, PacketLayout.transport(inner));
        assertEquals(25, TransportFlyweight.destinationPort(frame, 82));
        assertEquals(Malformed.NONE, Malformed.of(inner));
    }

    @Test
    void shouldSkipIndicationsWhenTheyPrecedeThePacket()
    {
        final String packet = ipv6(20, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN;

        assertEquals(42 + 13, PacketLayout.networkOffset(inner(teredo(3544, 5, AUTHENTICATION + packet))));
        assertEquals(42 + 20, PacketLayout.networkOffset(inner(teredo(3544, 5, LONG_AUTHENTICATION + packet))));
        assertEquals(42 + 8, PacketLayout.networkOffset(inner(teredo(3544, 5, ORIGIN + packet))));
        assertEquals(42 + 21, PacketLayout.networkOffset(inner(teredo(7, 5, AUTHENTICATION + ORIGIN + packet))));
        assertEquals(0, inner(teredo(3544, 5, ORIGIN + AUTHENTICATION + packet)));
        assertEquals(0, inner(teredo(3544, 5, ORIGIN + ORIGIN + packet)));
    }

    @Test
    void shouldAcceptBubbleWhenTrailersFollow()
    {
        final String bubble = "60000000 00003b15" + OTHER_ADDRESS + TEREDO_ADDRESS;

        assertEquals(IpProtocol.NO_NEXT_HEADER, PacketLayout.protocol(inner(teredo(1, 2, bubble))));
        assertEquals(IpProtocol.NO_NEXT_HEADER, PacketLayout.protocol(inner(teredo(1, 2, bubble + TRAILER))));
    }

    @Test
    void shouldRefuseWhenNeitherPortNorAddressIsTeredo()
    {
        assertEquals(0, inner(teredo(1, 2, ipv6(20, OTHER_ADDRESS, OTHER_ADDRESS) + TCP_SYN)));
        assertNotEquals(0, inner(teredo(3544, 2, ipv6(20, OTHER_ADDRESS, OTHER_ADDRESS) + TCP_SYN)));
    }

    @Test
    void shouldRefuseWhenPayloadLengthIsTooLongAwayFromServerPort()
    {
        assertEquals(0, inner(teredo(1, 2, ipv6(21, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN)));
        assertEquals(Malformed.IP_TRUNCATED,
            Malformed.of(inner(teredo(1, 3544, ipv6(21, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN))));
    }

    @Test
    void shouldProveWhenEmbeddedAddressIsTheOuterOne()
    {
        final UnsafeBuffer honest = teredo(40000, 50000, ipv6(20, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN);
        final UnsafeBuffer wrongPort = teredo(40001, 50000, ipv6(20, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN);

        assertTrue(Teredo.isProven(honest, PacketParser.ethernet(honest, honest.capacity()), inner(honest)));
        assertFalse(Teredo.isProven(
            wrongPort, PacketParser.ethernet(wrongPort, wrongPort.capacity()), inner(wrongPort)));
    }

    @Test
    void shouldProveWhenDestinationOrServerIsTheOuterOne()
    {
        final String teredoFirst = ipv6(20, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN;
        final String teredoLast = ipv6(20, OTHER_ADDRESS, TEREDO_ADDRESS) + TCP_SYN;

        assertTrue(isProven(teredo("cb007109", 7, "c6336407", 40000, teredoLast)));
        assertFalse(isProven(teredo("cb007109", 40000, "c6336407", 7, teredoLast)));
        assertTrue(isProven(teredo("c0a80001", 9, "c000022d", 3544, teredoFirst)));
        assertTrue(isProven(teredo("c000022d", 3544, "c0a80001", 9, teredoLast)));
        assertFalse(isProven(teredo("c000022d", 3545, "c0a80001", 9, teredoLast)));
        assertFalse(isProven(teredo("c000022e", 3544, "c0a80001", 9, teredoLast)));
        assertFalse(isProven(
            teredo("c0000000", 3544, "c6336407", 40000, ipv6(20, OTHER_ADDRESS, OTHER_ADDRESS) + TCP_SYN)));
    }

    @Test
    void shouldJudgeByTheUdpLengthWhenFrameIsPaddedOrUdpIsShorterThanIp()
    {
        final String packet = ipv6(20, TEREDO_ADDRESS, OTHER_ADDRESS) + TCP_SYN;
        final UnsafeBuffer frame = teredo(1, 2, packet);
        frame.putShort(38, (short)(8 + 40 + 19), ByteOrder.BIG_ENDIAN);

        assertEquals(0, inner(frame));
    }

    private static boolean isProven(final UnsafeBuffer frame)
    {
        return Teredo.isProven(frame, PacketParser.ethernet(frame, frame.capacity()), inner(frame));
    }

    private static long inner(final UnsafeBuffer frame)
    {
        return Teredo.inner(frame, PacketParser.ethernet(frame, frame.capacity()), frame.capacity());
    }

    private static String ipv6(final int payloadLength, final String source, final String destination)
    {
        return "60000000 %04x 06 40".formatted(payloadLength) + source + destination;
    }

    /** From 198.51.100.7 to 203.0.113.9. */
    private static UnsafeBuffer teredo(final int sourcePort, final int destinationPort, final String payload)
    {
        return teredo("c6336407", sourcePort, "cb007109", destinationPort, payload);
    }

    private static UnsafeBuffer teredo(
        final String source,
        final int sourcePort,
        final String destination,
        final int destinationPort,
        final String payload)
    {
        final int length = Frames.bytes(payload).length;
        return Frames.buffer(ETHERNET +
            "4500%04x 00010000 40110000".formatted(28 + length) + source + destination +
            "%04x%04x%04x0000".formatted(sourcePort, destinationPort, 8 + length) + payload);
    }
}
