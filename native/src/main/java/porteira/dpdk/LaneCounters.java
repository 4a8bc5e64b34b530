package porteira.dpdk;

import porteira.dpdk.bindings.prt_lane_counters;
import porteira.dpdk.bindings.prt_lane_port_counters;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A lane's counters, written by its poller, read by anyone. At rest {@link #received} is {@link #forwarded} +
 * {@link #freed} + {@link #rxRingFull} + {@link #txDropped} + {@link #stalledBridged} + {@link #stalledDropped}. After
 * the lane is closed they stay as they were last.
 */
public final class LaneCounters
{
    private static final int LENGTH = (int)prt_lane_counters.sizeof();
    private static final int FORWARDED = (int)prt_lane_counters.forwarded$offset();
    private static final int FREED = (int)prt_lane_counters.freed$offset();
    private static final int RX_RING_FULL = (int)prt_lane_counters.rx_ring_full$offset();
    private static final int TX_DROPPED = (int)prt_lane_counters.tx_dropped$offset();
    private static final int FLOOD_COPIES = (int)prt_lane_counters.flood_copies$offset();
    private static final int POLLS = (int)prt_lane_counters.polls$offset();
    private static final int IDLE_POLLS = (int)prt_lane_counters.idle_polls$offset();
    private static final int HEARTBEAT_TSC = (int)prt_lane_counters.heartbeat_tsc$offset();
    private static final int STALLS = (int)prt_lane_counters.stalls$offset();
    private static final int STALLED = (int)prt_lane_counters.stalled$offset();
    private static final int STALLED_BRIDGED = (int)prt_lane_counters.stalled_bridged$offset();
    private static final int STALLED_DROPPED = (int)prt_lane_counters.stalled_dropped$offset();
    private static final int PORT = (int)prt_lane_counters.port$offset();
    private static final int PORT_LENGTH = (int)prt_lane_port_counters.sizeof();
    private static final int RX_FRAMES = (int)prt_lane_port_counters.rx_frames$offset();
    private static final int RX_BYTES = (int)prt_lane_port_counters.rx_bytes$offset();
    private static final int TX_FRAMES = (int)prt_lane_port_counters.tx_frames$offset();
    private static final int TX_BYTES = (int)prt_lane_port_counters.tx_bytes$offset();
    private static final int TX_FULL = (int)prt_lane_port_counters.tx_full$offset();

    private volatile UnsafeBuffer buffer;

    LaneCounters(final long address)
    {
        buffer = new UnsafeBuffer(address, LENGTH);
    }

    /** Frames of which at least one copy was taken by a transmit queue. */
    public long forwarded()
    {
        return buffer.getLongAcquire(FORWARDED);
    }

    /** Frames freed on the classifier's order. */
    public long freed()
    {
        return buffer.getLongAcquire(FREED);
    }

    /** Frames dropped at arrival because the classifier lagged. */
    public long rxRingFull()
    {
        return buffer.getLongAcquire(RX_RING_FULL);
    }

    /** Frames that were to be forwarded and of which no transmit queue took a copy. */
    public long txDropped()
    {
        return buffer.getLongAcquire(TX_DROPPED);
    }

    /** Copies transmitted beyond a frame's first. */
    public long floodCopies()
    {
        return buffer.getLongAcquire(FLOOD_COPIES);
    }

    /** Rounds over all ports. */
    public long polls()
    {
        return buffer.getLongAcquire(POLLS);
    }

    /** Rounds that found nothing. */
    public long idlePolls()
    {
        return buffer.getLongAcquire(IDLE_POLLS);
    }

    /** Time stamp counter of the CPU at the last round. */
    public long heartbeatTsc()
    {
        return buffer.getLongAcquire(HEARTBEAT_TSC);
    }

    /** Times the poller found that the classifier has stopped. */
    public long stalls()
    {
        return buffer.getLongAcquire(STALLS);
    }

    /** True while the poller acts in the classifier's place. */
    public boolean isStalled()
    {
        return 0 != buffer.getLongAcquire(STALLED);
    }

    /** Frames that the poller sent unjudged, of which a transmit queue took a copy. */
    public long stalledBridged()
    {
        return buffer.getLongAcquire(STALLED_BRIDGED);
    }

    /** Frames that the poller dropped unjudged. */
    public long stalledDropped()
    {
        return buffer.getLongAcquire(STALLED_DROPPED);
    }

    /** Frames received on a port id. */
    public long rxFrames(final int port)
    {
        return ofPort(port, RX_FRAMES);
    }

    /** Bytes received on a port id. */
    public long rxBytes(final int port)
    {
        return ofPort(port, RX_BYTES);
    }

    /** Frames transmitted on a port id, copies of flooded frames included. */
    public long txFrames(final int port)
    {
        return ofPort(port, TX_FRAMES);
    }

    /** Bytes transmitted on a port id. */
    public long txBytes(final int port)
    {
        return ofPort(port, TX_BYTES);
    }

    /** Frames and copies given up on a port id because its transmit queue stayed full. */
    public long txFull(final int port)
    {
        return ofPort(port, TX_FULL);
    }

    /** Frames received on all ports. */
    public long received()
    {
        long sum = 0;
        for (int port = 0; port < BurstLayout.PORTS_MAX; port++)
        {
            sum += ofPort(port, RX_FRAMES);
        }
        return sum;
    }

    /**
     * Frames received and not yet done with. Exact at rest; while the poller runs the parts are read one after the
     * other, those that end a frame's way first, so that the value is too large rather than negative.
     */
    public long inFlight()
    {
        final long done =
            forwarded() + freed() + rxRingFull() + txDropped() + stalledBridged() + stalledDropped();
        return received() - done;
    }

    /** Keep the values, leave the memory: the lane is about to free it. */
    void detach()
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[LENGTH]);
        copy.putBytes(0, buffer, 0, LENGTH);
        buffer = copy;
    }

    private long ofPort(final int port, final int offset)
    {
        if (0 > port || BurstLayout.PORTS_MAX <= port)
        {
            throw new IllegalArgumentException("port=" + port + ", limit=" + (BurstLayout.PORTS_MAX - 1));
        }
        return buffer.getLongAcquire(PORT + port * PORT_LENGTH + offset);
    }
}
