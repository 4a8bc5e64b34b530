package porteira.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import porteira.Gateway;
import porteira.GatewayException;
import porteira.flow.FlowReader;

/** {@code porteira flows}: connections that a gateway knows, read from its files without asking it. */
@Command(
    name = "flows",
    mixinStandardHelpOptions = true,
    description = {
        "List the connections of a running gateway, or the last ones of one that has ended. Only reads files.",
        "Connections that match all options given are shown; the originator stands first." },
    footer = {
        "",
        "Examples:",
        "  porteira flows --port 25",
        "  porteira flows --address 192.0.2.0/24 --state established",
        "  porteira flows --protocol udp --json --limit 0 | jq .destination.address",
        "  porteira flows --count" })
final class FlowsCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunningGateway gateway;

    @Mixin
    private FlowsFilter filter;

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        defaultValue = "1000",
        description = "Stop after so many; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--count", description = "Only say how many there are.")
    private boolean isCount;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean isJson;

    @Override
    public Integer call() throws IOException
    {
        if (limit < 0)
        {
            throw new ParameterException(spec.commandLine(), "--limit: found " + limit + ", expected 0 or more");
        }
        filter.prepare(spec);
        final Path folder = gateway.runDir();
        final List<Path> files = Gateway.flowsFiles(folder);
        if (files.isEmpty())
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT, folder +
                ": no flows here; no gateway has run here (for another run directory see --config, --run-dir)");
        }

        final FlowsReport report = new FlowsReport(isCount || 0 == limit ? Long.MAX_VALUE : limit);
        list(files, report);
        show(report);
        return ExitCode.OK;
    }

    private void list(final List<Path> files, final FlowsReport report) throws IOException
    {
        long pid = 0;
        for (final Path file : files)
        {
            try (FlowReader reader = FlowReader.open(file))
            {
                // A gateway before this one may have had more lanes.
                pid = 0 == pid ? reader.pid() : pid;
                if (pid == reader.pid())
                {
                    reader.forEach((flow) -> !filter.matches(flow) || report.add(flow, isCount));
                }
            }
        }
    }

    private void show(final FlowsReport report)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (isCount)
        {
            out.println(report.count());
        }
        else
        {
            out.print(isJson ? report.json() : report.table());
            if (report.isCut())
            {
                spec.commandLine().getErr().println("porteira: stopped at --limit " + limit + "; there are more");
                spec.commandLine().getErr().flush();
            }
        }
        out.flush();
    }
}
