package porteira.config;

import porteira.problem.Problem;
import porteira.problem.Problems;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Reads one profile: its own keys over those of {@code default.toml}. */
final class HwProfileReader
{
    /** Fewest and most descriptors of any device that DPDK drives. */
    static final int DESCRIPTORS_MAX = 32768;
    /** PRT_BURST_MAX of porteira.h. */
    static final int BURST_MAX = 64;
    /** Vector receive functions work in eights. */
    static final int BURST_STEP = 8;
    /** RTE_MEMPOOL_CACHE_MAX_SIZE. */
    static final int CACHE_MAX = 512;
    /** Least ring: a full burst record may be an eighth of it (Agrona's limit), 8 * 1552 bytes rounded up. */
    static final int RING_BYTES_MIN = 1 << 15;
    static final int RING_BYTES_MAX = 1 << 26;

    private static final Pattern PCI_ID = Pattern.compile("[0-9a-f]{4}:[0-9a-f]{4}");
    private static final Pattern PMD = Pattern.compile("[a-z0-9_]+");
    private static final Pattern WORDS = Pattern.compile("\\S.*");

    private HwProfileReader()
    {
    }

    static HwProfile read(
        final String name,
        final Path file,
        final TomlDocument document,
        final TomlDocument defaults,
        final Problems all)
    {
        final TomlTable root = TomlTable.root(document, defaults, all);
        final String model = root.text("model", WORDS, "a text");
        final HwProfile.PortSettings port = port(root);
        final RssSettings rss = RssSettings.read(root);
        final HwProfile.PoolSettings pool = new HwProfile.PoolSettings(
            root.integerOrZero("mempool_mbufs", 1024, 1 << 24),
            root.integer("mempool_cache", 0, CACHE_MAX),
            root.integer("data_room_bytes", 1024, 65535));
        final HwProfile.LaneSettings lane = new HwProfile.LaneSettings(
            root.constant("threading", Threading.class),
            root.constant("idle", Idle.class),
            root.integer("idle_max_us", 1, 100_000),
            ring(root, "rx_ring_bytes"),
            ring(root, "tx_ring_bytes"));
        final HwProfile.Match match = match(root.table("match"));
        final PortLimits limits = PortLimits.read(root.table("limits"));
        final TomlTable source = root.table("source");
        final List<String> documents = source.texts("documents", WORDS, "a document's name");
        source.finish();
        root.finish();

        final ProfilePlaces places = new ProfilePlaces(document, defaults);
        checkTogether(root, port, pool);
        all.addAll(documented(places, port, rss, limits));
        return new HwProfile(name, file, model, match, port, rss, pool, lane, limits, documents, places);
    }

    private static HwProfile.PortSettings port(final TomlTable root)
    {
        final int burst = root.integer("rx_burst", BURST_STEP, BURST_MAX);
        if (0 != burst % BURST_STEP)
        {
            root.report("rx_burst", burst, "limit multiples of " + BURST_STEP);
        }
        return new HwProfile.PortSettings(
            root.integer("rx_descriptors", 8, DESCRIPTORS_MAX),
            root.integer("tx_descriptors", 8, DESCRIPTORS_MAX),
            burst,
            root.integerOrZero("queues_max", 1, LanesConfig.COUNT_MAX),
            root.integer("mtu_bytes", PortConfig.MTU_MIN, PortConfig.MTU_MAX),
            root.flag("lsc_interrupt"),
            root.integer("link_wait_ms", 0, 60_000),
            root.integerOrZero("speed_mbps", 10, 800_000),
            root.constant("bind", Bind.class));
    }

    private static int ring(final TomlTable root, final String key)
    {
        final int bytes = root.integer(key, RING_BYTES_MIN, RING_BYTES_MAX);
        if (1 != Integer.bitCount(bytes))
        {
            root.report(key, bytes, "limit powers of two, e.g. " + Integer.highestOneBit(bytes));
        }
        return bytes;
    }

    private static HwProfile.Match match(final TomlTable table)
    {
        final HwProfile.Match match = new HwProfile.Match(
            table.texts("pmd", PMD, "a DPDK driver's name such as \"net_ixgbe\""),
            table.texts("pci", PCI_ID, "vendor:device such as \"8086:10fb\", lower case,"));
        table.finish();
        if (new HashSet<>(match.pci()).size() != match.pci().size())
        {
            table.report("pci", match.pci(), "limit each id once");
        }
        return match;
    }

    private static void checkTogether(
        final TomlTable root, final HwProfile.PortSettings port, final HwProfile.PoolSettings pool)
    {
        final int least = HwProfile.PoolSettings.HEADROOM_BYTES + port.mtuBytes() +
            HwProfile.PoolSettings.FRAME_OVERHEAD_BYTES;
        if (pool.dataRoomBytes() < least)
        {
            root.report("data_room_bytes", pool.dataRoomBytes(), "limit at least " + least +
                " (headroom 128 + mtu_bytes " + port.mtuBytes() + " + Ethernet header, FCS and two VLAN tags 26)");
        }
    }

    private static List<Problem> documented(
        final ProfilePlaces places, final HwProfile.PortSettings port, final RssSettings rss, final PortLimits limits)
    {
        final LimitCheck check = new LimitCheck(places, "");
        check.descriptors("rx_descriptors", port.rxDescriptors(),
            limits.rxDescriptorsMin(), limits.rxDescriptorsMax(), limits.rxDescriptorsAlign());
        check.descriptors("tx_descriptors", port.txDescriptors(),
            limits.txDescriptorsMin(), limits.txDescriptorsMax(), limits.txDescriptorsAlign());
        check.mtu(0, port.mtuBytes(), limits.mtuMin(), limits.mtuMax());
        check.queues(port.queuesMax(), limits.queues());
        if (rss.enabled())
        {
            check.keyBytes(rss, limits.rssKeyBytes());
        }
        return check.problems();
    }
}
