package porteira.tree;

import java.util.Locale;
import org.agrona.DirectBuffer;
import porteira.policy.Condition;
import porteira.policy.Kind;
import porteira.policy.Log;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.UInt128;

/** Tells in words why a policy judges one frame as it does. */
public final class Explainer implements LinearMatcher.Observer
{
    private final StringBuilder text = new StringBuilder();
    private final ValueText values;

    private Explainer(final Policy policy)
    {
        this.values = new ValueText(policy.ports());
    }

    /**
     * Every rule that is tried, with each match that is compared, up to the verdict; then the questions that the
     * compiled policy asks instead. Lines end with {@code \n}.
     *
     * @param layout  {@link porteira.wire.PacketLayout} of the outermost packet
     * @param ingress index of the bridge port it came in on
     * @param egress  index of the bridge port it would leave by
     * @param state   answers the same however often it is asked
     */
    public static String explain(
        final CompiledPolicy policy,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        final Explainer explainer = new Explainer(policy.policy());
        final int leaf = policy.linearMatcher().walk(frame, length, layout, ingress, egress, state, explainer);
        explainer.verdict(policy, policy.leaves().get(leaf));
        explainer.path(policy, frame, length, layout, ingress, egress, state);
        return explainer.text.toString();
    }

    @Override
    public void onRule(final Rule rule)
    {
        text.append(rule.location()).append("  ").append(rule.text()).append('\n');
    }

    @Override
    public void onMatch(
        final Match match, final boolean present, final long hi, final long lo, final boolean satisfied)
    {
        text.append(satisfied ? "    yes  " : "    no   ").append(match.text());
        if (Kind.NETWORK == match.field().kind() && 0 < match.field().layer().depth())
        {
            text.append(satisfied ? ": found" : ": no such tunnel");
        }
        else if (!present)
        {
            text.append(": the frame has no such field");
        }
        else
        {
            text.append(": found ").append(values.of(match.field().kind(), new UInt128(hi, lo)))
                .append(match.negated() ? ", wanted anything but " : ", wanted ")
                .append(values.of(match.field().kind(), match.values()));
        }
        text.append('\n');
    }

    @Override
    public void onCondition(final Condition condition, final boolean satisfied)
    {
        text.append(satisfied ? "    yes  " : "    no   ").append(condition.text()).append('\n');
    }

    @Override
    public void onMatched(final Rule rule, final RulePart end)
    {
        text.append("    => ").append(switch (end)
        {
            case RulePart.Decide decide -> decide.verdict().name().toLowerCase(Locale.ROOT);
            case RulePart.Jump jump -> (jump.isGoto() ? "goto " : "jump ") + jump.chain();
            case RulePart.Return back -> "return";
            case null, default -> "counted, on with the next rule";
        }).append('\n');
    }

    private void verdict(final CompiledPolicy policy, final Leaf leaf)
    {
        final Rule rule = policy.rules().get(leaf.rule());
        text.append("\nverdict: ").append(leaf.verdict().name().toLowerCase(Locale.ROOT))
            .append(", by ").append(rule.location()).append(" (").append(rule.label()).append(")\n");
        for (final Log log : leaf.logs())
        {
            text.append("log:     \"").append(log.prefix()).append("\" level ").append(log.level()).append('\n');
        }
    }

    private void path(
        final CompiledPolicy policy,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        text.append("\ncompiled path:\n");
        Diagram.Node node = policy.diagram().root();
        while (node instanceof Diagram.Decision decision)
        {
            final int child = policy.diagram().answer(decision, frame, length, layout, ingress, egress, state);
            text.append("    ").append(Answers.question(decision.variable())).append(" = ")
                .append(Answers.of(decision, child, values)).append('\n');
            node = decision.children().get(child);
        }
        text.append("    leaf ").append(((Diagram.End)node).leaf()).append('\n');
    }
}
