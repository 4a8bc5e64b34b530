package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GoldenFrameTest
{
    private static final List<String> NETWORKS = List.of("none", "4", "6");
    private static final List<String> TRANSPORTS = List.of("none", "ports", "header");
    private static final List<String> FRAGMENTS = List.of("none", "first", "middle", "last", "atomic");

    static List<GoldenFrame> frames() throws IOException
    {
        return GoldenFrame.all();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void shouldFindWhatTheDissectorFindsWhenFrameIsWhole(final GoldenFrame golden)
    {
        final UnsafeBuffer frame = golden.buffer();

        final long layout = PacketParser.ethernet(frame, frame.capacity());
        final long inner = Tunnels.inner(frame, layout, frame.capacity());

        assertEquals(golden.expected(), described(layout, inner));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void shouldPromiseOnlyWhatIsThereWhenFrameIsCut(final GoldenFrame golden)
    {
        final UnsafeBuffer frame = golden.buffer();
        for (int length = 0; length <= frame.capacity(); length++)
        {
            final long layout = PacketParser.ethernet(frame, length);
            Layouts.verify(frame, length, layout);
            Layouts.verifyInner(frame, length, layout);
        }
    }

    @Test
    void shouldHaveIdsEqualToOrdinals()
    {
        for (final Malformed reason : Malformed.values())
        {
            assertEquals(reason.ordinal(), reason.id());
            assertEquals(reason.name().toLowerCase(Locale.ROOT), reason.label());
            assertTrue(reason.id() < 64, "six bits");
        }
    }

    private static Map<String, String> described(final long layout, final long inner)
    {
        return Map.of(
            "network", NETWORKS.get(PacketLayout.network(layout)),
            "networkOffset", Integer.toString(PacketLayout.networkOffset(layout)),
            "protocol", Integer.toString(PacketLayout.protocol(layout)),
            "transport", TRANSPORTS.get(PacketLayout.transport(layout)),
            "transportOffset", Integer.toString(PacketLayout.transportOffset(layout)),
            "fragment", FRAGMENTS.get(PacketLayout.fragment(layout)),
            "vlans", Integer.toString(PacketLayout.vlanCount(layout)),
            "malformed", Malformed.of(layout).label(),
            "inner", 0 == inner ? "none" : PacketLayout.networkOffset(inner) + ":" + PacketLayout.protocol(inner) +
                ":" + PacketLayout.transportOffset(inner));
    }
}
