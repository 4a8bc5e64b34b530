package porteira.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.problem.RefusedException;
import porteira.replay.SharedCaptures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The kernel as referee: the same rules in nftables' bridge family on a bridge of three veths, the same frames through
 * it, and for each frame and each way out the same verdict, for each rule the same count.
 * <p>
 * Of the kernel's hooks this one takes the most of our language, all of it but the tunnels: other families know no
 * bridge port to leave by, or never see what is not IP. The few differences that are meant stand in
 * {@link KernelLimits}. Random policies that nft refuses are passed over: they name a protocol in two ways in one rule,
 * or a tag behind what it carries.
 */
class NetfilterRefereeIT
{
    private static final int POLICIES = 200;
    private static final int MOST_TRIED = 1000;
    private static final int FRAMES = 250;
    private static final int LEAST_CAPTURED = 1_000;
    private static final int FRAMES_OF_CAPTURE = 20;
    private static final int LEAST_JUDGED = FRAMES / 2;

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
    void shouldJudgeRandomPoliciesAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPolicies policies = new RandomPolicies(random, true);
        final RandomFrames frames = new RandomFrames(random);
        int accepted = 0;
        int judged = 0;
        for (int tried = 0; accepted < POLICIES && tried < MOST_TRIED; tried++)
        {
            final RefereedPolicy policy = loaded(policies.next(), seed);
            if (null != policy)
            {
                judged += judge(policy, accepted % KernelBridge.PORTS.size(), some(frames), seed);
                accepted++;
            }
        }
        assertEquals(POLICIES, accepted, "nft refuses too many policies: accepted=" + accepted + ", seed=" + seed);
        assertTrue(LEAST_JUDGED * POLICIES < judged, "too few frames judged: count=" + judged + ", seed=" + seed);
    }

    @Test
    void shouldJudgeTheExampleAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final RandomFrames frames = new RandomFrames(new SplittableRandom(seed));
        final RefereedPolicy policy = example();
        for (int batch = 0; batch < 4 * KernelBridge.PORTS.size(); batch++)
        {
            judge(policy, batch % KernelBridge.PORTS.size(), some(frames), seed);
        }
    }

    @Test
    void shouldJudgeCapturedFramesAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final RandomPolicies policies = new RandomPolicies(new SplittableRandom(seed), true);
        final List<byte[]> frames = captured();

        int ingress = 0;
        for (int from = 0; from < frames.size(); from += FRAMES)
        {
            RefereedPolicy policy = loaded(policies.next(), seed);
            while (null == policy)
            {
                policy = loaded(policies.next(), seed);
            }
            judge(policy, ingress, frames.subList(from, Math.min(from + FRAMES, frames.size())), seed);
            ingress = (ingress + 1) % KernelBridge.PORTS.size();
        }
    }

    @Test
    void shouldJudgeCapturedFramesByTheExampleAsTheKernelDoes() throws IOException
    {
        final List<byte[]> frames = captured();
        final RefereedPolicy policy = example();
        int judged = 0;
        for (int from = 0; from < frames.size(); from += FRAMES)
        {
            judged += judge(policy, from / FRAMES % KernelBridge.PORTS.size(),
                frames.subList(from, Math.min(from + FRAMES, frames.size())), 0);
        }
        assertTrue(LEAST_CAPTURED <= judged, "too few captured frames judged: count=" + judged);
    }

    /** The screened host without what is not nft's, every rule counting. */
    private static RefereedPolicy example() throws IOException
    {
        final RefereedPolicy policy = new RefereedPolicy(
            bridge, Files.readString(Path.of("examples", "screened-host.nft"))
            .replaceAll("(?m)^ *teredo .*$", "")
            .replaceAll("(?m)((?:accept|drop|jump \\w+)(?: comment \".*\")?)$", "counter $1"));
        assertTrue(policy.isAccepted(), "nft refuses the example");
        return policy;
    }

    private static List<byte[]> captured() throws IOException
    {
        final List<byte[]> frames = new ArrayList<>();
        for (final Path capture : SharedCaptures.withSheets())
        {
            frames.addAll(CapturedFrames.of(capture, FRAMES_OF_CAPTURE));
        }
        assertTrue(FRAMES < frames.size(), "no frames in the captures");
        return frames;
    }

    /** A policy in the kernel; null where both sides refuse it. */
    private static RefereedPolicy loaded(final String text, final long seed) throws IOException
    {
        try
        {
            final RefereedPolicy policy = new RefereedPolicy(bridge, text);
            return policy.isAccepted() ? policy : null;
        }
        catch (final RefusedException refused)
        {
            assertFalse(bridge.load(text).isEmpty(), () -> "seed " + seed + ": nft takes\n" + text +
                refused.getMessage());
            return null;
        }
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
        final RefereedPolicy policy, final int ingress, final List<byte[]> frames, final long seed) throws IOException
    {
        try
        {
            return policy.judge(ingress, frames);
        }
        catch (final AssertionError error)
        {
            throw new AssertionError("seed " + seed + ": " + error.getMessage(), error);
        }
    }
}
