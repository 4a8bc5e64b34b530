package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.UInt128;

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
        return text.of(field.kind(), IntervalSet.of(bits, intervals));
    }
}
