package porteira.tree;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.problem.Problem;
import porteira.problem.RefusedException;
import porteira.wire.PacketParser;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Policies that ask what a frame does not tell: the same end, and the same questions in the same order, from rules,
 * diagram and code.
 */
class StatefulPolicyPropertyTest
{
    private static final int POLICIES = 40;
    private static final int FRAMES = 200;

    @Test
    void shouldAskAndJudgeAsTheRulesDoOneByOne()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPolicies policies = new RandomPolicies(random);
        final RandomFrames frames = new RandomFrames(random);
        final StatefulRules rules = new StatefulRules(random);
        long asked = 0;
        for (int policy = 0; policy < POLICIES; policy++)
        {
            CompiledPolicy compiled = compile(policies.next(), rules);
            while (null == compiled)
            {
                compiled = compile(policies.next(), rules);
            }
            for (int i = 0; i < FRAMES; i++)
            {
                asked += check(compiled, frames.next(), random, seed);
            }
        }
        assertTrue(POLICIES * 5 < asked, "too few questions were asked: " + asked + ", seed " + seed);
    }

    /** Null for a policy that nobody would write: contradicting, or with tunnels that multiply beyond all limits. */
    private static CompiledPolicy compile(final String text, final StatefulRules rules)
    {
        try
        {
            final Policy plain = NftReader.read(text, "random.nft", PortNames.inOrderOfAppearance());
            final CompiledPolicy compiled = PolicyCompiler.compile(rules.in(plain), "random.nft");
            return null == compiled.diagram() ? null : compiled;
        }
        catch (final RefusedException exception)
        {
            for (final Problem problem : exception.problems())
            {
                assertTrue(problem.message().startsWith("conflicting protocols") ||
                    problem.message().contains("too large") || problem.message().contains("in more than"),
                    () -> problem + "\n" + text);
            }
            return null;
        }
    }

    private static int check(
        final CompiledPolicy policy, final byte[] bytes, final SplittableRandom random, final long seed)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final int ingress = random.nextInt(3);
        final int egress = random.nextInt(3);
        final long script = random.nextLong();
        final ScriptedState rules = new ScriptedState(script);
        final ScriptedState diagram = new ScriptedState(script);
        final ScriptedState code = new ScriptedState(script);

        final int byRules = policy.linearMatcher().classify(frame, bytes.length, layout, ingress, egress, rules);
        final int byDiagram = policy.diagram().classify(frame, bytes.length, layout, ingress, egress, diagram);
        final int byCode = policy.classifier().classify(frame, bytes.length, layout, ingress, egress, code);

        if (byRules != byDiagram || byRules != byCode || !rules.asked().equals(diagram.asked()) ||
            !rules.asked().equals(code.asked()))
        {
            final String message = "seed " + seed + "\nframe " + FrameBuilder.hex(bytes) + "\nfrom " + ingress +
                " to " + egress + "\n" + Explainer.explain(
                    policy, frame, bytes.length, layout, ingress, egress, new ScriptedState(script)) +
                "\nrules " + policy.leaves().get(byRules) + " asked " + rules.asked() +
                "\ndiagram " + policy.leaves().get(byDiagram) + " asked " + diagram.asked() +
                "\ncode " + policy.leaves().get(byCode) + " asked " + code.asked() + "\n" + policy.policy();
            assertEquals(rules.asked(), diagram.asked(), message);
            assertEquals(rules.asked(), code.asked(), message);
            assertEquals(byRules, byDiagram, message);
            assertEquals(byRules, byCode, message);
        }
        return rules.asked().size();
    }
}
