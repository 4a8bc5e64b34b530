package porteira.policy.nft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Match;
import porteira.policy.RulePart;
import porteira.policy.Tunnel;
import porteira.problem.Spelling;
import porteira.wire.EthernetFlyweight;
import porteira.wire.PacketLayout;

/**
 * The left sides of one rule's matches. What a field needs is added to the rule in front of it as nft does: {@code tcp
 * dport} needs {@code meta l4proto tcp}, {@code ip saddr} needs IPv4, {@code vlan id} an 802.1Q tag.
 */
final class KeyReader
{
    /** Bits of a raw match that nft 1.0.6 takes. */
    private static final int MAX_RAW_BITS = 128;
    private static final int MAX_RAW_OFFSET = 8 * 2048;
    private static final Map<String, Integer> TRANSPORTS = Map.of("tcp", 6, "udp", 17, "icmp", 1, "icmpv6", 58);
    private static final Set<String> OF_FRAME = Set.of("ether", "vlan");
    private static final Set<String> CT_KEYS = Set.of(
        "mark", "expiration", "direction", "status", "label", "zone", "event", "id", "l3proto", "original", "reply",
        "avgpkt", "helper", "saddr", "daddr", "bytes", "packets", "protocol");
    private static final Map<Integer, Tunnel> TUNNELS = Map.of(
        NftParser.TEREDO, Tunnel.TEREDO, NftParser.SIX_IN_FOUR, Tunnel.SIX_IN_FOUR, NftParser.IPIP, Tunnel.IPIP,
        NftParser.GRE, Tunnel.GRE, NftParser.PPPOE, Tunnel.PPPOE, NftParser.MPLS, Tunnel.MPLS,
        NftParser.TUNNEL, Tunnel.SOME);

    /**
     * One field of a key.
     *
     * @param name its two words; empty for raw bits
     */
    record Part(Field field, ValueType type, String name)
    {
    }

    private final SourceProblems problems;
    private final List<RulePart> parts;
    private final Map<Layer, Protocols> protocols = new HashMap<>();
    private final Set<Field> asked = new HashSet<>();

    KeyReader(final SourceProblems problems, final List<RulePart> parts)
    {
        this.problems = problems;
        this.parts = parts;
    }

    /** Fields of a key; empty where a problem was reported. */
    List<Part> read(final NftParser.KeyContext key)
    {
        final List<Part> fields = new ArrayList<>();
        fields.add(part(key.field()));
        key.masked().forEach((masked) -> fields.add(part(masked.field())));
        return fields.contains(null) ? List.of() : fields;
    }

    Protocols protocols(final Layer layer)
    {
        return protocols.computeIfAbsent(layer, (unknown) -> new Protocols(problems));
    }

    /** The packet inside tunnels, which a match names; null where that can not be. */
    Layer enter(final List<NftParser.TunnelContext> tunnels, final boolean isAlone)
    {
        if (Layer.MAX_DEPTH < tunnels.size())
        {
            problems.report(tunnels.getFirst().getStart(), "tunnels nest deeper than " + Layer.MAX_DEPTH);
            return null;
        }
        Layer layer = Layer.OUTERMOST;
        for (final NftParser.TunnelContext tunnel : tunnels)
        {
            layer = enter(tunnel, layer, !isAlone);
        }
        return layer;
    }

