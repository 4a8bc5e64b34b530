package porteira.bench.jmh;

import porteira.policy.PortNames;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The screened host's policy, compiled from the source tree that a benchmark is run in. */
final class ScreenedHost
{
    static final List<String> PORTS = List.of("lan", "wan");

    private static final String FILE = "classifier/examples/screened-host.nft";

    private ScreenedHost()
    {
    }

    /** From the working directory, or from below the folder that {@code porteira.home} names. */
    static CompiledPolicy compile()
    {
        return PolicyCompiler.compile(file(), PortNames.of(PORTS));
    }

    /** The same, not compiled. */
    static String text() throws IOException
    {
        return Files.readString(file());
    }

    private static Path file()
    {
        final Path file = Path.of(System.getProperty("porteira.home", ".")).resolve(FILE);
        if (!Files.isRegularFile(file))
        {
            throw new IllegalStateException(
                file + ": no such file; run this in the source tree or with -Dporteira.home=...");
        }
        return file;
    }
}
