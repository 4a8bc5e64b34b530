package porteira.flow;

/**
 * A connection as {@link FlowReader} found it. Addresses are text; ports are 0 for protocols that have none, and for
 * ICMP queries the id, then the type and code, a byte each.
 *
 * @param lane        that it belongs to
 * @param protocol    IP protocol number
 * @param outerVlan   id of the outer tag, 0 if untagged
 * @param innerVlan   id of the tag behind it, 0 if there is none
 * @param source      originator
 * @param destination whom it called
 * @param state       {@link TcpState}; NONE for other protocols
 * @param isAnswered  frames were seen both ways
 * @param isAssured   it will not give way to others
 * @param leftMs      until it is forgotten if no other frame comes; 0 or less if its time is over
 * @param translation how the originator's frames look behind the gateway; null if they look as before
 */
public record FlowInfo(
    int lane,
    int protocol,
    int outerVlan,
    int innerVlan,
    End source,
    End destination,
    int state,
    boolean isAnswered,
    boolean isAssured,
    long leftMs,
    Ends translation)
{
    /**
     * One end.
     *
     * @param address as text
     * @param high    upper half of the address, 0 for IPv4
     * @param low     lower half of the address
     * @param port    0..65535
     */
    public record End(String address, long high, long low, int port)
    {
    }

    /**
     * Both ends behind the gateway.
     *
     * @param source      the originator's
     * @param destination the other's
     */
    public record Ends(End source, End destination)
    {
    }
}
