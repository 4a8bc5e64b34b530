package porteira.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.problem.RefusedException;
import porteira.wire.PacketParser;

/** What is said of rules, against what random frames meet. */
class RuleUsePropertyTest
{
    private static final int POLICIES = 60;
    private static final int FRAMES = 300;

    private final long seed = Seed.ofRun();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final RandomPolicies policies = new RandomPolicies(random);
    private final RandomFrames frames = new RandomFrames(random);

    @Test
    void shouldNeverMeetRuleThatIsSaidToMatchNoFrame()
    {
        int dead = 0;
        for (int policy = 0; policy < POLICIES; policy++)
        {
            final String text = policies.next();
            final CompiledPolicy compiled = compile(text);
            if (null == compiled)
            {
                continue;
            }
            final RuleUse use = new RuleUse(compiled, Reach.of(compiled));
            for (int i = 0; i < FRAMES; i++)
            {
                final Leaf leaf = judge(compiled, frames.next(), random.nextInt(3), random.nextInt(3));
                for (final int rule : leaf.counted())
                {
                    assertTrue(use.isMatched(rule), () -> "seed " + seed + ", rule " + rule + "\n" + text);
                    assertFalse(use.isImpossible(rule), () -> "seed " + seed + ", rule " + rule + "\n" + text);
                }
            }
            for (int rule = 0; rule < compiled.rules().size() - 1; rule++)
            {
                if (use.isTried(rule) && !use.isMatched(rule))
                {
                    dead++;
                    final int index = rule;
                    assertTrue(use.isImpossible(rule) || use.isExcluded(rule) || !use.coverers(rule).isEmpty(),
                        () -> "seed " + seed + ": no reason why rule " + index + " is dead\n" + text);
                }
            }
        }
        assertTrue(5 < dead, "random policies have too few dead rules, seed " + seed);
    }

    @Test
    void shouldFindNoOtherDeadRulesWithoutADiagram()
    {
        for (int policy = 0; policy < POLICIES; policy++)
        {
            final String text = policies.next();
            final CompiledPolicy compiled = compile(text);
            if (null == compiled || null == Reach.of(compiled))
            {
                continue;
            }
            final RuleUse exact = new RuleUse(compiled, Reach.of(compiled));
            final RuleUse pairs = new RuleUse(compiled, null);
            assertEquals(compiled.rules().size(), pairs.compared());
            for (int rule = 0; rule < compiled.rules().size() - 1; rule++)
            {
                final int index = rule;
                if (pairs.isTried(rule) && !pairs.isMatched(rule))
                {
                    assertFalse(exact.isMatched(rule), () -> "seed " + seed + ", rule " + index + "\n" + text);
                    assertTrue(pairs.isImpossible(rule) || pairs.isExcluded(rule) || !pairs.coverers(rule).isEmpty(),
                        () -> "seed " + seed + ": no reason why rule " + index + " is dead\n" + text);
                }
            }
        }
    }

    @Test
    void shouldMeetTheSameVerdictWithoutRuleThatIsSaidToChangeNone()
    {
        int redundant = 0;
        for (int policy = 0; policy < POLICIES || policy < 10 * POLICIES && 5 >= redundant; policy++)
        {
            final String text = policies.next();
            final CompiledPolicy compiled = compile(text);
            if (null == compiled)
            {
                continue;
            }
            final RuleUse use = new RuleUse(compiled, Reach.of(compiled));
            for (final Rule rule : compiled.rules().subList(0, compiled.rules().size() - 1))
            {
                if (use.isTried(rule.index()) && use.isRedundant(rule.index()))
                {
                    redundant++;
                    compare(compiled, without(text, rule), rule);
                }
            }
        }
        assertTrue(5 < redundant, "random policies have too few redundant rules, seed " + seed);
    }

    private void compare(final CompiledPolicy compiled, final String text, final Rule rule)
    {
        final CompiledPolicy other = compile(text);
        for (int i = 0; i < FRAMES / 10; i++)
        {
            final byte[] frame = frames.next();
            final int ingress = random.nextInt(3);
            final int egress = random.nextInt(3);
            final Leaf with = judge(compiled, frame, ingress, egress);
            final Leaf without = judge(other, frame, ingress, egress);
            assertEquals(with.verdict(), without.verdict(), () -> "seed " + seed + ", without " + rule + "\n" + text);
            assertEquals(with.actions(), without.actions(), () -> "seed " + seed + ", without " + rule + "\n" + text);
        }
    }

    private static String without(final String text, final Rule rule)
    {
        final List<String> lines = new ArrayList<>(text.lines().toList());
        lines.set(Integer.parseInt(rule.location().substring(rule.location().lastIndexOf(':') + 1)) - 1, "continue");
        return String.join("\n", lines) + "\n";
    }

    private static Leaf judge(final CompiledPolicy policy, final byte[] bytes, final int ingress, final int egress)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        return policy.leaves().get(
            policy.classifier().classify(frame, bytes.length, layout, ingress, egress, policy.assumedState()));
    }

    private static CompiledPolicy compile(final String text)
    {
        try
        {
            return PolicyCompiler.compile(text, "random.nft", PortNames.of(List.of("lan", "wan", "dmz")));
        }
        catch (final RefusedException exception)
        {
            return null;
        }
    }
}
