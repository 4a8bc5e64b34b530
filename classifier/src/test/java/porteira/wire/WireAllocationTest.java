package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.dpdk.AllocationAssert;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

class WireAllocationTest
{
    private long sink;

    @Test
    void shouldAllocateNothingWhenFramesAreParsed() throws IOException
    {
        final UnsafeBuffer[] frames = GoldenFrame.all().stream().map(GoldenFrame::buffer).toArray(UnsafeBuffer[]::new);

        AllocationAssert.none(() -> parse(frames));

        assertNotEquals(0, sink);
    }

    private void parse(final UnsafeBuffer[] frames)
    {
        for (final UnsafeBuffer frame : frames)
        {
            final long layout = PacketParser.ethernet(frame, frame.capacity());
            final long inner = Tunnels.inner(frame, layout, frame.capacity());
            sink += layout + inner + (Tunnels.isTooDeep(frame, layout, frame.capacity()) ? 1 : 0);
            if (0 != inner && IpProtocol.UDP == PacketLayout.protocol(layout))
            {
                sink += Teredo.isProven(frame, layout, inner) ? 1 : 0;
            }
        }
    }
}
