package porteira.config;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.problem.Problem;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GatewayConfigTest
{
    private static final String PORTS = """
        [[port]]
        name = "lan"
        device = "0000:01:00.0"
        [[port]]
        name = "wan"
        device = "net_af_packet0,iface=veth0"
        """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writePolicy() throws IOException
    {
        Files.writeString(folder.resolve("policy.nft"), "");
    }

    @Test
    void shouldTakeDefaultsWhenOnlyPortsAreGiven() throws IOException
    {
        final GatewayConfig config = load(PORTS);

        assertEquals("porteira", config.name());
        assertEquals(folder.resolve("policy.nft"), config.policy());
        assertEquals(Path.of("/run/porteira"), config.runDir());
        assertEquals(Path.of("/run/porteira/events.jsonl"), config.events().file());
        assertEquals(new LanesConfig(1, List.of(1), List.of(0), null, null), config.lanes());
        assertEquals(new EalConfig(true, 0, List.of(), "porteira"), config.eal());
        assertEquals(new BridgeConfig(300, 65536), config.bridge());
        assertEquals("auto", config.ports().get(0).profile());
        assertEquals(0, config.ports().get(0).mtu());
    }

    @Test
    void shouldTakeEveryKeyWhenGiven() throws IOException
    {
        Files.createDirectory(folder.resolve("etc"));
        Files.writeString(folder.resolve("etc/p.nft"), "");

        final GatewayConfig config = load("""
            gateway = { name = "edge", policy = "etc/p.nft", run_dir = "run" }
            lanes.count = 2
            lanes.poller_cpus = [ 2,
                3 ] # two
            lanes.classifier_cpus = [4, 5]
            lanes.threading = "pipeline"
            lanes.idle = "backoff"
            [eal]
            hugepages = false
            memory_mb = 256
            args = ["--vfio-intr=legacy"]
            file_prefix = "edge1"
            [bridge]
            ageing_s = 10
            addresses = 256
            [events]
            file = "/var/log/e.jsonl"
            rate_per_s = 1
            burst = 2
            """ + PORTS + "profile = \"./af.toml\"\nmtu = 68\n");

        assertEquals("edge", config.name());
        assertEquals(folder.resolve("etc/p.nft"), config.policy());
        assertEquals(folder.resolve("run"), config.runDir());
        assertEquals(
            new LanesConfig(2, List.of(2, 3), List.of(4, 5), Threading.PIPELINE, Idle.BACKOFF), config.lanes());
        assertEquals(new EalConfig(false, 256, List.of("--vfio-intr=legacy"), "edge1"), config.eal());
        assertEquals(new BridgeConfig(10, 256), config.bridge());
        assertEquals(new EventsConfig(Path.of("/var/log/e.jsonl"), 1, 2), config.events());
        assertEquals(
            new PortConfig("wan", "net_af_packet0,iface=veth0", "./af.toml", 68, List.of()), config.ports().get(1));
    }

    @Test
    void shouldReportAllProblemsWithTheirLinesWhenManyThingsAreWrong()
    {
        final List<String> problems = problems("""
            [gateway]
            polcy = "x.nft"
            policy = "missing.nft"
            [lanes]
            count = 17
            threading = "inlin"
            [bridge]
            ageing_s = "long"
            addresses = 99999999999999999999
            [eal]
            hugepages = 1
            args = ["-l", "--vdev=net_null0"]
            [evnts]
            rate = 1
            [[port]]
            name = "lan"
            device = "01:00.0"
            mtu = 67
            [[port]]
            name = "lan"
            device = "0000:01:00.0"
            spede = 3
            [[port]]
            name = "9lives"
            """);

        assertEquals(List.of(
            "2:1: gateway.polcy: unknown key, did you mean 'policy'?",
            "3:1: gateway.policy=\"" + folder.resolve("missing.nft") + "\": no such file",
            "5:1: lanes.count=17: limit 1..16",
            "6:1: lanes.threading=\"inlin\": limit profile | pipeline | inline, did you mean 'inline'?",
            "8:1: bridge.ageing_s=\"long\": an integer is expected, limit 10..1000000",
            "9:1: bridge.addresses=99999999999999999999: limit 256..1048576",
            "11:1: eal.hugepages=1: true or false is expected",
            "12:1: eal.args=\"-l\": the gateway gives this argument itself; set lanes.poller_cpus",
            "12:1: eal.args=\"--vdev=net_null0\": the gateway gives this argument itself; set port.device",
            "13:1: evnts: unknown key, did you mean 'events'?",
            "18:1: port[0].mtu=67: limit 0 or 68..9702",
            "20:1: port[1].name=\"lan\": port[0] has it already",
            "21:1: port[1].device=\"0000:01:00.0\": port[0] has it already",
            "22:1: port[1].spede: unknown key, known: name, device, profile, mtu, address",
            "23:1: port[2]: device is missing",
            "24:1: port[2].name=\"9lives\": a name of 1 to 15 letters, digits, _ . - that begins with a letter " +
                "is expected"),
            problems);
    }

    @Test
    void shouldRefuseItsOwnArgumentsWhenJoinedOrCutShort()
    {
        assertEquals(
            List.of(
                "2:1: eal.args=\"-m512\": the gateway gives this argument itself; set eal.memory_mb",
                "2:1: eal.args=\"--main-lc=1\": the gateway gives this argument itself; set lanes.poller_cpus"),
            problems("[eal]\nargs = [\"-m512\", \"--main-lc=1\", \"-n\", \"4\"]\n" + PORTS));
    }

    @Test
    void shouldNameLineAndColumnWhenSyntaxIsBad()
    {
        assertEquals(
            List.of("2:8: not TOML: Newline not permitted here"), problems("[lanes]\ncount =\n" + PORTS));
        assertEquals(
            List.of("3:1: not TOML: Duplicate key"), problems("[lanes]\ncount = 1\ncount = 1\n" + PORTS));
        assertEquals(1, problems("[lanes\ncount = 1\n").size());
        assertEquals(1, problems("a = \"\"\"open\n").size());
        assertEquals(1, problems("]]]\n'").size());
    }

    @Test
    void shouldRefuseWhenPortsAreTooFewOrTooMany()
    {
        assertEquals(List.of("[[port]]: count=0: limit 2..32"), problems(""));
        final StringBuilder many = new StringBuilder();
        for (int i = 0; i < 33; i++)
        {
            many.append("[[port]]\nname = \"p").append(i).append("\"\ndevice = \"net_null").append(i).append("\"\n");
        }
        assertEquals(List.of("[[port]]: count=33: limit 2..32"), problems(many.toString()));
    }

    @Test
    void shouldRefuseWhenLanesAndCpusDisagree()
    {
        assertEquals(
            List.of(
                "2:1: lanes.poller_cpus=[1, 1]: limit one lane a CPU",
                "3:1: lanes.classifier_cpus=[0]: limit 2 (one CPU for each of lanes.count=2)"),
            problems("lanes.count = 2\nlanes.poller_cpus = [1, 1]\nlanes.classifier_cpus = [0]\n" + PORTS));
        assertEquals(
            1, problems("[lanes]\npoller_cpus = [0]\nclassifier_cpus = [0]\nidle = \"busy\"\n" + PORTS).size());
    }

    @Test
    void shouldLeavePollerCpusAloneWhenThreadingIsInline() throws IOException
    {
        final LanesConfig lanes =
            load("[lanes]\npoller_cpus = []\nthreading = \"inline\"\n" + PORTS).lanes();

        assertEquals(Threading.INLINE, lanes.threading());
        assertNull(lanes.idle());
    }

    @Test
    void shouldSayWhatToDoWhenFileIsMissing()
    {
        final RefusedException e =
            assertThrows(RefusedException.class, () -> GatewayConfig.load(folder.resolve("none.toml")));

        assertEquals(folder.resolve("none.toml") + ": no such file", e.getMessage());
    }

    @Test
    void shouldTellDevicesApartWhenPciOrVirtual()
    {
        final PortConfig pci = new PortConfig("a", "0A:00.1,arg=1", "auto", 0, List.of());
        final PortConfig virtual = new PortConfig("b", "net_af_xdp12,iface=veth0,start_queue=0", "auto", 0, List.of());

        assertTrue(pci.isPci());
        assertEquals("0000:0a:00.1", pci.address());
        assertEquals("", pci.virtualDriver());
        assertFalse(virtual.isPci());
        assertEquals("net_af_xdp12", virtual.address());
        assertEquals("net_af_xdp", virtual.virtualDriver());
    }

    private GatewayConfig load(final String text) throws IOException
    {
        final Path file = folder.resolve("gateway.toml");
        Files.writeString(file, text);
        return GatewayConfig.load(file);
    }

    private List<String> problems(final String text)
    {
        final RefusedException e = assertThrows(RefusedException.class, () -> load(text));
        final String prefix = folder.resolve("gateway.toml").toString();
        return e.problems().stream().map(Problem::toString)
            .peek(problem -> assertTrue(problem.startsWith(prefix), problem))
            .map(problem -> problem.substring(prefix.length() + 1).trim()).toList();
    }
}
