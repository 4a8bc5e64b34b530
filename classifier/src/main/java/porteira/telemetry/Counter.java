package porteira.telemetry;

/**
 * Everything the gateway counts. An id names its meaning for ever: it is the Agrona counter type id in the file, never
 * reused after a constant goes.
 */
public enum Counter
{
    /** Policies taken by all lanes since start. */
    POLICY_SWAPS(1, Family.GATEWAY, "policy swaps", Unit.EVENTS),
    /** Lines that reached the event log. */
    EVENT_LINES(2, Family.GATEWAY, "event lines", Unit.EVENTS),
    /** Lines given up because the event log could not be written. */
    EVENT_LINES_LOST(3, Family.GATEWAY, "event lines lost", Unit.EVENTS),
    /** Exceptions that reached an error handler. */
    ERRORS(4, Family.GATEWAY, "errors", Unit.EVENTS),
    /** Counters that found no room in this file. */
    UNPUBLISHED(5, Family.GATEWAY, "counters without room", Unit.ENTRIES),

    /** Frames the lane's poller took from all ports. */
    LANE_RECEIVED(100, Family.LANE, "received", Unit.FRAMES),
    /** Frames of which at least one copy was taken by a tx queue. */
    LANE_FORWARDED(101, Family.LANE, "forwarded", Unit.FRAMES),
    /** Frames the poller freed on the classifier's order. */
    LANE_FREED(102, Family.LANE, "freed", Unit.FRAMES),
    /** Frames dropped at arrival because the rx ring was full. */
    LANE_RX_RING_FULL(103, Family.LANE, "rx ring full", Unit.FRAMES),
    /** Frames no tx queue took. */
    LANE_TX_DROPPED(104, Family.LANE, "tx queue full", Unit.FRAMES),
    /** Copies transmitted beyond a frame's first. */
    LANE_FLOOD_COPIES(105, Family.LANE, "flood copies", Unit.FRAMES),
    /** Rounds of the poller over all ports. */
    LANE_POLLS(106, Family.LANE, "polls", Unit.EVENTS),
    /** Rounds that found nothing. */
    LANE_IDLE_POLLS(107, Family.LANE, "idle polls", Unit.EVENTS),
    /** Frames the classifier thread judged. */
    LANE_JUDGED(108, Family.LANE, "judged", Unit.FRAMES),
    /** Bursts the classifier thread took. */
    LANE_BURSTS(109, Family.LANE, "bursts", Unit.EVENTS),
    /** Frames the policy accepted, on one egress port at least. */
    LANE_ACCEPTED(110, Family.LANE, "accepted", Unit.FRAMES),
    /** Frames sent to every other port: group addresses and unknown destinations. */
    LANE_FLOODED(111, Family.LANE, "flooded", Unit.FRAMES),
    /** Copies of flooded frames that a policy reading the egress port refused. */
    LANE_COPIES_REFUSED(112, Family.LANE, "copies refused", Unit.FRAMES),
    /** Frames longer than their first segment, judged by that segment alone. */
    LANE_MULTI_SEGMENT(113, Family.LANE, "multi-segment", Unit.FRAMES),
    /** Events put into the lane's ring. */
    LANE_EVENTS(114, Family.LANE, "events", Unit.EVENTS),
    /** Events lost because the lane's ring was full. */
    LANE_EVENTS_LOST(115, Family.LANE, "events lost", Unit.EVENTS),
    /** Events held back by the rate limit. */
    LANE_EVENTS_SUPPRESSED(116, Family.LANE, "events suppressed", Unit.EVENTS),
    /** Station addresses the lane knows now. */
    LANE_ADDRESSES(117, Family.LANE, "addresses", Unit.ENTRIES),
    /** Station addresses learnt since start. */
    LANE_ADDRESSES_LEARNT(118, Family.LANE, "addresses learnt", Unit.ENTRIES),
    /** Stations seen on a new port. */
    LANE_ADDRESSES_MOVED(119, Family.LANE, "addresses moved", Unit.ENTRIES),
    /** Station addresses forgotten because they were silent, or their port went down. */
    LANE_ADDRESSES_FORGOTTEN(120, Family.LANE, "addresses forgotten", Unit.ENTRIES),
    /** Source addresses not learnt because the table had no room. */
    LANE_ADDRESS_TABLE_FULL(121, Family.LANE, "address table full", Unit.EVENTS),
    /** Frames that left with other addresses or ports. */
    LANE_TRANSLATED(170, Family.LANE, "translated", Unit.FRAMES),
    /** Hosts that translations lead to, seen for the first time or at another place. */
    LANE_NEIGHBOURS_LEARNT(171, Family.LANE, "neighbours learnt", Unit.EVENTS),
    /** Frames that left as a question for such a host. */
    LANE_NEIGHBOURS_ASKED(172, Family.LANE, "neighbours asked", Unit.FRAMES),
    /** Questions for an address of the gateway that were answered. */
    LANE_NEIGHBOURS_ANSWERED(173, Family.LANE, "neighbours answered", Unit.FRAMES),

    /** Times the poller found that the classifier thread has stopped. */
    LANE_STALLS(150, Family.LANE, "stalls", Unit.EVENTS),
    /** 1: the poller acts in the classifier thread's place. */
    LANE_STALLED(151, Family.LANE, "stalled", Unit.STATE),
    /** Frames the poller sent unjudged, of which a tx queue took a copy. */
    LANE_STALLED_BRIDGED(152, Family.LANE, "bridged in stalls", Unit.FRAMES),
    /** Frames the poller dropped unjudged. */
    LANE_STALLED_DROPPED(153, Family.LANE, "dropped in stalls", Unit.FRAMES),

