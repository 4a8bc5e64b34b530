package porteira.tree;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.PortNames;
import porteira.problem.Problem;
import porteira.problem.RefusedException;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompiledPolicyPropertyTest
{
    private static final int POLICIES = 150;
    private static final int FRAMES = 400;

    @Test
    void shouldJudgeAsTheRulesDoOneByOne()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPolicies policies = new RandomPolicies(random);
        final RandomFrames frames = new RandomFrames(random);
        final boolean[] isReached = new boolean[4096];
        for (int policy = 0; policy < POLICIES; policy++)
        {
            String text = policies.next();
            CompiledPolicy compiled = compile(text);
            while (null == compiled)
            {
                text = policies.next();
                compiled = compile(text);
            }
            for (int i = 0; i < FRAMES; i++)
            {
                final int leaf = check(compiled, text, frames.next(), random.nextInt(3), random.nextInt(3), seed);
                isReached[Math.min(leaf, isReached.length - 1)] = true;
            }
        }
        assertTrue(isReached[5], "random frames meet too few rules, seed " + seed);
    }

    /** Null where a tunnel and a match on the packet around it exclude each other, which is refused. */
    private static CompiledPolicy compile(final String text)
    {
        try
        {
            return PolicyCompiler.compile(text, "random.nft", PortNames.inOrderOfAppearance());
        }
        catch (final RefusedException exception)
        {
            for (final Problem problem : exception.problems())
            {
                assertTrue(problem.message().startsWith("conflicting protocols"), () -> problem + "\n" + text);
            }
            return null;
        }
    }

    private static int check(
        final CompiledPolicy policy,
        final String text,
        final byte[] bytes,
        final int ingress,
        final int egress,
        final long seed)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final int linear = policy.linearMatcher().classify(frame, bytes.length, layout, ingress, egress,
            policy.assumedState());
        final int diagram = policy.diagram().classify(frame, bytes.length, layout, ingress, egress,
            policy.assumedState());
        final int code = policy.classifier().classify(frame, bytes.length, layout, ingress, egress,
            policy.assumedState());

        if (linear != diagram || linear != code)
        {
            final String message = "seed " + seed + "\nframe " + FrameBuilder.hex(bytes) +
                "\nfrom " + ingress + " to " + egress + "\nlinear " + policy.leaves().get(linear) +
                "\ndiagram " + policy.leaves().get(diagram) + "\ncode " + policy.leaves().get(code) + "\n" + text;
            assertEquals(linear, diagram, message);
            assertEquals(linear, code, message);
        }
        return linear;
    }
}
