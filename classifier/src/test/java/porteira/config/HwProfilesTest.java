package porteira.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HwProfilesTest
{
    private static final PortLimits IXGBE_SAYS =
        new PortLimits(64, 4096, 8, 64, 4096, 8, 64, 68, 15854, 40, RssSettings.Hash.IPV4.bits());

    @TempDir
    private Path folder;

    @Test
    void shouldLoadEveryShippedProfile()
    {
        final Set<String> names = new TreeSet<>();
        shipped().all().forEach(profile -> names.add(profile.name()));

        assertEquals(
            Set.of("af_packet", "af_xdp", "bnxt", "default", "e1000", "e1000e", "ena", "i40e", "ice", "igb", "igc",
                "ixgbe", "mlx5", "null", "pcap", "ring", "tap", "virtio", "vmxnet3"),
            names);
    }

    @Test
    void shouldNameSourcesAndMatchSomethingInEveryShippedProfile()
    {
        for (final HwProfile profile : shipped().all())
        {
            assertFalse(profile.documents().isEmpty(), profile.name());
            assertEquals(
                HwProfiles.DEFAULT.equals(profile.name()),
                profile.match().pci().isEmpty() && profile.match().pmd().isEmpty(), profile.name());
            assertEquals(
                Bind.VDEV == profile.port().bind() || HwProfiles.DEFAULT.equals(profile.name()),
                profile.match().pci().isEmpty(), profile.name());
        }
    }

    @Test
    void shouldOnlyOverrideInShippedProfiles()
    {
        final TomlDocument defaults = TomlDocument.read(HwProfiles.locate().resolve("default.toml"));
        for (final HwProfile profile : shipped().all())
        {
            if (!HwProfiles.DEFAULT.equals(profile.name()))
            {
                TomlDocument.read(profile.file()).root().properties().forEach(entry -> assertFalse(
                    entry.getValue().equals(defaults.root().get(entry.getKey())),
                    profile.name() + " repeats the default of " + entry.getKey()));
            }
        }
    }

    @Test
    void shouldDocumentEveryKeyWithTheCodesLimits() throws IOException
    {
        final String text = Files.readString(HwProfiles.locate().resolve("default.toml"));
        final TomlDocument defaults = TomlDocument.parse("default.toml", text);

        assertEquals(List.of(), DocumentedDefaults.keysWithoutComment(text));
        assertEquals(List.of(), DocumentedDefaults.limitsNotStated(text, spoilt ->
        {
            final Problems problems = new Problems();
            HwProfileReader.read("x", Path.of("x"), TomlDocument.parse("x", spoilt), defaults, problems);
            problems.throwIfAny();
        }));
    }

    @Test
    void shouldMatchByPciIdThenDriverThenDefault()
    {
        final HwProfiles profiles = shipped();

        assertEquals("ixgbe", profiles.match("8086:10fb", "").name());
        assertEquals("e1000", profiles.match("8086:100e", "net_e1000_em").name());
        assertEquals("e1000e", profiles.match("8086:10d3", "net_e1000_em").name());
        assertEquals("e1000e", profiles.match("8086:ffff", "net_e1000_em").name());
        assertEquals("mlx5", profiles.match("15b3:1015", "").name());
        assertEquals("af_packet", profiles.match("", "net_af_packet").name());
        assertEquals("default", profiles.match("dead:beef", "net_other").name());
    }

    @Test
    void shouldTakeNameOrFileWhenAsked() throws IOException
    {
        final HwProfiles profiles = shipped();
        Files.writeString(folder.resolve("mine.toml"), "rx_descriptors = 512\n");

        assertSame(profiles.match("8086:10fb", ""), profiles.named("ixgbe", folder));
        assertEquals(512, profiles.named("mine.toml", folder).port().rxDescriptors());
        assertEquals(1024, profiles.named(folder.resolve("mine.toml").toString(), Path.of("")).port().txDescriptors());
        final RefusedException e = assertThrows(RefusedException.class, () -> profiles.named("ixgeb", folder));
        assertTrue(e.getMessage().endsWith(
            "profile=ixgeb: no such file ixgeb.toml, did you mean 'ixgbe'?"), e.getMessage());
    }

    @Test
    void shouldReportAllProblemsOfAllFiles() throws IOException
    {
        copyDefaults();
        Files.writeString(folder.resolve("a.toml"), """
            rx_descriptors = 8192
            rx_burst = 12
            mtu_bytes = 9000
            rx_ring_bytes = 100000
            rss_key = "6d5a"
            idle = "lazy"
            [limits]
            rx_descriptors_max = 4096
            [match]
            pci = ["8086:10FB", "8086:1572"]
            """);
        Files.writeString(folder.resolve("b.toml"), "[match]\npci = [\"8086:1572\"]\nrx_descriptors = 3\n");
        Files.writeString(folder.resolve("c.toml"), "rx_burst = [\n");

        final RefusedException e = assertThrows(RefusedException.class, () -> HwProfiles.load(folder));

        final String f = folder.toString();
        assertEquals(List.of(
            f + "/a.toml:1:1: rx_descriptors=8192: limit 0..4096",
            f + "/a.toml:2:1: rx_burst=12: limit multiples of 8",
            f + "/a.toml:4:1: rx_ring_bytes=100000: limit powers of two, e.g. 65536",
            f + "/a.toml:5:1: rss_key=\"6d5a\": length 2 bytes: limit rss_key_bytes=40",
            f + "/a.toml:6:1: idle=\"lazy\": limit busy | backoff",
            f + "/a.toml:10:1: match.pci=\"8086:10FB\": vendor:device such as \"8086:10fb\", lower case, is expected " +
                "in each place",
            f + "/b.toml:1:1: match.pci=\"8086:1572\": profile a has it already",
            f + "/b.toml:3:1: match.rx_descriptors: unknown key, known: pmd, pci",
            f + "/c.toml:2:1: not TOML: Premature end of file"),
            e.problems().stream().map(Problem::toString).filter(text -> !text.contains("data_room")).toList());
        assertTrue(e.getMessage().contains("data_room_bytes=2176: limit at least 9154"), e.getMessage());
    }

    @Test
    void shouldSayWhichKeyIsMissingWhenDefaultsAreIncomplete() throws IOException
    {
        Files.writeString(folder.resolve("default.toml"), "model = \"x\"\n");

        final RefusedException e = assertThrows(RefusedException.class, () -> HwProfiles.load(folder));

        assertTrue(e.getMessage().endsWith("rx_burst: missing; the file of defaults has every key"), e.getMessage());
    }

    @Test
    void shouldNameKeyValueAndLimitWhenPortReportsLess() throws IOException
    {
        copyDefaults();
        Files.writeString(folder.resolve("mine.toml"), """
            rx_descriptors = 8192
            tx_descriptors = 1020
            queues_max = 2
            rss_hash = ["tcp"]
            rss_key_bytes = 52
            """);
        final HwProfile profile = HwProfiles.load(folder).named("mine", folder);

        final List<Problem> problems = profile.check("lan", IXGBE_SAYS, 65, 16000);

        final String file = folder.resolve("mine.toml").toString();
        assertEquals(List.of(
            file + ":1:1: rx_descriptors=8192: limit 64..4096 (port lan)",
            file + ":2:1: tx_descriptors=1020: limit multiples of 8 (port lan)",
            file + ":3:1: queues_max=2: lanes.count=65 needs as many queues (port lan)",
            "port lan: lanes.count=65: limit 64 queues",
            "port lan: mtu=16000: limit 68..15854",
            file + ":4:1: rss_hash=0x10410: limit RTE_ETH_RSS_* bits 0x8c (port lan)",
            file + ":5:1: rss_key_bytes=52: limit 40 (port lan)"),
            problems.stream().map(Problem::toString).toList());
        assertEquals(List.of(), shipped().named("ixgbe", folder).check("lan", IXGBE_SAYS, 4, 0));
    }

    @Test
    void shouldTakeAnythingWhenPortReportsNoLimits()
    {
        final PortLimits none = new PortLimits(0, 65535, 1, 0, 65535, 1, 16, 0, 65535, 0, 0);

        assertEquals(List.of(), shipped().named("ring", folder).check("lan", none, 1, 0));
        assertEquals(1, shipped().named("virtio", folder).check("lan", none, 2, 0).size());
    }

    @Test
    void shouldRepeatTheSymmetricKeyOrParseHex() throws IOException
    {
        final byte[] key = shipped().named("i40e", folder).rss().keyBits();
        Files.writeString(folder.resolve("hex.toml"), "rss_key = \"" + "0A".repeat(40) + "\"\n");

        assertEquals("6d5a".repeat(26), HexFormat.of().formatHex(key));
        assertArrayEquals(
            HexFormat.of().parseHex("0a".repeat(40)), shipped().named("hex.toml", folder).rss().keyBits());
        assertEquals(0, shipped().named("ring", folder).rss().hashBits());
    }

    private static HwProfiles shipped()
    {
        return HwProfiles.load(HwProfiles.locate());
    }

    private void copyDefaults() throws IOException
    {
        Files.copy(HwProfiles.locate().resolve("default.toml"), folder.resolve("default.toml"));
    }
}
