package porteira.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The gateway under demonstration: a real {@code porteira run} in a process of its own, in its own namespace. */
final class GatewayProcess
{
    /** Seconds that the demo grants to a start which should take three. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int TERMINATED = 128 + 15;
    private static final String READY = "porteira: forwarding between";
    private static final String CONFIG = "gateway.toml";
    private static final String RUN_FOLDER = "run";

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
        final Path runFolder = workbench.folder().resolve(RUN_FOLDER);
        workbench.write(CONFIG, DemoGatewayConfig.text(workbench.name(), runFolder, driver));
        final List<String> command = Self.command(workbench.folder(), List.of("run", "--config", CONFIG));
        return new GatewayProcess(
            workbench, workbench.start("the gateway", namespaces.inside(Namespaces.GATEWAY, command)));
    }

    /** Wait until frames flow. */
    void awaitReady()
    {
        if (!child.awaitLine(GatewayProcess::isReady, START_LIMIT))
        {
            final String what = child.awaitEnd(LAST_WORDS) ?
                "ended at once" : "did not come up within " + START_LIMIT.toSeconds() + " s";
            throw DemoException.failure("the gateway " + what + "; it said:\n" + said());
        }
    }

    /** From its start to the line that says that frames flow. */
    Duration startTime()
    {
        return child.ageAt(GatewayProcess::isReady);
    }

    /** Where it writes its events. */
    Path eventFile()
    {
        return workbench.folder().resolve(RUN_FOLDER).resolve("events.jsonl");
    }

    /** What {@code porteira stat} says of it. */
    String counters()
    {
        final List<String> command = Self.command(workbench.folder(), List.of("stat", "--config", CONFIG));
        return workbench.run("porteira stat", "", command);
    }

    /**
     * End it as an operator would, by SIGTERM.
     *
     * @throws DemoException if it did not end in good order.
     */
    void stop()
    {
        child.end(END_LIMIT);
        if (0 != child.exitCode() && TERMINATED != child.exitCode())
        {
            throw DemoException.failure("the gateway ended with code " + child.exitCode() + "; it said:\n" + said());
        }
    }

    private static boolean isReady(final String line)
    {
        return line.startsWith(READY);
    }

    private String said()
    {
        return child.output().indent(2).stripTrailing();
    }
}
