package porteira.tree;

import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.problem.Problem;
import porteira.problem.RefusedException;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Policies that ask what a frame does not tell: the same end, and the same questions in the same order, from rules,
 * diagram and code.
 */
class StatefulPolicyPropertyTest
{
    private static final int POLICIES = 40;
    private static final int FRAMES = 200;

    private final long seed = Seed.ofRun();
    private final Agreement<Policy> agreement =
        Agreement.onModel((policy) -> PolicyCompiler.compile(policy, "random.nft"), seed);

    @Test
    void shouldAskAndJudgeAsTheRulesDoOneByOne()
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPolicies policies = new RandomPolicies(random);
        final RandomFrames frames = new RandomFrames(random);
        final StatefulRules rules = new StatefulRules(random);
        int asked = 0;
        for (int policy = 0; policy < POLICIES; policy++)
        {
            CompiledPolicy compiled = compile(policies.next(), rules);
            while (null == compiled)
            {
                compiled = compile(policies.next(), rules);
            }
            for (int i = 0; i < FRAMES; i++)
            {
                asked += agreement.check(compiled.policy(), compiled, new Agreement.Passage(
                    frames.next(), random.nextInt(3), random.nextInt(3), random.nextLong())).asked().size();
            }
        }
        final int all = asked;
        assertTrue(POLICIES * 5 < all, () -> "too few questions were asked: " + all + ", seed " + seed);
    }

    /** Null for a policy that nobody would write: contradicting, or with tunnels that multiply beyond all limits. */
    private CompiledPolicy compile(final String text, final StatefulRules rules)
    {
        try
        {
            final Policy plain = NftReader.read(text, "random.nft", PortNames.inOrderOfAppearance());
            final CompiledPolicy compiled = agreement.compile(rules.in(plain));
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
}
