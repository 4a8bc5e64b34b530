package porteira.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.policy.PortNames;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;
import porteira.wire.PacketParser;

/** Any bytes are a frame, and the compiled examples judge it as their rules do one by one. */
final class FrameTarget implements FuzzTarget
{
    private static final List<CompiledPolicy> POLICIES = policies();

    @Override
    public void run(final byte[] data)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(data);
        final long layout = PacketParser.ethernet(frame, data.length);
        for (final CompiledPolicy policy : POLICIES)
        {
            assertEquals(
                policy.linearMatcher().classify(frame, data.length, layout, 0, 1, policy.assumedState()),
                policy.classifier().classify(frame, data.length, layout, 0, 1, policy.assumedState()),
                () -> HexFormat.of().formatHex(data) + " by " + policy.policy().table());
        }
    }

    @Override
    public Stream<byte[]> seeds()
    {
        final String ethernet = "020000000001020000000002";
        final String tcp = "800000190000000000000000500220000000" + "0000";
        return Stream.of("",
            ethernet + "0800" + "4500002800000000400600000a000001c0000219" + tcp,
            ethernet + "86dd" + "6000000000140640" + "20010db8b01a70da0000000000000025" +
                "20010db8000000000000000000000001" + tcp,
            ethernet + "810000650800" + "4500003c00000000402f00000a000001c0000219" + "00000800" +
                "45000028000000004006" + "00000a000001c0000219" + tcp,
            ethernet + "8864" + "1100000100160021" + "4500002800000000400600000a000001c0000219" + tcp)
            .map((hex) -> HexFormat.of().parseHex(hex));
    }

    private static List<CompiledPolicy> policies()
    {
        try (Stream<Path> files = Files.list(Path.of("examples")))
        {
            return files.filter((path) -> path.toString().endsWith(".nft")).sorted()
                .map((path) -> PolicyCompiler.compile(path, PortNames.inOrderOfAppearance())).toList();
        }
        catch (final IOException e)
        {
            throw new IllegalStateException(e);
        }
    }
}
