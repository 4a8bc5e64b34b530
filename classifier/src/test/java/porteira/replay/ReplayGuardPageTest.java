package porteira.replay;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import porteira.dpdk.GuardPage;
import porteira.wire.GoldenFrame;
import porteira.wire.Layouts;
import porteira.wire.PacketParser;
import porteira.wire.Teredo;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs with Agrona's bounds checks off: a read past the end of a frame ends the JVM and so fails the build. */
@Tag("guard-page")
class ReplayGuardPageTest
{
    private static final int CAPACITY = 1 << 18;
    private static final int MIN_FRAMES = 28_000;

    private final Dissection dissection = new Dissection();
    private final EthernetView view = new EthernetView();
    private long lastOuter;
    private long lastInner;

    @Test
    void shouldReadNothingPastTheEndWhenGoldenFramesAreCut() throws IOException
    {
        assertFalse(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "run with -Dagrona.disable.bounds.checks=true");
        try (GuardPage guard = new GuardPage(CAPACITY))
        {
            for (final GoldenFrame golden : GoldenFrame.all())
            {
                for (final LinkType link : LinkType.values())
                {
                    cutAtEveryLength(guard, link, golden.bytes());
                }
            }
        }
    }

    @Test
    void shouldReadNothingPastTheEndWhenSharedFramesAreCut() throws IOException
    {
        assertFalse(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "run with -Dagrona.disable.bounds.checks=true");
        int frames = 0;
        try (GuardPage guard = new GuardPage(CAPACITY))
        {
            for (final Path file : SharedCaptures.withSheets())
            {
                try (FrameSource source = FrameSources.open(file))
                {
                    while (source.next())
                    {
                        final byte[] bytes = new byte[source.capturedLength()];
                        source.frame().getBytes(0, bytes);
                        cutAtEveryLength(guard, LinkType.of(source.linkType()), bytes);
                        frames++;
                    }
                }
            }
        }
        assertTrue(frames >= MIN_FRAMES, "frames: " + frames);
    }

    private void cutAtEveryLength(final GuardPage guard, final LinkType link, final byte[] bytes)
    {
        for (int length = 0; length <= bytes.length; length++)
        {
            final UnsafeBuffer frame = guard.flush(bytes, length);
            final long layout = PacketParser.ethernet(frame, length);
            Layouts.verify(frame, length, layout);
            Layouts.verify(frame, length, Teredo.inner(frame, layout, length));
            dissection.take(link, frame, length, bytes.length);
            view.take(link, frame, length);
            if (dissection.outer() != lastOuter || dissection.inner() != lastInner || length == bytes.length)
            {
                readAll();
            }
        }
    }

    private void readAll()
    {
        lastOuter = dissection.outer();
        lastInner = dissection.inner();
        for (final String column : Dissection.COLUMNS)
        {
            assertFalse(dissection.value(column).isEmpty(), column);
        }
    }
}
