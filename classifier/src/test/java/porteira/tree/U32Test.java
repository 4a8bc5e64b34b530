package porteira.tree;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What {@code u32} answers: each rule drops where it holds. */
class U32Test
{
    private static final FrameBuilder V4 =
        FrameBuilder.tcp(40_000, 25).ipv4("203.0.113.7", "192.0.2.1", FrameBuilder.TCP).ethernet(0x0800);
    private static final FrameBuilder V6 =
        FrameBuilder.tcp(40_000, 25).ipv6("2001:db8::7", "2001:db8::1", FrameBuilder.TCP).ethernet(0x86DD);

    @Test
    void shouldReadThirtyTwoBitsFromTheNetworkHeaderOn()
    {
        assertEquals(Verdict.DROP, judge("ip u32 \"12 = 0xCB007107\"", V4));
        assertEquals(Verdict.DROP, judge("ip u32 \"6 & 0xFF = 6 && 0 >> 28 = 4\"", V4));
        assertEquals(Verdict.ACCEPT, judge("ip u32 \"6 & 0xFF = 6 && 0 >> 26 = 6\"", V4));
        assertEquals(Verdict.DROP, judge("ip u32 \"0 >> 22 & 0x3C @ 0 & 0xFFFF = 24,25:26\"", V4));
        assertEquals(Verdict.DROP, judge("ip6 u32 \"4 >> 8 & 0xFF = 6 && 40 & 0xFFFF = 25\"", V6));
        assertEquals(Verdict.ACCEPT, judge("ip u32 \"0 >> 28 = 6\"", V6));
        assertEquals(Verdict.ACCEPT, judge("ip u32 != \"0 >> 28 = 6\"", V6));
    }

    @Test
    void shouldForgetThePlaceBehindEachTest()
    {
        assertEquals(Verdict.ACCEPT, judge("ip u32 \"0 >> 22 & 0x3C @ 0 >> 16 = 40000 && 0 & 0xFFFF = 25\"", V4));
        assertEquals(Verdict.DROP,
            judge("ip u32 \"0 >> 22 & 0x3C @ 0 >> 16 = 40000 && 0 >> 22 & 0x3C @ 0 & 0xFFFF = 25\"", V4));
    }

    @Test
    void shouldAddUpPlacesWithinATest()
    {
        assertEquals(Verdict.DROP, judge("ip u32 \"0 >> 26 & 0x1C @ 0 & 0xF @ 5 >> 16 = 25\"", V4));
    }

    @Test
    void shouldFailBeyondThePacketAndHoldWhenNegated()
    {
        for (final String beyond : new String[]{ "37 = 0:0xFFFFFFFF", "36 = 0:0xFFFFFFFF && 4294967295 = 0:1",
            "12 @ 0 = 0:0xFFFFFFFF", "0 >> 24 @ 0xFFFFFFFF = 0:0xFFFFFFFF" })
        {
            for (final FrameBuilder frame : new FrameBuilder[]{ V4, padded() })
            {
                assertEquals(Verdict.ACCEPT, judge("ip u32 \"" + beyond + "\"", frame), beyond);
                assertEquals(Verdict.DROP, judge("ip u32 != \"" + beyond + "\"", frame), beyond);
            }
        }
        assertEquals(Verdict.DROP, judge("ip u32 \"36 = 0:0xFFFFFFFF\"", V4));
    }

    private static FrameBuilder padded()
    {
        return FrameBuilder.tcp(40_000, 25).ipv4("203.0.113.7", "192.0.2.1", FrameBuilder.TCP)
            .trailer(6).ethernet(0x0800);
    }

    private static Verdict judge(final String match, final FrameBuilder built)
    {
        final CompiledPolicy policy = PolicyCompiler.compile("""
            table bridge t {
                chain c {
                    type filter hook forward priority filter; policy accept;
                    %s drop
                }
            }
            """.formatted(match), "u32.nft", PortNames.inOrderOfAppearance());
        final DirectBuffer frame = built.frame();
        final long layout = PacketParser.ethernet(frame, frame.capacity());
        final int code =
            policy.classifier().classify(frame, frame.capacity(), layout, 0, 1, policy.assumedState());

        assertEquals(code, policy.linearMatcher().classify(frame, frame.capacity(), layout, 0, 1,
            policy.assumedState()), match);
        return policy.leaves().get(code).verdict();
    }
}
