package porteira.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.limit.Bucket;
import porteira.limit.KeyedRates;
import porteira.limit.RateLimit;
import porteira.policy.PortNames;
import porteira.policy.Question;
import porteira.policy.Verdict;
import porteira.wire.EthernetFlyweight;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The kernel as referee of {@code limit rate}, for a rule and for each key of a set, in packets and in bytes. Rates are
 * so slow that nothing refills while a batch is under way: what a full bucket holds passes, and no frame more.
 */
class LimitRefereeIT
{
    private static final int POLICIES = 12;
    private static final int SOURCES = 4;
    private static final int FRAMES = 120;
    private static final int ATTEMPTS = 3;

    @TempDir
    private static Path folder;
    private static KernelBridge bridge;

    @BeforeAll
    static void buildBridge() throws IOException
    {
        Needed.that(KernelBridge.isPossible(), "root, with nft, tcpdump, tcpreplay and network namespaces,");
        bridge = new KernelBridge(folder);
    }

    @AfterAll
    static void removeBridge() throws IOException
    {
        if (null != bridge)
        {
            bridge.close();
        }
    }

    @Test
    void shouldLetPassWhatTheKernelLetsPass() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        int passed = 0;
        int dropped = 0;
        for (int policy = 0; policy < POLICIES; policy++)
        {
            final String text = policy(random);
            final List<byte[]> frames = frames(random);
            Set<ByteBuffer> ours = Set.of();
            Set<ByteBuffer> kernels = null;
            // A busy machine may lose a frame: what is wrong is wrong each time.
            for (int attempt = 0; attempt < ATTEMPTS && !ours.equals(kernels); attempt++)
            {
                assertEquals("", bridge.load(text.replaceFirst("(?m)^(type filter hook forward .*)$",
                    "$1\nether daddr " + KernelBridge.SENTINEL + " accept")), () -> "seed " + seed + "\n" + text);
                ours = judge(text, frames);
                kernels = bridge.send("lan", frames).get("wan");
            }
            assertEquals(texts(ours, frames), texts(kernels, frames), () -> "seed " + seed + "\n" + text);
            passed += ours.size();
            dropped += frames.size() - ours.size();
        }
        assertTrue(POLICIES < passed && POLICIES < dropped, "passed " + passed + ", dropped " + dropped);
    }

    private static String policy(final SplittableRandom random)
    {
        final boolean isBytes = random.nextBoolean();
        final boolean isOver = random.nextBoolean();
        final String limit = "limit rate " + (isOver ? "over " : "") + (isBytes ?
            random.nextInt(100, 3_000) + " bytes/day burst " + random.nextInt(0, 2_000) + " bytes" :
            random.nextInt(1, 4) + "/day burst " + random.nextInt(1, 30) + " packets");
        final String rule = switch (random.nextInt(3))
        {
            case 0 -> limit;
            case 1 -> "add @keys { ip saddr " + limit + " }";
            default -> "update @keys { ip saddr " + limit + " }";
        };
        return "table bridge t {\nset keys { type ipv4_addr; size 64; flags dynamic; }\nchain c {\n" +
            "type filter hook forward priority filter; policy drop;\n" +
            "oifname wan udp dport 25 " + rule + (isOver ? " drop\noifname wan udp dport 25 accept" : " accept") +
            "\n}\n}\n";
    }

    /** All different, from a few sources, of any length. */
    private static List<byte[]> frames(final SplittableRandom random)
    {
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++)
        {
            final byte[] frame = FrameBuilder.payload(random.nextInt(20, 300)).udp(10_000 + i, 25)
                .ipv4("10.7.0." + random.nextInt(1, SOURCES), "10.8.0.1", FrameBuilder.UDP).ethernet(0x0800).bytes();
            frames.add(frame);
        }
        return frames;
    }

    private static Set<ByteBuffer> judge(final String text, final List<byte[]> frames)
    {
        final CompiledPolicy policy =
            PolicyCompiler.compile(text, "limits.nft", PortNames.of(KernelBridge.PORTS));
        final Limits limits = new Limits(policy.policy().questions());
        final Set<ByteBuffer> passed = new HashSet<>();
        for (final byte[] bytes : frames)
        {
            final UnsafeBuffer frame = new UnsafeBuffer(bytes);
            final int leaf = policy.classifier().classify(
                frame, bytes.length, PacketParser.ethernet(frame, bytes.length), 0, 1, limits);
            if (Verdict.ACCEPT == policy.leaves().get(leaf).verdict())
            {
                passed.add(ByteBuffer.wrap(bytes));
            }
        }
        return passed;
    }

    /** Places in the batch and lengths. */
    private static List<String> texts(final Set<ByteBuffer> passed, final List<byte[]> frames)
    {
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++)
        {
            if (passed.contains(ByteBuffer.wrap(frames.get(i))))
            {
                texts.add(i + " (" + frames.get(i).length + " bytes, source " + frames.get(i)[29] + ")");
            }
        }
        return texts;
    }

    /** Buckets of a policy's questions, at a moment that does not pass. */
    private static final class Limits implements State
    {
        private static final long NOW_MS = 1;
        private static final long IDLE_MS = 1_000_000;
        private static final int KEYS = 64;

        private final List<Question> questions;
        private final Map<Integer, Bucket> buckets = new HashMap<>();
        private final Map<Integer, KeyedRates> keyed = new HashMap<>();

        private Limits(final List<Question> questions)
        {
            this.questions = questions;
        }

        @Override
        public int connection(final DirectBuffer frame, final int length, final long layout, final int ingress)
        {
            throw new IllegalStateException("no rule asks for the state of connections");
        }

        @Override
        public boolean ask(
            final int question, final DirectBuffer frame, final int length, final long layout, final int ingress)
        {
            final int counted = length - EthernetFlyweight.HEADER_LENGTH;
            if (questions.get(question) instanceof Question.Rate rate)
            {
                return rate.over() != buckets.computeIfAbsent(question, (index) -> new Bucket(limit(rate)))
                    .take(counted, NOW_MS);
            }
            final Question.Meter meter = (Question.Meter)questions.get(question);
            final Question.Rate rate = (Question.Rate)meter.inner();
            final FrameKey key = new FrameKey(meter.key());
            assertTrue(key.read(frame, length, layout, ingress, 0), () -> "no key: " + PacketLayout.protocol(layout));
            return rate.over() != keyed.computeIfAbsent(question, (index) -> new KeyedRates(limit(rate), KEYS, IDLE_MS))
                .take(key.hash(question), key.hash(~question), counted, NOW_MS);
        }

        private static RateLimit limit(final Question.Rate rate)
        {
            return new RateLimit(rate.amount(), rate.periodNs(), rate.burst(), rate.bytes());
        }
    }
}
