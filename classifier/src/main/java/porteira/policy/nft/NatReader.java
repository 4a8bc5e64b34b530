package porteira.policy.nft;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import porteira.policy.Action;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Match;
import porteira.policy.RulePart;
import porteira.policy.UInt128;
import porteira.policy.Verdict;
import porteira.policy.nft.ValueReader.Place;
import porteira.wire.PacketLayout;

/**
 * {@code dnat}, {@code snat}, {@code masquerade} and {@code redirect}. One rule may give a connection both ends anew:
 * what nft does in two chains, {@code snat ip to A dnat ip to B:P} does here in one.
 */
final class NatReader
{
    private final Declared declared;
    private final SourceProblems problems;
    private final KeyReader keys;
    private final MapReader maps;
    private final Place place;
    private final List<RulePart> parts;
    private Action.Translate.End end;
    private boolean isComplete;

    NatReader(
        final Declared declared, final KeyReader keys, final MapReader maps, final Place place,
        final List<RulePart> parts)
    {
        this.declared = declared;
        this.problems = declared.problems;
        this.keys = keys;
        this.maps = maps;
        this.place = place;
        this.parts = parts;
    }

    /** True if a statement that begins with this word gives the end that the only one before it has left. */
    boolean isOtherEnd(final Token at)
    {
        return null != end && !isComplete && switch (at.getType())
        {
            case NftParser.DNAT, NftParser.REDIRECT -> Action.Translate.End.SOURCE == end;
            case NftParser.SNAT, NftParser.MASQUERADE -> Action.Translate.End.DESTINATION == end;
            default -> false;
        };
    }

    void read(final NftParser.NatStatementContext context)
    {
        begin(null == context.DNAT() ? Action.Translate.End.SOURCE : Action.Translate.End.DESTINATION,
            context.getStart());
        final NftParser.TargetContext target = context.target();
        final boolean isV6 = isV6(context);
        final int network = isV6 ? PacketLayout.NETWORK_IPV6 : PacketLayout.NETWORK_IPV4;
        final ValueType type = isV6 ? ValueType.IPV6_ADDR : ValueType.IPV4_ADDR;
        keys.needNetwork(Layer.OUTERMOST, isV6 ? "ip6" : "ip", null == context.family ?
            context.getStart() : context.family);
        if (null != target.key())
        {
            if (isComplete)
            {
                problems.report(context.getStart(), "with a map 'dnat' and 'snat' stand alone: not all packets may " +
                    "be in it");
            }
            maps.values(target, (count) -> 1 < count ? List.of(type, ValueType.INET_SERVICE) : List.of(type),
                (value) -> parts(new Action.Translate(
                    end, network, value.getFirst(), 1 < value.size() ? value.get(1) : null)));
            return;
        }
        final Interval ports = null == target.ports() ? null : ports(target.ports());
        Interval addresses = null;
        if (null != target.address())
        {
            final List<Interval> intervals = declared.values.intervals(target.address().operand(), type, place);
            addresses = 1 == intervals.size() ? intervals.getFirst() : null;
            if (1 < intervals.size())
            {
                problems.report(target.address().getStart(), "expected one address or one range of addresses");
            }
        }
        parts.addAll(parts(new Action.Translate(end, network, addresses, ports)));
    }

    void masquerade(final NftParser.MasqueradeStatementContext context)
    {
        begin(Action.Translate.End.SOURCE, context.getStart());
        ofAnyFamily(null == context.ports() ? null : ports(context.ports()));
    }

    void redirect(final NftParser.RedirectStatementContext context)
    {
        begin(Action.Translate.End.DESTINATION, context.getStart());
        ofAnyFamily(null == context.ports() ? null : ports(context.ports()));
    }

    /** The other end goes before the verdict that is there already. */
    private void begin(final Action.Translate.End of, final Token at)
    {
        isComplete = null != end;
        end = of;
        if (isComplete && parts.getLast() instanceof RulePart.Decide)
        {
            parts.removeLast();
        }
        else if (isComplete && parts.getLast() instanceof RulePart.Choose)
        {
            problems.report(at, "'" + at.getText() + "' needs the rule to be about one family and without a map: " +
                "name it in front, as in 'ip protocol tcp'");
        }
    }

    /** One way for each family, unless the rule speaks of one only. */
    private void ofAnyFamily(final Interval ports)
    {
        final Protocols known = keys.protocols(Layer.OUTERMOST);
        if (known.isNetwork("ip") || known.isNetwork("ip6"))
        {
            parts.addAll(parts(new Action.Translate(end,
                known.isNetwork("ip") ? PacketLayout.NETWORK_IPV4 : PacketLayout.NETWORK_IPV6, null, ports)));
            return;
        }
        final List<RulePart.Case> cases = new ArrayList<>();
        for (final int network : new int[]{ PacketLayout.NETWORK_IPV4, PacketLayout.NETWORK_IPV6 })
        {
            final Match family = new Match(Field.outermost(Kind.NETWORK),
                IntervalSet.of(Kind.NETWORK.bits(), network), false, true,
                PacketLayout.NETWORK_IPV4 == network ? "ip" : "ip6");
            cases.add(new RulePart.Case(List.of(family), parts(new Action.Translate(end, network, null, ports))));
        }
        parts.add(new RulePart.Choose(cases));
    }

    private static List<RulePart> parts(final Action.Translate translate)
    {
        return List.of(translate, new RulePart.Decide(Verdict.ACCEPT));
    }

    /** By what is written, then by the form of the address, then by what the rule has said before. */
    private boolean isV6(final NftParser.NatStatementContext context)
    {
        if (null != context.family)
        {
            return NftParser.IP6 == context.family.getType();
        }
        final NftParser.AddressContext address = context.target().address();
        if (null != address && (null != address.LBRACKET() || address.getText().contains(":")))
        {
            return true;
        }
        return keys.protocols(Layer.OUTERMOST).isNetwork("ip6");
    }

    private Interval ports(final NftParser.PortsContext context)
    {
        final Token at = context.getStart();
        if (!keys.protocols(Layer.OUTERMOST).hasTransport())
        {
            problems.report(at, "a port needs a match on 'tcp' or 'udp' in front of it");
        }
        final Interval first = port(context.first);
        final Interval last = null == context.last ? first : port(context.last);
        if (null == first || null == last)
        {
            return null;
        }
        if (first.first().compareTo(last.last()) > 0)
        {
            problems.report(at, "the range '" + context.getText() + "' has negative size");
            return null;
        }
        return new Interval(first.first(), last.last());
    }

    private Interval port(final NftParser.AtomContext atom)
    {
        final UInt128 value = declared.values.single(atom, ValueType.INET_SERVICE, place);
        return null == value ? null : Interval.of(value);
    }
}
