package porteira.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;
import porteira.policy.iptables.Translation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code porteira import}: the policy that rules of iptables mean. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Print the policy that rules of iptables and ip6tables mean: commands as typed, or the output of "
        + "iptables-save. What a policy can not say is refused, all of it in one run, as file:line:column: message.",
    footer = {
        "",
        "Examples:",
        "  porteira import rules.sh --ports eth0=lan,eth1=wan > policy.nft",
        "  porteira import server.sh --chain INPUT=wan:mx1 --chain OUTPUT=mx1:wan",
        "",
        "FORWARD judges whatever crosses the bridge. INPUT and OUTPUT belong to a machine behind it: --chain tells",
        "between which ports its frames pass." })
final class ImportCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(
        names = "--ports",
        paramLabel = "PORT|INTERFACE=PORT",
        split = ",",
        description = "The bridge's ports, with the interface that rules call them by where it differs (default: "
            + "interfaces are ports of the same name).")
    private List<String> ports = List.of();

    @Option(
        names = "--chain",
        paramLabel = "CHAIN=FROM:TO",
        description = "INPUT or OUTPUT judges what goes from one port to another; either may be left out.")
    private List<String> chains = List.of();

    @Parameters(arity = "1..*", paramLabel = "RULES", description = "Files, in the order in which they act.")
    private List<Path> files;

    @Override
    public Integer call() throws IOException
    {
        final Translation translation = IptablesReader.read(files, bridge());
        translation.warnings().forEach((warning) -> spec.commandLine().getErr().println("warning: " + warning));
        spec.commandLine().getErr().flush();
        spec.commandLine().getOut().print(translation.text());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private Bridge bridge()
    {
        try
        {
            return Bridge.of(ports, chains);
        }
        catch (final IllegalArgumentException exception)
        {
            throw new ParameterException(spec.commandLine(), exception.getMessage());
        }
    }
}
