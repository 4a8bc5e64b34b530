package porteira.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code porteira trial}: what another policy would do with the frames of a running gateway. */
@Command(
    name = "trial",
    mixinStandardHelpOptions = true,
    description = "Judge each frame of a running gateway by another policy as well, which decides nothing, logs "
        + "nothing and changes no set, and report by rule which frames it would treat otherwise, and whose. A reload "
        + "ends it.",
    footer = {
        "",
        "Examples:",
        "  porteira trial next.nft",
        "  porteira trial --report",
        "  porteira trial --stop                  with a last report" })
final class TrialCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunningGateway gateway;

    @ArgGroup(multiplicity = "1")
    private What what;

    /** One of these. */
    private static final class What
    {
        @Parameters(paramLabel = "POLICY", description = "Begin with this policy; refused while another is on trial.")
        private Path policy;

        @Option(names = "--report", description = "What differs so far.")
        private boolean isReport;

        @Option(names = "--stop", description = "What differed; end the trial.")
        private boolean isStop;
    }

    @Override
    public Integer call() throws IOException
    {
        final String word = what.isReport ? "--report" :
            what.isStop ? "--stop" : what.policy.toAbsolutePath().toString();
        return gateway.ask(spec.commandLine(), List.of("trial", word));
    }
}
