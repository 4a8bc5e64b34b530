package porteira.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import porteira.policy.Action;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Verdict;
import porteira.tree.CompiledPolicy;
import porteira.tree.Leaf;
import porteira.tree.Reach;
import porteira.wire.IpProtocol;

/**
 * Asks what becomes of first frames of connections.
 *
 * @param ingress  index of the port they come in on
 * @param protocol TCP or UDP
 * @param kind     which of the two ports is known
 * @param ports    and its values; the other one is a client's
 */
record Probe(int ingress, int protocol, Kind kind, Interval ports)
{
    private static final Interval CLIENT_PORTS = Interval.of(1024, 65535);
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int CT_INVALID = 1;
    private static final int CT_NEW = 8;

    /** How much of what is probed the policy does not simply let through. */
    enum Standing
    {
        /** Nothing. */
        OPEN,
        /** What some rule for these ports names. */
        PARTLY,
        /** All but exceptions. */
        MANAGED
    }

    /**
     * What was found.
     *
     * @param standing how much is managed
     * @param leaf     where that is seen
     */
    record Answer(Standing standing, Leaf leaf)
    {
        /** What happens there, as a participle. */
        String deed()
        {
            return switch (leaf.verdict())
            {
                case DROP -> "dropped";
                case REJECT -> "rejected";
                case FORWARD -> "forwarded";
                case ACCEPT -> isManaged(leaf) ? "translated" : "accepted";
            };
        }
    }

    /** What becomes of such frames when they travel this way. */
    Answer answer(final CompiledPolicy policy, final Reach reach, final Way way)
    {
        final Function<Field, IntervalSet> known = (field) -> known(way, field);
        final Leaf typical = policy.leaves().get(reach.typical(known));
        if (isManaged(typical))
        {
            return new Answer(Standing.MANAGED, typical);
        }
        for (final int index : reach.leaves(known))
        {
            final Leaf leaf = policy.leaves().get(index);
            if (isManaged(leaf) && namesPorts(policy, leaf, way))
            {
                return new Answer(Standing.PARTLY, leaf);
            }
        }
        return new Answer(Standing.OPEN, typical);
    }

    /** True if a rule on the way to a leaf looks at the ports that are probed, of the packet that has them. */
    boolean namesPorts(final CompiledPolicy policy, final Leaf leaf, final Way way)
    {
        return leaf.counted().stream().map(policy.rules()::get).map(Rule::parts).flatMap(Probe::fields)
            .anyMatch((field) -> kind == field.kind() &&
                (null == way.tunnel() ? 0 == field.layer().depth() : 0 < field.layer().depth()));
    }

    private IntervalSet known(final Way way, final Field field)
    {
        if (Kind.INGRESS == field.kind())
        {
            return IntervalSet.of(field.bits(), ingress);
        }
        if (Kind.CT_STATE == field.kind())
        {
            return IntervalSet.of(field.bits(), CT_INVALID, CT_NEW);
        }
        if (null != field.detail() || !way.speaksOf(field))
        {
            return Kind.DESTINATION_PORT == field.kind() || Kind.SOURCE_PORT == field.kind() ?
                IntervalSet.of(field.bits(), List.of(CLIENT_PORTS)) : way.known(field, protocol);
        }
        return switch (field.kind())
        {
            case DESTINATION_PORT, SOURCE_PORT ->
                IntervalSet.of(field.bits(), List.of(kind == field.kind() ? ports : CLIENT_PORTS));
            case TCP_FLAGS -> IntervalSet.of(
                field.bits(), Kind.DESTINATION_PORT == kind ? SYN : SYN_ACK);
            default -> way.known(field, protocol);
        };
    }

    private static boolean isManaged(final Leaf leaf)
    {
        return Verdict.ACCEPT != leaf.verdict() ||
            leaf.actions().stream().anyMatch(Action.Translate.class::isInstance);
    }

    private static Stream<Field> fields(final List<? extends RulePart> parts)
    {
        return parts.stream().flatMap((part) -> switch (part)
        {
            case Match match -> Stream.of(match.field());
            case Lookup lookup -> lookup.key().stream();
            case RulePart.Choose choose -> choose.cases().stream().flatMap((one) -> fields(one.conditions()));
            default -> Stream.of();
        });
    }

    /** {@code tcp to port 25}. */
    static String text(final int protocol, final Kind kind, final List<Interval> ports)
    {
        final List<String> words = new ArrayList<>();
        final List<Interval> ranges = IntervalSet.of(kind.bits(), ports).intervals();
        ranges.forEach((interval) -> words.add(interval.isSingle() ?
            interval.first().toString() : interval.first() + "-" + interval.last()));
        final boolean isAny = 1 == ranges.size() && ranges.getFirst().equals(Interval.of(0, 65535));
        return (IpProtocol.TCP == protocol ? "tcp " : "udp ") +
            (Kind.DESTINATION_PORT == kind ? "to " : "from ") + (isAny ? "any port" :
            (1 == ranges.size() && ranges.getFirst().isSingle() ? "port " : "ports ") + Texts.listed(words));
    }
}
