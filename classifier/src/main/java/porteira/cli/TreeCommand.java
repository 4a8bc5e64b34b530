package porteira.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;
import porteira.tree.TreeDot;

/** {@code porteira tree}: the decision diagram of a policy, for Graphviz. */
@Command(
    name = "tree",
    mixinStandardHelpOptions = true,
    description = "Print the decision diagram that a policy is compiled to, in Graphviz' DOT language.",
    footer = { "", "Example:", "  porteira tree policy.nft | dot -Tsvg > policy.svg" })
final class TreeCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "POLICY", description = "Policy file.")
    private Path policy;

    @Override
    public Integer call()
    {
        spec.commandLine().getOut().print(
            TreeDot.dot(PolicyCompiler.compile(policy, PortNames.inOrderOfAppearance())));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
