package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The gateway under demonstration: a real {@code porteira run} in a process of its own, in its own namespace. */
final class GatewayProcess
{
    /** Seconds that the demo grants to a start which should take three. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final String READY = "porteira: forwarding between";
    private static final String CONFIG = "gateway.toml";
    private static final String RUN_FOLDER = "run";
    private static final int MEMORY_MB = 128;
    private static final Path FREE_HUGEPAGES = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
    private static final int HUGEPAGE_MB = 2;

    private final Workbench workbench;
    private final Child child;

    private GatewayProcess(final Workbench workbench, final Child child)
    {
        this.workbench = workbench;
        this.child = child;
    }

    /** Write the configuration and start; does not wait. */
    static GatewayProcess start(final Workbench workbench, final Namespaces namespaces, final String driver)
    {
        workbench.write(DemoPolicy.FILE, DemoPolicy.text());
        workbench.write(CONFIG, config(workbench, driver));
        final List<String> command = Self.command(List.of("run", "--config", CONFIG));
        return new GatewayProcess(
            workbench, workbench.start("the gateway", namespaces.inside(Namespaces.GATEWAY, command)));
    }

    /** Wait until frames flow. */
    void awaitReady()
    {
        if (!child.awaitLine(line -> line.startsWith(READY), START_LIMIT))
        {
            final String what = child.isAlive() ?
                "did not come up within " + START_LIMIT.toSeconds() + " s" : "ended at once";
            throw DemoException.failure("the gateway " + what + "; it said:\n" + said());
        }
    }

    /** Milliseconds since its start. */
    long ageMs()
    {
        return Duration.ofNanos(child.ageNs()).toMillis();
    }

    /** All that it has printed, indented. */
    String said()
    {
        return child.output().indent(2).stripTrailing();
    }

    /** Where it writes its events. */
    Path eventFile()
    {
        return workbench.folder().resolve(RUN_FOLDER).resolve("events.jsonl");
    }

    /** What {@code porteira stat} says of it. */
    String counters()
    {
        return workbench.run("porteira stat", "", Self.command(List.of("stat", "--config", CONFIG)));
    }

    /** End it as an operator would, by SIGTERM. Its exit code, 0 where all went well. */
    int stop()
    {
        child.end(END_LIMIT);
        return child.exitCode();
    }

    private static String config(final Workbench workbench, final String driver)
    {
        return """
            [gateway]
            name = "%1$s"
            policy = "%2$s"
            run_dir = "%3$s"

            [lanes]
            count = 1
            idle = "backoff"

            [eal]
            hugepages = %4$s
            memory_mb = %5$d
            file_prefix = "%1$s"

            [[port]]
            name = "lan"
            device = "%6$s0,iface=lan"

            [[port]]
            name = "wan"
            device = "%6$s1,iface=wan"
            """.formatted(
            workbench.name(),
            DemoPolicy.FILE,
            workbench.folder().resolve(RUN_FOLDER),
            hasHugepages(),
            MEMORY_MB,
            "net_" + driver);
    }

    private static boolean hasHugepages()
    {
        try
        {
            return Integer.parseInt(Files.readString(FREE_HUGEPAGES).strip()) * HUGEPAGE_MB >= 2 * MEMORY_MB;
        }
        catch (final IOException | NumberFormatException none)
        {
            return false;
        }
    }
}
