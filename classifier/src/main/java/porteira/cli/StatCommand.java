package porteira.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import porteira.Gateway;
import porteira.GatewayException;
import porteira.telemetry.CountersFileReader;
import porteira.telemetry.Snapshot;
import porteira.telemetry.StatJson;
import porteira.telemetry.StatReport;

/** {@code porteira stat}: counters of a gateway, read from its file without asking it. */
@Command(
    name = "stat",
    mixinStandardHelpOptions = true,
    description = "Show the counters of a running gateway, or the last ones of one that has ended. Only reads a file.",
    footer = {
        "",
        "Examples:",
        "  porteira stat",
        "  porteira stat --watch 1              once a second, with rates, until Ctrl-C",
        "  porteira stat --config gateway.toml --json" })
final class StatCommand implements Callable<Integer>
{
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunningGateway gateway;

    @Option(names = "--watch", paramLabel = "SECONDS", description = "Again and again, with rates.")
    private Integer seconds;

    @Option(names = "--json", description = "One JSON object, or one a line with --watch.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        if (null != seconds && 1 > seconds)
        {
            throw new ParameterException(spec.commandLine(), "--watch: found " + seconds + ", expected 1 or more");
        }
        final Path file = Gateway.countersFile(gateway.runDir());
        Snapshot before = null;
        do
        {
            final Snapshot now = read(file);
            show(now, before);
            before = now;
        }
        while (null != seconds && pause());
        return ExitCode.OK;
    }

    private static Snapshot read(final Path file) throws IOException
    {
        try (CountersFileReader reader = CountersFileReader.open(file))
        {
            return reader.snapshot(System.currentTimeMillis());
        }
        catch (final NoSuchFileException e)
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT,
                file + ": no such file; no gateway has run here (for another run directory see --config, --run-dir)");
        }
    }

    private void show(final Snapshot now, final Snapshot before)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (json)
        {
            out.println(StatJson.render(now, before).strip());
        }
        else
        {
            final boolean isTerminal = null != System.console() && System.console().isTerminal();
            out.print((null != seconds && isTerminal ? CLEAR : "") + StatReport.render(now, before));
        }
        out.flush();
    }

    private boolean pause() throws InterruptedException
    {
        TimeUnit.SECONDS.sleep(seconds);
        return true;
    }
}
