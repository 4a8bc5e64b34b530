package porteira.flow;

/**
 * How many things one lane remembers; fixed from start to end.
 *
 * @param connections       connections, 16..{@value #CONNECTIONS_MAX}
 * @param embryonicPercent  share of them that netfilter would not call assured: no answer, no end of the handshake yet,
 *                          UDP not yet both ways for two seconds, ICMP; beyond it the oldest give way, 1..100
 * @param mappings          connections with a translation, 0..{@code connections}
 */
public record FlowLimits(int connections, int embryonicPercent, int mappings)
{
    /** Most connections: 1 GiB of them. */
    public static final int CONNECTIONS_MAX = 1 << 23;
    /** Fewest connections. */
    public static final int CONNECTIONS_MIN = 16;

    /** Checks the ranges. */
    public FlowLimits
    {
        check("connections", connections, CONNECTIONS_MIN, CONNECTIONS_MAX);
        check("embryonic_percent", embryonicPercent, 1, 100);
        check("mappings", mappings, 0, connections);
    }

    /** A quarter may be embryonic, an eighth mapped. */
    public static FlowLimits of(final int connections)
    {
        return new FlowLimits(connections, 25, connections / 8);
    }

    /** Most connections that are embryonic; at least 1. */
    public int embryonic()
    {
        return (int)Math.max(1, (long)connections * embryonicPercent / 100);
    }

    /** Bytes of a lane's table, mappings and their index. */
    public long bytes()
    {
        return FlowDescriptor.fileLength(this) + FlowIndex.bytes(connections + mappings);
    }

    private static void check(final String name, final int value, final int least, final int most)
    {
        if (value < least || value > most)
        {
            throw new IllegalArgumentException("flows: " + name + "=" + value + ", limit=" + least + ".." + most);
        }
    }
}
