package porteira.dpdk;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CaptureTest
{
    private static final long SEED = 25;
    private static final int RAW = 12;
    private static final int LINUX_SLL = 113;
    private static final int IPV4 = 228;
    private static final int IPV6 = 229;
    private static final int LINUX_SLL2 = 276;
    private static final int FRAME_HEADER = 16;
    private static final long SOME_TIME = 1_700_000_000_123_456_789L;

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatTheWriterWrote() throws IOException
    {
        final Path file = folder.resolve("frames.pcap");
        final List<byte[]> frames = frames(200, 1_600);
        write(file, Capture.LINK_ETHERNET, frames);

        try (Capture capture = Capture.open(file))
        {
            assertEquals(Capture.LINK_ETHERNET, capture.linkType());
            for (int i = 0; i < frames.size(); i++)
            {
                assertTrue(capture.next());
                assertArrayEquals(frames.get(i), bytes(capture), "frame=" + i + ", seed=" + SEED);
                assertEquals(frames.get(i).length + i, capture.originalLength());
                assertEquals(SOME_TIME + i, capture.timestampNs());
            }
            assertFalse(capture.next());
            assertFalse(capture.next());
            assertEquals(0, capture.frame().capacity());
        }
    }

    @Test
    void shouldKeepTheLinkType() throws IOException
    {
        for (final int linkType : new int[]{ RAW, LINUX_SLL, IPV4, IPV6, LINUX_SLL2 })
        {
            final Path file = folder.resolve(linkType + ".pcap");
            write(file, linkType, frames(1, 60));

            try (Capture capture = Capture.open(file))
            {
                assertEquals(linkType, capture.linkType());
            }
        }
    }

    @Test
    void shouldReadPcapng() throws IOException
    {
        final byte[] frame = frames(1, 61).getFirst();
        final Path file = folder.resolve("one.pcapng");
        Files.write(file, pcapng(frame, frame.length + 40));

        try (Capture capture = Capture.open(file))
        {
            assertEquals(Capture.LINK_ETHERNET, capture.linkType());
            assertTrue(capture.next());
            assertArrayEquals(frame, bytes(capture));
            assertEquals(frame.length + 40, capture.originalLength());
            assertEquals(SOME_TIME, capture.timestampNs());
            assertFalse(capture.next());
        }
    }

    @Test
    void shouldGiveTheWholeFramesAndThenFailWhenTheFileBreaksOff() throws IOException
    {
        final Path whole = folder.resolve("whole.pcap");
        final List<byte[]> frames = frames(3, 80);
        write(whole, Capture.LINK_ETHERNET, frames);
        final byte[] bytes = Files.readAllBytes(whole);
        final int last = bytes.length - FRAME_HEADER - frames.getLast().length;

        for (int length = last + 1; length < bytes.length; length++)
        {
            final Path cut = folder.resolve("cut.pcap");
            Files.write(cut, Arrays.copyOf(bytes, length));
            try (Capture capture = Capture.open(cut))
            {
                assertTrue(capture.next());
                assertTrue(capture.next());
                assertArrayEquals(frames.get(1), bytes(capture));
                final CaptureException ex = assertThrows(CaptureException.class, capture::next, "length=" + length);
                final String expected = "capture: file=" + cut + ": truncated dump file";
                assertEquals(expected, ex.getMessage().substring(0, expected.length()));
            }
        }
    }

    @Test
    void shouldNameTheFileWhenItIsNotThere()
    {
        final Path file = folder.resolve("none.pcap");

        final CaptureException ex = assertThrows(CaptureException.class, () -> Capture.open(file));

        assertEquals("capture: file=" + file + ": No such file or directory", ex.getMessage());
    }

    @Test
    void shouldNameTheFileWhenItIsNoCapture() throws IOException
    {
        final Path file = Files.writeString(folder.resolve("letter.txt"), "Dear sir or madam, this is no capture.");

        final CaptureException ex = assertThrows(CaptureException.class, () -> Capture.open(file));

        assertEquals("capture: file=" + file + ": unknown file format", ex.getMessage());
    }

    @Test
    void shouldNameTheFileWhenItCannotBeWritten()
    {
        final Path file = folder.resolve("missing").resolve("out.pcap");

        final CaptureException ex =
            assertThrows(CaptureException.class, () -> CaptureWriter.create(file, Capture.LINK_ETHERNET));

        assertTrue(ex.getMessage().contains(file.toString()), ex.getMessage());
        assertTrue(ex.getMessage().contains("No such file or directory"), ex.getMessage());
    }

    @Test
    void shouldRefuseToReadWhenClosed() throws IOException
    {
        final Path file = folder.resolve("closed.pcap");
        write(file, Capture.LINK_ETHERNET, frames(2, 60));
        final Capture capture = Capture.open(file);
        capture.next();
        capture.close();
        capture.close();

        assertThrows(CaptureException.class, capture::next);
        assertEquals(0, capture.frame().capacity());
    }

    @Test
    void shouldAllocateNothingPerFrame() throws IOException
    {
        final Path file = folder.resolve("many.pcap");
        write(file, Capture.LINK_ETHERNET, frames(AllocationAssert.MAX_CALLS, 64));

        try (Capture capture = Capture.open(file))
        {
            AllocationAssert.none(() -> step(capture));
        }
    }

    @Test
    void shouldOpenEveryCaptureAtHand() throws IOException
    {
        final Path captures = SharedFiles.find("pcaps");
        Assumptions.assumeTrue(null != captures, "no folder shared/pcaps beside the checkout");

        int files = 0;
        long frames = 0;
        try (var paths = Files.newDirectoryStream(captures, "*.{pcap,pcapng,cap}"))
        {
            for (final Path path : paths)
            {
                files++;
                frames += count(path);
            }
        }

        assertTrue(100 < files && 1_000 < frames, "files=" + files + ", frames=" + frames);
    }

    private static long count(final Path path) throws CaptureException
    {
        long frames = 0;
        try (Capture capture = Capture.open(path))
        {
            while (nextWhole(capture))
            {
                frames++;
                assertEquals(capture.capturedLength(), capture.frame().capacity(), path + ": frame=" + frames);
            }
        }
        return frames;
    }

    /** Some captures are broken on purpose, and must say so in libpcap's words. */
    private static boolean nextWhole(final Capture capture)
    {
        try
        {
            return capture.next();
        }
        catch (final CaptureException ex)
        {
            assertTrue(ex.getMessage().matches("capture: file=\\S+: .+"), ex.getMessage());
            return false;
        }
    }

    private static void step(final Capture capture)
    {
        try
        {
            assertTrue(capture.next());
        }
        catch (final CaptureException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static void write(final Path file, final int linkType, final List<byte[]> frames) throws IOException
    {
        try (CaptureWriter writer = CaptureWriter.create(file, linkType))
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
            for (int i = 0; i < frames.size(); i++)
            {
                buffer.wrap(frames.get(i));
                writer.write(buffer, 0, buffer.capacity(), buffer.capacity() + i, SOME_TIME + i);
            }
        }
    }

    private static List<byte[]> frames(final int count, final int lengthMax)
    {
        final SplittableRandom random = new SplittableRandom(SEED);
        return IntStream.range(0, count).mapToObj(i ->
        {
            final byte[] frame = new byte[random.nextInt(1, lengthMax + 1)];
            random.nextBytes(frame);
            return frame;
        }).toList();
    }

    private static byte[] bytes(final Capture capture)
    {
        final byte[] bytes = new byte[capture.capturedLength()];
        capture.frame().getBytes(0, bytes);
        return bytes;
    }

    /** Section header, interface with nanosecond timestamps, one enhanced packet (draft-ietf-opsawg-pcapng 4). */
    private static byte[] pcapng(final byte[] frame, final int originalLength)
    {
        final int padded = (frame.length + 3) & ~3;
        final ByteBuffer bytes = ByteBuffer.allocate(28 + 32 + 32 + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D).putShort((short)1).putShort((short)0);
        bytes.putLong(-1).putInt(28);
        bytes.putInt(1).putInt(32).putShort((short)Capture.LINK_ETHERNET).putShort((short)0).putInt(65_535);
        bytes.putShort((short)9).putShort((short)1).put((byte)9).put(new byte[3]).putInt(0).putInt(32);
        bytes.putInt(6).putInt(32 + padded).putInt(0);
        bytes.putInt((int)(SOME_TIME >>> 32)).putInt((int)SOME_TIME);
        bytes.putInt(frame.length).putInt(originalLength).put(frame).put(new byte[padded - frame.length]);
        bytes.putInt(32 + padded);
        return bytes.array();
    }
}
