package porteira.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.cli.demo.DemoCapture.Frame;
import porteira.cli.demo.DemoCapture.Side;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

class DemoCaptureTest
{
    @Test
    void shouldReproduceShippedCapturesWhenRunAgain() throws IOException
    {
        for (final Side side : Side.values())
        {
            try (InputStream shipped = DemoCapture.class.getResourceAsStream(side.file()))
            {
                assertNotNull(shipped, side.file());
                assertArrayEquals(
                    DemoCapture.bytes(side), shipped.readAllBytes(), side.file() + ": write it anew, see DemoCapture");
            }
        }
    }

    @Test
    void shouldMakeWellFormedFramesWhenParsed()
    {
        final List<Frame> frames = DemoCapture.frames();

        for (final Frame captured : frames)
        {
            final Check check = captured.check();
            final byte[] frame = captured.bytes();
            final UnsafeBuffer buffer = new UnsafeBuffer(frame);
            final long layout = PacketParser.ethernet(buffer, frame.length);
            final int transport = PacketLayout.transportOffset(layout);

            assertEquals(0, PacketLayout.malformed(layout), check.what());
            assertEquals(PacketLayout.TRANSPORT_HEADER, PacketLayout.transport(layout), check.what());
            assertEquals(
                check.port(), (frame[transport + 2] & 0xFF) << Byte.SIZE | frame[transport + 3] & 0xFF, check.what());
        }
    }
}
