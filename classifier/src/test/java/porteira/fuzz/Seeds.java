package porteira.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What fuzzing starts from: the examples, and texts that once went wrong. */
final class Seeds
{
    private Seeds()
    {
    }

    /** The examples whose names end like this, and texts beside them. */
    static Stream<byte[]> examples(final String suffix, final String... texts)
    {
        try (Stream<Path> files = Files.list(Path.of("examples")))
        {
            final List<Path> found = files.filter((path) -> path.toString().endsWith(suffix)).sorted().toList();
            return Stream.concat(
                found.stream().map(Seeds::bytes),
                Stream.of(texts).map((text) -> text.getBytes(StandardCharsets.UTF_8)));
        }
        catch (final IOException e)
        {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(final Path file)
    {
        try
        {
            return Files.readAllBytes(file);
        }
        catch (final IOException e)
        {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
