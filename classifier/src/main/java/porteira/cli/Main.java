package porteira.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code porteira}: everything else is a subcommand. */
@Command(
    name = "porteira",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A transparent Ethernet bridge that manages port 25.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        RunCommand.class,
        CheckCommand.class,
        ImportCommand.class,
        DemoCommand.class,
        ReplayCommand.class,
        ExplainCommand.class,
        TreeCommand.class,
        NicsCommand.class,
        StatCommand.class,
        FlowsCommand.class,
        ReloadCommand.class,
        TrialCommand.class,
        SetCommand.class,
        AutoComplete.GenerateCompletion.class,
        HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:done as asked",
        " 1:something failed while running",
        " 2:wrong usage",
        " 3:policy, configuration or profile refused; nothing was started",
        " 4:the machine lacks something: a port, hugepages, privilege, a library",
        " 5:another porteira holds the run directory"
    },
    footerHeading = "%nExamples:%n",
    footer = {
        "  porteira demo                                    see it work, in namespaces of its own",
        "  porteira check gateway.toml                      configuration and policy, all errors at once",
        "  porteira import rules.sh --ports eth0=lan,wan    the policy that iptables rules mean",
        "  porteira run --config gateway.toml               be the bridge",
        "  porteira stat --watch 1                          live counters",
        "  porteira flows --port 25                         connections that a gateway knows",
        "  porteira replay policy.nft capture.pcap          judge a capture, offline",
        "  source <(porteira generate-completion)           completion for bash and zsh"
    })
public final class Main implements Runnable
{
    private static final int HELP_WIDTH = 100;

    @Spec
    private CommandSpec spec;

    /** Starts the command and exits with an {@link ExitCode}. */
    public static void main(final String[] args)
    {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine()
    {
        final CommandLine line = new CommandLine(new Main());
        line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage()
            .description("Print a completion script for bash and zsh.");
        line.getSubcommands().values().forEach((command) -> command.getCommandSpec().versionProvider(new Version()));
        return line
            .setUsageHelpWidth(HELP_WIDTH)
            .setExecutionExceptionHandler(new Failures());
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
