package porteira.bench.screened;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.replay.Judge;
import porteira.replay.Replay;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The C reference decides as the gateway does, layouts included. */
class CReferenceTest
{
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final int FRAMES = 4096;
    private static final int MUTATIONS = 4;
    private static final int OUTCOMES = 7;

    private final CompiledPolicy policy = PolicyCompiler.compile(
        HOME.resolve("classifier/examples/screened-host.nft"), PortNames.of(List.of("lan", "wan")));

    @ParameterizedTest
    @EnumSource(FrameMix.class)
    void shouldAgreeWhenFramesAreGenerated(final FrameMix mix)
    {
        prove(DescribedFrames.of(FrameCorpus.of(mix, 3, FRAMES), 3));
    }

    @ParameterizedTest
    @EnumSource(FrameMix.class)
    void shouldAgreeWhenFramesAreDamaged(final FrameMix mix)
    {
        final FrameCorpus corpus = FrameCorpus.of(mix, 4, FRAMES);
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++)
        {
            frames.add(bytes(corpus.frame(i)));
        }
        proveDamaged(frames, 4);
    }

    @Test
    void shouldMeetEveryOutcomeWhenFramesAreGenerated()
    {
        final int[] counts = new int[OUTCOMES];
        for (final FrameMix mix : List.of(FrameMix.MAIL, FrameMix.SYN, FrameMix.WORST, FrameMix.TEREDO))
        {
            final int[] some = prove(DescribedFrames.of(FrameCorpus.of(mix, 5, FRAMES), 5));
            Arrays.setAll(counts, (i) -> counts[i] + some[i]);
        }

        assertTrue(Arrays.stream(counts).allMatch((count) -> 0 < count), Arrays.toString(counts));
    }

    @Test
    void shouldAgreeWhenFramesAreCaptured() throws IOException
    {
        final Path folder = captures();
        Assumptions.assumeTrue(null != folder, "needs ../shared/pcaps beside the source tree");

        final List<byte[]> frames = new ArrayList<>();
        final Classifier collector = (frame, length, layout, ingress, egress, state) ->
        {
            frames.add(bytes(new UnsafeBuffer(frame, 0, length)));
            return 0;
        };
        final Judge judge = new Judge(collector, (leaf) -> Verdict.ACCEPT, (leaf) -> "", (leaf) -> "");
        new Replay(judge).run(List.of(folder));
        assertTrue(10_000 < frames.size(), "frames=" + frames.size());
        for (int port = 0; port < 2; port++)
        {
            prove(described(frames, port));
        }
        proveDamaged(frames, 6);
    }

    private int[] prove(final DescribedFrames frames)
    {
        return Outcomes.prove(
            policy, new GatewayCode(policy.classifier(), frames), new CReference(HOME, frames), frames);
    }

    private void proveDamaged(final List<byte[]> frames, final long seed)
    {
        final Random random = new Random(seed);
        for (int round = 0; round < MUTATIONS; round++)
        {
            final List<byte[]> damaged = new ArrayList<>();
            frames.forEach((frame) -> damaged.add(damage(frame, random)));
            prove(described(damaged, 0));
        }
    }

    /** Cut, changed in one to four bytes near its beginning, or given the ports of mail. */
    private static byte[] damage(final byte[] frame, final Random random)
    {
        final byte[] damaged = random.nextInt(3) == 0 ?
            Arrays.copyOf(frame, random.nextInt(Math.min(frame.length, 120) + 1)) : frame.clone();
        for (int i = random.nextInt(4); i >= 0 && 0 < damaged.length; i--)
        {
            damaged[random.nextInt(Math.min(damaged.length, 120))] = switch (random.nextInt(4))
            {
                case 0 -> 0;
                case 1 -> 25;
                case 2 -> 6;
                default -> (byte)random.nextInt();
            };
        }
        return damaged;
    }

    /** Each frame in memory of its own length, so that a byte read too many is a byte of the next. */
    private static DescribedFrames described(final List<byte[]> frames, final int ingress)
    {
        int length = 0;
        for (final byte[] frame : frames)
        {
            length += frame.length;
        }
        final UnsafeBuffer memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(length + 1, Long.BYTES));
        final List<DirectBuffer> views = new ArrayList<>();
        int at = 0;
        for (final byte[] frame : frames)
        {
            memory.putBytes(at, frame);
            views.add(new UnsafeBuffer(memory, at, frame.length));
            at += frame.length;
        }
        final int[] ports = new int[frames.size()];
        Arrays.fill(ports, ingress);
        return new DescribedFrames(views, ports);
    }

    private static byte[] bytes(final DirectBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private static Path captures()
    {
        for (Path at = HOME.getParent(); null != at; at = at.getParent())
        {
            if (Files.isDirectory(at.resolve("shared/pcaps")))
            {
                return at.resolve("shared/pcaps");
            }
        }
        return null;
    }
}
