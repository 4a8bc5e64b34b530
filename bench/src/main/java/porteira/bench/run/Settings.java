package porteira.bench.run;

import java.nio.file.Path;

/**
 * What the caller chose.
 *
 * @param home    root of the source tree
 * @param out     folder of the results
 * @param rounds  of each contender, at least 1
 * @param seconds measured in each round, at least 1
 */
public record Settings(Path home, Path out, int rounds, int seconds)
{
    /** The policy that whole-path runs enforce. */
    public Path policy()
    {
        return home.resolve("classifier/examples/screened-host.nft");
    }

    /** The command that starts the gateway. */
    public Path launcher()
    {
        return home.resolve("classifier/bin/porteira");
    }
}
