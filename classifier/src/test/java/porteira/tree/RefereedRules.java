package porteira.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.policy.Verdict;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;
import porteira.policy.iptables.Translation;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** Rules of iptables, imported and compiled by us, and loaded into the kernel by the real programs. */
final class RefereedRules
{
    private final KernelBridge bridge;
    private final Translation translation;
    private final CompiledPolicy policy;
    private final String ipv4;
    private final String ipv6;

    /**
     * Rules for the ports of {@link KernelBridge}.
     *
     * @param script what we read
     * @param chains where INPUT and OUTPUT are, {@code --chain}
     * @param ipv4   the same as iptables-restore reads it, interfaces by name
     * @param ipv6   the same as ip6tables-restore reads it
     */
    RefereedRules(
        final KernelBridge bridge,
        final String script,
        final List<String> chains,
        final String ipv4,
        final String ipv6)
    {
        this.bridge = bridge;
        this.ipv4 = bridged(ipv4);
        this.ipv6 = bridged(ipv6);
        translation = IptablesReader.read(script, "rules.sh",
            Bridge.of(List.of("lan", "wan", "dmz", "eth0=lan", "eth1=wan"), chains));
        policy = PolicyCompiler.compile(translation.policy(), "imported.nft");
    }

    /** The bridge itself is what -i and -o see, its ports are for physdev. The frame that ends a batch passes. */
    private static String bridged(final String rules)
    {
        return rules
            .replaceAll("(?<= )(! )?-i (\\S+)", "-m physdev $1--physdev-in $2")
            .replaceAll("(?<= )(! )?-o (\\S+)", "-m physdev --physdev-is-bridged $1--physdev-out $2");
    }

    /** Loads them; empty, or what the programs say against it. */
    String load() throws IOException
    {
        return bridge.loadIptables(ipv4, ipv6);
    }

    /**
     * Send frames into a port and compare by which ports they leave.
     *
     * @return frames that the kernel judged
     * @throws AssertionError if it judged one otherwise, time and again
     */
    int judge(final int ingress, final List<byte[]> frames) throws IOException
    {
        final Set<ByteBuffer> distinct = new LinkedHashSet<>();
        for (final byte[] frame : frames)
        {
            if (IptablesLimits.isBinding(frame))
            {
                distinct.add(ByteBuffer.wrap(IptablesLimits.prepared(frame)));
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
        for (final byte[] frame : frames)
        {
            final Map<String, Set<ByteBuffer>> ours = ours(ingress, List.of(frame));
            final Map<String, Set<ByteBuffer>> kernels = kernels(ingress, List.of(frame));
            if (!ours.equals(kernels) && !ours.equals(kernels(ingress, List.of(frame))))
            {
                fail(difference(ingress, frame, ours, kernels));
            }
        }
    }

    private Map<String, Set<ByteBuffer>> ours(final int ingress, final List<byte[]> frames)
    {
        final Map<String, Set<ByteBuffer>> left = new HashMap<>();
        for (int egress = 0; egress < KernelBridge.PORTS.size(); egress++)
        {
            if (ingress != egress)
            {
                final Set<ByteBuffer> passed = new HashSet<>();
                for (final byte[] frame : frames)
                {
                    if (Verdict.ACCEPT == verdict(ingress, egress, frame))
                    {
                        passed.add(ByteBuffer.wrap(IptablesLimits.trimmed(frame)));
                    }
                }
                left.put(KernelBridge.PORTS.get(egress), passed);
            }
        }
        return left;
    }

    private Verdict verdict(final int ingress, final int egress, final byte[] bytes)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final int linear = policy.linearMatcher().classify(frame, bytes.length, layout, ingress, egress,
            policy.assumedState());
        final int code = policy.classifier().classify(frame, bytes.length, layout, ingress, egress,
            policy.assumedState());
        assertEquals(linear, code, () -> "linear and generated code differ: frame=" + FrameBuilder.hex(bytes) +
            " from=" + ingress + " to=" + egress + "\n" + translation.text());
        return policy.leaves().get(code).verdict();
    }

    private Map<String, Set<ByteBuffer>> kernels(final int ingress, final List<byte[]> frames) throws IOException
    {
        return bridge.send(KernelBridge.PORTS.get(ingress), frames);
    }

    private String difference(
        final int ingress,
        final byte[] bytes,
        final Map<String, Set<ByteBuffer>> ours,
        final Map<String, Set<ByteBuffer>> kernels) throws IOException
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final StringBuilder message = new StringBuilder("the kernel judges otherwise\n").append(ipv4).append(ipv6)
            .append(translation.text()).append("\nframe ").append(FrameBuilder.hex(bytes)).append('\n');
        for (final String port : ours.keySet())
        {
            message.append("\nfrom ").append(KernelBridge.PORTS.get(ingress)).append(" to ").append(port)
                .append(": ours ").append(word(ours.get(port))).append(", the kernel's ")
                .append(word(kernels.get(port))).append('\n')
                .append(Explainer.explain(policy, frame, bytes.length, layout, ingress,
                    KernelBridge.PORTS.indexOf(port), policy.assumedState()));
        }
        return message.append('\n').append(bridge.listIptables()).toString();
    }

    private static String word(final Set<ByteBuffer> left)
    {
        return left.isEmpty() ? "drop" : "accept " + Arrays.toString(
            left.stream().map((frame) -> frame.remaining() + " bytes").toArray());
    }
}
