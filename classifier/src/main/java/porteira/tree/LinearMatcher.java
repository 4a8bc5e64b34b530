package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import porteira.policy.Chain;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Log;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Verdict;
import porteira.wire.Teredo;

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

        /** The rule matched, and this is how it ends: the last part, or null if it has no verdict. */
        void onMatched(Rule rule, RulePart end);
    }

    private final Policy policy;
    private final LeafTable leaves;

    LinearMatcher(final Policy policy, final LeafTable leaves)
    {
        this.policy = policy;
        this.leaves = leaves;
    }

    @Override
    public int classify(
        final DirectBuffer frame, final int length, final long layout, final int ingress, final int egress)
    {
        final Walk walk = new Walk(policy.chains(), frame, length, layout, ingress, egress, null);
        return leaf(walk);
    }

    /** Walk once and tell the observer. */
    int walk(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final Observer observer)
    {
        return leaf(new Walk(policy.chains(), frame, length, layout, ingress, egress, observer));
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
            final DirectBuffer frame,
            final int length,
            final long outermost,
            final int ingress,
            final int egress,
            final Observer observer)
        {
            this.chains = chains;
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
                    effects.add(new Effect.Counted(rule.index()));
                    final RulePart end = Readings.end(rule);
                    if (null != observer)
                    {
                        observer.onMatched(rule, end);
                    }
                    return end(end);
                }
            }
            return Next.RULE;
        }

        /** Takes parts from left to right up to the first match that fails. */
        private boolean isSatisfied(final List<RulePart> parts)
        {
            for (final RulePart part : parts)
            {
                if (part instanceof Match match && !isSatisfied(match))
                {
                    return false;
                }
                if (part instanceof Log log)
                {
                    effects.add(new Effect.Logged(log));
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

        private boolean isSatisfied(final Match match)
        {
            final Field field = match.field();
            final Kind kind = field.kind();
            final long layout = FieldReader.layout(field.layer(), frame, length, outermost);
            final boolean present = FieldReader.isPresent(kind, layout);
            final long hi = present ? FieldReader.high(kind, frame, layout) : 0;
            final long lo = present ? low(field, layout) : 0;
            final boolean satisfied = present && match.values().contains(hi, lo) != match.negated();
            if (null != observer)
            {
                observer.onMatch(match, present, hi, lo, satisfied);
            }
            return satisfied;
        }

        private long low(final Field field, final long layout)
        {
            return switch (field.kind())
            {
                case INGRESS -> ingress;
                case EGRESS -> egress;
                case PROVEN -> Teredo.isProven(
                    frame, FieldReader.layout(field.layer().carrier(), frame, length, outermost), layout) ? 1 : 0;
                default -> FieldReader.low(field.kind(), frame, layout);
            };
        }
    }
}
