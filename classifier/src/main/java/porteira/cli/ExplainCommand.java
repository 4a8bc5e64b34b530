package porteira.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import porteira.replay.FramePick;
import porteira.tree.AssumedState;
import porteira.tree.CompiledPolicy;
import porteira.tree.Explainer;
import porteira.tree.PolicyCompiler;
import porteira.tree.State;
import porteira.wire.PacketParser;

/** {@code porteira explain}: why a policy judges one frame as it does. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Tell which rules are tried for one frame, why each matches or not, and the path through the "
        + "compiled policy. Offline.",
    footer = {
        "",
        "Examples:",
        "  porteira explain policy.nft --pcap capture.pcap:17",
        "  porteira explain policy.nft --ct established --pcap capture.pcap:18",
        "  porteira explain policy.nft --in wan --frame 0200000000010200000000020800450000..." })
final class ExplainCommand implements Callable<Integer>
{
    /** The longest frame that a descriptor can speak of. */
    private static final int MAX_LENGTH = 65_535;
    private static final Pattern NUMBERED = Pattern.compile("(.+):([1-9][0-9]{0,17})");

    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyPorts ports;

    @Parameters(index = "0", paramLabel = "POLICY", description = "Policy file.")
    private Path policy;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
        names = "--ct",
        paramLabel = "STATE",
        defaultValue = "new",
        description = "State of the frame's connection: new, established, related, invalid or untracked "
            + "(default: ${DEFAULT-VALUE}).")
    private String connection;

    /** Exactly one of these. */
    private static final class Source
    {
        @Option(
            names = "--frame",
            paramLabel = "HEX",
            description = "The frame from its destination address on; blanks and colons are skipped.")
        private String hex;

        @Option(names = "--pcap", paramLabel = "FILE:N", description = "Frame N, from 1, of a capture.")
        private String numbered;
    }

    @Override
    public Integer call() throws IOException
    {
        final CompiledPolicy compiled = PolicyCompiler.compile(policy, ports.names());
        final UnsafeBuffer frame = null == source.hex ? fromCapture() : fromHex();
        final long layout = PacketParser.ethernet(frame, frame.capacity());
        final State state = new AssumedState(connection(), compiled.policy().questions());
        spec.commandLine().getOut().print(Explainer.explain(
            compiled, frame, frame.capacity(), layout, ports.ingress(), ports.egress(), state));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private int connection()
    {
        return switch (connection)
        {
            case "invalid" -> 1;
            case "established" -> 2;
            case "related" -> 4;
            case "new" -> AssumedState.NEW;
            case "untracked" -> 64;
            default -> throw new ParameterException(spec.commandLine(), "--ct: found " + connection +
                ", expected new, established, related, invalid or untracked");
        };
    }

    private UnsafeBuffer fromCapture() throws IOException
    {
        final Matcher matcher = NUMBERED.matcher(source.numbered);
        if (!matcher.matches())
        {
            throw new ParameterException(
                spec.commandLine(), "--pcap: found " + source.numbered + ", expected FILE:N, N from 1");
        }
        return FramePick.of(Path.of(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    private UnsafeBuffer fromHex()
    {
        final String digits = source.hex.replaceAll("[\\s:]", "");
        if (digits.isEmpty())
        {
            throw wrong("no bytes");
        }
        if (2 * MAX_LENGTH < digits.length())
        {
            throw wrong("too long: bytes=" + digits.length() / 2 + ", limit=" + MAX_LENGTH);
        }
        for (int i = 0; i < digits.length(); i++)
        {
            if (!HexFormat.isHexDigit(digits.charAt(i)))
            {
                throw wrong("found '" + digits.charAt(i) + "' after " + i + " digits, expected a hexadecimal digit");
            }
        }
        if (0 != digits.length() % 2)
        {
            throw wrong("an odd number of hexadecimal digits: " + digits.length());
        }
        return new UnsafeBuffer(HexFormat.of().parseHex(digits));
    }

    private ParameterException wrong(final String what)
    {
        return new ParameterException(spec.commandLine(), "--frame: " + what);
    }
}
