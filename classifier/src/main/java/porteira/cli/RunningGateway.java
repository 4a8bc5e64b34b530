package porteira.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import porteira.Gateway;
import porteira.GatewayException;
import porteira.config.GatewayConfig;
import porteira.control.ControlClient;
import porteira.control.Reply;

/** Options that say which gateway is meant, and the way to ask it. */
final class RunningGateway
{
    @Option(
        names = { "-c", "--config" }, paramLabel = "FILE", description = "Configuration that names the run directory.")
    private Path config;

    @Option(
        names = "--run-dir",
        paramLabel = "FOLDER",
        defaultValue = "/run/porteira",
        description = "The gateway's run directory (default: ${DEFAULT-VALUE}).")
    private Path runDir;

    /** Where the gateway keeps its files. */
    Path runDir()
    {
        return null == config ? runDir : GatewayConfig.load(config).runDir();
    }

    /**
     * Send a command, print what comes back.
     *
     * @return the exit code
     */
    int ask(final CommandLine command, final List<String> words) throws IOException
    {
        final Path socket = Gateway.controlSocket(runDir());
        try
        {
            final Reply reply = ControlClient.ask(socket, words);
            (0 == reply.exit() ? command.getOut() : command.getErr()).println(String.join("\n", reply.lines()));
            command.getOut().flush();
            command.getErr().flush();
            return reply.exit();
        }
        catch (final ConnectException | NoSuchFileException e)
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT,
                socket + ": no gateway answers here (for another run directory see --config, --run-dir)");
        }
    }
}
