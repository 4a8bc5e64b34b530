package porteira.policy.nft;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Match;
import porteira.policy.RulePart;
import porteira.policy.Tunnel;
import porteira.policy.U32;
import porteira.policy.U32Syntax;
import porteira.policy.UInt128;
import porteira.problem.Spelling;
import porteira.wire.EthernetFlyweight;
import porteira.wire.PacketLayout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The matches of one rule. What a match needs is added in front of it as nft does: {@code tcp dport} needs
 * {@code meta l4proto tcp}, {@code ip saddr} needs IPv4, {@code vlan id} an 802.1Q tag.
 */
final class MatchReader extends NftParserBaseVisitor<Void>
{
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final Map<Integer, Tunnel> TUNNELS = Map.of(
        NftParser.TEREDO, Tunnel.TEREDO, NftParser.SIX_IN_FOUR, Tunnel.SIX_IN_FOUR, NftParser.IPIP, Tunnel.IPIP,
        NftParser.GRE, Tunnel.GRE, NftParser.PPPOE, Tunnel.PPPOE, NftParser.MPLS, Tunnel.MPLS,
        NftParser.TUNNEL, Tunnel.SOME);

    private static final Set<String> CARRY_NOTHING = Set.of("tcp", "icmp", "icmpv6");

    private final SourceProblems problems;
    private final ValueReader values;
    private final FlagsReader flags;
    private final Map<String, NamedSet> sets;
    private final Scope scope;
    private final List<RulePart> parts;
    private final Map<Field, String> protocols = new HashMap<>();
    private Layer layer = Layer.OUTERMOST;

    MatchReader(
        final SourceProblems problems,
        final ValueReader values,
        final Map<String, NamedSet> sets,
        final Scope scope,
        final List<RulePart> parts)
    {
        this.problems = problems;
        this.values = values;
        this.flags = new FlagsReader(problems);
        this.sets = sets;
        this.scope = scope;
        this.parts = parts;
    }

    @Override
    public Void visitPortMatch(final NftParser.PortMatchContext context)
    {
        return port(context.key, context.relation(), context);
    }

    @Override
    public Void visitMetaMatch(final NftParser.MetaMatchContext context)
    {
        return switch (context.key.getType())
        {
            case NftParser.L4PROTO -> add(Kind.L4_PROTOCOL, context.relation(), ValueType.INET_PROTO, context);
            case NftParser.PROTOCOL -> add(Kind.ETHER_PROTOCOL, context.relation(), ValueType.ETHER_TYPE, context);
            default -> port(context.key, context.relation(), context);
        };
    }

    @Override
    public Void visitEtherMatch(final NftParser.EtherMatchContext context)
    {
        return switch (context.key.getType())
        {
            case NftParser.TYPE -> add(Kind.ETHER_TYPE, context.relation(), ValueType.ETHER_TYPE, context);
            case NftParser.SADDR -> add(Kind.ETHER_SOURCE, context.relation(), ValueType.ETHER_ADDR, context);
            default -> add(Kind.ETHER_DESTINATION, context.relation(), ValueType.ETHER_ADDR, context);
        };
    }

    @Override
    public Void visitVlanMatch(final NftParser.VlanMatchContext context)
    {
        if (!namesTag())
        {
            final IntervalSet tag = IntervalSet.of(Kind.ETHER_TYPE.bits(), EthernetFlyweight.TYPE_VLAN);
            parts.add(new Match(Field.outermost(Kind.ETHER_TYPE), tag, false, true, "ether type 8021q"));
        }
        return add(Kind.VLAN_ID, context.relation(), ValueType.VLAN_ID, context);
    }

    /** True if the rule says already which kind of tag it means: {@code ether type 8021ad vlan id 5}. */
    private boolean namesTag()
    {
        for (final RulePart part : parts)
        {
            if (part instanceof Match match && Kind.ETHER_TYPE == match.field().kind() && !match.negated())
            {
                return true;
            }
        }
        return false;
    }

