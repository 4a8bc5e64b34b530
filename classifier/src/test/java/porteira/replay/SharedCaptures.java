package porteira.replay;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The captures that stand beside the repository, in {@code shared/pcaps}; a test that needs them skips without. */
public final class SharedCaptures
{
    private static final String SHEET = ".oracle.tsv";

    private SharedCaptures()
    {
    }

    /** The folder; the calling test is skipped where there is none. */
    public static Path folder()
    {
        for (Path at = Path.of("").toAbsolutePath(); null != at; at = at.getParent())
        {
            final Path folder = at.resolve("shared").resolve("pcaps");
            if (Files.isDirectory(folder))
            {
                return folder;
            }
        }
        Assumptions.abort("skipped: no folder shared/pcaps beside the repository");
        return null;
    }

    /** All captures that have an answer sheet, sorted. */
    public static List<Path> withSheets() throws IOException
    {
        final List<Path> captures = new ArrayList<>();
        try (DirectoryStream<Path> sheets = Files.newDirectoryStream(folder(), "*" + SHEET))
        {
            for (final Path sheet : sheets)
            {
                final String name = sheet.getFileName().toString();
                captures.add(sheet.resolveSibling(name.substring(0, name.length() - SHEET.length())));
            }
        }
        captures.sort(null);
        return captures;
    }

    static Path sheet(final Path capture)
    {
        return capture.resolveSibling(capture.getFileName() + SHEET);
    }
}
