package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PacketParserTest
{
    private static final String ETHERNET = "02005e000002 02005e000001";
    private static final String IPV4_TCP = "45000028 00014000 40060000 cb007119 c6336407";
    private static final String TCP_SYN = "c3500019 00000001 00000000 50020400 00000000";
    private static final String IPV6_ADDRESSES =
        "20010db8b01a70da0000000000000025 20010db8000000000000000000000007";

    @Test
    void shouldFindTcpWhenIpv4HasNoOptions()
    {
        final UnsafeBuffer frame = Frames.buffer(ETHERNET + "0800" + IPV4_TCP + TCP_SYN);

        final long layout = PacketParser.ethernet(frame, frame.capacity());

        assertEquals(PacketLayout.NETWORK_IPV4, PacketLayout.network(layout));
        assertEquals(14, PacketLayout.networkOffset(layout));
        assertEquals(IpProtocol.TCP, PacketLayout.protocol(layout));
        assertEquals(PacketLayout.TRANSPORT_HEADER, PacketLayout.transport(layout));
        assertEquals(34, PacketLayout.transportOffset(layout));
        assertEquals(PacketLayout.FRAGMENT_NONE, PacketLayout.fragment(layout));
        assertEquals(Malformed.NONE, Malformed.of(layout));
        assertEquals(25, TransportFlyweight.destinationPort(frame, 34));
    }

    @Test
    void shouldLookThroughTagsWhenFrameHasTwo()
    {
        final UnsafeBuffer frame = Frames.buffer(ETHERNET + "88a80064 81000065 0800" + IPV4_TCP + TCP_SYN);

        final long layout = PacketParser.ethernet(frame, frame.capacity());

        assertEquals(2, PacketLayout.vlanCount(layout));
        assertEquals(22, PacketLayout.networkOffset(layout));
        assertEquals(42, PacketLayout.transportOffset(layout));
    }

    @Test
    void shouldSkipExtensionHeadersWhenIpv6HasThem()
    {
        final UnsafeBuffer frame = Frames.buffer(ETHERNET + "86dd 60000000 00240040" + IPV6_ADDRESSES +
            "3c00010400000000 0600010400000000" + TCP_SYN);

        final long layout = PacketParser.ethernet(frame, frame.capacity());

        assertEquals(PacketLayout.NETWORK_IPV6, PacketLayout.network(layout));
        assertEquals(IpProtocol.TCP, PacketLayout.protocol(layout));
        assertEquals(70, PacketLayout.transportOffset(layout));
        assertEquals(Malformed.NONE, Malformed.of(layout));
    }

    @Test
    void shouldHaveNoTransportWhenFragmentIsLater()
    {
        final UnsafeBuffer frame = Frames.buffer(ETHERNET + "0800" + IPV4_TCP.replace("4000", "20b9") + TCP_SYN);

        final long layout = PacketParser.ethernet(frame, frame.capacity());

        assertEquals(PacketLayout.FRAGMENT_MIDDLE, PacketLayout.fragment(layout));
        assertEquals(IpProtocol.TCP, PacketLayout.protocol(layout));
        assertEquals(PacketLayout.TRANSPORT_NONE, PacketLayout.transport(layout));
    }

    @Test
    void shouldGiveTheReasonWhenHeaderLies()
    {
        assertEquals(Malformed.IPV4_HEADER_LENGTH, reason("0800" + IPV4_TCP.replace("4500", "4400") + TCP_SYN));
        assertEquals(Malformed.IP_VERSION, reason("0800" + IPV4_TCP.replace("4500", "5500") + TCP_SYN));
        assertEquals(Malformed.IP_TRUNCATED, reason("0800" + IPV4_TCP.replace("0028", "0029") + TCP_SYN));
        assertEquals(Malformed.IPV4_TOTAL_LENGTH, reason("0800" + IPV4_TCP.replace("0028", "0013") + TCP_SYN));
        assertEquals(Malformed.TRANSPORT_TRUNCATED, reason("0800" + IPV4_TCP.replace("0028", "0027") + TCP_SYN));
        assertEquals(Malformed.TCP_DATA_OFFSET, reason("0800" + IPV4_TCP + TCP_SYN.replace("5002", "6002")));
        assertEquals(Malformed.FRAGMENT_TINY, reason("0800" + IPV4_TCP.replace("4000", "0001") + TCP_SYN));
        assertEquals(Malformed.VLAN_TRUNCATED, reason("8100 0064 88a8 00"));
        assertEquals(Malformed.VLAN_TOO_DEEP, reason("8100 00648100 00648100 00648100 00648100 00640800"));
        assertEquals(Malformed.ETHERNET_TRUNCATED, reason("08"));
    }

    private static Malformed reason(final String behindAddresses)
    {
        final UnsafeBuffer frame = Frames.buffer(ETHERNET + behindAddresses);
        return Malformed.of(PacketParser.ethernet(frame, frame.capacity()));
    }
}