    private Layer enter(final NftParser.TunnelContext context, final Layer carrier, final boolean implicit)
    {
        final Tunnel tunnel = TUNNELS.get(context.getStart().getType());
        final boolean isFirst = Layer.OUTERMOST == carrier;
        if (tunnel.isOutermost() && !isFirst)
        {
            problems.report(context.getStart(),
                "'" + tunnel.word() + "' stands right behind the Ethernet header, no tunnel carries it");
        }
        if (Tunnel.TEREDO == tunnel && !isFirst && !carrier.tunnel().carriesIpv4())
        {
            problems.report(context.getStart(),
                "'" + carrier.tunnel().word() + "' carries IPv6, 'teredo' needs IPv4 and can not match inside it");
        }
        // What a tunnel says of the packet around it: a match meant for the inside does not go unseen on the outside.
        final Protocols around = protocols(carrier);
        if (tunnel.isOutermost())
        {
            around.claimNetwork(tunnel.word(), context.getStart());
        }
        else
        {
            around.claimTransport(Tunnel.TEREDO == tunnel ? "udp" : tunnel.word(), context.getStart());
        }
        final Layer layer = carrier.inside(tunnel);
        final IntervalSet present = IntervalSet.of(
            Kind.NETWORK.bits(), PacketLayout.NETWORK_IPV4, PacketLayout.NETWORK_IPV6);
        parts.add(new Match(new Field(layer, Kind.NETWORK), present, false, implicit, layer.prefix().trim()));
        if (null != context.PROVEN())
        {
            parts.add(new Match(new Field(layer, Kind.PROVEN), IntervalSet.of(1, 1), false, false,
                layer.prefix() + "proven"));
        }
        return layer;
    }

    private Part part(final NftParser.FieldContext field)
    {
        final Layer layer = enter(field.tunnel(), false);
        if (null == layer)
        {
            return null;
        }
        return switch (field.header())
        {
            case NftParser.PortHeaderContext port ->
                named("meta", port.name_.getText(), layer, port.name_, port.name_);
            case NftParser.NamedHeaderContext named ->
                named(named.protocol.getText(), named.name().getText(), layer, named.protocol, named.name().getStart());
            case NftParser.CtHeaderContext connection -> connection(connection, layer);
            case NftParser.RawHeaderContext raw -> raw(raw, layer);
            default -> throw new IllegalArgumentException(field.getText());
        };
    }

    private Part connection(final NftParser.CtHeaderContext context, final Layer layer)
    {
        final Token at = context.name().getStart();
        if (!"state".equals(at.getText()))
        {
            problems.report(at, NftErrors.isKnown(at.getText()) || CT_KEYS.contains(at.getText()) ?
                "'ct " + at.getText() + "' is not supported, 'ct state' and 'ct count' are" :
                "found '" + at.getText() + "', expected 'state' or 'count'" +
                Spelling.didYouMean(at.getText(), List.of("state", "count")));
            return null;
        }
        if (0 < layer.depth())
        {
            problems.report(context.getStart(), "connections are those of the packets around tunnels: 'ct' can not " +
                "match inside '" + layer.prefix().trim() + "'");
            return null;
        }
        return new Part(Field.outermost(Kind.CT_STATE), ValueType.CT_STATE, "ct state");
    }

    private Part named(
        final String protocol, final String name, final Layer layer, final Token at, final Token nameAt)
    {
        final Map<String, HeaderField> known = HeaderField.BY_PROTOCOL.get(protocol);
        final HeaderField header = known.get(name);
        if (null == header)
        {
            problems.report(nameAt, NftErrors.isKnown(name) ? "'" + protocol + " " + name + "' is not supported" :
                "found '" + name + "', expected " + NftErrors.either(known.keySet()) +
                Spelling.didYouMean(name, known.keySet()));
            return null;
        }
        final boolean isOfFrame = OF_FRAME.contains(protocol) || "meta".equals(protocol) && !"l4proto".equals(name);
        if (isOfFrame && 0 < layer.depth())
        {
            problems.report(at, "'" + protocol + " " + name + "' speaks of the frame, it can not match inside '" +
                layer.prefix().trim() + "'");
            return null;
        }
        switch (protocol)
        {
            case "vlan" -> needTag(layer, at);
            case "ip" -> needNetwork(layer, "ip", at);
            case "ip6", "frag", "exthdr" -> needNetwork(layer, "ip6", at);
            case "icmp" -> needIcmp(layer, "icmp", "ip", at);
            case "icmpv6" -> needIcmp(layer, "icmpv6", "ip6", at);
            case "tcp", "udp" -> needTransport(layer, protocol, at);
            default ->
            {
            }
        }
        return new Part(header.in(layer), header.type(), protocol + " " + name);
    }

