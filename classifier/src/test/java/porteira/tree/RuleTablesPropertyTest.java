package porteira.tree;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.problem.RefusedException;

import static org.junit.jupiter.api.Assertions.assertTrue;

class RuleTablesPropertyTest
{
    private static final int POLICIES = 60;
    private static final int LADDERS = 20;
    private static final int FRAMES = 200;

    private final long seed = Seed.ofRun();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final RandomFrames frames = new RandomFrames(random);
    private final Agreement<Policy> agreement = Agreement.onModel((policy) -> PolicyCompiler.withTables(
        policy, Flattener.flatten(policy), new Queries(SetBinding.asWritten())), seed);
    private long asked;

    @Test
    void shouldJudgeAsTheRulesDoOneByOne()
    {
        judge(new RandomPolicies(random), (policy) -> policy);
    }

    @Test
    void shouldAskAsTheRulesDoOneByOne()
    {
        judge(new RandomPolicies(random, true), new StatefulRules(random)::in);
        assertTrue(POLICIES * 5 < asked, () -> "too few questions were asked: " + asked + ", seed " + seed);
    }

    private void judge(final RandomPolicies policies, final UnaryOperator<Policy> change)
    {
        int tried = 0;
        int refused = 0;
        while (tried < POLICIES)
        {
            final String text = policies.next();
            try
            {
                check(change.apply(NftReader.read(text, "random.nft", PortNames.inOrderOfAppearance())));
                tried++;
            }
            catch (final RefusedException exception)
            {
                // A tunnel and a match on the packet around it may exclude each other.
                assertTrue(exception.getMessage().contains("conflicting protocols"), () -> exception + "\n" + text);
            }
            catch (final TooLargeException exception)
            {
                refused++;
            }
        }
        assertTrue(refused < POLICIES / 2, "too many random policies are refused: " + refused + ", seed " + seed);
    }

    @Test
    void shouldJudgeAsTheRulesDoOneByOneWhereManyHaveNoVerdict()
    {
        int refused = 0;
        for (int i = 0; i < LADDERS; i++)
        {
            try
            {
                check(NftReader.read(ladder(), "ladder.nft", PortNames.inOrderOfAppearance()));
            }
            catch (final TooLargeException exception)
            {
                // About one in a hundred has too many customers of the same prefix.
                refused++;
            }
        }
        assertTrue(refused < LADDERS / 4, "too many ladders are refused: " + refused + ", seed " + seed);
    }

    /** Chains of customers, each with its own rules, as large policies have them. */
    private String ladder()
    {
        final StringBuilder text = new StringBuilder("table bridge t {\nchain c {\n" +
            "type filter hook forward priority filter; policy accept;\n" +
            "tcp flags syn log prefix \"syn \"\niifname lan counter\n");
        for (int customer = 0; customer < 40; customer++)
        {
            text.append("ip saddr ").append(prefix()).append(0 == random.nextInt(4) ? " goto c" : " jump c")
                .append(customer).append('\n');
        }
        text.append("udp dport 53 counter\ndrop\n}\n");
        for (int customer = 0; customer < 40; customer++)
        {
            text.append("chain c").append(customer).append(" {\n");
            for (int rule = 0; rule < 6; rule++)
            {
                text.append("ip daddr ").append(prefix()).append(" tcp dport ").append(20 + random.nextInt(10))
                    .append(switch (random.nextInt(5))
                    {
                        case 0 -> " drop\n";
                        case 1 -> " counter\n";
                        case 2 -> " return\n";
                        default -> " accept\n";
                    });
            }
            text.append("}\n");
        }
        return text.append("}\n").toString();
    }

    private String prefix()
    {
        return switch (random.nextInt(16))
        {
            case 0 -> "203.0.113.25";
            case 1 -> "{ 192.0.2.1, 198.51.100.200 }";
            default -> "10." + random.nextInt(2) + "." + random.nextInt(16) + ".0/24";
        };
    }

    private void check(final Policy policy)
    {
        final CompiledPolicy compiled = agreement.compile(policy);
        for (int i = 0; i < FRAMES; i++)
        {
            asked += agreement.check(policy, compiled, new Agreement.Passage(
                frames.next(), random.nextInt(3), random.nextInt(3), random.nextLong())).asked().size();
        }
    }
}
