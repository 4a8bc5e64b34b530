package porteira.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCheckTest
{
    private static final String ALL_CAPABILITIES = "000001ffffffffff";

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void makeHost() throws IOException
    {
        host = new FakeHost(root).hugepages(256).folder("sys/bus/pci/drivers/vfio-pci");
        host.file("proc/self/net/dev", "Inter-| Receive\n face |bytes\n  veth0: 1 2\n  veth1: 1 2");
        host.file("proc/self/limits", "Max locked memory         8388608              8388608              bytes");
        status(ALL_CAPABILITIES);
    }

    @Test
    void shouldFindNothingWhenAllIsThere() throws IOException
    {
        host.pci("0000:01:00.0", "0x020000", "8086:10fb", "vfio-pci", "12");

        assertEquals(List.of(), check("", "0000:01:00.0", "net_af_packet0,iface=veth0"));
    }

    @Test
    void shouldNamePortWhenDeviceOrInterfaceIsMissing() throws IOException
    {
        assertEquals(
            List.of(
                "fix: port a: device=0000:01:00.0: no such PCI device\n  run: porteira nics",
                "fix: port b: iface=veth9: no such interface in this network namespace\n  run: ip link show"),
            check("", "0000:01:00.0", "net_af_packet0,iface=veth9"));
    }

    @Test
    void shouldBlockWhenPortIsHeldByTheKernel() throws IOException
    {
        host.pci("0000:01:00.0", "0x020000", "8086:10fb", "ixgbe", "12");

        assertEquals(
            List.of("fix: port a: held by the kernel's ixgbe\n  run: dpdk-devbind.py --bind=vfio-pci 0000:01:00.0"),
            check("", "0000:01:00.0", "net_null0"));
    }

    @Test
    void shouldOnlyNoteWhenInterfaceIsDown() throws IOException
    {
        host.file("sys/class/net/veth0/flags", "0x1002");

        final List<Finding> findings = findings("", "net_null0", "net_af_packet0,iface=veth0");

        assertEquals(1, findings.size());
        assertFalse(findings.get(0).isBlocking());
    }

    @Test
    void shouldSayHowManyHugepagesAreMissing() throws IOException
    {
        host.hugepages(3);

        final List<String> problems = check("[eal]\nmemory_mb = 100\n", "net_null0", "net_null1");

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("fix: hugepages: free=6 MiB: limit at least 100 MiB"), problems.get(0));
        assertTrue(problems.get(0).endsWith("run: sysctl vm.nr_hugepages=559"), problems.get(0));
    }

    @Test
    void shouldAskForOrdinaryMemoryWhenHugepagesAreOff() throws IOException
    {
        host.hugepages(0).file("proc/meminfo", "MemTotal: 1 kB\nMemAvailable:      10240 kB");

        final List<String> problems = check("[eal]\nhugepages = false\n", "net_null0", "net_null1");

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("fix: memory: available=10 MiB: limit at least "), problems.get(0));
    }

    @Test
    void shouldNameMissingCapabilitiesAndMemlock() throws IOException
    {
        host.pci("0000:01:00.0", "0x020000", "8086:10fb", "vfio-pci", "12");
        status("0000000000000000");

        final List<String> problems = check("", "0000:01:00.0", "net_af_packet0,iface=veth0");

        assertEquals(2, problems.size());
        assertTrue(problems.get(0).startsWith("fix: privilege: CAP_NET_RAW missing"), problems.get(0));
        assertTrue(problems.get(1).startsWith("fix: memlock=8388608 bytes: limit at least"), problems.get(1));
    }

    @Test
    void shouldNameCpusThatMayNotBeUsed() throws IOException
    {
        final List<String> problems = check(
            "[lanes]\ncount = 2\npoller_cpus = [1, 7]\nclassifier_cpus = [0, 2]\n", "net_null0", "net_null1");

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("fix: lanes: CPU 7: limit the CPUs this process may use, 0-3"));
    }

    private void status(final String capabilities) throws IOException
    {
        host.file("proc/self/status", "Name:\tjava\nCapEff:\t" + capabilities + "\nCpus_allowed_list:\t0-3");
    }

    private List<String> check(final String head, final String first, final String second) throws IOException
    {
        return findings(head, first, second).stream().map(Finding::toString).toList();
    }

    private List<Finding> findings(final String head, final String first, final String second) throws IOException
    {
        Files.writeString(root.resolve("policy.nft"), "");
        final Path file = root.resolve("gateway.toml");
        Files.writeString(file, head + "[[port]]\nname = \"a\"\ndevice = \"" + first + "\"\n" +
            "[[port]]\nname = \"b\"\ndevice = \"" + second + "\"\n");
        final HwProfiles profiles = HwProfiles.load(HwProfiles.locate());
        final GatewayPlan plan = GatewayPlan.of(GatewayConfig.load(file), profiles, null, host.files()::pciId);
        return HostCheck.check(host.files(), profiles, plan);
    }
}
