package porteira.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The kernel's iptables and ip6tables as referee: the same rules on a bridge of three veths, the same frames through
 * it, and for each frame and each way out the same verdict. The differences that are meant stand in
 * {@link IptablesLimits}.
 */
class IptablesRefereeIT
{
    private static final int RULE_SETS = 100;
    private static final int FRAMES = 200;
    private static final int FIRST_PACKETS = 40;
    private static final int LEAST_JUDGED = FRAMES / 4;

    @TempDir
    private static Path folder;
    private static KernelBridge bridge;

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
    void shouldJudgeRandomRulesAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final KernelRules rules = new KernelRules(random);
        final RandomFrames frames = new RandomFrames(random);
        int judged = 0;
        for (int i = 0; i < RULE_SETS; i++)
        {
            final String ipv4 = rules.next(true);
            final String ipv6 = rules.next(false);
            final RefereedRules refereed = new RefereedRules(bridge,
                commands("iptables", ipv4) + commands("ip6tables", ipv6), List.of(), ipv4, ipv6);
            assertEquals("", refereed.load(), () -> "seed " + seed + "\n" + ipv4 + ipv6);
            judged += judge(refereed, i % KernelBridge.PORTS.size(), some(frames), seed);
        }
        assertTrue(LEAST_JUDGED * RULE_SETS < judged, "too few frames judged: count=" + judged + ", seed=" + seed);
    }

    @Test
    void shouldJudgeStatelessExamplesAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final RandomFrames frames = new RandomFrames(new SplittableRandom(seed));
        for (final String name : List.of("screened-host", "outbound-block", "submission", "mail-server"))
        {
            final RefereedRules refereed = example(name);
            for (int ingress = 0; ingress < KernelBridge.PORTS.size(); ingress++)
            {
                assertEquals("", refereed.load(), name);
                judge(refereed, ingress, some(frames), seed);
            }
        }
    }

    @Test
    void shouldJudgeFirstPacketsByStatefulExamplesAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (final String name : List.of("stateful-mail-server", "mail-limits"))
        {
            final RefereedRules refereed = example(name);
            for (int ingress = 0; ingress < KernelBridge.PORTS.size(); ingress++)
            {
                assertEquals("", refereed.load(), name);
                assertEquals(FIRST_PACKETS, judge(refereed, ingress, firstPackets(random, ingress), seed), name);
            }
        }
    }

    /** Each of a connection of its own, and from each port another side, so that none answers another. */
    private static List<byte[]> firstPackets(final SplittableRandom random, final int ingress)
    {
        final int[] ports = { 25, 110, 587, 80, 1023, 1024 };
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < FIRST_PACKETS; i++)
        {
            final int to = ports[random.nextInt(ports.length)];
            final int from = random.nextBoolean() ? 2000 + 100 * ingress + i : 500 + 100 * ingress + i;
            final String source = (random.nextBoolean() ? "192.168.1." : "203.0.113.") + (10 * ingress + i % 10);
            final String destination = "198.51.100." + (10 * ingress + random.nextInt(10));
            frames.add((0 == i % 4 ? FrameBuilder.payload(12).udp(from, to)
                .ipv4(source, destination, FrameBuilder.UDP) :
                FrameBuilder.tcp(from, to, FrameBuilder.SYN).ipv4(source, destination, FrameBuilder.TCP))
                .ethernet(0x0800).bytes());
        }
        return frames;
    }

    /** A shipped example; INPUT and OUTPUT become chains between wan and dmz, for the kernel too. */
    private static RefereedRules example(final String name) throws IOException
    {
        final String text = Files.readString(Path.of("examples", name + ".iptables"));
        final List<String> chains = List.of("INPUT=wan:dmz", "OUTPUT=dmz:wan");
        final String script = text.startsWith("*") || text.contains("\n*filter") ? commands("iptables", text) : text;
        final List<String> saved = bridge.saved(script.replaceAll("(?m)^(IPTABLES=).*", "$1iptables"));
        return new RefereedRules(bridge, text, chains, between(saved.getFirst()), between(saved.getLast()));
    }

    private static String between(final String saved)
    {
        final StringBuilder chains = new StringBuilder("*filter\n:FORWARD " +
            saved.replaceAll("(?s).*:FORWARD (\\w+).*", "$1") + " [0:0]\n:input - [0:0]\n:output - [0:0]\n");
        final StringBuilder rules = new StringBuilder(
            "-A FORWARD -i wan -o dmz -j input\n-A FORWARD -i dmz -o wan -j output\n");
        saved.lines().forEach((line) ->
        {
            if (line.matches(":\\w+ - .*"))
            {
                chains.append(line).append('\n');
            }
            else if (line.startsWith("-"))
            {
                rules.append(line.replace("-A INPUT ", "-A input ").replace("-A OUTPUT ", "-A output ")
                    .replace("eth0", "lan").replace("eth1", "wan")).append('\n');
            }
        });
        for (final String chain : List.of("INPUT", "OUTPUT"))
        {
            rules.append("-A ").append(chain.toLowerCase(Locale.ROOT)).append(" -j ")
                .append(saved.replaceAll("(?s).*:" + chain + " (\\w+).*", "$1")).append('\n');
        }
        return chains.append(rules).append("COMMIT\n").toString();
    }

    /** Saved rules as commands. */
    private static String commands(final String program, final String saved)
    {
        final StringBuilder script = new StringBuilder();
        saved.lines().forEach((line) ->
        {
            final String[] words = line.split(" ");
            if (line.startsWith(":"))
            {
                script.append("-".equals(words[1]) ? program + " -N " + words[0].substring(1) :
                    program + " -P " + words[0].substring(1) + " " + words[1]).append('\n');
            }
            else if (line.startsWith("-"))
            {
                script.append(program).append(' ').append(line).append('\n');
            }
        });
        return script.toString();
    }

    private static List<byte[]> some(final RandomFrames source)
    {
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++)
        {
            frames.add(source.next());
        }
        return frames;
    }

    private static int judge(
        final RefereedRules rules, final int ingress, final List<byte[]> frames, final long seed) throws IOException
    {
        try
        {
            return rules.judge(ingress, frames);
        }
        catch (final AssertionError error)
        {
            throw new AssertionError("seed " + seed + ": " + error.getMessage(), error);
        }
    }
}
