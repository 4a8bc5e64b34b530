package porteira.tree;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.problem.Problem;
import porteira.problem.RefusedException;

import static org.junit.jupiter.api.Assertions.assertTrue;

class CompiledPolicyPropertyTest
{
    private static final int POLICIES = 150;
    private static final int FRAMES = 400;

    private final long seed = Seed.ofRun();
    private final Agreement<String> agreement =
        Agreement.onText((policy) -> PolicyCompiler.compile(policy, "random.nft"), seed);

    @Test
    void shouldJudgeAsTheRulesDoOneByOne()
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomPolicies policies = new RandomPolicies(random);
        final RandomFrames frames = new RandomFrames(random);
        int reached = 0;
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
                final Agreement.Outcome outcome = agreement.check(text, compiled, new Agreement.Passage(
                    frames.next(), random.nextInt(3), random.nextInt(3), random.nextLong()));
                reached += 1 < outcome.leaf().counted().size() ? 1 : 0;
            }
        }
        final int met = reached;
        assertTrue(POLICIES * 5 < met, () -> "random frames meet too few rules: " + met + ", seed " + seed);
    }

    /** Null where a tunnel and a match on the packet around it exclude each other, which is refused. */
    private CompiledPolicy compile(final String text)
    {
        try
        {
            return agreement.compile(text);
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
}
