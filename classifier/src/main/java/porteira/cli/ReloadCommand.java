package porteira.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code porteira reload}: the running gateway reads its policy again. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = "Make a running gateway read its policy again. Compiled aside, then swapped between two bursts: no "
        + "frame, no connection and no element of a set is lost. A policy with errors changes nothing.",
    footer = {
        "",
        "Examples:",
        "  porteira reload",
        "  porteira reload --config gateway.toml",
        "  kill -HUP PID                          does the same" })
final class ReloadCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunningGateway gateway;

    @Override
    public Integer call() throws IOException
    {
        return gateway.ask(spec.commandLine(), List.of("reload"));
    }
}
