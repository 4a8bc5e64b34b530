package porteira.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import porteira.replay.FramePick;

/** Any bytes are a capture with frames, or the file is refused by name. */
final class CaptureTarget implements FuzzTarget
{
    private static final Path FILE = temporary();

    @Override
    public void run(final byte[] data) throws IOException
    {
        Files.write(FILE, data);
        try
        {
            assertTrue(0 <= FramePick.of(FILE, 2).capacity());
        }
        catch (final IOException exception)
        {
            assertTrue(exception.getMessage().contains(FILE.toString()), exception.getMessage());
        }
    }

    @Override
    public Stream<byte[]> seeds()
    {
        final String record = "00000000000000000e0000000e000000" + "0200000000010200000000020800";
        final String header = "0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000";
        final String link = "01000000140000000100000000000000" + "14000000";
        return Stream.of("", "d4c3b2a1", "d4c3b2a1020004000000000000000000ffff000001000000" + record + record,
            "d4c3b2a1020004000000000000000000ffff000071000000" + record + record, header, header + link,
            header + link + "0600000030000000000000000000000000000000" + "0e0000000e000000" +
                "02000000000102000000000208000000" + "30000000")
            .map((hex) -> HexFormat.of().parseHex(hex));
    }

    private static Path temporary()
    {
        try
        {
            final Path file = Files.createTempFile("porteira-fuzz", ".pcap");
            file.toFile().deleteOnExit();
            return file;
        }
        catch (final IOException e)
        {
            throw new IllegalStateException(e);
        }
    }
}
