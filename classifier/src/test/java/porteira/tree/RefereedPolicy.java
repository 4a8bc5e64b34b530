package porteira.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.policy.Chain;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.policy.Verdict;
import porteira.wire.PacketParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** One policy, compiled by us and loaded into the kernel; every rule of it has a {@code counter}. */
final class RefereedPolicy
{
    /**
     * What became of some frames.
     *
     * @param left   by port, the frames that left there
     * @param counts by chain, how often each rule matched
     */
    private record Outcome(Map<String, Set<ByteBuffer>> left, Map<String, List<Long>> counts)
    {
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final KernelBridge bridge;
    private final String text;
    private final String kernelText;
    private final CompiledPolicy policy;
    private boolean isCounted = true;

    RefereedPolicy(final KernelBridge bridge, final String text)
    {
        this.bridge = bridge;
        this.text = text;
        kernelText = text.replaceFirst("(?m)^( *type filter hook forward .*)$",
            "$1\nether daddr " + KernelBridge.SENTINEL + " accept");
        policy = PolicyCompiler.compile(text, "policy.nft", PortNames.of(KernelBridge.PORTS));
    }

    /** Loads it into the kernel; false where nft refuses it. */
    boolean isAccepted() throws IOException
    {
        isCounted = false;
        return bridge.load(kernelText).isEmpty();
    }

    /**
     * Send frames into a port and compare what becomes of them.
     *
     * @return frames that the kernel judged
     * @throws AssertionError if it judged one otherwise, time and again
     */
    int judge(final int ingress, final List<byte[]> frames) throws IOException
    {
        final Set<ByteBuffer> distinct = new LinkedHashSet<>();
        for (final byte[] frame : frames)
        {
            if (isBinding(ingress, frame))
            {
                distinct.add(ByteBuffer.wrap(frame));
            }
        }
        final List<byte[]> batch = distinct.stream().map(ByteBuffer::array).toList();
        if (!ours(ingress, batch).equals(kernels(ingress, batch)))
        {
            pinDown(ingress, batch);
        }
        return batch.size();
    }

    /** Fails at the first frame that is judged otherwise; returns if nothing is, since a busy machine may lose one. */
    private void pinDown(final int ingress, final List<byte[]> frames) throws IOException
    {
        final int middle = frames.size() / 2;
        if (0 < middle)
        {
            for (final List<byte[]> half : List.of(frames.subList(0, middle), frames.subList(middle, frames.size())))
            {
                if (!ours(ingress, half).equals(kernels(ingress, half)))
                {
                    pinDown(ingress, half);
                }
            }
        }
        final Outcome ours = ours(ingress, frames);
        final Outcome kernels = kernels(ingress, frames);
        if (!ours.equals(kernels))
        {
            fail(difference(ingress, frames, ours, kernels));
        }
    }

    private boolean isBinding(final int ingress, final byte[] bytes)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        if (!KernelLimits.isSeen(frame, bytes.length))
        {
            return false;
        }
        final long layout = PacketParser.ethernet(frame, bytes.length);
        for (int egress = 0; egress < KernelBridge.PORTS.size(); egress++)
        {
            if (ingress != egress &&
                !KernelLimits.isBinding(policy, frame, bytes.length, layout, ingress, egress))
            {
                return false;
            }
        }
        return true;
    }

    private Outcome ours(final int ingress, final List<byte[]> frames)
    {
        final Map<String, Set<ByteBuffer>> left = new HashMap<>();
        final long[] counts = new long[policy.rules().size()];
        for (int egress = 0; egress < KernelBridge.PORTS.size(); egress++)
        {
            if (ingress != egress)
            {
                final Set<ByteBuffer> passed = new HashSet<>();
                for (final byte[] frame : frames)
                {
                    final Leaf leaf = leaf(ingress, egress, frame);
                    leaf.counted().forEach((rule) -> counts[rule]++);
                    if (Verdict.ACCEPT == leaf.verdict())
                    {
                        passed.add(ByteBuffer.wrap(frame));
                    }
                }
                left.put(KernelBridge.PORTS.get(egress), passed);
            }
        }
        return new Outcome(left, byChain(counts));
    }

    private Leaf leaf(final int ingress, final int egress, final byte[] bytes)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final int linear = policy.linearMatcher().classify(frame, bytes.length, layout, ingress, egress,
            policy.assumedState());
        final int code = policy.classifier().classify(frame, bytes.length, layout, ingress, egress,
            policy.assumedState());
        assertEquals(linear, code, () -> "linear and generated code differ: frame=" + FrameBuilder.hex(bytes) +
            " from=" + ingress + " to=" + egress + "\n" + text);
        return policy.leaves().get(code);
    }

    private Map<String, List<Long>> byChain(final long[] counts)
    {
        final Map<String, List<Long>> byChain = new HashMap<>();
        for (final Chain chain : policy.policy().chains().values())
        {
            final List<Long> ofChain = new ArrayList<>();
            for (final Rule rule : chain.rules())
            {
                ofChain.add(counts[rule.index()]);
            }
            byChain.put(chain.name(), ofChain);
        }
        return byChain;
    }

    private Outcome kernels(final int ingress, final List<byte[]> frames) throws IOException
    {
        if (isCounted)
        {
            assertEquals("", bridge.load(kernelText));
        }
        isCounted = true;
        final Map<String, Set<ByteBuffer>> left = bridge.send(KernelBridge.PORTS.get(ingress), frames);
        final Map<String, List<Long>> counts = new HashMap<>();
        for (final String chain : policy.policy().chains().keySet())
        {
            counts.put(chain, new ArrayList<>());
        }
        for (final JsonNode entry : JSON.readTree(bridge.list("-j")).path("nftables"))
        {
            for (final JsonNode part : entry.path("rule").path("expr"))
            {
                if (part.has("counter"))
                {
                    counts.get(entry.path("rule").path("chain").asString())
                        .add(part.path("counter").path("packets").asLong());
                }
            }
        }
        return new Outcome(left, counts);
    }

    private String difference(
        final int ingress, final List<byte[]> frames, final Outcome ours, final Outcome kernels) throws IOException
    {
        final StringBuilder message = new StringBuilder("the kernel judges otherwise\n").append(text);
        for (final byte[] bytes : frames)
        {
            final UnsafeBuffer frame = new UnsafeBuffer(bytes);
            final long layout = PacketParser.ethernet(frame, bytes.length);
            message.append("\nframe ").append(FrameBuilder.hex(bytes)).append('\n');
            for (final Map.Entry<String, Set<ByteBuffer>> left : ours.left().entrySet())
            {
                final int egress = KernelBridge.PORTS.indexOf(left.getKey());
                message.append("\nfrom ").append(KernelBridge.PORTS.get(ingress)).append(" to ").append(left.getKey())
                    .append(": ours ").append(word(left.getValue(), bytes))
                    .append(", the kernel's ").append(word(kernels.left().get(left.getKey()), bytes)).append('\n')
                    .append(Explainer.explain(policy, frame, bytes.length, layout, ingress, egress,
                        policy.assumedState()));
            }
        }
        return message.append("\nrules that matched, by chain: ours ").append(ours.counts())
            .append(", the kernel's ").append(kernels.counts()).append("\n\n").append(bridge.list("")).toString();
    }

    private static String word(final Set<ByteBuffer> left, final byte[] frame)
    {
        return left.contains(ByteBuffer.wrap(frame)) ? "accept" : "drop";
    }
}