    @Override
    public Void visitTunnelMatch(final NftParser.TunnelMatchContext context)
    {
        final boolean isAlone = null == context.relation() && null == context.headerMatch();
        if (Layer.MAX_DEPTH < context.tunnel().size())
        {
            problems.report(context.getStart(), "tunnels nest deeper than " + Layer.MAX_DEPTH);
            return null;
        }
        for (final NftParser.TunnelContext tunnel : context.tunnel())
        {
            enter(tunnel, !isAlone);
        }
        if (null != context.relation())
        {
            add(Kind.L4_PROTOCOL, context.relation(), ValueType.INET_PROTO, context);
        }
        else if (null != context.headerMatch())
        {
            visit(context.headerMatch());
        }
        layer = Layer.OUTERMOST;
        return null;
    }

    private void enter(final NftParser.TunnelContext context, final boolean implicit)
    {
        final Tunnel tunnel = TUNNELS.get(context.getStart().getType());
        final boolean isFirst = Layer.OUTERMOST == layer;
        if (tunnel.isOutermost() && !isFirst)
        {
            problems.report(context.getStart(),
                "'" + tunnel.word() + "' stands right behind the Ethernet header, no tunnel carries it");
        }
        if (Tunnel.TEREDO == tunnel && !isFirst && !layer.tunnel().carriesIpv4())
        {
            problems.report(context.getStart(),
                "'" + layer.tunnel().word() + "' carries IPv6, 'teredo' needs IPv4 and can not match inside it");
        }
        claimCarrier(layer, tunnel, context.getStart());
        layer = layer.inside(tunnel);
        final IntervalSet present = IntervalSet.of(
            Kind.NETWORK.bits(), PacketLayout.NETWORK_IPV4, PacketLayout.NETWORK_IPV6);
        parts.add(new Match(new Field(layer, Kind.NETWORK), present, false, implicit, layer.prefix().trim()));
        if (null != context.PROVEN())
        {
            parts.add(new Match(new Field(layer, Kind.PROVEN), IntervalSet.of(1, 1), false, false,
                layer.prefix() + "proven"));
        }
    }

    @Override
    public Void visitIpMatch(final NftParser.IpMatchContext context)
    {
        needNetwork(PacketLayout.NETWORK_IPV4, "ip", context.getStart());
        return switch (context.key.getType())
        {
            case NftParser.SADDR -> add(Kind.IP_SOURCE, context.relation(), ValueType.IPV4_ADDR, context);
            case NftParser.DADDR -> add(Kind.IP_DESTINATION, context.relation(), ValueType.IPV4_ADDR, context);
            default -> add(Kind.IP_PROTOCOL, context.relation(), ValueType.INET_PROTO, context);
        };
    }

    @Override
    public Void visitIp6Match(final NftParser.Ip6MatchContext context)
    {
        needNetwork(PacketLayout.NETWORK_IPV6, "ip6", context.getStart());
        return switch (context.key.getType())
        {
            case NftParser.SADDR -> add(Kind.IP6_SOURCE, context.relation(), ValueType.IPV6_ADDR, context);
            case NftParser.DADDR -> add(Kind.IP6_DESTINATION, context.relation(), ValueType.IPV6_ADDR, context);
            default -> add(Kind.IP6_NEXT_HEADER, context.relation(), ValueType.INET_PROTO, context);
        };
    }

