package porteira;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import porteira.config.EalConfig;
import porteira.config.GatewayConfig;
import porteira.config.GatewayPlan;
import porteira.config.HwProfiles;
import porteira.dpdk.DpdkException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The one EAL of this JVM is this class's. */
@Timeout(60)
class GatewayIT
{
    private static final int MEMORY_MB = 256;
    private static final String LAST_POLLER = "2";

    @TempDir
    private Path folder;

    /** A main lcore that a poller was meant to have; the poller of the lane before runs by then. */
    @Test
    void shouldLeaveNothingRunningWhenAPollerCannotBeLaunched() throws IOException
    {
        assumeTrue(1 < Runtime.getRuntime().availableProcessors(), "skipped: two lanes need CPUs 0 and 1");
        final GatewayPlan plan = plan(List.of("--main-lcore", LAST_POLLER));

        final DpdkException refusal = assertThrows(DpdkException.class, () -> Gateway.start(plan));

        assertTrue(refusal.getMessage().contains("lcore=2 is no worker lcore"), refusal::getMessage);
        assertEquals(0, refusal.getSuppressed().length, () -> refusal.getSuppressed()[0].toString());
        assertEquals(List.of(), Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName).filter((name) -> name.matches("lane-\\d|conductor")).toList());
    }

    private GatewayPlan plan(final List<String> ealArguments) throws IOException
    {
        Files.writeString(folder.resolve("all.nft"), """
            table bridge all {
                chain forward {
                    type filter hook forward priority filter; policy accept;
                }
            }
            """);
        final Path file = folder.resolve("gateway.toml");
        Files.writeString(file, """
            [gateway]
            policy = "all.nft"
            run_dir = "run"
            [lanes]
            count = 2
            poller_cpus = [0, 1]
            classifier_cpus = [0, 1]
            threading = "pipeline"
            idle = "backoff"
            [[port]]
            name = "lan"
            device = "net_null0"
            [[port]]
            name = "wan"
            device = "net_null1"
            """);
        final GatewayConfig read = GatewayConfig.load(file);
        final GatewayConfig config = new GatewayConfig(
            read.file(), read.name(), read.policy(), read.runDir(), read.stateDir(), read.lanes(),
            new EalConfig(
                false, MEMORY_MB, ealArguments, "porteira-gateway-test-" + ProcessHandle.current().pid()),
            read.stall(), read.bridge(), read.events(), read.flows(), read.fragments(), read.reject(), read.nat(),
            read.ports());
        return GatewayPlan.of(config, HwProfiles.load(HwProfiles.locate()), "ring", (address) -> "");
    }
}
