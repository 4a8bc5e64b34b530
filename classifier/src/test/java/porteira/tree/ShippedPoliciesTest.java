package porteira.tree;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.PortNames;
import porteira.wire.PacketParser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each policy that is shipped: its rules one by one and its compiled form judge alike. */
class ShippedPoliciesTest
{
    private static final int FRAMES = 3000;
    private static final int[] CONNECTIONS = { 1, 2, 4, 8, 64 };

    @Test
    void shouldJudgeRandomFramesAsTheRulesSay() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomFrames frames = new RandomFrames(random);
        final List<Path> shipped;
        try (Stream<Path> files = Files.list(Path.of("examples")))
        {
            shipped = files.filter((file) -> file.toString().endsWith(".nft")).toList();
        }
        assertTrue(3 <= shipped.size(), () -> "too few examples: " + shipped);
        for (final Path file : shipped)
        {
            final CompiledPolicy policy = PolicyCompiler.compile(
                Files.readString(file), file.toString(), PortNames.of(List.of("lan", "wan", "dmz")));
            for (int i = 0; i < FRAMES; i++)
            {
                final byte[] bytes = frames.next();
                final UnsafeBuffer frame = new UnsafeBuffer(bytes);
                final long layout = PacketParser.ethernet(frame, bytes.length);
                final int ingress = i % 3;
                final int egress = (i + 1 + i / 3 % 2) % 3;
                final State state = new AssumedState(
                    CONNECTIONS[random.nextInt(CONNECTIONS.length)], policy.policy().questions());
                assertEquals(
                    policy.linearMatcher().classify(frame, bytes.length, layout, ingress, egress, state),
                    policy.classifier().classify(frame, bytes.length, layout, ingress, egress, state),
                    () -> file + ", seed " + seed + ", from " + ingress + " to " + egress + ": " +
                        FrameBuilder.hex(bytes));
            }
        }
    }
}
