package porteira.replay;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.dpdk.Capture;
import porteira.policy.Verdict;
import porteira.tree.Classifier;
import porteira.wire.GoldenFrame;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;
import porteira.wire.TransportFlyweight;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplayTest
{
    private static final int ETHERNET_LENGTH = 14;
    private static final Classifier NO_SMTP = (frame, length, layout, ingress, egress, state) ->
        PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout) &&
        25 == TransportFlyweight.destinationPort(frame, PacketLayout.transportOffset(layout)) ? 1 : 0;
    private static final Judge JUDGE = new Judge(
        NO_SMTP,
        leaf -> 0 == leaf ? Verdict.ACCEPT : Verdict.DROP,
        leaf -> "test.nft:" + (leaf + 1),
        leaf -> 0 == leaf ? "policy accept" : "no smtp");

    @TempDir
    private Path folder;
    private final StringWriter output = new StringWriter();
    private final List<String> errors = new ArrayList<>();
    private final Map<String, byte[]> golden = new HashMap<>();

    @BeforeEach
    void readGoldenFrames() throws IOException
    {
        for (final GoldenFrame frame : GoldenFrame.all())
        {
            golden.put(frame.name(), frame.bytes());
        }
    }

    @Test
    void shouldPrintVerdictRuleAndEndsWhenFormatIsText() throws IOException
    {
        final Path file = ethernet("a.pcap", "ipv4-tcp", "ipv6-udp", "arp", "teredo-any-port-tcp", "ipv4-too-long");

        run(ReplayFormat.TEXT, file);

        final String[] lines = lines();
        assertEquals(5, lines.length);
        assertEquals(file + ":1 drop test.nft:2  203.0.113.25:50000 -> 198.51.100.7:25 tcp flags 0x0002", lines[0]);
        assertEquals(file + ":2 accept test.nft:1  [2001:db8:b01a:70da::25]:5353 -> [2001:db8:ffff::7]:5353 udp",
            lines[1]);
        assertEquals(file + ":3 accept test.nft:1  eth 0x0806", lines[2]);
        assertEquals(file + ":4 accept test.nft:1  198.51.100.7:40000 -> 203.0.113.25:50000 udp  teredo " +
            "[2001:0:c000:22d:2a1c:63bf:39cc:9bf8]:50000 -> [2001:0:c000:22d:0:3caf:34ff:8ee6]:25 tcp flags 0x0002",
            lines[3]);
        assertTrue(lines[4].endsWith("malformed ip_truncated"), lines[4]);
    }

    @Test
    void shouldPrintOneObjectPerFrameWhenFormatIsJson() throws IOException
    {
        run(ReplayFormat.JSON, ethernet("a.pcap", "qinq-ipv6-tcp", "arp"));

        final String[] lines = lines();
        assertEquals(2, lines.length);
        assertEquals("{\"file\":\"" + folder.resolve("a.pcap") + "\",\"frame\":1," +
            "\"time\":\"2023-11-14T22:13:20.250Z\",\"verdict\":\"drop\"," +
            "\"rule\":\"test.nft:2\",\"label\":\"no smtp\"," +
            "\"caplen\":82,\"len\":82,\"link\":\"ETH\",\"vlan\":[200,100],\"etype\":\"0x86dd\",\"o_ver\":6," +
            "\"o_src\":\"2001:db8:b01a:70da::25\",\"o_dst\":\"2001:db8:ffff::7\",\"o_frag\":false,\"o_l4\":6," +
            "\"o_sport\":50000,\"o_dport\":25,\"o_tflags\":\"0x0002\",\"teredo\":false,\"teredo_port\":false}",
            lines[0]);
        assertFalse(lines[1].contains("o_src"), lines[1]);
    }

    @Test
    void shouldJudgeAsEthernetWhenLinkIsAnother() throws IOException
    {
        final byte[] packet = packet("ipv4-tcp");
        final byte[] packet6 = packet("ipv6-tcp");
        final byte[] cooked = HexFormat.of().parseHex("000000010006" + "02005e0000010000" + "0800");
        final byte[] cooked2 = HexFormat.of().parseHex("86dd0000" + "00000003" + "00010006" + "02005e0000010000");
        final byte[] family = { 2, 0, 0, 0 };
        final byte[] family6 = { 0, 0, 0, 24 };
        final Path[] files = {
            CaptureBytes.pcap(101).pcapFrame(packet).pcapFrame(packet6).write(folder.resolve("raw.pcap")),
            CaptureBytes.pcap(228).pcapFrame(packet).write(folder.resolve("raw4.pcap")),
            CaptureBytes.pcap(229).pcapFrame(packet6).write(folder.resolve("raw6.pcap")),
            CaptureBytes.pcap(113).pcapFrame(join(cooked, packet)).write(folder.resolve("sll.pcap")),
            CaptureBytes.pcap(276).pcapFrame(join(cooked2, packet6)).write(folder.resolve("sll2.pcap")),
            CaptureBytes.pcap(0).pcapFrame(join(family, packet)).write(folder.resolve("null.pcap")),
            CaptureBytes.pcap(108).pcapFrame(join(family6, packet6)).write(folder.resolve("loop.pcap")) };
        final Path dropped = folder.resolve("dropped");

        final ReplaySummary summary = new Replay(JUDGE).format(ReplayFormat.TSV).output(output).errors(errors::add)
            .writeDropped(dropped).run(Arrays.asList(files));

        assertEquals(List.of(), errors);
        assertEquals(8, summary.verdicts().get(Verdict.DROP));
        final List<String> links = new ArrayList<>();
        for (final String line : Arrays.asList(lines()).subList(1, 9))
        {
            final String[] columns = line.split("\t");
            assertEquals("25", columns[16], line);
            links.add(columns[6] + columns[9]);
        }
        assertEquals(List.of("RAW4", "RAW6", "RAW44", "RAW66", "SLL4", "SLL26", "NULL4", "LOOP6"), links);
        assertDroppedAreEthernet(dropped, packet, packet6);
    }

    @Test
    void shouldGoOnWhenFilesAreBroken() throws IOException
    {
        final Path cut = CaptureBytes.pcap(1).pcapFrame(golden.get("ipv4-tcp")).pcapFrame(golden.get("ipv4-udp"))
            .writeCut(folder.resolve("cut.pcap"), 3);
        final Path text = Files.writeString(folder.resolve("text.pcap"), "this is no capture at all");
        final Path empty = Files.write(folder.resolve("empty.pcap"), new byte[0]);
        final Path wireless = CaptureBytes.pcap(105).pcapFrame(new byte[30]).write(folder.resolve("wireless.pcap"));
        final Path missing = folder.resolve("missing.pcap");
        final Path good = ethernet("good.pcap", "ipv4-tcp");

        final ReplaySummary summary = run(ReplayFormat.TEXT, cut, text, empty, wireless, missing, good);

        assertEquals(2, summary.frames());
        assertEquals(5, summary.failures().size());
        assertEquals(5, errors.size(), errors.toString());
        for (final Path file : List.of(cut, text, empty, wireless, missing))
        {
            assertTrue(errors.stream().anyMatch(line -> line.contains(file.toString())), file + " in " + errors);
        }
    }

    @Test
    void shouldTakeFoldersInNaturalOrderWhenTheyAreNested() throws IOException
    {
        Files.createDirectories(folder.resolve("b"));
        for (final String name : List.of("a10.pcap", "a9.cap", "b/c.pcapng", "a010.PCAP", "notes.txt"))
        {
            if (name.endsWith("ng"))
            {
                CaptureBytes.pcapng(ByteOrder.LITTLE_ENDIAN).iface(1, 0, 6)
                    .enhanced(0, 0, golden.get("arp"), 42).write(folder.resolve(name));
            }
            else
            {
                ethernet(name, "arp");
            }
        }

        run(ReplayFormat.TEXT, folder);

        final List<String> names = new ArrayList<>();
        for (final String line : lines())
        {
            names.add(folder.relativize(Path.of(line.substring(0, line.indexOf(":1 ")))).toString());
        }
        assertEquals(List.of("a9.cap", "a010.PCAP", "a10.pcap", "b/c.pcapng"), names);
    }

    @Test
    void shouldCountReasonsWhenFramesAreMalformed() throws IOException
    {
        final ReplaySummary summary = run(ReplayFormat.TSV,
            ethernet("a.pcap", "ipv4-too-long", "ipv6-too-long", "vlan-five", "teredo-bubble"));

        assertEquals(Map.of(Malformed.IP_TRUNCATED, 2L, Malformed.VLAN_TOO_DEEP, 1L), summary.malformed());
        assertEquals(1, summary.teredo());
        assertTrue(summary.text().contains("malformed: ip_truncated"), summary.text());
    }

    @Test
    void shouldRefuseWhenDroppedFramesWouldOverwriteAnInput() throws IOException
    {
        final Path file = ethernet("a.pcap", "ipv4-tcp");
        final byte[] before = Files.readAllBytes(file);

        assertThrows(IOException.class, () -> new Replay(JUDGE).writeDropped(file).run(List.of(folder)));

        assertArrayEquals(before, Files.readAllBytes(file));
    }

    private static void assertDroppedAreEthernet(final Path dropped, final byte[] packet, final byte[] packet6)
        throws IOException
    {
        int frames = 0;
        try (Capture capture = Capture.open(dropped))
        {
            assertEquals(Capture.LINK_ETHERNET, capture.linkType());
            while (capture.next())
            {
                final byte[] bytes = new byte[capture.capturedLength()];
                capture.frame().getBytes(0, bytes);
                final boolean isIpv6 = (byte)0x86 == bytes[12];
                assertArrayEquals(
                    isIpv6 ? packet6 : packet, Arrays.copyOfRange(bytes, ETHERNET_LENGTH, bytes.length));
                assertEquals(bytes.length, capture.originalLength());
                frames++;
            }
        }
        assertEquals(8, frames);
    }

    private ReplaySummary run(final ReplayFormat format, final Path... inputs) throws IOException
    {
        return new Replay(JUDGE).format(format).output(output).errors(errors::add).run(Arrays.asList(inputs));
    }

    private Path ethernet(final String name, final String... frames) throws IOException
    {
        final CaptureBytes capture = CaptureBytes.pcap(1);
        for (final String frame : frames)
        {
            capture.pcapFrame(golden.get(frame));
        }
        return capture.write(folder.resolve(name));
    }

    private byte[] packet(final String name)
    {
        final byte[] frame = golden.get(name);
        return Arrays.copyOfRange(frame, ETHERNET_LENGTH, frame.length);
    }

    private String[] lines()
    {
        return output.toString().split("\n");
    }

    private static byte[] join(final byte[] first, final byte[] second)
    {
        final byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
