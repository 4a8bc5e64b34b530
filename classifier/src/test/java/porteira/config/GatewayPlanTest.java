package porteira.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GatewayPlanTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldApplyMatchedProfilesWhenPortsSayAuto() throws IOException
    {
        final GatewayPlan plan = plan("", "0000:01:00.0", "net_af_packet0,iface=v0", null);

        assertEquals(List.of("ixgbe", "af_packet"), plan.ports().stream().map(port -> port.profile().name()).toList());
        assertEquals(Threading.PIPELINE, plan.threading());
        assertEquals(Idle.BUSY, plan.idle());
        assertEquals(1500, plan.ports().get(0).mtu());
    }

    @Test
    void shouldSizeMempoolForAllPlacesWhereFramesWait() throws IOException
    {
        final GatewayPlan plan = plan("", "net_ring0", "net_ring1", null);

        final int descriptors = 2 * (512 + 512);
        final int rings = 262144 / 784 * 32 + 262144 / 528 * 32;
        final int caches = 3 * 512 * 3 / 2;
        final int least = descriptors + rings + 4 * 32 + caches;
        assertTrue(plan.mbufs() >= least && plan.mbufs() < least + 1024, "mbufs=" + plan.mbufs());
        assertTrue(plan.memoryBytes() > plan.mbufs() * 2368L && plan.memoryBytes() < plan.mbufs() * 2368L + (32 << 20));
    }

    @Test
    void shouldCountOnePageForEachMbufWhenThereAreNoHugepages() throws IOException
    {
        final GatewayPlan plan = plan("[eal]\nhugepages = false\n", "net_ring0", "net_ring1", null);

        assertTrue(plan.memoryBytes() > plan.mbufs() * 4096L, "bytes=" + plan.memoryBytes());
    }

    @Test
    void shouldNeedNoRingsWhenInline() throws IOException
    {
        final String lanes = "[lanes]\nthreading = \"inline\"\npoller_cpus = []\n";

        final GatewayPlan plan = plan(lanes, "net_ring0", "net_ring1", null);

        assertEquals(0, plan.rxRingBytes());
        assertEquals(0, plan.txRingBytes());
        assertTrue(plan.mbufs() < 6 * 1024, "mbufs=" + plan.mbufs());
    }

    @Test
    void shouldUseOneProfileForAllPortsWhenOverridden() throws IOException
    {
        final GatewayPlan plan = plan("", "0000:01:00.0", "net_ring0", "tap");

        assertEquals(List.of("tap", "tap"), plan.ports().stream().map(port -> port.profile().name()).toList());
        assertEquals(Idle.BACKOFF, plan.idle());
    }

    @Test
    void shouldRefuseWhenFramesDoNotFitOrPollersNeverYield() throws IOException
    {
        final String lanes = "[lanes]\npoller_cpus = [0]\nclassifier_cpus = [0]\n";

        final RefusedException e =
            assertThrows(RefusedException.class, () -> plan(lanes, "net_ring0", "net_ring1\"\nmtu = 9000 #", null));

        assertEquals(2, e.problems().size(), e.getMessage());
        assertTrue(e.getMessage().contains("data_room_bytes=2176: limit at least 9154 for mtu=9000 of port b"));
        assertTrue(e.getMessage().contains("lanes.classifier_cpus=[0]: CPU 0 also has a poller"));
    }

    @Test
    void shouldRefuseWhenMempoolIsSmallerThanDescriptors() throws IOException
    {
        Files.writeString(folder.resolve("small.toml"), "mempool_mbufs = 1024\n");

        final RefusedException e = assertThrows(RefusedException.class,
            () -> plan("", "net_ring0", "net_ring1", folder.resolve("small.toml").toString()));

        assertTrue(e.getMessage().contains("small.toml:1:1: mempool_mbufs=1024: limit at least 4608"), e.getMessage());
    }

    @Test
    void shouldReportEveryPortWhoseProfileIsUnknown()
    {
        final RefusedException e = assertThrows(RefusedException.class,
            () -> plan("", "net_ring0\"\nprofile = \"rinf", "net_ring1\"\nprofile = \"none.toml", null));

        assertEquals(2, e.problems().size(), e.getMessage());
    }

    private GatewayPlan plan(final String head, final String first, final String second, final String override)
        throws IOException
    {
        Files.writeString(folder.resolve("policy.nft"), "");
        final Path file = folder.resolve("gateway.toml");
        Files.writeString(file, head + "[[port]]\nname = \"a\"\ndevice = \"" + first + "\"\n" +
            "[[port]]\nname = \"b\"\ndevice = \"" + second + "\"\n");
        return GatewayPlan.of(
            GatewayConfig.load(file), HwProfiles.load(HwProfiles.locate()), override,
            address -> "0000:01:00.0".equals(address) ? "8086:10fb" : "");
    }
}
