package porteira.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.flow.Talk;
import porteira.policy.Verdict;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;
import porteira.policy.iptables.Translation;
import porteira.wire.PacketParser;

/**
 * The kernel's iptables as referee of rules with a memory: short conversations through its bridge and through the
 * imported policy with the gateway's own connection tracker, round by round, and the same frames must leave by the same
 * ports. The first rule asks for a state, so that every frame is tracked here too, as the kernel does anyhow.
 */
class IptablesStateRefereeIT
{
    private static final int RULE_SETS = 12;
    private static final int CONVERSATIONS = 24;
    private static final int ROUNDS = 5;
    private static final int ATTEMPTS = 3;
    private static final int BURST = 7;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int SYN_ACK = SYN | ACK;
    private static final int FIN_ACK = ACK | 0x01;
    private static final int NOTHING = -1;
    // Flags of each round; the client speaks in even ones.
    private static final int[][] SCRIPTS = {
        { SYN, SYN_ACK, ACK, ACK, FIN_ACK }, { ACK, ACK, ACK, NOTHING, ACK }, { SYN, RST | ACK, NOTHING, NOTHING, ACK },
        { SYN_ACK, NOTHING, SYN, SYN_ACK, ACK }, { SYN, NOTHING, SYN, SYN_ACK, ACK }, { RST, SYN, SYN_ACK, ACK, ACK },
        { SYN | 0x01, SYN_ACK, ACK, NOTHING, ACK }, { SYN, SYN_ACK, ACK, FIN_ACK, FIN_ACK } };
    private static final String[] STATES = {
        "NEW", "ESTABLISHED", "NEW,ESTABLISHED", "INVALID", "RELATED,ESTABLISHED", "INVALID,NEW" };

    @TempDir
    private static Path folder;
    private static KernelBridge bridge;
    private static int conversation;

    @BeforeAll
    static void buildBridge() throws IOException
    {
        Needed.that(KernelBridge.hasIptables(),
            "root, with iptables-legacy, u32, physdev, nft, tcpdump, tcpreplay and network namespaces,");
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
    void shouldJudgeConversationsAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        int passed = 0;
        for (int i = 0; i < RULE_SETS; i++)
        {
            final String rules = rules(random);
            String difference = "none";
            // A busy machine may lose a frame: what is wrong is wrong each time.
            for (int attempt = 0; attempt < ATTEMPTS && !difference.isEmpty(); attempt++)
            {
                final StringBuilder found = new StringBuilder();
                passed += converse(rules, random, found);
                difference = found.toString();
            }
            assertEquals("", difference, "seed " + seed + "\n" + rules);
        }
        assertTrue(RULE_SETS * CONVERSATIONS / 2 < passed, "too few frames passed: count=" + passed + ", seed=" + seed);
    }

    @Test
    void shouldLetTheBurstOfALimitPassAsTheKernelDoes() throws IOException
    {
        final String rules = "*filter\n:FORWARD DROP [0:0]\n" +
            "-A FORWARD -o wan -p tcp -m limit --limit 1/hour --limit-burst " + BURST + " -j ACCEPT\nCOMMIT\n";
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 3 * BURST; i++)
        {
            frames.add(segment("10.7.0.1", 30_000 + i, "10.8.0.1", 25, SYN, 1));
        }
        final Policy policy = new Policy(rules);

        assertEquals("", bridge.loadIptables(Policy.bridged(rules), Policy.bridged(empty())));
        final Map<String, Set<ByteBuffer>> ours = policy.judge(0, frames);

