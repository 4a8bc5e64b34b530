package porteira.pipeline;

import org.agrona.DirectBuffer;

import java.util.Arrays;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Decides where a frame leaves, as a VLAN-transparent learning bridge (IEEE 802.1D 7.7, 7.8): one instance a lane, used
 * by that lane's thread alone. Group addresses are flooded, those reserved for spanning tree, LACP and LLDP
 * (01-80-C2-00-00-00..0F) included: the gateway is a wire between its neighbours and takes no part in their protocols.
 * Stations that a sibling lane has heard are looked up in its table.
 */
public final class LearningBridge
{
    /** {@link #forward}: to every other port. */
    public static final int FLOOD = -1;
    /** {@link #forward}: nowhere, the station is on the side it came from. */
    public static final int FILTER = -2;
    /** Longest ageing time in seconds (IEEE 802.1Q 8.8.3). */
    public static final int AGEING_MAX = 1_000_000;

    private static final ForwardingTable[] NO_SIBLINGS = {};
    private static final long GROUP_BIT = 1L << 40;
    private static final long NO_ADDRESS = -1;
    // Of the eight bytes that end with the source address.
    private static final int SOURCE_FIELD_OFFSET = 4;
    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final int SWEEP_MS = 1024;

    private final ForwardingTable table;
    private final LaneTally tally;
    private final int allPorts;
    private final int ageingTicks;
    private final int tickSeconds;
    private final int sweepSlots;
    private final long[] lastSource;
    private final long[] lastDestination;
    private final int[] lastTarget;
    private ForwardingTable[] siblings = NO_SIBLINGS;
    private long own;
    private int up;
    private int second;
    private int tick;
    private long tickMs = Long.MIN_VALUE;

    /**
     * A bridge with all links up that knows nobody.
     *
     * @param ports         2..32
     * @param addresses     most stations, 1..2^24
     * @param ageingSeconds a station silent for longer is forgotten, 1..{@value AGEING_MAX}
     * @param seed          of the address hash
     * @param tally         of the same lane
     */
    public LearningBridge(
        final int ports, final int addresses, final int ageingSeconds, final long seed, final LaneTally tally)
    {
        if (ports < 1 || ports > BridgePorts.MAX)
        {
            throw new IllegalArgumentException("bridge ports=" + ports + ", limit=1.." + BridgePorts.MAX);
        }
        if (ageingSeconds < 1 || ageingSeconds > AGEING_MAX)
        {
            throw new IllegalArgumentException("ageing_s=" + ageingSeconds + ", limit=1.." + AGEING_MAX);
        }
        table = new ForwardingTable(addresses, seed);
        this.tally = tally;
        allPorts = (int)((1L << ports) - 1);
        tickSeconds = (ageingSeconds + ForwardingTable.AGEING_MAX - 1) / ForwardingTable.AGEING_MAX;
        ageingTicks = (ageingSeconds + tickSeconds - 1) / tickSeconds;
        sweepSlots = Math.max(1, table.capacity() / SWEEP_MS);
        up = allPorts;
        lastSource = new long[ports];
        lastDestination = new long[ports];
        lastTarget = new int[ports];
        forgetMemos();
    }

    /** Let every bridge find the stations of every other. Before any of them runs. */
    public static void join(final LearningBridge[] bridges)
    {
        for (final LearningBridge bridge : bridges)
        {
            final ForwardingTable[] others = new ForwardingTable[bridges.length - 1];
            int count = 0;
            for (final LearningBridge other : bridges)
            {
                if (other != bridge)
                {
                    others[count++] = other.table;
                }
            }
            bridge.siblings = others;
        }
    }

    /**
     * The gateway's own address, on no side of it: a frame that another sends back must not place it. Before any frame.
     *
     * @param address 48 bits, or 0
     */
    public void own(final long address)
    {
        own = address;
    }

    /**
     * Learn the source and find the way to the destination.
     *
     * @param destination 48 bits, the first octet on the wire in bits 47..40
     * @param source      likewise
     * @param ingress     index of the port it came in on
     * @return index of the egress port, {@link #FLOOD} or {@link #FILTER}
     */
    public int forward(final long destination, final long source, final int ingress)
    {
        if (source != lastSource[ingress])
        {
            hear(source, ingress);
        }
        if (destination == lastDestination[ingress])
        {
            return lastTarget[ingress];
        }
        return lookup(destination, ingress);
    }

