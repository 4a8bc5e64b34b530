package porteira.nat;

import java.util.List;

/**
 * Where those hosts live that frames are turned to: station address and bridge port by IP address and VLAN. Of fixed
 * size; where it is full the next one takes the place of another. What was configured stays. One lane's thread.
 */
public final class Neighbours
{
    /** {@link #find}: nobody knows. */
    public static final int UNKNOWN = -1;
    /** Most hosts. */
    public static final int CAPACITY = 1024;

    private static final int PROBES = 8;
    private static final byte FREE = 0;
    private static final byte LEARNT = 1;
    private static final byte FIXED = 2;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final byte[] kinds = new byte[CAPACITY];
    private final long[] identities = new long[CAPACITY];
    private final long[] highs = new long[CAPACITY];
    private final long[] lows = new long[CAPACITY];
    private final long[] macs = new long[CAPACITY];
    private final int[] ports = new int[CAPACITY];

    /**
     * With the configured ones.
     *
     * @throws IllegalArgumentException where they are too many
     */
    public Neighbours(final List<NatSettings.Neighbour> known)
    {
        for (final NatSettings.Neighbour one : known)
        {
            final Address address = one.address();
            final int slot = place(address.network(), one.vlans(), address.high(), address.low());
            if (UNKNOWN == slot)
            {
                throw new IllegalArgumentException("neighbours: count=" + known.size() + ", limit=" + CAPACITY / 2);
            }
            put(slot, FIXED, identity(address.network(), one.vlans()), address.high(), address.low());
            macs[slot] = one.mac();
            ports[slot] = one.port();
        }
    }

    /**
     * Find a host.
     *
     * @param network {@code PacketLayout.NETWORK_*}
     * @param vlans   as {@link NatSettings.Neighbour#vlans}
     * @return for {@link #mac} and {@link #port}, or {@link #UNKNOWN}
     */
    public int find(final int network, final int vlans, final long high, final long low)
    {
        final long identity = identity(network, vlans);
        final int start = start(identity, high, low);
        for (int i = 0; i < PROBES; i++)
        {
            final int slot = start + i & CAPACITY - 1;
            if (FREE != kinds[slot] && low == lows[slot] && high == highs[slot] && identity == identities[slot])
            {
                return slot;
            }
        }
        return UNKNOWN;
    }

    /** Station address, its low 48 bits in network order. */
    public long mac(final int slot)
    {
        return macs[slot];
    }

    /** Index of the bridge port. */
    public int port(final int slot)
    {
        return ports[slot];
    }

    /**
     * A host has told where it lives.
     *
     * @return true if that was not known so
     */
    public boolean learn(
        final int network, final int vlans, final long high, final long low, final long mac, final int port)
    {
        final int slot = place(network, vlans, high, low);
        if (UNKNOWN == slot || FIXED == kinds[slot])
        {
            return false;
        }
        final long identity = identity(network, vlans);
        final boolean isNews = FREE == kinds[slot] || low != lows[slot] || high != highs[slot] ||
            identity != identities[slot] || mac != macs[slot] || port != ports[slot];
        if (isNews)
        {
            put(slot, LEARNT, identity, high, low);
            macs[slot] = mac;
            ports[slot] = port;
        }
        return isNews;
    }

    /** Its own place, else a free one, else a learnt one's; {@link #UNKNOWN} where all near ones are fixed. */
    private int place(final int network, final int vlans, final long high, final long low)
    {
        final int found = find(network, vlans, high, low);
        if (UNKNOWN != found)
        {
            return found;
        }
        final int start = start(identity(network, vlans), high, low);
        int taken = UNKNOWN;
        for (int i = 0; i < PROBES; i++)
        {
            final int slot = start + i & CAPACITY - 1;
            if (FREE == kinds[slot])
            {
                return slot;
            }
            taken = UNKNOWN == taken && LEARNT == kinds[slot] ? slot : taken;
        }
        return taken;
    }

    private void put(final int slot, final byte kind, final long identity, final long high, final long low)
    {
        kinds[slot] = kind;
        identities[slot] = identity;
        highs[slot] = high;
        lows[slot] = low;
    }

    private static long identity(final int network, final int vlans)
    {
        return (long)vlans << Byte.SIZE | network;
    }

    private static int start(final long identity, final long high, final long low)
    {
        return (int)(((low ^ high * MIX ^ identity << 32) * MIX) >>> Integer.SIZE) & CAPACITY - 1;
    }
}
