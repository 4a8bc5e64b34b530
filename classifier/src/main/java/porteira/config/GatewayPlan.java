package porteira.config;

import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a gateway will set up: its configuration with every port's profile applied. Where the profiles of several ports
 * differ, lanes and mempool serve the most demanding one: pipeline over inline, busy over backoff, the larger number.
 *
 * @param config        as read.
 * @param ports         in the order of {@link GatewayConfig#ports()}.
 * @param threading     of every lane.
 * @param idle          of every lane.
 * @param idleMaxUs     longest sleep of {@link Idle#BACKOFF}.
 * @param rxBurst       frames asked for at once.
 * @param rxRingBytes   0 where threading is inline.
 * @param txRingBytes   0 where threading is inline.
 * @param mbufs         of each socket's mempool.
 * @param cache         mbufs kept per lcore.
 * @param dataRoomBytes of one mbuf, headroom included.
 */
public record GatewayPlan(
    GatewayConfig config,
    List<PortPlan> ports,
    Threading threading,
    Idle idle,
    int idleMaxUs,
    int rxBurst,
    int rxRingBytes,
    int txRingBytes,
    int mbufs,
    int cache,
    int dataRoomBytes)
{
    private static final int MBUFS_STEP = 1024;
    /** Mempool object header and struct rte_mbuf, each aligned to 64 bytes. */
    private static final int MBUF_OVERHEAD_BYTES = 64 + 128;
    private static final int CACHE_LINE_BYTES = 64;
    /** Without hugepages a mempool lays out its mbufs by ordinary pages, none across the end of one. */
    private static final int SMALL_PAGE_BYTES = 4096;
    /** What the EAL, drivers and counters take beside mempool and rings. */
    private static final long BASE_BYTES = 24L << 20;
    private static final int RECORD_OVERHEAD_BYTES = 16;
    private static final int RX_DESCRIPTOR_BYTES = 24;
    private static final int TX_DESCRIPTOR_BYTES = 16;

    /**
     * One port and what it gets.
     *
     * @param config  as read.
     * @param profile asked for or matched.
     * @param mtu     bytes behind the Ethernet header.
     */
    public record PortPlan(PortConfig config, HwProfile profile, int mtu)
    {
    }

    /** Copies its list. */
    public GatewayPlan
    {
        ports = List.copyOf(ports);
    }

    /**
     * Finds each port's profile and puts all together.
     *
     * @param profiles all there are.
     * @param override name or file of one profile for all ports, or null: as the configuration says.
     * @param pciIdOf  tells {@code vendor:device} of a PCI address, empty if there is no such device.
     * @throws RefusedException with every problem found.
     */
    public static GatewayPlan of(
        final GatewayConfig config,
        final HwProfiles profiles,
        final String override,
        final Function<String, String> pciIdOf)
    {
        final Problems problems = new Problems();
        final List<PortPlan> ports = new ArrayList<>();
        for (final PortConfig port : config.ports())
        {
            try
            {
                final HwProfile profile = profileOf(config, port, profiles, override, pciIdOf);
                ports.add(new PortPlan(port, profile, 0 == port.mtu() ? profile.port().mtuBytes() : port.mtu()));
            }
            catch (final RefusedException e)
            {
                problems.addAll(e.problems());
            }
        }
        problems.throwIfAny();
        final GatewayPlan plan = combine(config, ports);
        plan.check(problems);
        problems.throwIfAny();
        return plan;
    }

    /** Memory to take for one socket's mempool and all lanes, bytes, rounded up to whole MiB. */
    public long memoryBytes()
    {
        final long pool = mbufs * mbufBytes();
        final long rings = (long)config.lanes().count() * (rxRingBytes + txRingBytes);
        return (pool + rings + BASE_BYTES + (1 << 20) - 1) >> 20 << 20;
    }

    /** What an mbuf takes, with its share of what is left over in its page. */
    private long mbufBytes()
    {
        final long lines = (MBUF_OVERHEAD_BYTES + dataRoomBytes + CACHE_LINE_BYTES - 1) / CACHE_LINE_BYTES;
        // Mempools make the lines odd, to spread mbufs over memory channels.
        final long bytes = (lines | 1) * CACHE_LINE_BYTES;
        if (config.eal().hugepages())
        {
            return bytes;
        }
        return bytes > SMALL_PAGE_BYTES ?
            align(bytes, SMALL_PAGE_BYTES) :
            SMALL_PAGE_BYTES / (SMALL_PAGE_BYTES / bytes);
    }

    private static HwProfile profileOf(
        final GatewayConfig config,
        final PortConfig port,
        final HwProfiles profiles,
        final String override,
        final Function<String, String> pciIdOf)
    {
        if (null != override)
        {
            return profiles.named(override, Path.of(""));
        }
        if (!PortConfig.PROFILE_AUTO.equals(port.profile()))
        {
            return profiles.named(port.profile(), GatewayConfig.folder(config.file()));
        }
        return profiles.match(port.isPci() ? pciIdOf.apply(port.address()) : "", port.virtualDriver());
    }

    private static GatewayPlan combine(final GatewayConfig config, final List<PortPlan> ports)
    {
        Threading threading = config.lanes().threading();
        Idle idle = config.lanes().idle();
        int idleMaxUs = 1;
        int rxBurst = 0;
        int rxRing = 0;
        int txRing = 0;
        int cache = 0;
        int dataRoom = 0;
        for (final PortPlan port : ports)
        {
            final HwProfile.LaneSettings lane = port.profile().lane();
            threading = null == config.lanes().threading() ? first(threading, lane.threading()) : threading;
            idle = null == config.lanes().idle() ? first(idle, lane.idle()) : idle;
            idleMaxUs = Math.max(idleMaxUs, lane.idleMaxUs());
            rxBurst = Math.max(rxBurst, port.profile().port().rxBurst());
            rxRing = Math.max(rxRing, lane.rxRingBytes());
            txRing = Math.max(txRing, lane.txRingBytes());
            cache = Math.max(cache, port.profile().pool().cache());
            dataRoom = Math.max(dataRoom, port.profile().pool().dataRoomBytes());
        }
        final boolean rings = Threading.PIPELINE == threading;
        final int mbufs = mbufs(config.lanes().count(), ports, rxBurst, rings ? rxRing : 0, rings ? txRing : 0, cache);
        return new GatewayPlan(config, ports, threading, idle, idleMaxUs, rxBurst,
            rings ? rxRing : 0, rings ? txRing : 0, mbufs, cache, dataRoom);
    }

    /** The constant that stands first in its enum, as the more demanding one. */
    private static <E extends Enum<E>> E first(final E a, final E b)
    {
        return null == a || b.ordinal() < a.ordinal() ? b : a;
    }

    /** Enough that no place where frames can wait starves another: descriptors, rings, bursts in hand, caches. */
    private static int mbufs(
        final int lanes,
        final List<PortPlan> ports,
        final int burst,
        final int rxRing,
        final int txRing,
        final int cache)
    {
        long asked = 0;
        for (final PortPlan port : ports)
        {
            asked = Math.max(asked, port.profile().pool().mbufs());
        }
        final long waiting = framesIn(rxRing, burst, RX_DESCRIPTOR_BYTES) +
            framesIn(txRing, burst, TX_DESCRIPTOR_BYTES) + 4L * burst;
        final long cached = (1 + 2L * lanes) * cache * 3 / 2;
        final long computed = descriptors(lanes, ports) + lanes * waiting + cached;
        return (int)Math.min(Integer.MAX_VALUE, 0 == asked ? align(computed, MBUFS_STEP) : asked);
    }

    private static long descriptors(final int lanes, final List<PortPlan> ports)
    {
        long sum = 0;
        for (final PortPlan port : ports)
        {
            sum += (long)lanes * (port.profile().port().rxDescriptors() + port.profile().port().txDescriptors());
        }
        return sum;
    }

    /** Full bursts leave the least room for record headers, so they are the most frames that a ring can hold. */
    private static long framesIn(final int ringBytes, final int burst, final int descriptorBytes)
    {
        return (long)ringBytes / align(RECORD_OVERHEAD_BYTES + (long)burst * descriptorBytes, 8) * burst;
    }

    private static long align(final long value, final int step)
    {
        return (value + step - 1) / step * step;
    }

    private void check(final Problems problems)
    {
        final long descriptors = descriptors(config.lanes().count(), ports);
        for (final PortPlan port : ports)
        {
            final HwProfile.PoolSettings pool = port.profile().pool();
            if (0 != pool.mbufs() && pool.mbufs() == mbufs && mbufs < descriptors + cache)
            {
                problems.add(port.profile().places().problem("mempool_mbufs", "mempool_mbufs=" + mbufs +
                    ": limit at least " + (descriptors + cache) + " for the descriptors of " + ports.size() +
                    " ports and " + config.lanes().count() + " lanes, or 0"));
            }
            final int least =
                HwProfile.PoolSettings.HEADROOM_BYTES + port.mtu() + HwProfile.PoolSettings.FRAME_OVERHEAD_BYTES;
            if (dataRoomBytes < least)
            {
                problems.add(port.profile().places().problem("data_room_bytes", "data_room_bytes=" + dataRoomBytes +
                    ": limit at least " + least + " for mtu=" + port.mtu() + " of port " + port.config().name()));
            }
        }
        if (Threading.PIPELINE == threading && Idle.BUSY == idle)
        {
            checkCpus(problems);
        }
    }

    private void checkCpus(final Problems problems)
    {
        for (final Integer cpu : config.lanes().pollerCpus())
        {
            if (config.lanes().classifierCpus().contains(cpu))
            {
                problems.add(new Problem(config.file().toString(), 0, 0, "lanes.classifier_cpus=" +
                    config.lanes().classifierCpus() + ": CPU " + cpu + " also has a poller, and the ports' profiles " +
                    "say idle=\"busy\", which never yields; use another CPU or set lanes.idle=\"backoff\""));
            }
        }
    }
}