    private Part raw(final NftParser.RawHeaderContext context, final Layer layer)
    {
        final Token base = context.SET_NAME().getSymbol();
        final Kind kind = switch (base.getText())
        {
            case "@ll" -> Kind.LINK_BYTES;
            case "@nh" -> Kind.NETWORK_BYTES;
            case "@th" -> Kind.TRANSPORT_BYTES;
            default -> null;
        };
        final int offset = number(context.NUMBER(0).getSymbol(), 0, MAX_RAW_OFFSET, "an offset in bits");
        final int bits = number(context.NUMBER(1).getSymbol(), 1, MAX_RAW_BITS, "a number of bits");
        if (null == kind)
        {
            problems.report(base, "found '" + base.getText() + "', expected '@ll', '@nh' or '@th'");
            return null;
        }
        if (Kind.LINK_BYTES == kind && 0 < layer.depth())
        {
            problems.report(base, "'@ll' speaks of the frame, it can not match inside '" + layer.prefix().trim() + "'");
            return null;
        }
        if (0 > offset || 0 > bits)
        {
            return null;
        }
        final HeaderField header = HeaderField.raw(kind, offset, ValueType.integer(bits));
        return new Part(header.in(layer), header.type(), "");
    }

    private int number(final Token token, final int least, final int most, final String what)
    {
        final String text = token.getText();
        final int value = text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
        if (least > value || most < value)
        {
            problems.report(token, "found '" + text + "', expected " + what + " from " + least + " to " + most);
            return -1;
        }
        return value;
    }

    /** A family: {@code ip} or {@code ip6}. */
    void needNetwork(final Layer layer, final String word, final Token at)
    {
        final boolean isV4 = "ip".equals(word);
        final Tunnel tunnel = layer.tunnel();
        if (null != tunnel && !(isV4 ? tunnel.carriesIpv4() : tunnel.carriesIpv6()))
        {
            problems.report(at, "'" + tunnel.word() + "' carries " + (isV4 ? "IPv6" : "IPv4") + ", '" + at.getText() +
                "' can not match inside it");
        }
        protocols(layer).claimNetwork(word, at);
        ask(new Field(layer, Kind.NETWORK), isV4 ? PacketLayout.NETWORK_IPV4 : PacketLayout.NETWORK_IPV6, word);
    }

    /** A transport protocol. */
    void needTransport(final Layer layer, final String word, final Token at)
    {
        protocols(layer).claimTransport(word, at);
        ask(new Field(layer, Kind.L4_PROTOCOL), TRANSPORTS.get(word), "meta l4proto " + word);
    }

    /** nft asks for the family only where the rule names neither it nor the protocol itself. */
    private void needIcmp(final Layer layer, final String word, final String family, final Token at)
    {
        final Protocols known = protocols(layer);
        final boolean isOpen = !known.hasNetwork() && !known.hasTransport();
        final Tunnel tunnel = layer.tunnel();
        if (isOpen || null != tunnel && !("ip".equals(family) ? tunnel.carriesIpv4() : tunnel.carriesIpv6()))
        {
            needNetwork(layer, family, at);
        }
        needTransport(layer, word, at);
    }

    private void needTag(final Layer layer, final Token at)
    {
        if (protocols(layer).claimTag(at))
        {
            ask(Field.outermost(Kind.ETHER_TYPE), EthernetFlyweight.TYPE_VLAN, "ether type 8021q");
        }
    }

    private void ask(final Field field, final int value, final String text)
    {
        if (asked.add(field))
        {
            parts.add(new Match(field, IntervalSet.of(field.kind().bits(), value), false, true,
                field.layer().prefix() + text));
        }
    }
}
