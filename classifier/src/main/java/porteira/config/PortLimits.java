package porteira.config;

/**
 * What a port can do, as it reports or as documents say. Where a maximum is 0 or 65535 there is none; elsewhere 0 means
 * not said.
 *
 * @param rxDescriptorsMin   per queue.
 * @param rxDescriptorsMax   per queue.
 * @param rxDescriptorsAlign counts must be a multiple of it.
 * @param txDescriptorsMin   per queue.
 * @param txDescriptorsMax   per queue.
 * @param txDescriptorsAlign counts must be a multiple of it.
 * @param queues             the lesser of rx and tx queues.
 * @param mtuMin             bytes behind the Ethernet header.
 * @param mtuMax             bytes behind the Ethernet header.
 * @param rssKeyBytes        the only length taken.
 * @param rssOffloads        RTE_ETH_RSS_* bits, 0 = no RSS.
 */
public record PortLimits(
    int rxDescriptorsMin,
    int rxDescriptorsMax,
    int rxDescriptorsAlign,
    int txDescriptorsMin,
    int txDescriptorsMax,
    int txDescriptorsAlign,
    int queues,
    int mtuMin,
    int mtuMax,
    int rssKeyBytes,
    long rssOffloads)
{
    /** What DPDK reports where it has no maximum. */
    public static final int NO_MAX = 0xFFFF;

    /** Table {@code [limits]} of a profile: only what holds for every device of the family. */
    static PortLimits read(final TomlTable table)
    {
        final PortLimits limits = new PortLimits(
            table.integer("rx_descriptors_min", 0, NO_MAX),
            table.integer("rx_descriptors_max", 0, NO_MAX),
            table.integer("rx_descriptors_align", 0, NO_MAX),
            table.integer("tx_descriptors_min", 0, NO_MAX),
            table.integer("tx_descriptors_max", 0, NO_MAX),
            table.integer("tx_descriptors_align", 0, NO_MAX),
            table.integer("queues", 0, NO_MAX),
            0,
            table.integer("mtu_bytes_max", 0, NO_MAX),
            table.integer("rss_key_bytes", 0, RssSettings.KEY_BYTES_MAX),
            0);
        table.finish();
        return limits;
    }
}
