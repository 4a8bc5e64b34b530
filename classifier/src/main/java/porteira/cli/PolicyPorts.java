package porteira.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import porteira.policy.PortNames;

/** Options of offline commands: between which of a policy's ports a frame travels. */
final class PolicyPorts
{
    private final PortNames names = PortNames.inOrderOfAppearance();

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--in",
        paramLabel = "PORT",
        description = "Port that frames come in on (default: the first that the policy names).")
    private String in;

    @Option(
        names = "--out",
        paramLabel = "PORT",
        description = "Port that frames would leave by (default: another one).")
    private String out;

    /** Collects the names while the policy is compiled. */
    PortNames names()
    {
        return names;
    }

    /** Index of the port that frames come in on; after the policy has been compiled. */
    int ingress()
    {
        return null == in ? 0 : index("--in", in);
    }

    /** Index of the port that frames would leave by; after the policy has been compiled. */
    int egress()
    {
        return null == out ? 0 == ingress() ? 1 : 0 : index("--out", out);
    }

    /** A policy may name only one of the bridge's ports; any other name is one of the others. */
    private int index(final String option, final String name)
    {
        final int index = names.index(name);
        if (0 > index)
        {
            throw new ParameterException(spec.commandLine(), option + ": too many ports: " + names.names());
        }
        return index;
    }
}
