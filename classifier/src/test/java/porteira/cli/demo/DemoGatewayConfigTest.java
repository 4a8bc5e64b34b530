package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.config.GatewayConfig;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DemoGatewayConfigTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldBeAcceptedByTheGatewayWhenWritten() throws IOException
    {
        Files.createFile(folder.resolve(DemoPolicy.FILE));
        final Path file = folder.resolve("gateway.toml");
        Files.writeString(file, DemoGatewayConfig.text("porteira-demo-1", folder.resolve("run"), "af_packet"));

        final GatewayConfig config = GatewayConfig.load(file);

        assertEquals("net_af_packet1,iface=wan", config.ports().get(1).device());
    }

    @Test
    void shouldTakeFirstTwoWhenListHasMore()
    {
        assertEquals(List.of(0, 1), DemoGatewayConfig.cpus("\t0-63"));
        assertEquals(List.of(3, 8), DemoGatewayConfig.cpus("3,8-11"));
        assertEquals(List.of(5), DemoGatewayConfig.cpus("5"));
        assertEquals(List.of(0), DemoGatewayConfig.cpus(""));
    }
}
