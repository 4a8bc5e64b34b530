package porteira.config;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Table {@code [events]}: the JSON-lines log.
 *
 * @param file       absolute or relative to the working directory, resolved against the run directory.
 * @param ratePerSecond events written a second, on average; the rest is counted.
 * @param burst      events written at once before the rate counts.
 */
public record EventsConfig(Path file, int ratePerSecond, int burst)
{
    /** Most events a second, and in one burst. */
    public static final int RATE_MAX = 1_000_000;

    static EventsConfig read(final TomlTable table, final Path runDir)
    {
        final EventsConfig config = new EventsConfig(
            runDir.resolve(table.text("file", Pattern.compile("[^\\x00]+"), "a file name")),
            table.integer("rate_per_s", 1, RATE_MAX),
            table.integer("burst", 1, RATE_MAX));
        table.finish();
        return config;
    }
}
