package porteira.dpdk;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Java's constants against the text of porteira.h, so that neither changes alone. */
class PorteiraHeaderTest
{
    private static final Pattern MEMBER = Pattern.compile("\\b(u?int)(8|16|32|64)_t ([^;]+);");

    private final String header = read();

    @Test
    void shouldEqualTheHeadersConstants()
    {
        assertEquals(define("PRT_RECORD_TYPE_BURST"), BurstLayout.RECORD_TYPE_BURST);
        assertEquals(define("PRT_BURST_MAX"), BurstLayout.BURST_MAX);
        assertEquals(define("PRT_PORTS_MAX"), BurstLayout.PORTS_MAX);
        assertEquals(define("PRT_RX_MULTI_SEGMENT"), BurstLayout.RX_FLAG_MULTI_SEGMENT);
        assertEquals(define("PRT_RX_BAD_IP_CHECKSUM"), BurstLayout.RX_FLAG_BAD_IP_CHECKSUM);
        assertEquals(define("PRT_RX_BAD_L4_CHECKSUM"), BurstLayout.RX_FLAG_BAD_L4_CHECKSUM);
        assertEquals(define("PRT_LANES_MAX"), LaneConfig.LANES_MAX);
        assertEquals(define("PRT_RSS_KEY_MAX"), PortConfig.RSS_KEY_MAX);
        assertEquals(define("PRT_HUGE_PAGE"), HugePages.LEAST_LENGTH);
    }

    @Test
    void shouldLayOutBurstHeadAsTheHeaderDoes()
    {
        final Map<String, Integer> offsets = offsets("prt_burst");

        assertEquals(BurstLayout.COUNT_OFFSET, offsets.get("count"));
        assertEquals(BurstLayout.HEADER_LENGTH, offsets.get("sizeof"));
        assertEquals(documentedSize("prt_burst"), offsets.get("sizeof"));
    }

    @Test
    void shouldLayOutRxDescriptorAsTheHeaderDoes()
    {
        final Map<String, Integer> offsets = offsets("prt_rx_desc");

        assertEquals(BurstLayout.MBUF_OFFSET, offsets.get("mbuf"));
        assertEquals(BurstLayout.RX_DATA_OFFSET, offsets.get("data"));
        assertEquals(BurstLayout.RX_DATA_LENGTH_OFFSET, offsets.get("data_len"));
        assertEquals(BurstLayout.RX_FRAME_LENGTH_OFFSET, offsets.get("frame_len"));
        assertEquals(BurstLayout.RX_PORT_OFFSET, offsets.get("port"));
        assertEquals(BurstLayout.RX_FLAGS_OFFSET, offsets.get("flags"));
        assertEquals(BurstLayout.RX_TAIL_ROOM_OFFSET, offsets.get("tail_room"));
        assertEquals(BurstLayout.RX_LAYOUT_OFFSET, offsets.get("layout"));
        assertEquals(BurstLayout.RX_DESCRIPTOR_LENGTH, offsets.get("sizeof"));
        assertEquals(documentedSize("prt_rx_desc"), offsets.get("sizeof"));
    }

    @Test
    void shouldLayOutTxDescriptorAsTheHeaderDoes()
    {
        final Map<String, Integer> offsets = offsets("prt_tx_desc");

        assertEquals(BurstLayout.MBUF_OFFSET, offsets.get("mbuf"));
        assertEquals(BurstLayout.TX_EGRESS_OFFSET, offsets.get("egress"));
        assertEquals(BurstLayout.TX_DATA_LENGTH_OFFSET, offsets.get("data_len"));
        assertEquals(BurstLayout.TX_FLAGS_OFFSET, offsets.get("flags"));
        assertEquals(BurstLayout.TX_DESCRIPTOR_LENGTH, offsets.get("sizeof"));
        assertEquals(documentedSize("prt_tx_desc"), offsets.get("sizeof"));
    }

    private int define(final String name)
    {
        final Matcher matcher = Pattern.compile("(?m)^#define " + name + " (\\w+)").matcher(header);
        if (!matcher.find())
        {
            throw new AssertionError("porteira.h has no " + name);
        }
        return Integer.decode(matcher.group(1).replaceFirst("^0(?=\\d)", ""));
    }

    private int documentedSize(final String struct)
    {
        final Matcher matcher =
            Pattern.compile("(\\d+)[\\s*]+bytes\\.[\\s*]+/\\s*struct " + struct + " \\{").matcher(header);
        if (!matcher.find())
        {
            throw new AssertionError("porteira.h does not say how long " + struct + " is");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Offsets by C's rules for a struct of integers: each aligned to its own size. */
    private Map<String, Integer> offsets(final String struct)
    {
        final int from = header.indexOf("struct " + struct + " {");
        final Matcher member = MEMBER.matcher(header.substring(from, header.indexOf("};", from)));
        final Map<String, Integer> offsets = new LinkedHashMap<>();
        int end = 0;
        int alignment = 1;
        while (member.find())
        {
            final int size = Integer.parseInt(member.group(2)) / Byte.SIZE;
            end = align(end, size);
            offsets.put(member.group(3), end);
            end += size;
            alignment = Math.max(alignment, size);
        }
        offsets.put("sizeof", align(end, alignment));
        return offsets;
    }

    private static int align(final int value, final int size)
    {
        return (value + size - 1) / size * size;
    }

    private static String read()
    {
        try
        {
            return Files.readString(Path.of("src/main/c/porteira.h"));
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
