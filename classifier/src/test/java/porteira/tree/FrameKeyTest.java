package porteira.tree;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.Detail;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.UInt128;
import porteira.wire.PacketParser;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameKeyTest
{
    private static final long SEED = 42;

    private final FrameKey prefix = new FrameKey(List.of(
        new Field(Layer.OUTERMOST, Kind.IP_SOURCE, new Detail.Masked(UInt128.of(0xFFFF_FF00L))),
        Field.outermost(Kind.DESTINATION_PORT)));

    @Test
    void shouldTakeHostsOfOnePrefixForOneKeyWhenMasked()
    {
        final long one = hash("203.0.113.7", 25);

        assertEquals(0xCB007100L, prefix.low(0));
        assertEquals(25, prefix.low(1));
        assertEquals(one, hash("203.0.113.250", 25));
        assertNotEquals(one, hash("203.0.114.7", 25));
        assertNotEquals(one, hash("203.0.113.7", 26));
    }

    @Test
    void shouldHaveNoKeyWhenFrameLacksAField()
    {
        assertFalse(read(FrameBuilder.tcp(1, 25).ipv6("2001:db8::1", "2001:db8::2", FrameBuilder.TCP)
            .ethernet(0x86DD)));
    }

    private long hash(final String source, final int port)
    {
        assertTrue(read(FrameBuilder.tcp(40_000, port).ipv4(source, "198.51.100.9", FrameBuilder.TCP)
            .ethernet(0x0800)));
        return prefix.hash(SEED);
    }

    private boolean read(final FrameBuilder built)
    {
        final DirectBuffer frame = built.frame();
        final int length = frame.capacity();
        return prefix.read(frame, length, PacketParser.ethernet(frame, length), 0, 1);
    }
}
