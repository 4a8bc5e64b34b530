package porteira.tree;

import java.util.Locale;
import java.util.StringJoiner;
import org.agrona.DirectBuffer;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Log;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.U32;
import porteira.policy.UInt128;
import porteira.wire.PacketLayout;

/** Tells in words why a policy judges one frame as it does. */
public final class Explainer implements LinearMatcher.Observer
{
    private final StringBuilder text = new StringBuilder();
    private final CompiledPolicy policy;
    private final ValueText values;
    private final DirectBuffer frame;
    private final int length;
    private final long layout;
    private final int ingress;
    private final int egress;
    private final State state;
    private boolean isStateUsed;

    private Explainer(
        final CompiledPolicy policy,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        this.policy = policy;
        this.values = new ValueText(policy.policy().ports());
        this.frame = frame;
        this.length = length;
        this.layout = layout;
        this.ingress = ingress;
        this.egress = egress;
        this.state = state;
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
        final Explainer explainer = new Explainer(policy, frame, length, layout, ingress, egress, state);
        final int leaf = policy.linearMatcher().walk(frame, length, layout, ingress, egress, state, explainer);
        explainer.verdict(policy.leaves().get(leaf));
        explainer.path();
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
        else if (!present || isWithoutIp(match.field()))
        {
            text.append(": absent");
        }
        else
        {
            text.append(": found ").append(values.of(match.field(), new UInt128(hi, lo)))
                .append(match.negated() ? ", wanted anything but " : ", wanted ")
                .append(values.of(match.field(), match.values()));
        }
        text.append('\n');
        noteState(match.field());
    }

    @Override
    public void onCondition(final Condition condition, final boolean satisfied)
    {
        text.append(satisfied ? "    yes  " : "    no   ").append(condition.text());
        switch (condition)
        {
            case Lookup lookup -> text.append(": found ").append(key(lookup))
                .append(satisfied == lookup.negated() ? ", no element" : ", an element");
            case U32 u32 -> new U32Query(u32).trace(frame, length, layout, text.append(": "));
            case Ask ask ->
            {
                text.append(": assumed");
                isStateUsed = true;
            }
            default ->
            {
            }
        }
        text.append('\n');
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

    private void verdict(final Leaf leaf)
    {
        final Rule rule = policy.rules().get(leaf.rule());
        text.append("\nverdict: ").append(leaf.verdict().name().toLowerCase(Locale.ROOT))
            .append(", by ").append(rule.location()).append(" (").append(rule.label()).append(")\n");
        for (final Action action : leaf.actions())
        {
            text.append(action instanceof Log ? "log:     " : "action:  ")
                .append(Answers.action(action, values)).append('\n');
        }
        if (isStateUsed && state instanceof AssumedState assumed)
        {
            text.append("assumed: a connection that is ")
                .append(values.of(Kind.CT_STATE, UInt128.of(assumed.connection())))
                .append(", no limit exceeded, sets as written\n");
        }
    }

    private void path()
    {
        text.append("\ncompiled path:\n");
        if (null == policy.diagram())
        {
            text.append("    looked up in tables\n    leaf ")
                .append(policy.classifier().classify(frame, length, layout, ingress, egress, state)).append('\n');
            return;
        }
        Diagram.Node node = policy.diagram().root();
        while (node instanceof Diagram.Decision decision)
        {
            final int child = policy.diagram().answer(decision, frame, length, layout, ingress, egress, state);
            text.append("    ").append(Answers.question(decision.variable())).append(" = ")
                .append(answer(decision, child)).append('\n');
            node = decision.children().get(child);
        }
        text.append("    leaf ").append(((Diagram.End)node).leaf()).append('\n');
    }

    /** What the frame has, and in brackets what the policy treats alike. */
    private String answer(final Diagram.Decision decision, final int child)
    {
        final String group = Answers.of(decision, child, values);
        if (!(decision.variable() instanceof Variable.Value(Field field)))
        {
            return group;
        }
        if (Kind.CT_STATE == field.kind())
        {
            return values.of(field, UInt128.of(state.connection(frame, length, layout, ingress))) + ", assumed";
        }
        if (isWithoutIp(field) || !FieldReader.isPresent(field, frame, length, layout))
        {
            return "absent";
        }
        final String found = found(field);
        return found.equals(group) ? found : found + " (of " + group + ")";
    }

    private String key(final Lookup lookup)
    {
        final StringJoiner key = new StringJoiner(" . ");
        for (final Field field : lookup.key())
        {
            key.add(FieldReader.isPresent(field, frame, length, layout) ? found(field) : "absent");
            noteState(field);
        }
        return key.toString();
    }

    private String found(final Field field)
    {
        return values.of(field, new UInt128(
            FieldReader.high(field, frame, length, layout),
            FieldReader.low(field, frame, length, layout, ingress, egress)));
    }

    /** The protocol of a frame that carries no IP reads as 0, which is a protocol as well. */
    private boolean isWithoutIp(final Field field)
    {
        return Kind.L4_PROTOCOL == field.kind() && PacketLayout.NETWORK_NONE == PacketLayout.network(
            FieldReader.layout(field.layer(), frame, length, layout));
    }

    private void noteState(final Field field)
    {
        isStateUsed |= Kind.CT_STATE == field.kind();
    }
}
