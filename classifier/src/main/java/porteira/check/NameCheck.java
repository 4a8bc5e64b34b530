package porteira.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import porteira.policy.nft.UnusedNames;

/** Variables, sets and maps that no rule uses. */
public final class NameCheck
{
    private NameCheck()
    {
    }

    /**
     * Remarks on the names in a policy file and what it includes.
     *
     * @throws IOException if it cannot be read
     */
    public static List<Remark> of(final Path file) throws IOException
    {
        return UnusedNames.of(file).stream().map((unused) -> new Remark(Remark.Weight.WARNING, unused.location(),
            ("define".equals(unused.kind()) ? "variable '$" : unused.kind() + " '@") + unused.name() +
            "' is never used", "")).toList();
    }
}
