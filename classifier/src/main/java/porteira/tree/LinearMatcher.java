package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Chain;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Verdict;

/**
 * The definition of right: walks the chains rule by rule, as nftables does, and reads every field through
 * {@link FieldReader}. For tests and explanations; unlike other classifiers it allocates.
 */
public final class LinearMatcher implements Classifier
{
    /** Sees a walk as it happens. */
    interface Observer
    {
        /** A rule of a chain is tried. */
        void onRule(Rule rule);

        /** One of its matches was compared with a value; {@code hi} and {@code lo} are 0 where it is absent. */
        void onMatch(Match match, boolean present, long hi, long lo, boolean satisfied);

        /** One of its other conditions was asked as a whole. */
        void onCondition(Condition condition, boolean satisfied);

        /** The rule matched, and this is how it ends: the last part, or null if it has no verdict. */
        void onMatched(Rule rule, RulePart end);
    }

    private final Policy policy;
    private final LeafTable leaves;
    private final Queries queries;

    LinearMatcher(final Policy policy, final LeafTable leaves, final Queries queries)
    {
        this.queries = queries;
        this.policy = policy;
        this.leaves = leaves;
    }

    @Override
    public int classify(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        return walk(frame, length, layout, ingress, egress, state, null);
    }

    /** Walk once and tell the observer. */
    int walk(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state,
        final Observer observer)
    {
        return leaf(new Walk(policy.chains(), queries, frame, length, layout, ingress, egress, state, observer));
    }

    private int leaf(final Walk walk)
    {
        walk.chain(policy.base());
        if (null == walk.verdict)
        {
            walk.rule(policy.base().policyRule());
        }
        final int leaf = leaves.find(walk.verdict, walk.effects);
        if (0 > leaf)
        {
            throw new IllegalStateException("no leaf for " + walk.verdict + " after " + walk.effects);
        }
        return leaf;
    }

    /** One frame on its way through the chains. */
    private static final class Walk
    {
        private enum Next
        {
            RULE, RETURN, DECIDED
        }

        private final Map<String, Chain> chains;
        private final Queries queries;
        private final State state;
        private final DirectBuffer frame;
        private final int length;
        private final long outermost;
        private final int ingress;
        private final int egress;
        private final Observer observer;
        private final List<Effect> effects = new ArrayList<>();
        private Verdict verdict;

        private Walk(
            final Map<String, Chain> chains,
            final Queries queries,
            final DirectBuffer frame,
            final int length,
            final long outermost,
            final int ingress,
            final int egress,
            final State state,
            final Observer observer)
        {
            this.chains = chains;
            this.queries = queries;
            this.state = state;
            this.frame = frame;
            this.length = length;
            this.outermost = outermost;
            this.ingress = ingress;
            this.egress = egress;
            this.observer = observer;
        }

        private void chain(final Chain chain)
        {
            for (final Rule rule : chain.rules())
            {
                if (Next.RULE != rule(rule))
                {
                    return;
                }
            }
        }

        private Next rule(final Rule rule)
        {
            if (null != observer)
            {
                observer.onRule(rule);
            }
            final Readings readings = Readings.of(rule);
            if (!isSatisfied(readings.before()))
            {
                return Next.RULE;
            }
            Layer missing = null;
            for (final List<RulePart> reading : readings.all())
            {
                final Layer packet = Readings.packet(reading);
                if (null != missing && packet.isIn(missing))
                {
                    continue;
                }
                missing = 0 == FieldReader.layout(packet, frame, length, outermost) ? packet : null;
                if (isSatisfied(reading))
                {
                    final Next next = matched(rule, readings.end(reading));
                    if (null != next)
                    {
                        return next;
                    }
                }
            }
            return Next.RULE;
        }

        /** Null where it ends in a choice of which no case holds. */
        private Next matched(final Rule rule, final RulePart end)
        {
            if (!(end instanceof RulePart.Choose choose))
            {
                return counted(rule, end);
            }
            for (final RulePart.Case one : choose.cases())
            {
                if (isSatisfied(one.conditions()))
                {
                    isSatisfied(one.then());
                    return counted(rule, one.then().isEmpty() ? null : one.then().getLast());
                }
            }
            return null;
        }

        private Next counted(final Rule rule, final RulePart end)
        {
            effects.add(new Effect.Counted(rule.index()));
            if (null != observer)
            {
                observer.onMatched(rule, end);
            }
            return end(end);
        }

        /** Takes parts from left to right up to the first condition that fails. */
        private boolean isSatisfied(final List<? extends RulePart> parts)
        {
            for (final RulePart part : parts)
            {
                if (part instanceof Condition condition && !isSatisfied(condition))
                {
                    return false;
                }
                if (part instanceof Action action)
                {
                    effects.add(new Effect.Done(action));
                }
            }
            return true;
        }

        private Next end(final RulePart end)
        {
            return switch (end)
            {
                case RulePart.Decide decide ->
                {
                    verdict = decide.verdict();
                    yield Next.DECIDED;
                }
                case RulePart.Jump jump ->
                {
                    chain(chains.get(jump.chain()));
                    yield null != verdict ? Next.DECIDED : jump.isGoto() ? Next.RETURN : Next.RULE;
                }
                case RulePart.Return back -> Next.RETURN;
                case null, default -> Next.RULE;
            };
        }

        private boolean isSatisfied(final Condition condition)
        {
            if (condition instanceof Match match)
            {
                return isSatisfied(match);
            }
            final boolean satisfied = switch (condition)
            {
                case Lookup lookup -> isPresent(lookup) &&
                    lookup.negated() != queries.of(lookup).test(frame, length, outermost, ingress, egress);
                case Ask ask -> state.ask(ask.index(), frame, length, outermost, ingress);
                default -> queries.of(condition).test(frame, length, outermost, ingress, egress);
            };
            if (null != observer)
            {
                observer.onCondition(condition, satisfied);
            }
            return satisfied;
        }

        private boolean isPresent(final Lookup lookup)
        {
            return lookup.key().stream().allMatch(
                (field) -> FieldReader.isPresent(field, frame, length, outermost));
        }

        private boolean isSatisfied(final Match match)
        {
            final Field field = match.field();
            final boolean present = FieldReader.isPresent(field, frame, length, outermost);
            final long hi = present ? FieldReader.high(field, frame, length, outermost) : 0;
            final long lo = present ? low(field) : 0;
            final boolean satisfied = present && match.values().contains(hi, lo) != match.negated();
            if (null != observer)
            {
                observer.onMatch(match, present, hi, lo, satisfied);
            }
            return satisfied;
        }

        private long low(final Field field)
        {
            return Kind.CT_STATE == field.kind() ? state.connection(frame, length, outermost, ingress) :
                FieldReader.low(field, frame, length, outermost, ingress, egress);
        }
    }
}