        assertEquals(ours, bridge.send("lan", frames));
        assertEquals(BURST, ours.get("wan").size());
    }

    /** Frames that the kernel let pass; what differs is told to {@code difference}. */
    private static int converse(final String rules, final SplittableRandom random, final StringBuilder difference)
        throws IOException
    {
        assertEquals("", bridge.loadIptables(Policy.bridged(rules), Policy.bridged(empty())), rules);
        final Policy policy = new Policy(rules);
        final int first = conversation;
        conversation += CONVERSATIONS;
        final int[] scripts = random.ints(CONVERSATIONS, 0, SCRIPTS.length).toArray();
        int passed = 0;
        for (int round = 0; round < ROUNDS; round++)
        {
            final List<byte[]> frames = new ArrayList<>();
            for (int i = 0; i < CONVERSATIONS; i++)
            {
                final int flags = SCRIPTS[scripts[i]][round];
                if (NOTHING != flags)
                {
                    frames.add(frame(first + i, round, flags));
                }
            }
            final int ingress = round % 2;
            final Map<String, Set<ByteBuffer>> ours = policy.judge(ingress, frames);
            final Map<String, Set<ByteBuffer>> kernels = bridge.send(KernelBridge.PORTS.get(ingress), frames);
            passed += kernels.values().stream().mapToInt(Set::size).sum();
            for (final String port : kernels.keySet())
            {
                for (final byte[] frame : frames)
                {
                    final boolean isOurs = ours.get(port).contains(ByteBuffer.wrap(frame));
                    if (isOurs != kernels.get(port).contains(ByteBuffer.wrap(frame)))
                    {
                        difference.append("round ").append(round).append(" to ").append(port).append(isOurs ?
                            ": ours passes " : ": the kernel's passes ").append(FrameBuilder.hex(frame)).append('\n');
                    }
                }
            }
        }
        return passed;
    }

    /** Sequence numbers of both sides go on by one for the SYN. */
    private static byte[] frame(final int conversation, final int round, final int flags)
    {
        final String client = "10.7." + conversation / 200 + "." + (1 + conversation % 200);
        final int port = new int[]{ 25, 110, 587 }[conversation % 3];
        final int clientPort = 20_000 + conversation;
        return 0 == round % 2 ? segment(client, clientPort, "10.8.0.1", port, flags, 0 == round ? 100 : 101) :
            segment("10.8.0.1", port, client, clientPort, flags, 1 == round ? 500 : 501);
    }

    private static byte[] segment(
        final String from, final int fromPort, final String to, final int toPort, final int flags, final int sequence)
    {
        final int acknowledged = 0 == (flags & ACK) ? 0 : 400 < sequence ? 101 : 501;
        return Talk.tcp(from, fromPort, to, toPort, flags, sequence, acknowledged, 8192, new byte[0], 0);
    }

    private static String rules(final SplittableRandom random)
    {
        final StringBuilder text = new StringBuilder("*filter\n:FORWARD ")
            .append(random.nextBoolean() ? "ACCEPT" : "DROP").append(" [0:0]\n")
            .append("-A FORWARD -m state --state RELATED -j ACCEPT\n");
        for (int i = random.nextInt(2, 7); i > 0; i--)
        {
            text.append("-A FORWARD");
            text.append(switch (random.nextInt(4))
            {
                case 0 -> " -i lan";
                case 1 -> " -i wan";
                case 2 -> " -o dmz";
                default -> "";
            });
            text.append(switch (random.nextInt(4))
            {
                case 0 -> " -p tcp -m tcp --dport 25";
                case 1 -> " -p tcp -m tcp --sport 110:587";
                case 2 -> " -p tcp -m tcp ! --syn";
                default -> " -p tcp";
            });
            text.append(random.nextBoolean() ? " -m state --state " : " -m conntrack ! --ctstate ")
                .append(STATES[random.nextInt(STATES.length)])
                .append(0 == random.nextInt(3) ? " -j DROP\n" : " -j ACCEPT\n");
        }
        return text.append("COMMIT\n").toString();
    }

    private static String empty()
    {
        return "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n";
    }

    /** Rules, imported and compiled, with what a lane would remember. */
    private static final class Policy
    {
        private final CompiledPolicy compiled;
        private final TrackedState state;

        private Policy(final String saved)
        {
            final StringBuilder script = new StringBuilder();
            saved.lines().filter((line) -> line.startsWith(":") || line.startsWith("-")).forEach((line) ->
                script.append("iptables ").append(line.startsWith("-") ? line :
                    "-P FORWARD " + line.split(" ")[1]).append('\n'));
            final Translation translation = IptablesReader.read(
                script.toString(), "rules.sh", Bridge.of(KernelBridge.PORTS, List.of()));
            compiled = PolicyCompiler.compile(translation.policy(), "imported.nft");
            state = new TrackedState(translation.policy().questions());
        }

        /** The bridge itself is what -i and -o see, its ports are for physdev. */
        private static String bridged(final String rules)
        {
            return rules.replaceAll(" -i (\\S+)", " -m physdev --physdev-in $1")
                .replaceAll(" -o (\\S+)", " -m physdev --physdev-is-bridged --physdev-out $1");
        }

        private Map<String, Set<ByteBuffer>> judge(final int ingress, final List<byte[]> frames)
        {
            final Map<String, Set<ByteBuffer>> left = new HashMap<>();
            for (final byte[] bytes : frames)
            {
                final UnsafeBuffer frame = new UnsafeBuffer(bytes);
                final long layout = PacketParser.ethernet(frame, bytes.length);
                boolean hasLeft = false;
                state.begin(frame, bytes.length, layout, ingress);
                for (int egress = 0; egress < KernelBridge.PORTS.size(); egress++)
                {
                    if (ingress != egress)
                    {
                        final Set<ByteBuffer> passed =
                            left.computeIfAbsent(KernelBridge.PORTS.get(egress), (port) -> new HashSet<>());
                        final int leaf = compiled.classifier()
                            .classify(frame, bytes.length, layout, ingress, egress, state);
                        if (Verdict.ACCEPT == compiled.leaves().get(leaf).verdict())
                        {
                            passed.add(ByteBuffer.wrap(bytes));
                            hasLeft = true;
                        }
                    }
                }
                if (hasLeft)
                {
                    state.confirm();
                }
            }
            return left;
        }
    }
}
