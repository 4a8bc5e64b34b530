package porteira.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import porteira.check.NameCheck;
import porteira.check.PolicyCheck;
import porteira.check.Remark;
import porteira.config.GatewayConfig;
import porteira.config.GatewayPlan;
import porteira.config.PolicyFit;
import porteira.policy.PortNames;
import porteira.problem.Problems;
import porteira.problem.RefusedException;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code porteira check}: everything that {@code run} would refuse, without touching a port. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check a configuration with its policy and profiles, or a policy alone. All errors are listed, "
        + "one a line, as file:line:column: message.",
    footer = {
        "",
        "Examples:",
        "  porteira check gateway.toml",
        "  porteira check policy.nft          ports are taken as the policy names them",
        "",
        "A policy that is accepted may still not do what it says: rules that match no frame, rules and chains that",
        "change nothing, and ways round it (blocked in IPv4 but open in IPv6 or in a tunnel) are told as warnings, and",
        "what may well be meant as notes.",
        "",
        "Exit code 0 if all is well, 3 if anything is refused, or warned of with --strict. What this machine lacks to",
        "run a configuration is told, too, and does not count: it may be meant for another." })
final class CheckCommand implements Callable<Integer>
{
    private static final String CONFIG_SUFFIX = ".toml";

    @Spec
    private CommandSpec spec;

    @Option(names = "--profile", paramLabel = "NAME|FILE", description = "Hardware profile for all ports.")
    private String profile;

    @Option(names = "--strict", description = "Refuse a policy that there are warnings about.")
    private boolean strict;

    @Option(names = "--quiet", description = "Neither warnings nor notes.")
    private boolean quiet;

    private boolean isWarned;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "gateway.toml or policy (.nft) files.")
    private List<Path> files;

    @Override
    public Integer call() throws IOException
    {
        final Problems problems = new Problems();
        for (final Path file : files)
        {
            if (!Files.exists(file))
            {
                throw new NoSuchFileException(file.toString());
            }
            if (file.toString().endsWith(CONFIG_SUFFIX))
            {
                checkConfig(file, problems);
            }
            else
            {
                checkPolicy(file, PortNames.inOrderOfAppearance(), problems);
            }
        }
        problems.throwIfAny();
        out().flush();
        return strict && isWarned ? ExitCode.REFUSED : ExitCode.OK;
    }

    private void checkConfig(final Path file, final Problems problems) throws IOException
    {
        try
        {
            final int before = problems.count();
            final GatewayConfig config = GatewayConfig.load(file, problems);
            if (Files.isRegularFile(config.policy()))
            {
                final CompiledPolicy policy =
                    checkPolicy(config.policy(), PortNames.of(config.portNames()), problems);
                if (null != policy)
                {
                    PolicyFit.check(config, policy.policy(), problems);
                }
            }
            if (before == problems.count())
            {
                final GatewayPlan plan = Plans.of(file, profile);
                out().println(file + ": ok");
                Plans.findings(plan).forEach((finding) -> out().println("on this machine: " + finding));
            }
        }
        catch (final RefusedException e)
        {
            problems.addAll(e.problems());
        }
    }

    /** Null after a report. */
    private CompiledPolicy checkPolicy(final Path file, final PortNames ports, final Problems problems)
        throws IOException
    {
        try
        {
            final CompiledPolicy policy = PolicyCompiler.compile(file, ports);
            out().println(
                file + ": ok, " + policy.rules().size() + " rules, " + (ports.names().isEmpty() ?
                "any port" : "ports " + String.join(", ", ports.names())));
            policy.notes().forEach((note) -> out().println(file + ": " + note));
            remark(file, policy);
            return policy;
        }
        catch (final RefusedException e)
        {
            problems.addAll(e.problems());
            return null;
        }
    }

    private void remark(final Path file, final CompiledPolicy policy) throws IOException
    {
        if (quiet && !strict)
        {
            return;
        }
        final List<Remark> remarks = new ArrayList<>(NameCheck.of(file));
        remarks.addAll(PolicyCheck.of(policy));
        for (final Remark remark : remarks)
        {
            isWarned |= Remark.Weight.WARNING == remark.weight();
            if (!quiet)
            {
                out().println(remark);
            }
        }
    }

    private PrintWriter out()
    {
        return spec.commandLine().getOut();
    }
}
