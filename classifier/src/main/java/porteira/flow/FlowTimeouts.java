package porteira.flow;

/**
 * Seconds after its last frame that a connection is forgotten. Names are those of netfilter's sysctls
 * {@code nf_conntrack_*_timeout_*}.
 *
 * @param synSent        TCP: SYN seen; also where both sides have sent one
 * @param synRecv        TCP: SYN answered
 * @param established    TCP: handshake done
 * @param finWait        TCP: one side has closed
 * @param closeWait      TCP: that is acknowledged
 * @param lastAck        TCP: both sides have closed
 * @param timeWait       TCP: all is acknowledged
 * @param close          TCP: reset
 * @param maxRetrans     TCP: the same segment seen four times, or a window of 0
 * @param unacknowledged TCP: data that nobody has acknowledged
 * @param udp            UDP one way or new
 * @param udpStream      UDP both ways for more than two seconds
 * @param icmp           ICMP queries
 * @param icmpv6         ICMPv6 queries
 * @param generic        any other protocol
 */
public record FlowTimeouts(
    int synSent, int synRecv, int established, int finWait, int closeWait, int lastAck, int timeWait, int close,
    int maxRetrans, int unacknowledged, int udp, int udpStream, int icmp, int icmpv6, int generic)
{
    /** netfilter's own. */
    public static final FlowTimeouts NETFILTER =
        new FlowTimeouts(120, 60, 432_000, 120, 60, 30, 120, 10, 300, 300, 30, 120, 30, 30, 600);

    /** Longest, seconds: a year. */
    public static final int MAX = 31_536_000;

    /** Checks that each is 1..{@value #MAX}. */
    public FlowTimeouts
    {
        check("syn_sent", synSent);
        check("syn_recv", synRecv);
        check("established", established);
        check("fin_wait", finWait);
        check("close_wait", closeWait);
        check("last_ack", lastAck);
        check("time_wait", timeWait);
        check("close", close);
        check("max_retrans", maxRetrans);
        check("unacknowledged", unacknowledged);
        check("udp", udp);
        check("udp_stream", udpStream);
        check("icmp", icmp);
        check("icmpv6", icmpv6);
        check("generic", generic);
    }

    private static void check(final String name, final int seconds)
    {
        if (seconds < 1 || seconds > MAX)
        {
            throw new IllegalArgumentException("flow timeout: " + name + "=" + seconds + ", limit=1.." + MAX);
        }
    }
}
