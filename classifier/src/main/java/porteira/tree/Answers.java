package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Log;
import porteira.policy.Lookup;
import porteira.policy.UInt128;
import porteira.wire.PacketLayout;

/** Words for a diagram's questions and answers. */
final class Answers
{
    private Answers()
    {
    }

    static String question(final Variable variable)
    {
        return switch (variable)
        {
            case Variable.Value(Field field) when 0 < field.layer().depth() && Kind.NETWORK == field.kind() ->
                field.layer().prefix() + "packet";
            case Variable.Value(Field field) -> field.text();
            case Variable.Member(Field field, IntervalSet set) ->
                field.text() + " in a set of " + set.intervals().size();
            case Variable.Whole(Lookup lookup) -> lookup(lookup);
            case Variable.Whole(Condition condition) -> condition.text();
            case Variable.Asked(Ask ask, int occurrence) -> ask.text();
        };
    }

    /** What happens besides the verdict, as a policy would say it. */
    static String action(final Action action, final ValueText text)
    {
        return switch (action)
        {
            case Log log -> "\"" + log.prefix() + "\" level " + log.level();
            case Action.SetUpdate update ->
            {
                final StringJoiner key = new StringJoiner(" . ");
                update.key().forEach((field) -> key.add(field.text()));
                yield update.operation().name().toLowerCase(Locale.ROOT) + " @" + update.set().name() + " { " + key +
                    " }";
            }
            case Action.Reject reject ->
                "reject with " + reject.answer().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            case Action.Translate translate -> translation(translate, text);
            case Action.Duplicate duplicate -> "dup to " + text.of(Kind.EGRESS, UInt128.of(duplicate.port()));
            case Action.Forward forward -> "fwd to " + (forward.service().isEmpty() ?
                text.of(Kind.EGRESS, UInt128.of(forward.port())) : forward.service());
        };
    }

    private static String translation(final Action.Translate translate, final ValueText text)
    {
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == translate.network();
        final String address = null == translate.addresses() ? "" : text.of(
            isIpv4 ? Kind.IP_SOURCE : Kind.IP6_SOURCE, IntervalSet.of(isIpv4 ? 32 : 128,
            List.of(translate.addresses())));
        final String port = null == translate.ports() ? "" :
            ":" + text.of(Kind.SOURCE_PORT, IntervalSet.of(16, List.of(translate.ports())));
        return (Action.Translate.End.SOURCE == translate.end() ? "snat to " : "dnat to ") +
            (isIpv4 || address.isEmpty() || port.isEmpty() ? address : "[" + address + "]") + port;
    }

    private static String lookup(final Lookup lookup)
    {
        final StringJoiner key = new StringJoiner(" . ");
        lookup.key().forEach((field) -> key.add(field.text()));
        return key + (lookup.set().name().isEmpty() ?
            " in a set of " + lookup.set().elements().size() : " @" + lookup.set().name());
    }

    /** All values that go to one child. */
    static String of(final Diagram.Decision decision, final int child, final ValueText text)
    {
        if (1 == decision.children().size())
        {
            return "any";
        }
        if (!(decision.variable() instanceof Variable.Value(Field field)))
        {
            return 0 == child ? "no" : "yes";
        }
        final int bits = decision.variable().bits();
        final List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < decision.children().size(); i++)
        {
            if (decision.children().get(i) == decision.children().get(child))
            {
                final UInt128 last = i + 1 < decision.starts().size() ?
                    decision.starts().get(i + 1).previous() : UInt128.max(bits);
                intervals.add(new Interval(decision.starts().get(i), last));
            }
        }
        return text.of(field, IntervalSet.of(bits, intervals));
    }
}
