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

/** {@code dnat}, {@code snat}, {@code masquerade} and {@code redirect}. */
final class NatReader
{
    private final Declared declared;
    private final SourceProblems problems;
    private final KeyReader keys;
    private final MapReader maps;
    private final Place place;
    private final List<RulePart> parts;

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

    void read(final NftParser.NatStatementContext context)
    {
        final Action.Translate.End end =
            null == context.DNAT() ? Action.Translate.End.SOURCE : Action.Translate.End.DESTINATION;
        final NftParser.TargetContext target = context.target();
        final boolean isV6 = isV6(context);
        final int network = isV6 ? PacketLayout.NETWORK_IPV6 : PacketLayout.NETWORK_IPV4;
        final ValueType type = isV6 ? ValueType.IPV6_ADDR : ValueType.IPV4_ADDR;
        keys.needNetwork(Layer.OUTERMOST, isV6 ? "ip6" : "ip", null == context.family ?
            context.getStart() : context.family);
        if (null != target.key())
        {
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
        ofAnyFamily(Action.Translate.End.SOURCE, null == context.ports() ? null : ports(context.ports()));
    }

    void redirect(final NftParser.RedirectStatementContext context)
    {
        ofAnyFamily(Action.Translate.End.DESTINATION, null == context.ports() ? null : ports(context.ports()));
    }

    /** One way for each family, unless the rule speaks of one only. */
    private void ofAnyFamily(final Action.Translate.End end, final Interval ports)
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
