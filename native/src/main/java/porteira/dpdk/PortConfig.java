package porteira.dpdk;

/**
 * How a port is set up.
 *
 * @param queues        receive queues, and as many transmit queues: one per lane
 * @param rxDescriptors descriptors in each receive queue, 0: as many as the driver likes
 * @param txDescriptors descriptors in each transmit queue, likewise
 * @param mtu           bytes behind the Ethernet header
 * @param linkInterrupt true: the driver tells of link changes by interrupt; false: it is asked
 * @param rssHash       wanted {@code RTE_ETH_RSS_*} bits, of which the port's own remain; 0: no RSS
 * @param rssKey        RSS key, at most {@link #RSS_KEY_MAX} bytes; none: the driver's own
 * @param rxOffloads    {@code RTE_ETH_RX_OFFLOAD_*} bits; each must be on offer
 * @param txOffloads    {@code RTE_ETH_TX_OFFLOAD_*} bits; each must be on offer
 */
public record PortConfig(
    int queues,
    int rxDescriptors,
    int txDescriptors,
    int mtu,
    boolean linkInterrupt,
    long rssHash,
    byte[] rssKey,
    long rxOffloads,
    long txOffloads)
{
    /** Longest RSS key in bytes. */
    public static final int RSS_KEY_MAX = 64;

    private static final byte[] NO_KEY = {};

    /** Keeps a copy of the key; null is none. */
    public PortConfig
    {
        rssKey = null == rssKey ? NO_KEY : rssKey.clone();
        checkU16("queues", queues);
        checkU16("rxDescriptors", rxDescriptors);
        checkU16("txDescriptors", txDescriptors);
        checkU16("mtu", mtu);
        if (RSS_KEY_MAX < rssKey.length)
        {
            throw new IllegalArgumentException(
                "port config: rssKey.length=" + rssKey.length + ", limit=" + RSS_KEY_MAX);
        }
    }

    /** A port without RSS, offloads and interrupts. */
    public static PortConfig plain(final int queues, final int descriptors, final int mtu)
    {
        return new PortConfig(queues, descriptors, descriptors, mtu, false, 0, NO_KEY, 0, 0);
    }

    /** A copy of the key. */
    @Override
    public byte[] rssKey()
    {
        return rssKey.clone();
    }

    private static void checkU16(final String name, final int value)
    {
        if (0 > value || 0xFFFF < value)
        {
            throw new IllegalArgumentException("port config: " + name + "=" + value + ", limit=65535");
        }
    }
}
