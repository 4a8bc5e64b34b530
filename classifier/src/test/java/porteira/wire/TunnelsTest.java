package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What golden frames do not show: depth, fragments, and headers that only look like a tunnel's. */
class TunnelsTest
{
    private static final String MACS = "02005e000002 02005e000001";
    private static final String SYN = "c3500019 00000001 00000000 50020400 00000000";

    @Test
    void shouldFollowEachTunnelWhenTheyNest()
    {
        final UnsafeBuffer frame = nested(Tunnels.MAX_DEPTH);
        long layout = PacketParser.ethernet(frame, frame.capacity());
        for (int depth = 1; depth <= Tunnels.MAX_DEPTH; depth++)
        {
            layout = Tunnels.inner(frame, layout, frame.capacity());
            assertEquals(14 + 20 * depth, PacketLayout.networkOffset(layout));
        }

        assertEquals(IpProtocol.TCP, PacketLayout.protocol(layout));
        assertEquals(25, TransportFlyweight.destinationPort(frame, PacketLayout.transportOffset(layout)));
    }

    @Test
    void shouldCallItTooDeepWhenOneTunnelMoreIsThere()
    {
        final UnsafeBuffer deepest = nested(Tunnels.MAX_DEPTH);
        final UnsafeBuffer deeper = nested(Tunnels.MAX_DEPTH + 1);

        assertFalse(isTooDeep(deepest));
        assertTrue(isTooDeep(deeper));
        assertFalse(isTooDeep(nested(0)));
    }

    @Test
    void shouldFindNothingWhenFragmentIsNotTheFirst()
    {
        assertNotEquals(0, inner(ipv4(41, "2000", ipv6())));
        assertEquals(0, inner(ipv4(41, "00b9", ipv6())));
        assertEquals(0, inner(ipv4(41, "20b9", ipv6())));
        assertEquals(0, inner(ipv4(47, "0001", "00000800" + bare(6, "0000", SYN))));
    }

    @Test
    void shouldFindNothingWhenVersionIsNotWhatWasAnnounced()
    {
        assertEquals(0, inner(ipv4(41, "0000", bare(6, "0000", SYN) + "00".repeat(20))));
        assertEquals(0, inner(ipv4(4, "0000", ipv6())));
        assertEquals(0, inner(ipv4(47, "0000", "000086dd" + bare(6, "0000", SYN) + "00".repeat(20))));
        assertEquals(0, inner(MACS + "8864 1100 0001 003e 0057" + bare(6, "0000", SYN) + "00".repeat(20)));
        assertEquals(0, inner(MACS + "8847 00064140" + "50" + "00".repeat(60)));
    }

    @Test
    void shouldFindNothingWhenHeaderIsOfAnotherProtocol()
    {
        final String packet = bare(6, "0000", SYN);

        assertNotEquals(0, inner(ipv4(47, "0000", "0000 0800" + packet)));
        assertEquals(0, inner(ipv4(47, "0000", "0001 0800" + packet)), "version 1 carries PPP only");
        assertEquals(0, inner(ipv4(47, "0000", "0002 0800" + packet)), "version 2");
        assertEquals(0, inner(ipv4(47, "0000", "0000 0806" + packet)), "ARP");
        assertNotEquals(0, inner(MACS + "8864 1100 0001 002a 0021" + packet));
        assertEquals(0, inner(MACS + "8863 1100 0001 002a 0021" + packet), "discovery stage");
        assertEquals(0, inner(MACS + "8864 2100 0001 002a 0021" + packet), "version 2");
        assertEquals(0, inner(MACS + "8864 11a7 0001 002a 0021" + packet), "terminate");
        assertEquals(0, inner(MACS + "8864 1100 0001 002a 0021".replace("0021", "c021") + packet), "link control");
        assertEquals(0, inner(MACS + "8864 1100 0001 0008 0021" + packet), "length ends within the packet");
    }

    @Test
    void shouldStopWhenLabelsHaveNoEnd()
    {
        final String bottom = "00010140" + bare(6, "0000", SYN);

        assertNotEquals(0, inner(MACS + "8847" + "00010040".repeat(Mpls.MAX_LABELS - 1) + bottom));
        assertEquals(0, inner(MACS + "8847" + "00010040".repeat(Mpls.MAX_LABELS) + bottom));
    }

    private static boolean isTooDeep(final UnsafeBuffer frame)
    {
        return Tunnels.isTooDeep(frame, PacketParser.ethernet(frame, frame.capacity()), frame.capacity());
    }

    private static long inner(final String hex)
    {
        final UnsafeBuffer frame = Frames.buffer(hex);
        return Tunnels.inner(frame, PacketParser.ethernet(frame, frame.capacity()), frame.capacity());
    }

    private static UnsafeBuffer nested(final int tunnels)
    {
        String packet = bare(6, "0000", SYN);
        for (int i = 0; i < tunnels; i++)
        {
            packet = bare(4, "0000", packet);
        }
        return Frames.buffer(MACS + "0800" + packet);
    }

    private static String ipv4(final int protocol, final String fragment, final String payload)
    {
        return MACS + "0800" + bare(protocol, fragment, payload);
    }

    private static String bare(final int protocol, final String fragment, final String payload)
    {
        return "4500%04x 0001%s 40%02x0000 cb007119 c6336407".formatted(
            20 + Frames.bytes(payload).length, fragment, protocol) + payload;
    }

    private static String ipv6()
    {
        return "60000000 00140640" + "20010db8000000000000000000000007" + "20010db8000000000000000000000025" + SYN;
    }
}
