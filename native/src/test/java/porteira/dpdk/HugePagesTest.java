package porteira.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HugePagesTest
{
    private static final int LENGTH = 2 * HugePages.LEAST_LENGTH + 100;

    @TempDir
    Path folder;

    @Test
    void shouldBeZeroWhenAllocated()
    {
        NativeLibrary.loadDpdk();
        for (final int length : new int[] {100, HugePages.LEAST_LENGTH, LENGTH})
        {
            final ByteBuffer bytes = HugePages.allocate(length);
            final UnsafeBuffer buffer = new UnsafeBuffer(bytes);

            assertEquals(length, buffer.capacity());
            assertEquals(0, buffer.addressOffset() % (length < HugePages.LEAST_LENGTH ? 128 : HugePages.LEAST_LENGTH));
            for (int i = 0; i < length; i++)
            {
                assertEquals(0, buffer.getByte(i));
            }
            buffer.putByte(length - 1, (byte)1);
            assertEquals(1, bytes.get(length - 1));
        }
    }

    @Test
    void shouldWriteTheFileWhenItIsMapped() throws IOException
    {
        final Path file = folder.resolve("table");
        Files.write(file, new byte[LENGTH / 4096 * 4096 + 4096]);

        try (HugePages pages = HugePages.map(file, LENGTH))
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(pages.buffer());
            assertEquals(0, buffer.addressOffset() % HugePages.LEAST_LENGTH);
            buffer.putByte(LENGTH - 1, (byte)7);
        }

        assertEquals(7, Files.readAllBytes(file)[LENGTH - 1]);
    }

    @Test
    void shouldRefuseWhenFileIsShorter() throws IOException
    {
        final Path file = folder.resolve("short");
        Files.write(file, new byte[4096]);

        final DpdkException refusal = assertThrows(DpdkException.class, () -> HugePages.map(file, LENGTH));

        assertTrue(refusal.getMessage().contains("shorter than length="), refusal.getMessage());
    }
}
