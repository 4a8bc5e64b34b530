package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.UInt128;

/** Words for a diagram's questions and answers. */
final class Answers
{
    private Answers()
    {
    }

    static String question(final Variable variable)
    {
        final boolean isPresence = 0 < variable.field().layer().depth() && Kind.NETWORK == variable.field().kind();
        return (isPresence ? variable.field().layer().prefix() + "packet" : variable.field().text()) +
            (null == variable.set() ? "" : " in a set of " + variable.set().intervals().size());
    }

    /** All values that go to one child. */
    static String of(final Diagram.Decision decision, final int child, final ValueText text)
    {
        if (null != decision.variable().set())
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
        return text.of(decision.variable().field().kind(), IntervalSet.of(bits, intervals));
    }
}
