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
import porteira.tree.CompiledPolicy;
import porteira.tree.Explainer;
import porteira.tree.PolicyCompiler;
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
        "  porteira explain policy.nft --in wan --frame 0200000000010200000000020800450000..." })
final class ExplainCommand implements Callable<Integer>
{
    private static final Pattern NUMBERED = Pattern.compile("(.+):([1-9][0-9]{0,17})");

    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyPorts ports;

    @Parameters(index = "0", paramLabel = "POLICY", description = "Policy file.")
    private Path policy;

    @ArgGroup(multiplicity = "1")
    private Source source;

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
        spec.commandLine().getOut().print(
            Explainer.explain(compiled, frame, frame.capacity(), layout, ports.ingress(), ports.egress(),
            compiled.assumedState()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
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
        try
        {
            return new UnsafeBuffer(HexFormat.of().parseHex(source.hex.replaceAll("[\\s:]", "")));
        }
        catch (final IllegalArgumentException e)
        {
            throw new ParameterException(spec.commandLine(), "--frame: not hexadecimal: " + e.getMessage());
        }
    }
}
