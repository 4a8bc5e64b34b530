package porteira.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import porteira.config.HwProfiles;
import porteira.config.NicReport;
import porteira.config.Nics;

/** {@code porteira nics}: this host's network devices, the profile each matches, and what is wrong. */
@Command(
    name = "nics",
    mixinStandardHelpOptions = true,
    description = "List this host's network devices, the hardware profile that each matches, what keeps it from being "
        + "a port and the command that mends it. Touches nothing, needs no DPDK.",
    footer = { "", "Examples:", "  porteira nics", "  porteira nics --json" })
final class NicsCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call()
    {
        final Nics nics = Nics.scan(Plans.HOST, HwProfiles.load(HwProfiles.locate()), List.of());
        spec.commandLine().getOut().print(json ? NicReport.json(nics) : NicReport.table(nics));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
