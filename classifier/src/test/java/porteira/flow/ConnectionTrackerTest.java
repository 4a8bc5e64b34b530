package porteira.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static porteira.flow.CtState.ESTABLISHED;
import static porteira.flow.CtState.INVALID;
import static porteira.flow.CtState.NEW;
import static porteira.flow.CtState.RELATED;
import static porteira.flow.CtState.UNTRACKED;
import static porteira.flow.Talk.ACK;
import static porteira.flow.Talk.FIN;
import static porteira.flow.Talk.NO_OPTIONS;
import static porteira.flow.Talk.RST;
import static porteira.flow.Talk.SYN;
import static porteira.flow.Talk.SYN_OPTIONS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTrackerTest
{
    private static final String CLIENT = "192.0.2.10";
    private static final String SERVER = "198.51.100.25";
    private static final int WINDOW = 1000;

    private final FlowTally tally = new FlowTally();
    private final ConnectionTracker tracker = tracker(FlowLimits.of(64));

    @Test
    void shouldFollowAConversationFromHandshakeToClose()
    {
        assertEquals(NEW, client(SYN, 100, 0, SYN_OPTIONS, 0));
        assertEquals(TcpState.SYN_SENT, tracker.connection().tcpState());
        assertEquals(ESTABLISHED, server(SYN | ACK, 500, 101, SYN_OPTIONS, 0));
        assertEquals(TcpState.SYN_RECV, tracker.connection().tcpState());
        assertEquals(ESTABLISHED, client(ACK, 101, 501, NO_OPTIONS, 0));
        assertEquals(TcpState.ESTABLISHED, tracker.connection().tcpState());
        assertEquals(ESTABLISHED, client(ACK, 101, 501, NO_OPTIONS, 10));
        assertEquals(ESTABLISHED, server(ACK, 501, 111, NO_OPTIONS, 200));
        assertEquals(ESTABLISHED, client(FIN | ACK, 111, 701, NO_OPTIONS, 0));
        assertEquals(TcpState.FIN_WAIT, tracker.connection().tcpState());
        assertEquals(ESTABLISHED, server(ACK, 701, 112, NO_OPTIONS, 0));
        assertEquals(TcpState.CLOSE_WAIT, tracker.connection().tcpState());
        assertEquals(ESTABLISHED, server(FIN | ACK, 701, 112, NO_OPTIONS, 0));
        assertEquals(TcpState.LAST_ACK, tracker.connection().tcpState());
        assertEquals(ESTABLISHED, client(ACK, 112, 702, NO_OPTIONS, 0));
        assertEquals(TcpState.TIME_WAIT, tracker.connection().tcpState());
        assertEquals(1, tally.live());
        assertEquals(0, tally.embryonic());
    }

    @Test
    void shouldBeginNothingWhenTheFrameIsDropped()
    {
        assertEquals(NEW, Talk.track(tracker, segment(SYN, 100), 1));
        assertEquals(NEW, Talk.track(tracker, segment(SYN, 100), 2));

        assertEquals(0, tally.live());
    }

    @Test
    void shouldForgetAConnectionWhenItIsRefused()
    {
        client(SYN, 100, 0, NO_OPTIONS, 0);

        assertEquals(ESTABLISHED, server(RST | ACK, 0, 101, NO_OPTIONS, 0));
        assertTrue(tracker.connection().isThere());
        tracker.tick(3);
        assertEquals(0, tally.live());
        assertEquals(1, tally.value(FlowCounter.CLOSED));
    }

    @Test
    void shouldTakeSegmentsOutOfTheWindowForInvalid()
    {
        handshake();

        assertEquals(INVALID, client(ACK, 101 + 1_000_000, 501, NO_OPTIONS, 10));
        assertEquals(INVALID, client(ACK, 101, 501 + 1_000_000, NO_OPTIONS, 10));
        assertEquals(INVALID, client(0, 101, 501, NO_OPTIONS, 10));
        assertEquals(INVALID, client(SYN | FIN, 101, 501, NO_OPTIONS, 10));
        assertEquals(ESTABLISHED, client(ACK, 101, 501, NO_OPTIONS, 10));
        assertEquals(4, tally.value(FlowCounter.INVALID));
    }

    @Test
    void shouldKeepAConnectionWhenAResetIsNotExact()
    {
        handshake();

        assertEquals(ESTABLISHED, client(RST, 150, 0, NO_OPTIONS, 0));
        assertEquals(TcpState.ESTABLISHED, tracker.connection().tcpState());
        assertEquals(INVALID, client(RST, 50, 0, NO_OPTIONS, 0));
        assertEquals(ESTABLISHED, client(RST, 101, 0, NO_OPTIONS, 0));
        assertEquals(TcpState.CLOSE, tracker.connection().tcpState());
    }

    @Test
    void shouldPickUpAConversationInTheMiddle()
    {
        assertEquals(NEW, client(ACK, 5000, 9000, NO_OPTIONS, 100));
        assertEquals(ESTABLISHED, server(ACK, 9000, 5100, NO_OPTIONS, 100));
        assertEquals(ESTABLISHED, client(ACK, 5100, 9100, NO_OPTIONS, 100));
        assertEquals(INVALID, Talk.pass(tracker, Talk.tcp(
            CLIENT, 9, SERVER, 25, FIN | ACK, 1, 1, WINDOW, NO_OPTIONS, 0), 2));
    }

    @ParameterizedTest
    @CsvSource({ "192.0.2.10, 198.51.100.25", "2001:db8::10, 2001:db8:1::25", "198.51.100.25, 192.0.2.10" })
    void shouldFindUdpInBothDirections(final String from, final String to)
    {
        assertEquals(NEW, Talk.pass(tracker, Talk.udp(from, 5000, to, 53, 20), 0));
        assertEquals(NEW, Talk.pass(tracker, Talk.udp(from, 5000, to, 53, 20), 0));
        assertEquals(ESTABLISHED, Talk.pass(tracker, Talk.udp(to, 53, from, 5000, 20), 0));
        assertTrue(tracker.isReply());
        assertEquals(ESTABLISHED, Talk.pass(tracker, Talk.udp(from, 5000, to, 53, 20), 0));
        assertFalse(tracker.isReply());
        assertEquals(NEW, Talk.pass(tracker, Talk.udp(from, 5001, to, 53, 20), 0));
        assertEquals(NEW, Talk.pass(tracker, Talk.tagged(Talk.udp(from, 5000, to, 53, 20), 7), 0));
        assertEquals(3, tally.live());
        assertEquals(30_000, tracker.connection().deadline());
        assertEquals(NEW, Talk.pass(tracker, Talk.udp(from, 5001, to, 53, 20), 30_000));
        assertEquals(1, tally.value(FlowCounter.EXPIRED));
    }

    @Test
    void shouldKeepUdpLongerWhenItGoesOnBothWays()
    {
        Talk.pass(tracker, Talk.udp(CLIENT, 5000, SERVER, 53, 20), 0);
        Talk.pass(tracker, Talk.udp(SERVER, 53, CLIENT, 5000, 20), 1);
        assertEquals(1, tally.embryonic());
        Talk.pass(tracker, Talk.udp(CLIENT, 5000, SERVER, 53, 20), 2001);

        assertEquals(122_001, tracker.connection().deadline());
        assertEquals(0, tally.embryonic());
    }

    @ParameterizedTest
    @CsvSource({ "192.0.2.10, 198.51.100.25, 8, 0", "2001:db8::10, 2001:db8:1::25, 128, 129" })
    void shouldMatchEchoRepliesWithTheirRequests(final String from, final String to, final int ask, final int answer)
    {
        assertEquals(INVALID, Talk.pass(tracker, Talk.icmp(to, from, answer, 0, 77), 0));
        assertEquals(NEW, Talk.pass(tracker, Talk.icmp(from, to, ask, 0, 77), 0));
        assertEquals(INVALID, Talk.pass(tracker, Talk.icmp(to, from, answer, 0, 78), 0));
        assertEquals(INVALID, Talk.pass(tracker, Talk.icmp(from, to, answer, 0, 77), 0));
        assertEquals(ESTABLISHED, Talk.pass(tracker, Talk.icmp(to, from, answer, 0, 77), 0));
        assertEquals(NEW, Talk.pass(tracker, Talk.icmp(to, from, ask, 0, 77), 0));
        assertEquals(2, tally.live());
    }

    @Test
    void shouldRelateErrorsToTheConnectionTheyQuote()
    {
        final byte[] datagram = Talk.udp(CLIENT, 5000, SERVER, 53, 20);
        Talk.pass(tracker, datagram, 0);

        assertEquals(RELATED, Talk.pass(tracker, Talk.error(SERVER, CLIENT, 3, 3, datagram, 28), 0));
        assertTrue(tracker.isReply());
        assertEquals(RELATED, Talk.pass(tracker, Talk.error("203.0.113.1", CLIENT, 11, 0, datagram, 48), 0));
        assertEquals(INVALID, Talk.pass(tracker, Talk.error(SERVER, "192.0.2.11", 3, 3, datagram, 28), 0));
        assertEquals(INVALID, Talk.pass(tracker, Talk.error(SERVER, CLIENT, 3, 3, datagram, 20), 0));
        assertEquals(INVALID, Talk.pass(tracker,
            Talk.error(SERVER, CLIENT, 3, 3, Talk.udp(CLIENT, 5001, SERVER, 53, 20), 28), 0));
    }

    @Test
    void shouldLeaveNeighbourDiscoveryAlone()
    {
        assertEquals(UNTRACKED, Talk.pass(tracker, Talk.icmp("fe80::1", "ff02::1", 135, 0, 0), 0));
        assertEquals(INVALID, Talk.pass(tracker, Talk.icmp("fe80::1", "ff02::1", 137, 0, 0), 0));
        assertEquals(UNTRACKED, Talk.pass(tracker, new byte[60], 0));
    }

    @Test
    void shouldTrackOtherProtocolsByAddressAlone()
    {
        assertEquals(NEW, Talk.pass(tracker, Talk.other(CLIENT, SERVER, 50, 40), 0));
        assertEquals(ESTABLISHED, Talk.pass(tracker, Talk.other(SERVER, CLIENT, 50, 40), 0));
        assertEquals(NEW, Talk.pass(tracker, Talk.other(SERVER, CLIENT, 51 + 1, 40), 0));
        assertEquals(600_000, tracker.connection().deadline());
    }

    @Test
    void shouldTakeAFirstFragmentThatEndsWithinItsOptionsForInvalid()
    {
        final byte[] whole = Packet.payload(60).tcp(4000, 25, 3, 4, SYN, 3).ipv4(CLIENT, SERVER, 0).packet();

        assertEquals(INVALID, Talk.pass(tracker, Pieces.frame(whole, 1, 0, 24), 0));
        assertEquals(NEW, Talk.pass(tracker, Pieces.frame(whole, 1, 0, 40), 0));
    }

    @Test
    void shouldTakeNoPacketToItsOwnSourceForAnAnswer()
    {
        assertEquals(NEW, Talk.pass(tracker, Talk.udp(CLIENT, 53, CLIENT, 53, 0), 0));
        assertEquals(NEW, Talk.pass(tracker, Talk.udp(CLIENT, 53, CLIENT, 53, 0), 0));
        assertEquals(1, tally.live());
    }

    @Test
    void shouldFindTheAnswersOfATranslatedConnection()
    {
        final long client = 0xC000020AL;
        final long submission = 0xCB007119L;
        Talk.track(tracker, segment(SYN, 100), 1);
        assertEquals(ConnectionTracker.MAPPED_OK, tracker.map(0, client, 1000, 0, submission, 587));
        assertTrue(tracker.confirm());

        assertEquals(ESTABLISHED, Talk.pass(tracker, Talk.tcp(
            "203.0.113.25", 587, CLIENT, 1000, SYN | ACK, 500, 101, WINDOW, NO_OPTIONS, 0), 2));
        assertTrue(tracker.isReply());
        assertTrue(tracker.connection().hasMapping());
        assertEquals(0xC6336419L, tracker.connection().destinationLow());
        assertEquals(25, tracker.connection().destinationPort());
        assertEquals(587, tracker.connection().translatedDestinationPort());
        assertEquals(0x0200_0000_0001L, tracker.connection().mac(Connection.CLIENT));
        assertEquals(Connection.NO_PORT, tracker.connection().bridgePort(Connection.SERVER));
        tracker.connection().place(Connection.SERVER, 0xAABB_CCDD_EEFFL, 1);
        assertEquals(ESTABLISHED, client(ACK, 101, 501, NO_OPTIONS, 0));
        assertFalse(tracker.isReply());
        assertEquals(0xAABB_CCDD_EEFFL, tracker.connection().mac(Connection.SERVER));
        assertEquals(1, tracker.connection().bridgePort(Connection.SERVER));
        assertEquals(INVALID, server(SYN | ACK, 1, 101, NO_OPTIONS, 0));
        assertEquals(INVALID, Talk.pass(tracker, Talk.tcp(
            CLIENT, 1000, "203.0.113.25", 587, SYN, 1, 0, WINDOW, NO_OPTIONS, 0), 2));
        assertEquals(1, tally.mappings());
        Talk.track(tracker, Talk.tcp(CLIENT, 1000, "198.51.100.26", 25, SYN, 1, 0, WINDOW, NO_OPTIONS, 0), 2);
        assertEquals(ConnectionTracker.CLASH, tracker.map(0, client, 1000, 0, submission, 587));
        assertEquals(ConnectionTracker.MAPPED_OK, tracker.map(0, client, 1001, 0, submission, 587));
    }

    private static ConnectionTracker tracker(final FlowLimits limits, final FlowTally tally)
    {
        return new ConnectionTracker(FlowMemory.ofProcess(limits), FlowTimeouts.NETFILTER, 1, tally);
    }

    private ConnectionTracker tracker(final FlowLimits limits)
    {
        return tracker(limits, tally);
    }

    private void handshake()
    {
        client(SYN, 100, 0, NO_OPTIONS, 0);
        server(SYN | ACK, 500, 101, NO_OPTIONS, 0);
        client(ACK, 101, 501, NO_OPTIONS, 0);
    }

    private byte[] segment(final int flags, final int sequence)
    {
        return Talk.tcp(CLIENT, 1000, SERVER, 25, flags, sequence, 0, WINDOW, NO_OPTIONS, 0);
    }

    private int client(final int flags, final int sequence, final int ack, final byte[] options, final int payload)
    {
        return Talk.pass(tracker,
            Talk.tcp(CLIENT, 1000, SERVER, 25, flags, sequence, ack, WINDOW, options, payload), 2);
    }

    private int server(final int flags, final int sequence, final int ack, final byte[] options, final int payload)
    {
        return Talk.pass(tracker,
            Talk.tcp(SERVER, 25, CLIENT, 1000, flags, sequence, ack, WINDOW, options, payload), 2);
    }
}
