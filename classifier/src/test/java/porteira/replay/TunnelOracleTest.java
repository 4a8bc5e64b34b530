package porteira.replay;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.wire.AddressText;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;
import porteira.wire.Tunnels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The innermost packet of each frame of the shared captures against an independent dissector's {@code i_} columns. */
class TunnelOracleTest
{
    private static final int MIN_TUNNELLED_ROWS = 1_400;
    private static final int MAX_MALFORMED_ROWS = 1_800;
    private static final List<String> COLUMNS =
        List.of("i_src", "i_dst", "i_fkind", "i_l4", "i_sport", "i_dport", "i_tflags");
    private static final List<String> FRAGMENTS = List.of("-", "first", "mid", "last", "atomic");
    /** Layers of the dissector that no policy looks into. */
    private static final Set<String> OTHERS =
        Set.of("erspan", "geneve", "gtp", "ieee8021ah", "l2tp", "lisp-data", "vntag", "vxlan");

    private final EthernetView view = new EthernetView();
    private final List<String> differences = new ArrayList<>();
    private int tunnelled;
    private int malformed;

    @Test
    void shouldFindTheInnermostPacketAsTheDissectorDoes() throws IOException
    {
        for (final Path capture : SharedCaptures.withSheets())
        {
            compare(capture);
        }

        System.out.println("rows with tunnels compared: " + tunnelled + ", malformed and different: " + malformed);
        assertEquals(List.of(), differences);
        assertTrue(tunnelled >= MIN_TUNNELLED_ROWS, () -> "rows with tunnels: " + tunnelled);
        assertTrue(malformed <= MAX_MALFORMED_ROWS, () -> "malformed rows that differ: " + malformed);
    }

    private void compare(final Path capture) throws IOException
    {
        final List<String> sheet = Files.readAllLines(SharedCaptures.sheet(capture));
        final List<String> names = Arrays.asList(sheet.getFirst().split("\t"));
        try (FrameSource source = FrameSources.open(capture))
        {
            for (int i = 1; source.next(); i++)
            {
                final List<String> row = Arrays.asList(sheet.get(i).split("\t"));
                final Map<String, String> want = new HashMap<>();
                names.forEach((name) -> want.put(name, row.get(names.indexOf(name))));
                if (isRead(want))
                {
                    view.take(LinkType.of(source.linkType()), source.frame(), source.capturedLength());
                    compare(capture.getFileName() + ":" + i, want, innermost(view.frame(), view.length()));
                }
            }
        }
    }

    private void compare(final String place, final Map<String, String> want, final Map<String, String> have)
    {
        final List<String> different = new ArrayList<>();
        for (final String column : COLUMNS)
        {
            if (!want.get(column).equals(have.get(column)))
            {
                different.add("%s %s: want %s, have %s, stack=%s, bad=%s".formatted(
                    place, column, want.get(column), have.get(column), want.get("stack"), want.get("bad")));
            }
        }
        // The dissector stops where a length contradicts itself; a policy judges by what can be read.
        final String bad = want.get("bad");
        if (bad.contains("malformed") || bad.contains("bogus_ip") || bad.contains("bogus_header_length"))
        {
            malformed += different.isEmpty() ? 0 : 1;
            return;
        }
        tunnelled += "1".equals(want.get("ip_n")) || "0".equals(want.get("ip_n")) ? 0 : 1;
        differences.addAll(different);
    }

    private static boolean isRead(final Map<String, String> want)
    {
        return Arrays.stream(want.get("stack").split(":")).noneMatch(OTHERS::contains) &&
            want.get("vlan").split(",").length <= PacketParser.MAX_VLAN_TAGS;
    }

    private static Map<String, String> innermost(final DirectBuffer frame, final int length)
    {
        long layout = PacketParser.ethernet(frame, length);
        for (long inner = layout; 0 != inner; inner = Tunnels.inner(frame, layout, length))
        {
            layout = inner;
        }
        final Map<String, String> values = new HashMap<>();
        COLUMNS.forEach((column) -> values.put(column, Dissection.NONE));
        if (PacketLayout.NETWORK_NONE != PacketLayout.network(layout))
        {
            addNetwork(values, frame, layout);
            addTransport(values, frame, layout, length);
        }
        return values;
    }

    private static void addNetwork(final Map<String, String> values, final DirectBuffer frame, final long layout)
    {
        final StringBuilder text = new StringBuilder();
        AddressText.appendSource(text, frame, layout);
        values.put("i_src", text.toString());
        text.setLength(0);
        AddressText.appendDestination(text, frame, layout);
        values.put("i_dst", text.toString());
        values.put("i_fkind", FRAGMENTS.get(PacketLayout.fragment(layout)));
        values.put("i_l4", Integer.toString(PacketLayout.protocol(layout)));
    }

    private static void addTransport(
        final Map<String, String> values, final DirectBuffer frame, final long layout, final int length)
    {
        final int offset = PacketLayout.transportOffset(layout);
        final int protocol = PacketLayout.protocol(layout);
        if (PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout) && IpProtocol.ICMP != protocol &&
            IpProtocol.ICMPV6 != protocol)
        {
            values.put("i_sport", Integer.toString(TransportFlyweight.sourcePort(frame, offset)));
            values.put("i_dport", Integer.toString(TransportFlyweight.destinationPort(frame, offset)));
        }
        if (PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout) && IpProtocol.TCP == protocol &&
            offset + TransportFlyweight.TCP_FLAGS_OFFSET + Short.BYTES <= PacketParser.end(frame, layout, length))
        {
            values.put("i_tflags", "0x%04x".formatted(TransportFlyweight.tcpFlags(frame, offset)));
        }
    }
}
