package porteira.bench.screened;

import org.agrona.DirectBuffer;
import org.agrona.PrintBufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
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

    /**
     * Let both judge all frames.
     *
     * @return frames that each outcome fell to
     * @throws BenchException naming the first frame whose layouts or outcomes differ
     */
    static int[] prove(final CompiledPolicy policy, final Contender reference, final DescribedFrames frames)
    {
        final UnsafeBuffer ours = frames.results();
        final UnsafeBuffer theirs = frames.results();
        final GatewayCode gateway = new GatewayCode(policy.classifier());
        gateway.parseAndJudge(frames, ours);
        reference.parseAndJudge(frames, theirs);
        final int[] counts = compare(policy, frames, ours, theirs);
        clear(ours);
        clear(theirs);
        gateway.parse(frames, ours);
        reference.parse(frames, theirs);
        gateway.judge(frames, ours);
        reference.judge(frames, theirs);
        compare(policy, frames, ours, theirs);
        return counts;
    }

    private static int[] compare(
        final CompiledPolicy policy, final DescribedFrames frames, final DirectBuffer ours, final DirectBuffer theirs)
    {
        final int[] counts = new int[RULES.size()];
        for (int i = 0; i < frames.count(); i++)
        {
            final Leaf leaf = policy.leaves().get(DescribedFrames.outcome(ours, i));
            final int outcome = DescribedFrames.outcome(theirs, i);
            final String rule = policy.rules().get(leaf.rule()).comment();
            final boolean isAccepted = Verdict.ACCEPT == leaf.verdict();
            if (DescribedFrames.layout(ours, i) != DescribedFrames.layout(theirs, i) ||
                isAccepted != ACCEPTS.get(outcome) || !rule.equals(RULES.get(outcome)))
            {
                throw new BenchException(difference(frames, i, rule, RULES.get(outcome), ours, theirs));
            }
            counts[outcome]++;
        }
        return counts;
    }

    private static String difference(
        final DescribedFrames frames,
        final int index,
        final String rule,
        final String theirRule,
        final DirectBuffer ours,
        final DirectBuffer theirs)
    {
        return String.format(
            "frame %d from port %d: the gateway says '%s', layout %016x; C says '%s', layout %016x%n%s",
            index, frames.ingress(index), rule, DescribedFrames.layout(ours, index), theirRule,
            DescribedFrames.layout(theirs, index), PrintBufferUtil.prettyHexDump(frames.frame(index)));
    }

    private static void clear(final UnsafeBuffer results)
    {
        results.setMemory(0, results.capacity(), (byte)0);
    }
}
