package porteira.replay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PcapngSourceTest
{
    private static final byte[] FRAME = { 1, 2, 3, 4, 5 };

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = { "LITTLE_ENDIAN", "BIG_ENDIAN" })
    void shouldReadFramesWhenInterfacesDiffer(final String order) throws IOException
    {
        final ByteOrder byteOrder = "BIG_ENDIAN".equals(order) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        final Path file = CaptureBytes.pcapng(byteOrder).iface(1, 96, 6).iface(101, 0, 9)
            .enhanced(1, 1_700_000_000_000_000_123L, FRAME, 60)
            .enhanced(0, 1_700_000_000_000_456L, new byte[0], 0)
            .write(folder.resolve("two.pcapng"));

        try (FrameSource source = FrameSources.open(file))
        {
            assertTrue(source.next());
            assertEquals(LinkType.RAW, LinkType.of(source.linkType()));
            assertEquals(5, source.capturedLength());
            assertEquals(60, source.originalLength());
            assertEquals(5, source.frame().getByte(4));
            assertEquals(1_700_000_000_000_000_123L, source.timestampNs());
            assertTrue(source.next());
            assertEquals(LinkType.ETHERNET, LinkType.of(source.linkType()));
            assertEquals(0, source.capturedLength());
            assertEquals(1_700_000_000_000_456_000L, source.timestampNs());
            assertFalse(source.next());
        }
    }

    @Test
    void shouldStartAnewWhenSectionHasOtherByteOrder() throws IOException
    {
        final Path first = CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).iface(1, 0, 6).simple(FRAME)
            .write(folder.resolve("first"));
        final Path second = CaptureBytes.pcapng(ByteOrder.BIG_ENDIAN).iface(101, 3, 6).simple(FRAME)
            .write(folder.resolve("second"));
        final Path both = folder.resolve("both");
        Files.write(both, Files.readAllBytes(first));
        Files.write(
            both, Files.readAllBytes(second), StandardOpenOption.APPEND);

        try (FrameSource source = FrameSources.open(both))
        {
            assertTrue(source.next());
            assertEquals(1, source.linkType());
            assertEquals(5, source.capturedLength());
            assertTrue(source.next());
            assertEquals(101, source.linkType());
            assertEquals(3, source.capturedLength());
            assertFalse(source.next());
        }
    }

    @Test
    void shouldFailAfterGoodFramesWhenFileIsCutAnywhere() throws IOException
    {
        final int lastBlock = 32 + FRAME.length + 3;
        for (int missing = 1; missing < lastBlock; missing++)
        {
            final Path file = CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).iface(1, 0, 6)
                .enhanced(0, 0, FRAME, 5).enhanced(0, 0, FRAME, 5)
                .writeCut(folder.resolve("cut" + missing), missing);

            try (FrameSource source = FrameSources.open(file))
            {
                assertTrue(source.next());
                final IOException exception = assertThrows(IOException.class, source::next);
                assertTrue(exception.getMessage().contains("breaks off"), exception.getMessage());
            }
        }
    }

    @Test
    void shouldFailWhenBlocksLie() throws IOException
    {
        assertBroken("interface", CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).enhanced(0, 0, FRAME, 5));
        assertBroken("length", CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).u32(6).u32(7).u32(0));
        assertBroken("length", CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).u32(6).u32(-4).u32(0));
        assertBroken("short", CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).u32(6).u32(12).u32(12));
        assertBroken("longer", CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).iface(1, 0, 6)
            .u32(6).u32(32).u32(0).u32(0).u32(0).u32(1).u32(1).u32(32));
    }

    private void assertBroken(final String word, final CaptureBytes capture) throws IOException
    {
        try (FrameSource source = FrameSources.open(capture.write(folder.resolve("broken"))))
        {
            final IOException exception = assertThrows(IOException.class, source::next);
            assertTrue(exception.getMessage().contains(word), exception.getMessage());
        }
    }
}
