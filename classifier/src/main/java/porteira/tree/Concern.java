package porteira.tree;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Question;
import porteira.policy.Verdict;

/**
 * Which frames belong to connections that some rule asks about, so that a lane must know them even if another rule
 * accepts them: the frames that such a rule speaks of, and those of the other direction. Takes in too many where a rule
 * cannot be turned round, never too few.
 */
final class Concern
{
    /** Leaf of frames that no such rule concerns. */
    static final int NONE = 0;

    /** A policy with more rules on connections has every frame tracked. */
    private static final int MAX_LINES = 256;
    private static final int MAX_NODES = 5_000;

    private Concern()
    {
    }

    /** Judges frames; {@link #NONE} or any other leaf. Null where no rule asks about connections. */
    static Classifier of(final List<FlatRule> rules, final Queries queries)
    {
        final Set<List<Premise>> wanted = new LinkedHashSet<>();
        for (final FlatRule rule : rules)
        {
            if (rule.premises().stream().anyMatch((premise) -> isOnConnection(premise.condition())))
            {
                wanted.add(frameOnly(rule.premises(), false));
                wanted.add(frameOnly(rule.premises(), true));
            }
        }
        if (wanted.isEmpty())
        {
            return null;
        }
        try
        {
            return wanted.contains(List.<Premise>of()) || MAX_LINES < wanted.size() ? everything() :
                compiled(wanted, queries);
        }
        catch (final TooLargeException exception)
        {
            return everything();
        }
    }

    private static Classifier everything()
    {
        return (frame, length, layout, ingress, egress, state) -> 1 + NONE;
    }

    /** The first leaf that is interned has index 0. */
    private static Classifier compiled(final Set<List<Premise>> wanted, final Queries queries)
    {
        final List<FlatRule> lines = new ArrayList<>();
        for (final List<Premise> premises : wanted)
        {
            lines.add(new FlatRule(
                premises, List.of(new Effect.Counted(1)), Verdict.ACCEPT, lines.size() + 1));
        }
        lines.add(new FlatRule(List.of(), List.of(new Effect.Counted(0)), Verdict.DROP, lines.size() + 1));
        final DiagramBuilder builder = new DiagramBuilder(lines, queries, MAX_NODES);
        builder.leaves().intern(Verdict.DROP, List.of(new Effect.Counted(0)));
        return CodeGenerator.generate(builder.build());
    }

    private static boolean isOnConnection(final Condition condition)
    {
        return switch (condition)
        {
            case Match match -> Kind.CT_STATE == match.field().kind();
            case Ask ask -> ask.question() instanceof Question.Connections ||
                ask.question() instanceof Question.Meter meter && meter.inner() instanceof Question.Connections;
            default -> false;
        };
    }

    /** What a frame alone answers, of the rule's own direction or of the other; the rest is left out. */
    private static List<Premise> frameOnly(final List<Premise> premises, final boolean isReversed)
    {
        final List<Premise> kept = new ArrayList<>();
        for (final Premise premise : premises)
        {
            switch (premise.condition())
            {
                case Match match when isKept(match.field(), isReversed) -> kept.add(new Premise(new Match(
                    isReversed ? reversed(match.field()) : match.field(), match.values(), match.negated(),
                    match.implicit(), match.text()), 0));
                case Lookup lookup when lookup.key().stream().allMatch((field) -> isKept(field, isReversed)) ->
                    kept.add(new Premise(new Lookup(
                        isReversed ? lookup.key().stream().map(Concern::reversed).toList() : lookup.key(),
                        lookup.set(), lookup.negated(), lookup.text()), 0));
                default ->
                {
                }
            }
        }
        return kept;
    }

    /** Fields that all frames of a connection share, or that change places with its direction. */
    private static boolean isKept(final Field field, final boolean isReversed)
    {
        return switch (field.kind())
        {
            case L4_PROTOCOL, TRANSPORT, NETWORK, IP_PROTOCOL, DESTINATION_PORT, SOURCE_PORT, IP_SOURCE,
                IP_DESTINATION, IP6_SOURCE, IP6_DESTINATION, VLAN_COUNT, VLAN_ID, ETHERNET, ETHER_PROTOCOL ->
                0 == field.layer().depth();
            case ETHER_SOURCE, ETHER_DESTINATION -> !isReversed;
            default -> false;
        };
    }

    private static Field reversed(final Field field)
    {
        final Kind kind = switch (field.kind())
        {
            case DESTINATION_PORT -> Kind.SOURCE_PORT;
            case SOURCE_PORT -> Kind.DESTINATION_PORT;
            case IP_SOURCE -> Kind.IP_DESTINATION;
            case IP_DESTINATION -> Kind.IP_SOURCE;
            case IP6_SOURCE -> Kind.IP6_DESTINATION;
            case IP6_DESTINATION -> Kind.IP6_SOURCE;
            default -> field.kind();
        };
        return new Field(field.layer(), kind, field.detail());
    }
}
