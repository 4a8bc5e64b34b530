package porteira.config;

import porteira.flow.FlowLimits;
import porteira.flow.FlowTimeouts;

/**
 * Table {@code [flows]}: what each lane remembers of connections.
 *
 * @param limits   how many
 * @param timeouts how long
 * @param full     what becomes of a frame that begins one connection too many
 */
public record FlowsConfig(FlowLimits limits, FlowTimeouts timeouts, Full full)
{
    /** What happens to frames that find no room. */
    public enum Full
    {
        /** The frame is dropped. */
        DROP,
        /** The frame passes, and is forgotten. */
        ACCEPT
    }

    static FlowsConfig read(final TomlTable table)
    {
        final int connections = table.integer("connections", FlowLimits.CONNECTIONS_MIN, FlowLimits.CONNECTIONS_MAX);
        final int embryonic = table.integer("embryonic_percent", 1, 100);
        final int mappings = table.integer("mappings", 0, FlowLimits.CONNECTIONS_MAX);
        if (mappings > connections)
        {
            table.report("mappings", mappings, "limit flows.connections=" + connections);
        }
        final Full full = table.constant("full", Full.class);
        final FlowTimeouts timeouts = timeouts(table.table("timeouts"));
        table.finish();
        return new FlowsConfig(
            new FlowLimits(connections, embryonic, Math.min(mappings, connections)), timeouts, full);
    }

    private static FlowTimeouts timeouts(final TomlTable table)
    {
        final FlowTimeouts timeouts = new FlowTimeouts(
            seconds(table, "syn_sent_s"), seconds(table, "syn_recv_s"), seconds(table, "established_s"),
            seconds(table, "fin_wait_s"), seconds(table, "close_wait_s"), seconds(table, "last_ack_s"),
            seconds(table, "time_wait_s"), seconds(table, "close_s"), seconds(table, "max_retrans_s"),
            seconds(table, "unacknowledged_s"), seconds(table, "udp_s"), seconds(table, "udp_stream_s"),
            seconds(table, "icmp_s"), seconds(table, "icmpv6_s"), seconds(table, "generic_s"));
        table.finish();
        return timeouts;
    }

    private static int seconds(final TomlTable table, final String key)
    {
        return table.integer(key, 1, FlowTimeouts.MAX);
    }
}
