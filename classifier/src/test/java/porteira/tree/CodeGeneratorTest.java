package porteira.tree;

import com.sun.management.ThreadMXBean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.problem.RefusedException;
import porteira.wire.PacketParser;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CodeGeneratorTest
{
    private static final State NO_STATE = new AssumedState(AssumedState.NEW, List.of());
    private static final Path EXAMPLE = Path.of("examples/screened-host.nft");

    @Test
    void shouldAllocateNothing()
    {
        final CompiledPolicy policy = PolicyCompiler.compile(EXAMPLE, PortNames.inOrderOfAppearance());
        final RandomFrames random = new RandomFrames(new SplittableRandom(7));
        final List<UnsafeBuffer> frames = new ArrayList<>();
        for (int i = 0; i < 64; i++)
        {
            frames.add(new UnsafeBuffer(random.next()));
        }
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();

        classifyAll(policy.classifier(), frames, 1_000);
        final long before = threads.getCurrentThreadAllocatedBytes();
        classifyAll(policy.classifier(), frames, 1_000);
        final long after = threads.getCurrentThreadAllocatedBytes();

        assertEquals(0, after - before);
    }

    @Test
    void shouldUnloadClassWhenNobodyHoldsIt()
    {
        final WeakReference<Class<?>> type = new WeakReference<>(
            PolicyCompiler.compile(EXAMPLE, PortNames.inOrderOfAppearance()).classifier().getClass());

        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (null != type.get() && System.nanoTime() < deadline)
        {
            System.gc();
            Thread.onSpinWait();
        }

        assertNull(type.get(), "generated class is still loaded");
    }

    @Test
    void shouldKeepMethodsShortEnoughForTheJit()
    {
        final SplittableRandom random = new SplittableRandom(11);
        final StringBuilder text = head();
        for (int i = 0; i < 400; i++)
        {
            text.append("ip saddr 10.").append(random.nextInt(8)).append('.').append(random.nextInt(256))
                .append(".0/24 tcp dport ").append(1 + random.nextInt(60_000))
                .append(0 == i % 2 ? " drop\n" : " accept\n");
        }
        final CompiledPolicy policy = PolicyCompiler.compile(
            text.append("}\n}\n").toString(), "large.nft", PortNames.inOrderOfAppearance());

        final List<Integer> sizes = CodeGenerator.methodSizes(CodeGenerator.classFile(policy.diagram()));

        assertTrue(10 < sizes.size(), "policy is not large: " + sizes);
        for (final int size : sizes)
        {
            assertTrue(MethodPlan.HUGE_METHOD_LIMIT >= size, () -> "bytecodes of methods: " + sizes);
        }
        assertAgrees(policy, new RandomFrames(random));
    }

    @Test
    void shouldAskForALargeSetOnce()
    {
        final StringBuilder text = new StringBuilder("table bridge t {\nset many { type ipv6_addr; elements = { ");
        for (int i = 0; i < 5_000; i++)
        {
            text.append(0 == i ? "" : ", ").append("2001:db8::").append(Integer.toHexString(7 * i + 1));
        }
        text.append(" } }\n").append(head().toString().replace("table bridge t {", ""))
            .append("ip6 saddr @many drop\nip6 daddr != @many tcp dport 25 drop\n}\n}\n");
        final CompiledPolicy policy =
            PolicyCompiler.compile(text.toString(), "set.nft", PortNames.inOrderOfAppearance());

        assertTrue(10 > policy.diagram().all().size());
        assertAgrees(policy, new RandomFrames(new SplittableRandom(13)));
    }

    @Test
    void shouldRefuseAPolicyThatIsTooLarge()
    {
        final StringBuilder text = head();
        for (int i = 0; i < 60; i++)
        {
            text.append("tcp dport ").append(1_000 + i).append("-60000 counter\n")
                .append("ip saddr 10.0.").append(i).append(".0-10.9.0.0 counter\n")
                .append("ip daddr 10.0.").append(i).append(".0-10.9.0.0 counter\n");
        }
        final RefusedException exception = assertThrows(RefusedException.class, () -> PolicyCompiler.compile(
            text.append("}\n}\n").toString(), "huge.nft", PortNames.inOrderOfAppearance()));

        assertTrue(exception.getMessage().matches("huge\\.nft:\\d+:1: policy too large: by this rule.*"),
            exception.getMessage());
        final int line = exception.problems().getFirst().line();
        assertTrue(10 < line && line <= 183, exception.getMessage());
    }

    private static StringBuilder head()
    {
        return new StringBuilder(
            "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy accept;\n");
    }

    private static void classifyAll(final Classifier classifier, final List<UnsafeBuffer> frames, final int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < frames.size(); i++)
            {
                final UnsafeBuffer frame = frames.get(i);
                final int length = frame.capacity();
                classifier.classify(frame, length, PacketParser.ethernet(frame, length), round & 1, 0, NO_STATE);
            }
        }
    }

    private static void assertAgrees(final CompiledPolicy policy, final RandomFrames frames)
    {
        for (int i = 0; i < 2_000; i++)
        {
            final byte[] bytes = frames.next();
            final UnsafeBuffer frame = new UnsafeBuffer(bytes);
            final long layout = PacketParser.ethernet(frame, bytes.length);
            assertEquals(
                policy.linearMatcher().classify(frame, bytes.length, layout, 0, 1, policy.assumedState()),
                policy.classifier().classify(frame, bytes.length, layout, 0, 1, policy.assumedState()),
                () -> "frame " + FrameBuilder.hex(bytes));
        }
    }
}
