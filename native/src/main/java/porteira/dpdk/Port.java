package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;
import porteira.dpdk.bindings.prt_port_config;
import porteira.dpdk.bindings.prt_port_info;
import porteira.dpdk.bindings.prt_port_link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One DPDK ethdev: a NIC or a virtual device. Control, except {@link #stats} and {@link #alive}: any one thread. */
public final class Port implements AutoCloseable
{
    private static final int MAC_LENGTH = 6;

    private final int id;
    private final String device;
    private boolean closed;

    private Port(final int id, final String device)
    {
        this.id = id;
        this.device = device;
    }

    /**
     * Bring up a device.
     *
     * @param device PCI address or virtual device with its arguments, e.g. {@code 0000:01:00.0} or
     *               {@code net_af_packet0,iface=veth0}
     * @throws DpdkException if there is no such device, or no driver may have it
     */
    public static Port attach(final String device)
    {
        Eal.requireStarted();
        try (Arena arena = Arena.ofConfined())
        {
            return new Port(Failure.check(porteira_h.prt_port_attach(arena.allocateFrom(device))), device);
        }
    }

    /** The ports that the EAL knows now: those it found itself when it started, and those attached since. */
    public static int[] ids()
    {
        Eal.requireStarted();
        try (Arena arena = Arena.ofConfined())
        {
            final int max = porteira_h.PRT_PORTS_MAX();
            final MemorySegment values = arena.allocate(porteira_h.C_SHORT, max);
            final int[] ids = new int[Failure.check(porteira_h.prt_port_list(values, max))];
            for (int i = 0; i < ids.length; i++)
            {
                ids[i] = Short.toUnsignedInt(values.getAtIndex(porteira_h.C_SHORT, i));
            }
            return ids;
        }
    }

    /** A port that the EAL found itself. */
    public static Port of(final int id)
    {
        Eal.requireStarted();
        return new Port(id, "found by the EAL");
    }

    /** Port id, 0..{@link BurstLayout#PORTS_MAX} - 1: its number in descriptors and its bit in egress masks. */
    public int id()
    {
        return id;
    }

    /** What the device is and can do. */
    public PortInfo info()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = prt_port_info.allocate(arena);
            check(porteira_h.prt_port_info((short)id, info));
            return new PortInfo(
                prt_port_info.name(info).getString(0),
                prt_port_info.driver(info).getString(0),
                mac(info),
                Short.toUnsignedInt(prt_port_info.vendor_id(info)),
                Short.toUnsignedInt(prt_port_info.device_id(info)),
                prt_port_info.socket(info),
                Short.toUnsignedInt(prt_port_info.max_rx_queues(info)),
                Short.toUnsignedInt(prt_port_info.max_tx_queues(info)),
                Short.toUnsignedInt(prt_port_info.rx_desc_min(info)),
                Short.toUnsignedInt(prt_port_info.rx_desc_max(info)),
                Short.toUnsignedInt(prt_port_info.rx_desc_align(info)),
                Short.toUnsignedInt(prt_port_info.tx_desc_min(info)),
                Short.toUnsignedInt(prt_port_info.tx_desc_max(info)),
                Short.toUnsignedInt(prt_port_info.tx_desc_align(info)),
                Short.toUnsignedInt(prt_port_info.reta_size(info)),
                Short.toUnsignedInt(prt_port_info.hash_key_size(info)),
                Short.toUnsignedInt(prt_port_info.mtu_min(info)),
                Short.toUnsignedInt(prt_port_info.mtu_max(info)),
                Integer.toUnsignedLong(prt_port_info.speed_capa(info)),
                Integer.toUnsignedLong(prt_port_info.max_rx_pktlen(info)),
                prt_port_info.rss_offloads(info),
                prt_port_info.rx_offloads(info),
                prt_port_info.tx_offloads(info));
        }
    }

    /**
     * Set up queues. Before {@link #start}.
     *
     * @param pool gives the mbufs of received frames
     * @throws DpdkException naming the limit that the configuration breaks
     */
    public void configure(final PortConfig config, final Mempool pool)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final byte[] key = config.rssKey();
            final MemorySegment memory = prt_port_config.allocate(arena);
            prt_port_config.rx_queues(memory, (short)config.queues());
            prt_port_config.tx_queues(memory, (short)config.queues());
            prt_port_config.rx_desc(memory, (short)config.rxDescriptors());
            prt_port_config.tx_desc(memory, (short)config.txDescriptors());
            prt_port_config.mtu(memory, (short)config.mtu());
            prt_port_config.lsc_interrupt(memory, config.linkInterrupt() ? 1 : 0);
            prt_port_config.rss_hash(memory, config.rssHash());
            prt_port_config.rss_key_len(memory, (short)key.length);
            prt_port_config.rss_key(memory).copyFrom(MemorySegment.ofArray(key));
            prt_port_config.rx_offloads(memory, config.rxOffloads());
            prt_port_config.tx_offloads(memory, config.txOffloads());
            check(porteira_h.prt_port_configure((short)id, memory, pool.handle()));
        }
    }

    /** Start receiving whatever arrives, whomever it is for. */
    public void start()
    {
        check(porteira_h.prt_port_start((short)id));
    }

    /** Stop receiving and transmitting; no lane polls the port any more. */
    public void stop()
    {
        check(porteira_h.prt_port_stop((short)id));
    }

    /** Give the device back; no lane has it any more. */
    @Override
    public void close()
    {
        if (!closed)
        {
            closed = true;
            check(porteira_h.prt_port_close((short)id));
        }
    }

    /** The link as last known; does not wait. */
    public LinkState link()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment link = prt_port_link.allocate(arena);
            check(porteira_h.prt_port_link((short)id, link));
            return new LinkState(
                0 != prt_port_link.up(link),
                prt_port_link.speed_mbps(link),
                0 != prt_port_link.full_duplex(link),
                0 != prt_port_link.autoneg(link));
        }
    }

    /** Read the statistics into {@code stats}; allocates nothing unless it fails. */
    public void stats(final PortStats stats)
    {
        check(porteira_h.prt_port_stats((short)id, stats.segment()));
    }

    /** False once the device is gone, e.g. pulled out. */
    public boolean alive()
    {
        return 1 == porteira_h.prt_port_alive((short)id);
    }

    private void check(final int code)
    {
        if (0 > code)
        {
            throw Failure.of(code, "device=" + device);
        }
    }

    private static long mac(final MemorySegment info)
    {
        long mac = 0;
        for (int i = 0; i < MAC_LENGTH; i++)
        {
            mac = mac << 8 | Byte.toUnsignedLong(prt_port_info.mac(info, i));
        }
        return mac;
    }
}
