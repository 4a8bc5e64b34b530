package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.Action.Reject.Answer;
import porteira.wire.PacketParser;

import java.nio.ByteBuffer;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class RejectFramesTest
{
    private static final String CLIENT = "198.51.100.7";
    private static final String SERVER = "203.0.113.25";
    private static final String CLIENT6 = "2001:db8:1::7";
    private static final String SERVER6 = "2001:db8:2::25";
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    @Test
    void shouldAcknowledgeTheSegmentWhenItAcknowledgesNothing()
    {
        final ByteBuffer answer = ByteBuffer.wrap(answer(Answer.TCP_RESET, tcp(SYN | FIN, 10).ethernet()));

        assertEquals(60, answer.capacity());
        assertArrayEquals(Packet.address(SERVER), part(answer, 26, 4));
        assertArrayEquals(Packet.address(CLIENT), part(answer, 30, 4));
        assertEquals(25, answer.getShort(34));
        assertEquals(4000, answer.getShort(36));
        assertEquals(0, answer.getInt(38));
        assertEquals(0xFFFF_FFFE + 12, answer.getInt(42));
        assertEquals(0x5000 | RST | ACK, answer.getShort(46));
        assertEquals(0, answer.getShort(48));
    }

    @Test
    void shouldTakeTheSequenceOverWhenTheSegmentAcknowledges()
    {
        final ByteBuffer answer = ByteBuffer.wrap(answer(Answer.TCP_RESET, tcp(ACK, 10).ethernet()));

        assertEquals(0x1234_5678, answer.getInt(38));
        assertEquals(0, answer.getInt(42));
        assertEquals(0x5000 | RST, answer.getShort(46));
    }

    @Test
    void shouldKeepTagsAndSwapMacsWhenTheFrameHasTags()
    {
        final byte[] frame = tcp(SYN, 0).ethernet(7, 900);

        final byte[] answer = answer(Answer.TCP_RESET, frame);

        assertArrayEquals(Arrays.copyOfRange(frame, 0, 6), Arrays.copyOfRange(answer, 6, 12));
        assertArrayEquals(Arrays.copyOfRange(frame, 6, 12), Arrays.copyOfRange(answer, 0, 6));
        assertArrayEquals(Arrays.copyOfRange(frame, 12, 22), Arrays.copyOfRange(answer, 12, 22));
        assertEquals(62, answer.length);
    }

    @Test
    void shouldResetWhenTheSegmentIsIpv6()
    {
        final ByteBuffer answer = ByteBuffer.wrap(answer(Answer.TCP_RESET, Packet.payload(3)
            .tcp(4000, 25, 7, 9, SYN, 2).ipv6WithOptions(CLIENT6, SERVER6, 2).ethernet()));

        assertEquals(74, answer.capacity());
        assertEquals(20, answer.getShort(18));
        assertEquals(6, answer.get(20));
        assertEquals(64, answer.get(21));
        assertArrayEquals(Packet.address(SERVER6), part(answer, 22, 16));
        assertEquals(7 + 1 + 3, answer.getInt(62));
    }

    @Test
    void shouldQuoteThePacketWhenTheAnswerIsIcmp()
    {
        final byte[] frame = Packet.payload(40).udp(4000, 25).ipv4(CLIENT, SERVER, 3).ethernet(7);

        final byte[] answer = answer(Answer.ADMIN_PROHIBITED, frame);

        assertEquals(frame.length + 28, answer.length);
        assertEquals(3, answer[38]);
        assertEquals(13, answer[39]);
        assertArrayEquals(Arrays.copyOfRange(frame, 18, frame.length), Arrays.copyOfRange(answer, 46, answer.length));
    }

    @Test
    void shouldQuoteNoMoreThanAllowedWhenThePacketIsLong()
    {
        final byte[] ipv4 = Packet.payload(1400).udp(1, 2).ipv4(CLIENT, SERVER, 0).ethernet();
        final byte[] ipv6 = Packet.payload(1400).udp(1, 2).ipv6(CLIENT6, SERVER6).ethernet();

        assertEquals(14 + 28 + 536, answer(Answer.PORT_UNREACHABLE, ipv4).length);
        assertEquals(14 + 48 + 1220, answer(Answer.PORT_UNREACHABLE, ipv6).length);
    }

    @Test
    void shouldQuoteLessWhenThereIsLittleRoom()
    {
        final byte[] frame = Packet.payload(40).udp(4000, 25).ipv4(CLIENT, SERVER, 0).ethernet();

        assertEquals(frame.length, answer(Answer.PORT_UNREACHABLE, frame, frame.length).length);
        final byte[] shorter = Packet.payload(0).udp(4000, 25).ipv4(CLIENT, SERVER, 0).ethernet();
        assertNull(answer(Answer.PORT_UNREACHABLE, shorter, shorter.length));
        assertEquals(14 + 56, answer(Answer.PORT_UNREACHABLE, shorter, shorter.length + 28).length);
    }

    @Test
    void shouldUseTheCodeOfEachAnswer()
    {
        final byte[] ipv4 = Packet.payload(40).udp(4000, 25).ipv4(CLIENT, SERVER, 0).ethernet();
        final byte[] ipv6 = Packet.payload(40).udp(4000, 25).ipv6(CLIENT6, SERVER6).ethernet();
        final int[] codes = { -1, 3, 13, 0, 1, 0, 1, 2, 3, 9, 10, 13, -1, -1, -1, -1 };
        final int[] codes6 = { -1, 4, 1, 0, 3, -1, -1, -1, -1, -1, -1, -1, 0, 1, 3, 4 };

        for (final Answer kind : Answer.values())
        {
            final byte[] answer = answer(kind, ipv4);
            final byte[] answer6 = answer(kind, ipv6);

            assertEquals(codes[kind.ordinal()], null == answer ? -1 : answer[35], kind.name());
            assertEquals(codes6[kind.ordinal()], null == answer6 ? -1 : answer6[55], kind.name());
        }
    }

    @Test
    void shouldNotAnswerWhenAnAnswerWouldBeWrong()
    {
        assertNull(answer(Answer.TCP_RESET, tcp(RST, 0).ethernet()));
        assertNull(answer(Answer.TCP_RESET, Packet.payload(1).udp(1, 2).ipv4(CLIENT, SERVER, 0).ethernet()));
        assertNoAnswer(changed(tcp(SYN, 0).ethernet(), 0, 1));
        assertNoAnswer(changed(tcp(SYN, 0).ethernet(), 6, 1));
        assertNoAnswer(changed(tcp(SYN, 0).ethernet(), 40, 1));
        assertNoAnswer(changed(tcp(SYN, 0).ethernet(), 22, 1));
        assertNoAnswer(Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv4(CLIENT, "224.0.0.1", 0).ethernet());
        assertNoAnswer(Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv4(CLIENT, "255.255.255.255", 0).ethernet());
        assertNoAnswer(Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv4("0.0.0.0", SERVER, 0).ethernet());
        assertNoAnswer(Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv6("::", SERVER6).ethernet());
        assertNoAnswer(Packet.payload(9).tcp(1, 2, 3, 4, SYN, 0).ipv6(CLIENT6, "ff02::1").ethernet());
        assertNoAnswer(Packet.payload(40).icmp(1, 3, 1, 0).ipv4(CLIENT, SERVER, 0).ethernet());
        assertNoAnswer(Packet.payload(40).icmp(58, 1, 1, 0).ipv6(CLIENT6, SERVER6).ethernet());
        assertNoAnswer(Packet.payload(40).icmp(58, 137, 0, 0).ipv6(CLIENT6, SERVER6).ethernet());
        assertNoAnswer(Packet.payload(48).plain(17)
            .ipv4Fragment(Packet.address(CLIENT), Packet.address(SERVER), 0, 7, 0x2000).ethernet());
        assertNoAnswer(Packet.payload(48).plain(17)
            .ipv6Fragment(Packet.address(CLIENT6), Packet.address(SERVER6), 7, 8, false).ethernet());
        assertNoAnswer(Arrays.copyOf(tcp(SYN, 30).ethernet(), 60));
        assertNoAnswer(new byte[60]);
    }

    private static void assertNoAnswer(final byte[] frame)
    {
        assertNull(answer(Answer.TCP_RESET, frame));
        assertNull(answer(Answer.PORT_UNREACHABLE, frame));
    }

    private static byte[] changed(final byte[] frame, final int offset, final int change)
    {
        frame[offset] ^= (byte)change;
        return frame;
    }

    private static Packet tcp(final int flags, final int payload)
    {
        return Packet.payload(payload).tcp(4000, 25, 0xFFFF_FFFE, 0x1234_5678, flags, 3).ipv4(CLIENT, SERVER, 0);
    }

    private static byte[] part(final ByteBuffer bytes, final int offset, final int length)
    {
        return Arrays.copyOfRange(bytes.array(), offset, offset + length);
    }

    private static byte[] answer(final Answer kind, final byte[] frame)
    {
        return answer(kind, frame, 2048);
    }

    /** Null where there is none; then the frame must be what it was. */
    static byte[] answer(final Answer kind, final byte[] frame, final int room)
    {
        final byte[] bytes = Arrays.copyOf(frame, room);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final int length = RejectFrames.answer(
            buffer, frame.length, room, PacketParser.ethernet(buffer, frame.length), kind);
        if (0 == length)
        {
            assertArrayEquals(Arrays.copyOf(frame, room), bytes, "written although there is no answer");
            return null;
        }
        final byte[] answer = Arrays.copyOf(bytes, length);
        FullSum.assertGood(answer);
        return answer;
    }
}
