package porteira.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;
import porteira.tree.TreeDot;

/** {@code porteira tree}: the decision diagram of a policy, as a picture. */
@Command(
    name = "tree",
    mixinStandardHelpOptions = true,
    description = "Print the decision diagram that a policy is compiled to. Green leaves accept, violet ones "
        + "translate, red ones drop, orange ones reject, blue ones forward elsewhere.",
    footer = {
        "",
        "Examples:",
        "  porteira tree policy.nft --svg policy.svg",
        "  porteira tree policy.nft | dot -Tpdf > policy.pdf" })
final class TreeCommand implements Callable<Integer>
{
    private static final String SVG_SUFFIX = ".svg";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "POLICY", description = "Policy file.")
    private Path policy;

    @ArgGroup
    private Format format;

    /** At most one of these. */
    private static final class Format
    {
        @Option(names = "--dot", description = "In Graphviz' DOT language (default).")
        private boolean isDot;

        @Option(
            names = "--svg",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "FILE.svg",
            description = "As a picture, to a file or to standard output. Needs Graphviz.")
        private String svg;
    }

    @Override
    public Integer call() throws IOException
    {
        final String file = null == format ? null : format.svg;
        if (null != file && !file.isEmpty() && !file.endsWith(SVG_SUFFIX))
        {
            throw new ParameterException(
                spec.commandLine(), "--svg: found " + file + ", expected a file name that ends in " + SVG_SUFFIX);
        }
        final String dot = TreeDot.dot(PolicyCompiler.compile(policy, PortNames.inOrderOfAppearance()));
        if (null == file)
        {
            print(dot);
        }
        else if (file.isEmpty())
        {
            print(new String(Graphviz.svg(dot), StandardCharsets.UTF_8));
        }
        else
        {
            Files.write(Path.of(file), Graphviz.svg(dot));
        }
        return ExitCode.OK;
    }

    private void print(final String text)
    {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }
}
