package porteira.flow;

/** What a lane counts about its connections. Ids are never reused. */
public enum FlowCounter
{
    /** Connections that began. */
    INSERTED(0, "inserted"),
    /** Connections whose time was over. */
    EXPIRED(1, "expired"),
    /** Embryonic connections that gave way to newer ones, the oldest first. */
    EVICTED_EMBRYONIC(2, "evicted_embryonic"),
    /** Connections not begun: every place is taken. */
    FULL(3, "full"),
    /** Connections not begun: the places that its hash allows are taken. */
    INDEX_FULL(4, "index_full"),
    /** Connections ended by a reset before any answer, or begun anew by their client. */
    CLOSED(5, "closed"),
    /** Frames that belong to no connection and may not begin one. */
    INVALID(6, "invalid"),
    /** Frames that no connection concerns. */
    UNTRACKED(7, "untracked"),
    /** ICMP errors about a known connection. */
    RELATED(8, "related"),
    /** Translations that found no room. */
    MAPPINGS_FULL(9, "mappings_full"),
    /** Translations refused because another connection has the same answer. */
    MAPPING_CLASH(10, "mapping_clash");

    private static final FlowCounter[] VALUES = values();

    private final int id;
    private final String label;

    FlowCounter(final int id, final String label)
    {
        this.id = id;
        this.label = label;
    }

    /** Number, equal to the ordinal. */
    public int id()
    {
        return id;
    }

    /** Name in counters and events. */
    public String label()
    {
        return label;
    }

    /** How many there are. */
    public static int count()
    {
        return VALUES.length;
    }
}
