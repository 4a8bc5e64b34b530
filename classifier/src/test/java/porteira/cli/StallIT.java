package porteira.cli;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import porteira.Gateway;
import porteira.Needed;
import porteira.telemetry.Counter;
import porteira.telemetry.CountersFileReader;
import porteira.telemetry.Snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A gateway of whose lane a debugger stops the classifier thread while frames go on coming, and lets it go again. */
@Timeout(180)
class StallIT
{
    private static final String DEBUGGER =
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
    private static final Pattern ADDRESS = Pattern.compile("dt_socket at address: (\\d+)");
    private static final int ENOUGH = 1_000;

    @TempDir
    private Path folder;
    private LiveGateway gateway;

    @AfterEach
    void end()
    {
        if (null != gateway)
        {
            gateway.close();
        }
    }

    @Test
    void shouldBridgeWhileTheClassifierStandsStill() throws IOException, IllegalConnectorArgumentsException
    {
        stopAndGoOn("bridge", Counter.LANE_STALLED_BRIDGED, Counter.LANE_STALLED_DROPPED);
    }

    @Test
    void shouldDropWhileTheClassifierStandsStillWhenConfigured()
        throws IOException, IllegalConnectorArgumentsException
    {
        stopAndGoOn("drop", Counter.LANE_STALLED_DROPPED, Counter.LANE_STALLED_BRIDGED);
    }

    private void stopAndGoOn(final String action, final Counter unjudged, final Counter none)
        throws IOException, IllegalConnectorArgumentsException
    {
        Needed.that(1 < Runtime.getRuntime().availableProcessors(), "a CPU for the poller and one for the classifier");
        configure(action);
        gateway = new LiveGateway(folder, List.of(), List.of(DEBUGGER));
        gateway.start();
        awaitMore(Counter.LANE_JUDGED);

        final VirtualMachine machine = attach();
        final ThreadReference lane = machine.allThreads().stream()
            .filter((thread) -> "lane-0".equals(thread.name())).findFirst().orElseThrow();
        lane.suspend();
        awaitMore(unjudged);
        final long judged = counters().value(Counter.LANE_JUDGED, 0);
        assertEquals(1, counters().value(Counter.LANE_STALLED, 0));
        awaitMore(unjudged);
        assertEquals(judged, counters().value(Counter.LANE_JUDGED, 0));
        gateway.await(() -> gateway.events().contains("\"stall\""), "told");

        lane.resume();
        machine.dispose();
        awaitMore(Counter.LANE_JUDGED);
        gateway.await(() -> gateway.events().contains("\"stall_end\""), "told to be over");
        gateway.stop();

        final Snapshot last = counters();
        assertEquals(0, last.value(Counter.LANE_STALLED, 0));
        assertEquals(0, last.value(none, 0));
        assertTrue(0 < last.value(Counter.LANE_STALLS, 0));
        assertEquals(0, last.balance().inFlight(), () -> last.balance().toString());
    }

    private void awaitMore(final Counter counter)
    {
        final long before = counters().value(counter, 0);
        gateway.await(() -> before + ENOUGH < counters().value(counter, 0), counter.label());
    }

    /** One port makes frames without end, none of which the policy lets pass. */
    private void configure(final String action) throws IOException
    {
        Files.writeString(folder.resolve("none.nft"), """
            table bridge none {
                chain forward {
                    type filter hook forward priority filter; policy drop;
                }
            }
            """);
        Files.writeString(folder.resolve("gateway.toml"), """
            [gateway]
            name = "stall-%1$d"
            policy = "none.nft"
            run_dir = "run"
            [lanes]
            poller_cpus = [0]
            classifier_cpus = [1]
            threading = "pipeline"
            idle = "backoff"
            [eal]
            hugepages = false
            memory_mb = 128
            [flows]
            connections = 4096
            mappings = 1024
            [stall]
            after_ms = 200
            action = "%2$s"
            [[port]]
            name = "lan"
            device = "net_null0"
            [[port]]
            name = "wan"
            device = "net_null1,no-rx=1"
            """.formatted(ProcessHandle.current().pid(), action));
    }

    private VirtualMachine attach() throws IOException, IllegalConnectorArgumentsException
    {
        final Matcher address = ADDRESS.matcher(gateway.said());
        assertTrue(address.find(), gateway::said);
        final AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter((one) -> "com.sun.jdi.SocketAttach".equals(one.name())).findFirst().orElseThrow();
        final Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(address.group(1));
        return connector.attach(arguments);
    }

    private Snapshot counters()
    {
        try (CountersFileReader reader = CountersFileReader.open(Gateway.countersFile(folder.resolve("run"))))
        {
            return reader.snapshot(System.currentTimeMillis());
        }
        catch (final IOException e)
        {
            throw new IllegalStateException(e);
        }
    }
}
