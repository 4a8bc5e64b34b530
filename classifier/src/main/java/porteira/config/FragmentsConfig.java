package porteira.config;

import porteira.flow.FragmentTracker;

/**
 * Table {@code [fragments]}: what each lane remembers of datagrams that come in pieces.
 *
 * @param datagrams at once
 * @param early     what becomes of a later fragment that comes before its first one
 */
public record FragmentsConfig(int datagrams, Early early)
{
    /** What happens to fragments of which nothing is known. */
    public enum Early
    {
        /** The fragment passes. */
        ACCEPT,
        /** The fragment is dropped. */
        DROP
    }

    static FragmentsConfig read(final TomlTable table)
    {
        final FragmentsConfig config = new FragmentsConfig(
            table.integer("datagrams", FragmentTracker.MIN_CAPACITY, FragmentTracker.MAX_CAPACITY),
            table.constant("early", Early.class));
        table.finish();
        return config;
    }
}
