package porteira.cli;

import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import porteira.cli.demo.Demo;

/** {@code porteira demo}: the screened host, shown with real programs in network namespaces. */
@Command(
    name = "demo",
    description = "Show the screened-host policy at work, in network namespaces made for it (root), or on a shipped "
        + "capture (anybody). Ends by itself within a minute and leaves nothing behind.",
    mixinStandardHelpOptions = true,
    footer = {
        "",
        "Examples:",
        "  porteira demo              real programs across a real gateway, as root",
        "  porteira demo --offline    judge the shipped capture instead, no privilege needed",
        "  porteira demo --control    leave the gateway out: the checks must fail",
        "",
        "Exit code 0 only if every check went as the policy says."})
public final class DemoCommand implements Callable<Integer>
{
    private static final Set<String> DRIVERS = Set.of("af_packet", "af_xdp");

    @Spec
    private CommandSpec spec;

    @Option(names = "--offline", description = "Replay the shipped capture; what happens anyway without root.")
    private boolean offline;

    @Option(
        names = "--driver",
        paramLabel = "DRIVER",
        defaultValue = "af_packet",
        description = "How the gateway takes its interfaces: af_packet or af_xdp (default: ${DEFAULT-VALUE}).")
    private String driver;

    @Option(names = "--control", description = "Join the two sides by a kernel bridge instead of the gateway.")
    private boolean control;

    @Override
    public Integer call()
    {
        if (!DRIVERS.contains(driver))
        {
            throw new ParameterException(
                spec.commandLine(), "--driver: found " + driver + ", expected af_packet or af_xdp");
        }
        return new Demo(System.out, System.err).run(offline, driver, control);
    }
}
