package porteira.dpdk;

/**
 * How a lane is made.
 *
 * @param id          0..15; unique
 * @param queue       receive and transmit queue that it uses on every port
 * @param burst       frames asked of a port at a time, 1..64; multiples of 8 suit vector drivers
 * @param ports       ids of the ports that it polls, 1..32 of them
 * @param rxRingBytes ring towards the classifier: a power of two from {@link #RING_MIN} on; an inline lane ignores it
 * @param txRingBytes ring back to the poller, likewise
 * @param idle        what the poller does without frames; an inline lane ignores it
 * @param idleMaxUs   longest sleep of {@link IdleMode#BACKOFF} in microseconds
 * @param stallAfterMs milliseconds after which a classifier that takes nothing, while frames wait, has stopped;
 *                    0: nobody watches; an inline lane ignores it
 * @param stallAction what then becomes of the frames that arrive
 */
public record LaneConfig(
    int id,
    int queue,
    int burst,
    int[] ports,
    int rxRingBytes,
    int txRingBytes,
    IdleMode idle,
    int idleMaxUs,
    int stallAfterMs,
    StallAction stallAction)
{
    /** Most lanes. */
    public static final int LANES_MAX = 16;
    /** Smallest ring: an Agrona ring takes records of at most an eighth of it, and a full burst must be one. */
    public static final int RING_MIN = 32 * 1024;
    /** Largest ring. */
    public static final int RING_MAX = 1 << 30;
    /** Longest patience with a classifier. */
    public static final int STALL_AFTER_MAX_MS = 60_000;

    /** Checks ranges; keeps a copy of {@code ports}. */
    public LaneConfig
    {
        ports = ports.clone();
        check("id", id, 0, LANES_MAX - 1);
        check("queue", queue, 0, 0xFFFE);
        check("burst", burst, 1, BurstLayout.BURST_MAX);
        check("ports.length", ports.length, 1, BurstLayout.PORTS_MAX);
        check("idleMaxUs", idleMaxUs, 0, 1_000_000);
        check("stallAfterMs", stallAfterMs, 0, STALL_AFTER_MAX_MS);
        for (final int port : ports)
        {
            check("port", port, 0, BurstLayout.PORTS_MAX - 1);
        }
    }

    /** A lane whose classifier nobody watches. */
    public LaneConfig(
        final int id,
        final int queue,
        final int burst,
        final int[] ports,
        final int rxRingBytes,
        final int txRingBytes,
        final IdleMode idle,
        final int idleMaxUs)
    {
        this(id, queue, burst, ports, rxRingBytes, txRingBytes, idle, idleMaxUs, 0, StallAction.DROP);
    }

    /** A copy of the port ids. */
    @Override
    public int[] ports()
    {
        return ports.clone();
    }

    void checkRings()
    {
        checkRing("rxRingBytes", rxRingBytes);
        checkRing("txRingBytes", txRingBytes);
    }

    private static void checkRing(final String name, final int bytes)
    {
        check(name, bytes, RING_MIN, RING_MAX);
        if (1 != Integer.bitCount(bytes))
        {
            throw new IllegalArgumentException("lane config: " + name + "=" + bytes + ": not a power of two");
        }
    }

    private static void check(final String name, final int value, final int min, final int max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(
                "lane config: " + name + "=" + value + ", minimum=" + min + ", limit=" + max);
        }
    }
}
