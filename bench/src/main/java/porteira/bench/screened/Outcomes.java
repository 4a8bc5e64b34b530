package porteira.bench.screened;

import org.agrona.PrintBufferUtil;
import porteira.bench.run.BenchException;
import porteira.policy.Verdict;
import porteira.tree.CompiledPolicy;
import porteira.tree.Leaf;

import java.util.List;

/** What the C reference answers, in the order of its numbers, and the proof that the gateway says the same. */
final class Outcomes
{
    private static final List<String> RULES = List.of(
        "", "SMTP hidden in Teredo", "mail server, IPv4", "mail server, IPv6", "SMTP from a host inside, IPv4",
        "SMTP from a host inside, IPv6", "SMTP from an address that is not ours");
    private static final List<Boolean> ACCEPTS = List.of(true, false, true, true, false, false, false);

    private Outcomes()
    {
    }

    /** True if the C reference lets a frame pass that it gives this outcome. */
    static boolean isAccepted(final int outcome)
    {
        return ACCEPTS.get(outcome);
    }

    /**
     * Let both judge all frames.
     *
     * @return frames that each outcome fell to
     * @throws BenchException naming the first frame whose layouts or outcomes differ
     */
    static int[] prove(
        final CompiledPolicy policy, final Contender gateway, final Contender reference, final DescribedFrames frames)
    {
        gateway.parseAndJudge();
        reference.parseAndJudge();
        compare(policy, gateway, reference, frames);
        gateway.parse();
        reference.parse();
        gateway.judge();
        reference.judge();
        return compare(policy, gateway, reference, frames);
    }

    private static int[] compare(
        final CompiledPolicy policy, final Contender gateway, final Contender reference, final DescribedFrames frames)
    {
        final int[] counts = new int[RULES.size()];
        for (int i = 0; i < frames.count(); i++)
        {
            final Leaf leaf = policy.leaves().get(gateway.outcome(i));
            final int outcome = reference.outcome(i);
            final String rule = policy.rules().get(leaf.rule()).comment();
            final boolean isAccepted = Verdict.ACCEPT == leaf.verdict();
            if (gateway.layout(i) != reference.layout(i) ||
                isAccepted != ACCEPTS.get(outcome) || !rule.equals(RULES.get(outcome)))
            {
                throw new BenchException(String.format(
                    "frame %d from port %d: the gateway says '%s', layout %016x; C says '%s', layout %016x%n%s",
                    i, frames.ingress()[i], rule, gateway.layout(i), RULES.get(outcome), reference.layout(i),
                    PrintBufferUtil.prettyHexDump(frames.frame(i))));
            }
            counts[outcome]++;
        }
        return counts;
    }
}
