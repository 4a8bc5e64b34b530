package porteira.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import porteira.Gateway;
import porteira.config.GatewayPlan;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** {@code porteira run}: the bridge itself, until SIGTERM or SIGINT. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Be the bridge: take the ports from the kernel and forward what the policy accepts. Ends in good "
        + "order on SIGTERM or Ctrl-C; a second one ends at once. SIGHUP makes it read its policy again.",
    footer = {
        "",
        "Examples:",
        "  porteira run --config gateway.toml",
        "  porteira run --config gateway.toml --profile hw-profiles/ixgbe.toml" })
final class RunCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(
        names = { "-c", "--config" },
        paramLabel = "FILE",
        defaultValue = "gateway.toml",
        description = "Configuration (default: ${DEFAULT-VALUE}).")
    private Path config;

    @Option(names = "--profile", paramLabel = "NAME|FILE", description = "Hardware profile for all ports.")
    private String profile;

    @Option(
        names = "--dry-run",
        description = "Judge, count and log, but let every frame pass: shows what a policy would do.")
    private boolean isDry;

    @Override
    public Integer call()
    {
        final CountDownLatch end = new CountDownLatch(1);
        // Not SIG_IGN: the JVM takes no handler for a signal that is ignored.
        final SignalHandler nothing = (signal) -> {};
        Signal.handle(new Signal("HUP"), nothing);
        for (final String name : new String[]{ "TERM", "INT" })
        {
            Signal.handle(new Signal(name), (signal) -> onSignal(signal, end));
        }

        final GatewayPlan plan = Plans.feasible(config, profile);
        try (Gateway gateway = Gateway.start(plan, isDry))
        {
            Signal.handle(new Signal("HUP"), (signal) -> gateway.reload().lines().forEach(this::say));
            say("forwarding between " + String.join(", ", plan.config().portNames()) + "; " + gateway.describe());
            await(end, gateway);
            Signal.handle(new Signal("HUP"), nothing);
            say("ending");
        }
        return ExitCode.OK;
    }

    private void say(final String text)
    {
        spec.commandLine().getOut().println("porteira: " + text);
        spec.commandLine().getOut().flush();
    }

    private static void onSignal(final Signal signal, final CountDownLatch end)
    {
        if (0 == end.getCount())
        {
            Runtime.getRuntime().halt(128 + signal.getNumber());
        }
        end.countDown();
    }

    private static void await(final CountDownLatch end, final Gateway gateway)
    {
        try
        {
            while (!end.await(1, TimeUnit.SECONDS))
            {
                if (!gateway.isForwarding())
                {
                    throw new IllegalStateException("a lane has ended by itself; the event log tells why");
                }
            }
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
        }
    }
}
