package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import porteira.Seed;

class PacketParserPropertyTest
{
    private static final int MUTANTS = 300_000;
    private static final int MAX_CHANGES = 8;
    private static final int[] TELLING_BYTES = { 0, 1, 4, 5, 6, 17, 43, 44, 51, 60, 0x45, 0x60, 0x80, 0xFF };

    @Test
    void shouldPromiseOnlyWhatIsThereWhenBytesChange() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final List<GoldenFrame> frames = GoldenFrame.all();
        for (int i = 0; i < MUTANTS; i++)
        {
            final byte[] bytes = mutant(frames.get(random.nextInt(frames.size())).bytes(), random);
            final UnsafeBuffer frame = new UnsafeBuffer(bytes);
            try
            {
                verify(frame);
            }
            catch (final RuntimeException | AssertionError ex)
            {
                throw new AssertionError("porteira.seed=" + seed + " mutant=" + i + " frame=" +
                    HexFormat.of().formatHex(bytes), ex);
            }
        }
    }

    private static void verify(final UnsafeBuffer frame)
    {
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        Layouts.verify(frame, length, layout);
        Layouts.verifyInner(frame, length, layout);
        if (length > 0)
        {
            final int offset = frame.getByte(0) & 0x1F;
            final long network = PacketParser.network(frame, Math.min(offset, length), length);
            Layouts.verify(frame, length, network);
        }
    }

    private static byte[] mutant(final byte[] original, final SplittableRandom random)
    {
        final int length = 0 == random.nextInt(4) ? random.nextInt(original.length + 1) : original.length;
        final byte[] bytes = Arrays.copyOf(original, length);
        for (int changes = random.nextInt(MAX_CHANGES + 1); changes > 0 && length > 0; changes--)
        {
            final int value = random.nextBoolean() ?
                random.nextInt(256) : TELLING_BYTES[random.nextInt(TELLING_BYTES.length)];
            bytes[random.nextInt(length)] = (byte)value;
        }
        return bytes;
    }
}