    /** Ours, in iptables' words: nft has none for it. */
    @Override
    public Void visitU32Match(final NftParser.U32MatchContext context)
    {
        final boolean isV4 = NftParser.IP == context.key.getType();
        final int network = isV4 ? PacketLayout.NETWORK_IPV4 : PacketLayout.NETWORK_IPV6;
        needNetwork(network, context.key.getText(), context.getStart());
        final int operator = null == context.operator() ? NftParser.EQ : context.operator().getStart().getType();
        if (NftParser.EQ != operator && NftParser.NE != operator)
        {
            problems.report(context.operator().getStart(), "'u32' holds or not, use '==' or '!='");
        }
        final Token program = context.STRING().getSymbol();
        try
        {
            parts.add(new U32(layer, network, U32Syntax.parse(ValueReader.unquoted(program)), NftParser.NE == operator,
                text(context)));
        }
        catch (final U32Syntax.SyntaxException exception)
        {
            problems.report(program, 1 + exception.position(), exception.getMessage());
        }
        return null;
    }

    @Override
    public Void visitTcpMatch(final NftParser.TcpMatchContext context)
    {
        needTransport(TCP, "tcp", context.getStart());
        if (null == context.flagsRelation())
        {
            return portNumber(context.key, context.relation(), context);
        }
        final FlagsReader.Flags read = flags.read(context.flagsRelation());
        parts.add(new Match(new Field(layer, Kind.TCP_FLAGS), read.values(), read.negated(), false, text(context)));
        return null;
    }

    @Override
    public Void visitUdpMatch(final NftParser.UdpMatchContext context)
    {
        needTransport(UDP, "udp", context.getStart());
        return portNumber(context.key, context.relation(), context);
    }

    @Override
    public Void visitIcmpMatch(final NftParser.IcmpMatchContext context)
    {
        final boolean isV4 = NftParser.ICMP == context.key.getType();
        needNetwork(isV4 ? PacketLayout.NETWORK_IPV4 : PacketLayout.NETWORK_IPV6, isV4 ? "ip" : "ip6",
            context.getStart());
        needTransport(isV4 ? ICMP : ICMPV6, context.key.getText(), context.getStart());
        return isV4 ? add(Kind.ICMP_TYPE, context.relation(), ValueType.ICMP_TYPE, context) :
            add(Kind.ICMPV6_TYPE, context.relation(), ValueType.ICMPV6_TYPE, context);
    }

    private Void port(
        final Token key, final NftParser.RelationContext relation, final ParserRuleContext context)
    {
        final Kind kind = NftParser.IIFNAME == key.getType() ? Kind.INGRESS : Kind.EGRESS;
        return add(kind, relation, ValueType.IFNAME, context);
    }

    private Void portNumber(
        final Token key, final NftParser.RelationContext relation, final ParserRuleContext context)
    {
        final Kind kind = NftParser.SPORT == key.getType() ? Kind.SOURCE_PORT : Kind.DESTINATION_PORT;
        return add(kind, relation, ValueType.INET_SERVICE, context);
    }

    private void needNetwork(final int network, final String word, final Token at)
    {
        final Field field = new Field(layer, Kind.NETWORK);
        final boolean isV4 = PacketLayout.NETWORK_IPV4 == network;
        final Tunnel tunnel = layer.tunnel();
        if (null != tunnel && !(isV4 ? tunnel.carriesIpv4() : tunnel.carriesIpv6()))
        {
            problems.report(at, "'" + tunnel.word() + "' carries " + (isV4 ? "IPv6" : "IPv4") + ", '" + word +
                "' can not match inside it");
        }
        need(field, network, word, word, at);
    }

    private void needTransport(final int protocol, final String word, final Token at)
    {
        need(new Field(layer, Kind.L4_PROTOCOL), protocol, word, "meta l4proto " + word, at);
    }

    private void need(
        final Field field, final int value, final String word, final String text, final Token at)
    {
        if (claim(field, word, at))
        {
            parts.add(new Match(field, IntervalSet.of(field.kind().bits(), value), false, true,
                layer.prefix() + text));
        }
    }