    /** 1: link is up. */
    PORT_LINK(200, Family.PORT, "link", Unit.STATE),
    /** Speed of the link, 0 where unknown. */
    PORT_SPEED(201, Family.PORT, "speed", Unit.MBPS),
    /** Frames lanes took from the port. */
    PORT_RX_FRAMES(202, Family.PORT, "rx frames", Unit.FRAMES),
    /** Their bytes, FCS not included. */
    PORT_RX_BYTES(203, Family.PORT, "rx bytes", Unit.BYTES),
    /** Frames the port's tx queues took. */
    PORT_TX_FRAMES(204, Family.PORT, "tx frames", Unit.FRAMES),
    /** Their bytes, FCS not included. */
    PORT_TX_BYTES(205, Family.PORT, "tx bytes", Unit.BYTES),
    /** Copies given up because a tx queue stayed full. */
    PORT_TX_FULL(206, Family.PORT, "tx full", Unit.FRAMES),
    /** Frames the NIC lost for want of a descriptor. */
    PORT_RX_MISSED(207, Family.PORT, "rx missed", Unit.FRAMES),
    /** Frames the NIC received damaged. */
    PORT_RX_ERRORS(208, Family.PORT, "rx errors", Unit.FRAMES),
    /** Frames the NIC failed to send. */
    PORT_TX_ERRORS(209, Family.PORT, "tx errors", Unit.FRAMES),
    /** Frames lost because the mempool was empty. */
    PORT_RX_NO_MBUF(210, Family.PORT, "rx no mbuf", Unit.FRAMES),

    /** Rejected frames whose sender got an answer. */
    LANE_REJECTS_ANSWERED(122, Family.LANE, "rejects answered", Unit.FRAMES),
    /** Rejected frames without answer: none is due, or too many were. */
    LANE_REJECTS_SILENT(123, Family.LANE, "rejects silent", Unit.FRAMES),

    /** Frames that matched the rule. */
    RULE_FRAMES(300, Family.RULE, "hits", Unit.FRAMES),
    /** Their bytes on the wire, FCS not included. */
    RULE_BYTES(301, Family.RULE, "hit bytes", Unit.BYTES),

    /** Frames with this malformation, whatever was done with them. */
    MALFORMED(400, Family.MALFORMED, "malformed", Unit.FRAMES),

    /** Frames the classifier ordered to be freed, for this reason. */
    DROPPED(500, Family.DROP, "dropped", Unit.FRAMES),

    /** Connections that lanes know now. */
    CONNECTIONS(600, Family.GATEWAY, "connections", Unit.ENTRIES),
    /** Of them, those that wait for an answer or for the end of a handshake. */
    CONNECTIONS_EMBRYONIC(601, Family.GATEWAY, "embryonic", Unit.ENTRIES),
    /** Of them, those with a translated address. */
    CONNECTIONS_MAPPED(602, Family.GATEWAY, "translated", Unit.ENTRIES),
    /** What happened to connections. */
    FLOW_EVENTS(603, Family.FLOW, "connection events", Unit.EVENTS),
    /** Datagrams in pieces that lanes remember now. */
    DATAGRAMS(604, Family.GATEWAY, "fragmented datagrams", Unit.ENTRIES),
    /** Datagrams in pieces forgotten early for want of room. */
    DATAGRAMS_EVICTED(605, Family.GATEWAY, "fragmented datagrams evicted", Unit.EVENTS),

    /** Elements that a set has now. */
    SET_ELEMENTS(700, Family.SET, "elements", Unit.ENTRIES),
    /** Elements that found no room in a set. */
    SET_REFUSED(701, Family.SET, "no room", Unit.EVENTS);

    /** What the key of a counter numbers. */
    public enum Family
    {
        /** One counter for the process; key 0. */
        GATEWAY,
        /** Key: lane id. */
        LANE,
        /** Key: index of the bridge port. */
        PORT,
        /** Key: index of the rule in its policy. */
        RULE,
        /** Key: id of the malformation. */
        MALFORMED,
        /** Key: id of the drop reason. */
        DROP,
        /** Key: id of what happened to connections. */
        FLOW,
        /** Key: place of the set in its policy. */
        SET
    }

    /** What a value counts. */
    public enum Unit
    {
        /** Ethernet frames. */
        FRAMES,
        /** Bytes, FCS not included. */
        BYTES,
        /** Occurrences. */
        EVENTS,
        /** Gauge: things there now. */
        ENTRIES,
        /** Gauge: 0 or 1. */
        STATE,
        /** Gauge: 10^6 bit/s. */
        MBPS
    }

    private static final Counter[] BY_ID = byId();

    private final int id;
    private final Family family;
    private final String label;
    private final Unit unit;

    Counter(final int id, final Family family, final String label, final Unit unit)
    {
        this.id = id;
        this.family = family;
        this.label = label;
        this.unit = unit;
    }

    /** Agrona counter type id. */
    public int id()
    {
        return id;
    }

    /** What the key numbers. */
    public Family family()
    {
        return family;
    }

    /** Name for people, lower case, unique within its family. */
    public String label()
    {
        return label;
    }

    /** What the value counts. */
    public Unit unit()
    {
        return unit;
    }

    /** The counter of an id, null where no counter has it. */
    public static Counter ofId(final int id)
    {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    private static Counter[] byId()
    {
        int max = 0;
        for (final Counter counter : values())
        {
            max = Math.max(max, counter.id);
        }

        final Counter[] table = new Counter[max + 1];
        for (final Counter counter : values())
        {
            table[counter.id] = counter;
        }
        return table;
    }
}