    /** The same by the addresses of a frame of 14 bytes or more. */
    int forward(final DirectBuffer frame, final int ingress)
    {
        return forward(
            frame.getLong(0, BIG_ENDIAN) >>> Short.SIZE, frame.getLong(SOURCE_FIELD_OFFSET, BIG_ENDIAN) & MAC_MASK,
            ingress);
    }

    /** Mask of the ports a flooded frame leaves by: all with a link but the one it came in on. */
    public int floodMask(final int ingress)
    {
        return up & ~(1 << ingress);
    }

    /**
     * Carry the clock on, forget the silent, in slices. Comes before the first {@link #forward}, then as time passes.
     *
     * @param nowMs   coarse epoch time
     * @param linksUp mask of the ports with a link; the stations of one that lost it are forgotten
     */
    public void tick(final long nowMs, final int linksUp)
    {
        if (up != (linksUp & allPorts))
        {
            final int lost = up & ~linksUp;
            up = linksUp & allPorts;
            forgotten(table.flush(lost));
            forgetMemos();
        }
        if (nowMs == tickMs)
        {
            return;
        }

        final long elapsed = Long.MIN_VALUE == tickMs ? 1 : nowMs - tickMs;
        final int secondNow = (int)(nowMs / 1000);
        tickMs = nowMs;
        if (secondNow != second)
        {
            // The memos go so that each talking station's entry is marked anew, and siblings' moves are seen.
            second = secondNow;
            tick = secondNow / tickSeconds;
            forgetMemos();
        }
        final int slices = (int)Math.max(1, Math.min(elapsed, SWEEP_MS));
        forgotten(table.sweep(slices * sweepSlots, tick, ageingTicks, siblings));
    }

    private void hear(final long source, final int ingress)
    {
        if (table.isKnown(source, ingress, tick))
        {
            lastSource[ingress] = source;
        }
        else
        {
            learn(source, ingress);
        }
    }

    private void learn(final long source, final int ingress)
    {
        if (0 != (source & GROUP_BIT) || 0 == source || own == source)
        {
            return;
        }

        switch (table.learn(source, ingress, tick))
        {
            case ForwardingTable.FULL:
                tally.increment(LaneTally.ADDRESS_TABLE_FULL);
                return;
            case ForwardingTable.LEARNT:
                tally.increment(LaneTally.ADDRESSES_LEARNT);
                tally.set(LaneTally.ADDRESSES, table.size());
                forgetMemo(source);
                break;
            case ForwardingTable.MOVED:
                tally.increment(LaneTally.ADDRESSES_MOVED);
                forgetMemo(source);
                break;
            default:
                break;
        }
        lastSource[ingress] = source;
    }

    private int lookup(final long destination, final int ingress)
    {
        if (0 != (destination & GROUP_BIT))
        {
            return FLOOD;
        }

        int port = table.find(destination);
        for (int i = 0; ForwardingTable.UNKNOWN == port && i < siblings.length; i++)
        {
            port = siblings[i].find(destination);
        }
        final boolean isReachable = ForwardingTable.UNKNOWN != port && 0 != (up >>> port & 1);
        if (!isReachable && 0 != siblings.length)
        {
            // A sibling may learn the station any time and tells nobody.
            return FLOOD;
        }

        final int target = !isReachable ? FLOOD : port == ingress ? FILTER : port;
        lastDestination[ingress] = destination;
        lastTarget[ingress] = target;
        return target;
    }

    private void forgotten(final int stations)
    {
        if (0 != stations)
        {
            tally.add(LaneTally.ADDRESSES_FORGOTTEN, stations);
            tally.set(LaneTally.ADDRESSES, table.size());
            forgetMemos();
        }
    }

    /** A station that moved, or that only a sibling knew, may be in every port's memos. */
    private void forgetMemo(final long station)
    {
        for (int port = 0; port < lastSource.length; port++)
        {
            if (station == lastSource[port])
            {
                lastSource[port] = NO_ADDRESS;
            }
            if (station == lastDestination[port])
            {
                lastDestination[port] = NO_ADDRESS;
            }
        }
    }

    private void forgetMemos()
    {
        Arrays.fill(lastSource, NO_ADDRESS);
        Arrays.fill(lastDestination, NO_ADDRESS);
    }
}
