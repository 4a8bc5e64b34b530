package porteira.flow;

/**
 * The translation of a connection, one cache line: what its originator's frames look like behind the gateway, and where
 * both ends live.
 * <pre>
 *   0        8        16       24       32       40       48       56       64
 *   +--------+--------+--------+--------+--------+--------+--------+--------+
 *   |      source      |   destination  |sp|dp|own |cmac..  smac.. |ports|next|....|
 *   +--------+--------+--------+--------+--------+--------+--------+--------+
 * </pre>
 */
final class MappingDescriptor
{
    static final int RECORD_LENGTH = 64;
    static final int SOURCE_HIGH_OFFSET = 0;
    static final int SOURCE_LOW_OFFSET = 8;
    static final int DESTINATION_HIGH_OFFSET = 16;
    static final int DESTINATION_LOW_OFFSET = 24;
    static final int SOURCE_PORT_OFFSET = 32;
    static final int DESTINATION_PORT_OFFSET = 34;
    static final int OWNER_OFFSET = 36;
    /** Six bytes each, as an int and a short: the client's, then the server's. */
    static final int MACS_OFFSET = 40;
    static final int MAC_LENGTH = 6;
    /** A byte each: the client's bridge port, then the server's. */
    static final int PORTS_OFFSET = 52;
    static final int NEXT_OFFSET = 56;

    private MappingDescriptor()
    {
    }
}
