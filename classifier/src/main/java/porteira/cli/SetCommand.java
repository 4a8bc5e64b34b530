package porteira.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code porteira set}: the sets of a running gateway that can change. */
@Command(
    name = "set",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at and change the sets of a running gateway: those that the policy declares with the flags "
        + "timeout, dynamic or persist.",
    footer = {
        "",
        "Examples:",
        "  porteira set list                                all sets and how full they are",
        "  porteira set list exceptions",
        "  porteira set add exceptions '203.0.113.7 timeout 30d comment \"ticket 17, owner\"'",
        "  porteira set del exceptions 203.0.113.7",
        "  porteira set load brazil brazil-v4.txt" })
final class SetCommand
{
    @Spec
    private CommandSpec spec;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Show all sets, or the elements of one.")
    private int list(
        @Mixin final RunningGateway gateway,
        @Parameters(paramLabel = "SET", arity = "0..1", description = "Name of a set.") final String name)
        throws IOException
    {
        return gateway.ask(spec.commandLine(), null == name ? List.of("set", "list") : List.of("set", "list", name));
    }

    @Command(
        name = "add", mixinStandardHelpOptions = true,
        description = "Add elements; those that are there get the new time and comment.")
    private int add(
        @Mixin final RunningGateway gateway,
        @Parameters(paramLabel = "SET", description = "Name of a set.") final String name,
        @Parameters(paramLabel = "ELEMENT", arity = "1..*",
            description = "As in a policy, with 'timeout' and 'comment' if wanted; quoted, one each.")
        final List<String> elements)
        throws IOException
    {
        return ask(gateway, "add", name, elements);
    }

    @Command(name = "del", mixinStandardHelpOptions = true, description = "Remove elements.")
    private int del(
        @Mixin final RunningGateway gateway,
        @Parameters(paramLabel = "SET", description = "Name of a set.") final String name,
        @Parameters(paramLabel = "ELEMENT", arity = "1..*", description = "One each.") final List<String> elements)
        throws IOException
    {
        return ask(gateway, "del", name, elements);
    }

    @Command(
        name = "flush", mixinStandardHelpOptions = true,
        description = "Remove all elements, those of the policy's text included.")
    private int flush(
        @Mixin final RunningGateway gateway,
        @Parameters(paramLabel = "SET", description = "Name of a set.") final String name)
        throws IOException
    {
        return ask(gateway, "flush", name, List.of());
    }

    @Command(
        name = "load", mixinStandardHelpOptions = true,
        description = "Add the elements of a file, one a line, # before remarks.")
    private int load(
        @Mixin final RunningGateway gateway,
        @Parameters(paramLabel = "SET", description = "Name of a set.") final String name,
        @Parameters(paramLabel = "FILE", description = "Read by the gateway.") final Path file)
        throws IOException
    {
        return ask(gateway, "load", name, List.of(file.toAbsolutePath().toString()));
    }

    private int ask(
        final RunningGateway gateway, final String command, final String name, final List<String> rest)
        throws IOException
    {
        final List<String> words = new ArrayList<>(List.of("set", command, name));
        words.addAll(rest);
        return gateway.ask(spec.commandLine(), words);
    }
}
