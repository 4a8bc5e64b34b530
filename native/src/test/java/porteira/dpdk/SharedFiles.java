package porteira.dpdk;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the folder of captures that lies beside a checkout, if there is one. */
final class SharedFiles
{
    private SharedFiles()
    {
    }

    /** The folder {@code shared/name} beside an ancestor of the working directory, or null. */
    static Path find(final String name)
    {
        for (Path folder = Path.of("").toAbsolutePath(); null != folder; folder = folder.getParent())
        {
            final Path candidate = folder.resolve("shared").resolve(name);
            if (Files.isDirectory(candidate))
            {
                return candidate;
            }
        }
        return null;
    }
}
