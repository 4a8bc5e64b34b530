package porteira.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import porteira.config.GatewayConfig;
import porteira.problem.RefusedException;

/** Any bytes are a configuration, or are refused. */
final class GatewayConfigTarget implements FuzzTarget
{
    private static final Path FILE = temporary();

    @Override
    public void run(final byte[] data) throws IOException
    {
        Files.write(FILE, data);
        try
        {
            assertFalse(GatewayConfig.load(FILE).portNames().isEmpty());
        }
        catch (final RefusedException exception)
        {
            assertFalse(exception.problems().isEmpty());
        }
    }

    @Override
    public Stream<byte[]> seeds()
    {
        return Seeds.examples(".toml", "", "[", "a = ", "[[port]]\nname = \"lan\"\n", "x = 99999999999999999999999");
    }

    private static Path temporary()
    {
        try
        {
            final Path file = Files.createTempFile("porteira-fuzz", ".toml");
            file.toFile().deleteOnExit();
            return file;
        }
        catch (final IOException e)
        {
            throw new IllegalStateException(e);
        }
    }
}
