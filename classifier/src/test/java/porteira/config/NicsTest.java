package porteira.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NicsTest
{
    private static final String NIC = "0x020000";
    private static final String ADDRESS = "0000:01:00.0";
    private static final String FOLDER = "sys/bus/pci/devices/" + ADDRESS;
    private static final String BIND = "dpdk-devbind.py --bind=vfio-pci " + ADDRESS;

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void makeHost() throws IOException
    {
        host = new FakeHost(root).hugepages(256).folder("sys/bus/pci/drivers/vfio-pci");
    }

    @Test
    void shouldFindNothingWrongWhenBoundToVfio() throws IOException
    {
        host.pci(ADDRESS, NIC, "8086:10fb", "vfio-pci", "12");

        final Nics nics = scan();

        final Nic nic = nics.nics().get(0);
        assertEquals("ixgbe", nic.profile().name());
        assertEquals("12", nic.iommuGroup());
        assertEquals("-", nic.link());
        assertEquals(ADDRESS, nic.device());
        assertEquals(List.of(), nic.findings());
        assertTrue(nic.isReady());
        assertEquals(List.of(), nics.host());
    }

    @Test
    void shouldNameTheBindCommandWhenHeldByTheKernelOrNobody() throws IOException
    {
        host.pci(ADDRESS, NIC, "8086:10fb", "ixgbe", "12").netdev(FOLDER, "eth1", "10000");
        host.pci("0000:02:00.0", NIC, "8086:10fb", "", "13");

        final Nics nics = scan();

        assertEquals(List.of("fix: held by the kernel's ixgbe\n  run: " + BIND), texts(nics.nics().get(0)));
        assertEquals(10000, nics.nics().get(0).speedMbps());
        assertEquals("up", nics.nics().get(0).link());
        assertEquals("eth1", nics.nics().get(0).interfaceName());
        assertTrue(texts(nics.nics().get(1)).get(0).startsWith("fix: no driver holds it"));
        assertEquals(2, nics.nics().size());
    }

    @Test
    void shouldWarnWhenBindingWouldCutTheHostOff() throws IOException
    {
        host.pci(ADDRESS, NIC, "1af4:1041", "virtio-pci", "").netdev(FOLDER + "/virtio2", "eth0", "-1");
        host.file("proc/net/route",
            "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU\neth0 00000000 010200C0 0003 0 0 0 00000000 0");

        final Nic nic = scan().nics().get(0);

        assertTrue(nic.hasDefaultRoute());
        assertEquals(0, nic.speedMbps());
        assertEquals(1, nic.findings().size());
        assertEquals(Finding.Level.CAREFUL, nic.findings().get(0).level());
        assertEquals("", nic.findings().get(0).command());
    }

    @Test
    void shouldWarnWhenInterfaceHasAnAddressOfEitherFamily() throws IOException
    {
        host.pci(ADDRESS, NIC, "8086:1533", "igb", "1").netdev(FOLDER, "eth1", "1000");
        host.pci("0000:01:00.1", NIC, "8086:1533", "igb", "2")
            .netdev("sys/bus/pci/devices/0000:01:00.1", "eth2", "1000");
        host.pci("0000:01:00.2", NIC, "8086:1533", "igb", "3")
            .netdev("sys/bus/pci/devices/0000:01:00.2", "eth3", "1000");
        host.file("proc/net/route", "Iface\neth1 000200C0 00000000 0001 0 0 0 00FFFFFF 0");
        host.file("proc/net/if_inet6",
            "20010db8000000000000000000000001 03 40 00 80 eth2\nfe800000000000000000000000000001 04 40 20 80 eth3");

        final List<Nic> nics = scan().nics();

        assertEquals("ip address flush dev eth1 && " + BIND, nics.get(0).findings().get(0).command());
        assertEquals(Finding.Level.CAREFUL, nics.get(1).findings().get(0).level());
        assertEquals(Finding.Level.FIX, nics.get(2).findings().get(0).level());
    }

    @Test
    void shouldLeaveBifurcatedNicsWithTheirDriver() throws IOException
    {
        host.pci(ADDRESS, NIC, "15b3:1015", "vfio-pci", "1");
        host.pci("0000:02:00.0", "0x020700", "15b3:1017", "mlx5_core", "2");

        final List<Nic> nics = scan().nics();

        assertEquals("dpdk-devbind.py --bind=mlx5_core " + ADDRESS, nics.get(0).findings().get(0).command());
        assertEquals("modprobe -a mlx5_ib ib_uverbs", nics.get(1).findings().get(0).command());
        host.folder("sys/module/mlx5_ib").folder("sys/module/ib_uverbs");
        assertEquals(List.of(), scan().nics().get(1).findings());
    }

    @Test
    void shouldSayWhatIommuLacks() throws IOException
    {
        host.pci(ADDRESS, NIC, "8086:1572", "vfio-pci", "");

        assertTrue(scan().nics().get(0).findings().get(0).command().contains("uio_pci_generic"));
        host.file("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "N");
        assertEquals("echo Y > /sys/module/vfio/parameters/enable_unsafe_noiommu_mode",
            scan().nics().get(0).findings().get(0).command());
        host.file("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "Y");
        assertEquals(List.of(), scan().nics().get(0).findings());
    }

    @Test
    void shouldNameMatesThatKeepAGroupFromVfio() throws IOException
    {
        host.pci(ADDRESS, NIC, "8086:1572", "vfio-pci", "7");
        host.pci("0000:01:00.1", NIC, "8086:1572", "i40e", "7");
        host.pci("0000:00:01.0", "0x060400", "8086:1901", "pcieport", "7");

        final Nic nic = scan().nics().get(0);

        assertEquals(
            List.of("fix: IOMMU group 7 also has 0000:01:00.1, held by i40e: a group goes to vfio as a whole\n" +
                "  run: dpdk-devbind.py --bind=vfio-pci 0000:01:00.1"),
            texts(nic));
    }

    @Test
    void shouldNoteNumaDistanceAndMissingProfile() throws IOException
    {
        host.pci(ADDRESS, NIC, "dead:beef", "vfio-pci", "7").file(FOLDER + "/numa_node", "1");
        host.file("sys/devices/system/node/node1/cpulist", "8-15");
        host.file("sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages", "0");

        final Nic nic = scan().nics().get(0);

        assertTrue(nic.isReady());
        assertEquals("default", nic.profile().name());
        final List<String> texts = texts(nic);
        assertTrue(texts.get(0).startsWith("note: no free hugepages on its NUMA node 1"), texts.toString());
        assertTrue(texts.get(1).contains("lanes use CPU 0 of another; CPUs of its node: 8-15"), texts.toString());
        assertTrue(texts.get(2).startsWith("note: no profile matches dead:beef"), texts.toString());
    }

    @Test
    void shouldSayOnceWhatTheHostLacks() throws IOException
    {
        final Path bare = root.resolve("bare");
        final FakeHost other = new FakeHost(bare).hugepages(0).pci(ADDRESS, NIC, "8086:10fb", "ixgbe", "1");

        final List<Finding> findings = Nics.scan(other.files(), profiles(), List.of()).host();

        assertEquals(
            List.of("sysctl vm.nr_hugepages=1024", "modprobe vfio-pci"),
            findings.stream().map(Finding::command).toList());
    }

    @Test
    void shouldListOtherInterfacesButNotTheLoopback() throws IOException
    {
        host.netdev("", "lo", "-1").netdev("", "veth0", "10000").netdev("", "br0", "-1");
        host.folder("sys/class/net/br0/bridge").file("sys/class/net/br0/flags", "0x1002");

        final List<Nic> nics = scan().nics();

        assertEquals(List.of("br0", "veth0"), nics.stream().map(Nic::interfaceName).toList());
        assertEquals("bridge", nics.get(0).driver());
        assertEquals("ip link set dev br0 up", nics.get(0).findings().get(0).command());
        assertEquals("net_af_packet0,iface=veth0", nics.get(1).device());
        assertEquals("af_packet", nics.get(1).profile().name());
    }

    @Test
    void shouldShowTheSameInTableAndJson() throws IOException
    {
        host.pci(ADDRESS, NIC, "8086:10fb", "ixgbe", "12").netdev(FOLDER, "eth1", "10000");

        final String table = NicReport.table(scan());
        final JsonNode json = JsonMapper.shared().readTree(NicReport.json(scan()));

        final List<String> lines = table.lines().toList();
        assertTrue(lines.get(0).matches("DEVICE +ID +INTERFACE +DRIVER +NUMA +LINK +PROFILE +MODEL"), table);
        assertTrue(lines.get(1).matches(
            "0000:01:00.0 +8086:10fb +eth1 +ixgbe +- +up 10000M +ixgbe +Intel 82599 .*"), table);
        assertEquals("  fix: held by the kernel's ixgbe", lines.get(2));
        assertEquals("    run: " + BIND, lines.get(3));
        assertEquals("8086:10fb", json.at("/nics/0/pci_id").stringValue());
        assertEquals("fix", json.at("/nics/0/findings/0/level").stringValue());
        assertEquals(BIND, json.at("/nics/0/findings/0/command").stringValue());
        assertFalse(json.at("/nics/0/ready").booleanValue());
    }

    @Test
    void shouldSayThatThereAreNone()
    {
        assertTrue(NicReport.table(scan()).contains("no network devices"));
    }

    private Nics scan()
    {
        return Nics.scan(host.files(), profiles(), List.of(0));
    }

    private static HwProfiles profiles()
    {
        return HwProfiles.load(HwProfiles.locate());
    }

    private static List<String> texts(final Nic nic)
    {
        return nic.findings().stream().map(Finding::toString).toList();
    }
}
