package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.dpdk.GuardPage;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertFalse;

/** Runs with Agrona's bounds checks off: a read past the end of a frame ends the JVM and so fails the build. */
@Tag("guard-page")
class WireGuardPageTest
{
    private static final int MUTANTS = 200_000;

    @Test
    void shouldReadNothingPastTheEndWhenGoldenFramesAreCut() throws IOException
    {
        assertFalse(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "run with -Dagrona.disable.bounds.checks=true");
        try (GuardPage guard = new GuardPage(4096))
        {
            for (final GoldenFrame golden : GoldenFrame.all())
            {
                for (int length = 0; length <= golden.bytes().length; length++)
                {
                    parse(guard.flush(golden.bytes(), length), length);
                }
            }
        }
    }

    @Test
    void shouldReadNothingPastTheEndWhenBytesAreRandom() throws IOException
    {
        final SplittableRandom random = new SplittableRandom(Seed.ofRun());
        final List<GoldenFrame> frames = GoldenFrame.all();
        try (GuardPage guard = new GuardPage(4096))
        {
            for (int i = 0; i < MUTANTS; i++)
            {
                final byte[] bytes = frames.get(random.nextInt(frames.size())).bytes().clone();
                for (int changes = 0; changes < 6; changes++)
                {
                    bytes[random.nextInt(bytes.length)] = (byte)random.nextInt(256);
                }
                final int length = random.nextInt(bytes.length + 1);
                parse(guard.flush(bytes, length), length);
            }
        }
    }

    private static void parse(final UnsafeBuffer frame, final int length)
    {
        final long layout = PacketParser.ethernet(frame, length);
        Layouts.verify(frame, length, layout);
        Layouts.verifyInner(frame, length, layout);
    }
}
