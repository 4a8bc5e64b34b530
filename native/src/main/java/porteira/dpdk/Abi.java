package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;
import porteira.dpdk.bindings.prt_burst;
import porteira.dpdk.bindings.prt_capture_frame;
import porteira.dpdk.bindings.prt_lane_config;
import porteira.dpdk.bindings.prt_lane_counters;
import porteira.dpdk.bindings.prt_lane_memory;
import porteira.dpdk.bindings.prt_lane_port_counters;
import porteira.dpdk.bindings.prt_port_config;
import porteira.dpdk.bindings.prt_port_info;
import porteira.dpdk.bindings.prt_port_link;
import porteira.dpdk.bindings.prt_port_stats;
import porteira.dpdk.bindings.prt_rx_desc;
import porteira.dpdk.bindings.prt_tx_desc;

import java.lang.foreign.Arena;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.PaddingLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what the C compiler made of porteira.h with what jextract and {@link BurstLayout} have. A shared object from
 * another build would otherwise read and write the wrong bytes without a word.
 */
final class Abi
{
    /** One size or offset: in our eyes. */
    record Entry(String name, long value)
    {
    }

    private static final int TABLE_MAX = 1024;

    private Abi()
    {
    }

    /** @throws NativeLibraryException listing every difference */
    static void check()
    {
        final List<String> differences = new ArrayList<>();
        compare(differences, "PRT_ABI_VERSION", porteira_h.PRT_ABI_VERSION(), porteira_h.prt_abi_version());
        if (differences.isEmpty())
        {
            compareTable(differences);
        }
        checkBurstLayout(differences);
        refuse(differences);
    }

    /** The capture object has a version of its own. */
    static void checkCapture()
    {
        final List<String> differences = new ArrayList<>();
        compare(differences, "PRT_ABI_VERSION", porteira_h.PRT_ABI_VERSION(), porteira_h.prt_capture_abi_version());
        refuse(differences);
    }

    /** The table that abi.c builds: each struct of porteira.h in order, its size, then the offset of each member. */
    static List<Entry> expected()
    {
        final List<Entry> entries = new ArrayList<>();
        add(entries, "prt_burst", prt_burst.layout());
        add(entries, "prt_rx_desc", prt_rx_desc.layout());
        add(entries, "prt_tx_desc", prt_tx_desc.layout());
        add(entries, "prt_port_info", prt_port_info.layout());
        add(entries, "prt_port_config", prt_port_config.layout());
        add(entries, "prt_port_link", prt_port_link.layout());
        add(entries, "prt_port_stats", prt_port_stats.layout());
        add(entries, "prt_lane_config", prt_lane_config.layout());
        add(entries, "prt_lane_port_counters", prt_lane_port_counters.layout());
        add(entries, "prt_lane_counters", prt_lane_counters.layout());
        add(entries, "prt_lane_memory", prt_lane_memory.layout());
        add(entries, "prt_capture_frame", prt_capture_frame.layout());
        return entries;
    }

    /** {@link BurstLayout} against the bindings. */
    static void checkBurstLayout(final List<String> differences)
    {
        compare(differences, "RECORD_TYPE_BURST", BurstLayout.RECORD_TYPE_BURST, porteira_h.PRT_RECORD_TYPE_BURST());
        compare(differences, "BURST_MAX", BurstLayout.BURST_MAX, porteira_h.PRT_BURST_MAX());
        compare(differences, "PORTS_MAX", BurstLayout.PORTS_MAX, porteira_h.PRT_PORTS_MAX());
        compare(differences, "COUNT_OFFSET", BurstLayout.COUNT_OFFSET, prt_burst.count$offset());
        compare(differences, "HEADER_LENGTH", BurstLayout.HEADER_LENGTH, prt_burst.sizeof());
        compare(differences, "MBUF_OFFSET of rx", BurstLayout.MBUF_OFFSET, prt_rx_desc.mbuf$offset());
        compare(differences, "MBUF_OFFSET of tx", BurstLayout.MBUF_OFFSET, prt_tx_desc.mbuf$offset());
        compare(differences, "RX_DATA_OFFSET", BurstLayout.RX_DATA_OFFSET, prt_rx_desc.data$offset());
        compare(
            differences, "RX_DATA_LENGTH_OFFSET", BurstLayout.RX_DATA_LENGTH_OFFSET, prt_rx_desc.data_len$offset());
        compare(
            differences, "RX_FRAME_LENGTH_OFFSET", BurstLayout.RX_FRAME_LENGTH_OFFSET, prt_rx_desc.frame_len$offset());
        compare(differences, "RX_PORT_OFFSET", BurstLayout.RX_PORT_OFFSET, prt_rx_desc.port$offset());
        compare(differences, "RX_FLAGS_OFFSET", BurstLayout.RX_FLAGS_OFFSET, prt_rx_desc.flags$offset());
        compare(
            differences, "RX_TAIL_ROOM_OFFSET", BurstLayout.RX_TAIL_ROOM_OFFSET, prt_rx_desc.tail_room$offset());
        compare(differences, "TAIL_ROOM_UNIT", BurstLayout.TAIL_ROOM_UNIT, porteira_h.PRT_TAIL_ROOM_UNIT());
        compare(differences, "RX_LAYOUT_OFFSET", BurstLayout.RX_LAYOUT_OFFSET, prt_rx_desc.layout$offset());
        compare(differences, "RX_DESCRIPTOR_LENGTH", BurstLayout.RX_DESCRIPTOR_LENGTH, prt_rx_desc.sizeof());
        compare(differences, "TX_EGRESS_OFFSET", BurstLayout.TX_EGRESS_OFFSET, prt_tx_desc.egress$offset());
        compare(
            differences, "TX_DATA_LENGTH_OFFSET", BurstLayout.TX_DATA_LENGTH_OFFSET, prt_tx_desc.data_len$offset());
        compare(differences, "TX_FLAGS_OFFSET", BurstLayout.TX_FLAGS_OFFSET, prt_tx_desc.flags$offset());
        compare(differences, "TX_DESCRIPTOR_LENGTH", BurstLayout.TX_DESCRIPTOR_LENGTH, prt_tx_desc.sizeof());
    }

    private static void compareTable(final List<String> differences)
    {
        final List<Entry> expected = expected();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment values = arena.allocate(porteira_h.C_INT, TABLE_MAX);
            final int count = porteira_h.prt_abi_table(values, TABLE_MAX);
            compare(differences, "entries of the table", expected.size(), count);
            for (int i = 0; i < Math.min(count, expected.size()); i++)
            {
                final Entry entry = expected.get(i);
                compare(differences, entry.name(), entry.value(), values.getAtIndex(porteira_h.C_INT, i));
            }
        }
    }

    private static void refuse(final List<String> differences)
    {
        if (!differences.isEmpty())
        {
            throw new NativeLibraryException(
                "load: the shared object and the classes come from different builds: " +
                String.join("; ", differences), null);
        }
    }

    private static void add(final List<Entry> entries, final String struct, final MemoryLayout layout)
    {
        entries.add(new Entry("sizeof(" + struct + ")", layout.byteSize()));
        long offset = 0;
        for (final MemoryLayout member : ((GroupLayout)layout).memberLayouts())
        {
            if (!(member instanceof PaddingLayout))
            {
                entries.add(new Entry(struct + "." + member.name().orElseThrow(), offset));
            }
            offset += member.byteSize();
        }
    }

    private static void compare(final List<String> differences, final String name, final long ours, final long theirs)
    {
        if (ours != theirs)
        {
            differences.add(name + ": classes=" + ours + ", object=" + theirs);
        }
    }
}
