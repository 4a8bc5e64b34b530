package porteira.bench.acl;

import porteira.bench.corpus.AclCorpus;
import porteira.bench.corpus.AclShape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A rule list by name: {@code acl1-1k} or {@code fw1-10k}. Of a thousand rules ClassBench's own files are taken where
 * they lie in a folder {@code shared/classbench} beside the source tree or above it; all else is made from a seed.
 */
public final class AclList
{
    private static final long SEED = 1;
    private static final int HEADERS = 20_000;
    private static final int THOUSAND = 1000;

    private AclList()
    {
    }

    /** Rules and frames. @param home where the search for files begins */
    public static AclCorpus of(final String name, final Path home) throws IOException
    {
        final String[] parts = name.split("-");
        final int size = THOUSAND * Integer.parseInt(parts[1].replace("k", ""));
        for (Path at = home.toAbsolutePath(); THOUSAND == size && null != at; at = at.getParent())
        {
            final Path filters = at.resolve("shared/classbench").resolve(parts[0] + "_1k");
            final Path trace = filters.resolveSibling(filters.getFileName() + ".trace.tsv");
            if (Files.isReadable(filters) && Files.isReadable(trace))
            {
                return AclCorpus.read(filters, trace);
            }
        }
        return AclCorpus.of(AclShape.valueOf(parts[0].toUpperCase(Locale.ROOT)), size, HEADERS, SEED);
    }
}
