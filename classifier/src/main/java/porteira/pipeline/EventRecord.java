package porteira.pipeline;

/**
 * Layout of an event in a lane's ring, host byte order.
 * <pre>
 *  0          8            12     16        20             24            28    32
 *  | epoch ms | generation | leaf | ingress | frame length | head length | 0   | head bytes ...
 * </pre>
 */
final class EventRecord
{
    /** Message type: a policy's log statement met a frame. */
    static final int TYPE_LOG = 1;

    static final int TIME_OFFSET = 0;
    static final int GENERATION_OFFSET = 8;
    static final int LEAF_OFFSET = 12;
    static final int INGRESS_OFFSET = 16;
    static final int FRAME_LENGTH_OFFSET = 20;
    static final int HEAD_LENGTH_OFFSET = 24;
    static final int RESERVED_OFFSET = 28;
    static final int HEAD_OFFSET = 32;

    /** Most bytes of a frame in an event: Ethernet, VLANs, IPv4, UDP, Teredo, IPv6 with options, TCP. */
    static final int HEAD_MAX = 192;

    private EventRecord()
    {
    }
}
