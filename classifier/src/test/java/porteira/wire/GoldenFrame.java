package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A frame of {@code resources/golden}: the dissector's layers as comment, a line of what the parser must find, the
 * bytes as hex.
 */
public record GoldenFrame(String name, Map<String, String> expected, byte[] bytes)
{
    /** All of them, sorted by name. */
    public static List<GoldenFrame> all() throws IOException
    {
        final List<GoldenFrame> frames = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder()))
        {
            for (final Path file : files)
            {
                frames.add(read(file));
            }
        }
        frames.sort((left, right) -> left.name.compareTo(right.name));
        return frames;
    }

    /** The bytes as a buffer. */
    public UnsafeBuffer buffer()
    {
        return new UnsafeBuffer(bytes);
    }

    @Override
    public String toString()
    {
        return name;
    }

    private static GoldenFrame read(final Path file) throws IOException
    {
        final Map<String, String> expected = new HashMap<>();
        final StringBuilder hex = new StringBuilder();
        for (final String line : Files.readAllLines(file))
        {
            if (line.indexOf('=') > 0 && !line.startsWith("#"))
            {
                for (final String pair : line.split(" "))
                {
                    expected.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
                }
            }
            else if (!line.startsWith("#"))
            {
                hex.append(line);
            }
        }
        return new GoldenFrame(
            file.getFileName().toString().replace(".txt", ""), expected, Frames.bytes(hex.toString()));
    }

    private static Path folder()
    {
        try
        {
            final URI uri = GoldenFrame.class.getResource("/golden").toURI();
            return Path.of(uri);
        }
        catch (final URISyntaxException ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}
