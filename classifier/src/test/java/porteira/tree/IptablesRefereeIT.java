package porteira.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;

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
        final long seed = Long.getLong("porteira.seed", System.nanoTime());
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