    /** True if nothing in the rule has settled on a protocol for this field before. */
    private boolean claim(final Field field, final String word, final Token at)
    {
        final String some = Tunnel.SOME.word();
        final String known = protocols.get(field);
        if (null == known || known.equals(some) && !CARRY_NOTHING.contains(word))
        {
            protocols.put(field, word);
            return !word.equals(known);
        }
        if (!known.equals(word) && (!word.equals(some) || CARRY_NOTHING.contains(known)))
        {
            problems.report(at, "conflicting protocols: '" + known + "' and '" + word + "' in one rule never match");
        }
        return false;
    }

    /** What a tunnel says of the packet around it: a match meant for the inside does not go unseen on the outside. */
    private void claimCarrier(final Layer carrier, final Tunnel tunnel, final Token at)
    {
        claim(new Field(carrier, Kind.L4_PROTOCOL), Tunnel.TEREDO == tunnel ? "udp" : tunnel.word(), at);
        if (tunnel.isOutermost())
        {
            claim(new Field(carrier, Kind.NETWORK), tunnel.word(), at);
        }
    }

    private Void add(
        final Kind kind,
        final NftParser.RelationContext relation,
        final ValueType type,
        final ParserRuleContext context)
    {
        final List<Interval> intervals = new ArrayList<>();
        if (null != relation.SET_NAME())
        {
            intervals.addAll(named(relation.SET_NAME().getSymbol(), type));
        }
        else
        {
            final List<ValueReader.Element> elements = null == relation.braced() ?
                values.elements(relation.operand(), type, scope) : values.elements(relation.braced(), type, scope);
            elements.forEach((element) -> intervals.add(element.interval()));
        }
        final int operator = null == relation.operator() ? NftParser.EQ : relation.operator().getStart().getType();
        final boolean isOrder = NftParser.EQ != operator && NftParser.NE != operator;
        final List<Interval> wanted = isOrder ? ordered(operator, relation, intervals, type) : intervals;
        parts.add(new Match(new Field(layer, kind), IntervalSet.of(kind.bits(), wanted), NftParser.NE == operator,
            false, text(context)));
        return null;
    }

    private List<Interval> named(final Token name, final ValueType type)
    {
        final String key = name.getText().substring(1);
        final NamedSet set = sets.get(key);
        if (null == set)
        {
            problems.report(name, "set '" + key + "' does not exist" + Spelling.didYouMean(key, sets.keySet()));
            return List.of();
        }
        if (type != set.type() && null != set.type())
        {
            problems.report(name, "set '" + key + "' holds " + set.type().word() + ", expected " + type.word());
        }
        return type == set.type() ? set.values().intervals() : List.of();
    }

    private List<Interval> ordered(
        final int operator,
        final NftParser.RelationContext relation,
        final List<Interval> intervals,
        final ValueType type)
    {
        final boolean isSingle = null != relation.operand() && 1 == intervals.size() && intervals.getFirst().isSingle();
        if (!isSingle || ValueType.IFNAME == type)
        {
            problems.report(relation.getStart(),
                "'" + relation.operator().getText() + "' compares with one number only, use '==' or '!='");
            return List.of();
        }
        final UInt128 value = intervals.getFirst().first();
        final UInt128 max = UInt128.max(type.bits());
        final boolean isNever = NftParser.LT == operator && value.equals(UInt128.ZERO) ||
            NftParser.GT == operator && value.equals(max);
        if (isNever)
        {
            problems.report(relation.getStart(), "no value is " + relation.operator().getText() + " " + value);
            return List.of();
        }
        return List.of(switch (operator)
        {
            case NftParser.LT -> new Interval(UInt128.ZERO, value.previous());
            case NftParser.LE -> new Interval(UInt128.ZERO, value);
            case NftParser.GT -> new Interval(value.next(), max);
            default -> new Interval(value, max);
        });
    }

    private String text(final ParserRuleContext context)
    {
        final boolean isWhole = context instanceof NftParser.TunnelMatchContext;
        return (isWhole ? "" : layer.prefix()) + PolicyReader.sourceText(context);
    }
}
