package porteira.pipeline;

/** Why the classifier thread ordered a frame to be freed. Ids are never reused. */
public enum DropReason
{
    /** The policy's verdict. */
    POLICY(0, "policy"),
    /** The destination is on the side the frame came from: the bridge has nothing to do. */
    SAME_PORT(1, "destination on ingress port"),
    /** It came in on a port that is not the bridge's. */
    UNKNOWN_PORT(2, "unknown port"),
    /** No other port has a link. */
    NO_EGRESS(3, "no port to leave by"),
    /** Shorter than an Ethernet header. */
    RUNT(4, "shorter than an ethernet header"),
    /** Judging it threw an exception; see the error log. */
    ERROR(5, "error"),
    /** It begins a connection, and the table of connections has no room. */
    FLOWS_FULL(6, "no room for connection"),
    /** A later fragment whose first one was dropped, or never seen. */
    FRAGMENT(7, "fragment of a dropped datagram"),
    /** A fragment that no honest host sends: overlapping, too short for its headers, beyond the end. */
    FRAGMENT_REFUSED(8, "overlapping or tiny fragment"),
    /** It begins a connection to be translated, and there are as many translations as there may be. */
    NAT_FULL(9, "no room for translation"),
    /** It begins a connection to be translated, and no port was found that tells its answers from another's. */
    NAT_CLASH(10, "no port for translation"),
    /** Its new destination has not told yet where it lives. */
    NEIGHBOUR_UNKNOWN(11, "neighbour unknown"),
    /** To be translated, but its connection's state is invalid, or its headers cannot be written. */
    UNTRANSLATABLE(12, "not translatable"),
    /** It needs an address of the gateway, which has none there. */
    NO_ADDRESS(13, "port has no address"),
    /** It was an answer to the gateway's own question. */
    FOR_GATEWAY(14, "answer to the gateway");

    /** Ids are below this. */
    static final int LIMIT = 16;

    private final int id;
    private final String label;

    DropReason(final int id, final String label)
    {
        this.id = id;
        this.label = label;
    }

    /** Key of the counter. */
    public int id()
    {
        return id;
    }

    /** Name for people. */
    public String label()
    {
        return label;
    }
}
