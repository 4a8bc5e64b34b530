package porteira.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The policy that the demo runs: the screened host of {@code classifier/examples}, as packed into the jar. */
final class DemoPolicy
{
    /** Its file name. */
    static final String FILE = "screened-host.nft";

    private DemoPolicy()
    {
    }

    /** Its text. */
    static String text()
    {
        try (InputStream in = DemoPolicy.class.getResourceAsStream(FILE))
        {
            if (null == in)
            {
                throw new IllegalStateException("resource: name=" + FILE + ", not in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
