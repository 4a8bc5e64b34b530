package porteira.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.Layer;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Question;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Tunnel;
import porteira.policy.U32;

/**
 * What a rule with {@code tunnel} may mean: it is tried as if it were written once for each packet that {@code tunnel}
 * can stand for, from the outside in, and the first that matches ends the rule. A frame's packets are a chain, each in
 * the one before, so depths 1 to {@link Layer#MAX_DEPTH} are all there is.
 *
 * @param before parts in front of the first that speaks of a {@code tunnel}: they are looked at once
 * @param all    the parts behind them, every layer naming one packet; one entry for a rule without {@code tunnel}
 */
record Readings(List<RulePart> before, List<List<RulePart>> all)
{
    /** Readings of one rule; a single {@code tunnel} has as many as there are depths. */
    static final int LIMIT = 32;

    /** The readings of a rule. */
    static Readings of(final Rule rule)
    {
        final List<RulePart> parts = rule.parts();
        int first = 0;
        while (first < parts.size() && layers(parts.get(first)).stream().noneMatch(Layer::isOpen))
        {
            first++;
        }
        if (first == parts.size())
        {
            return new Readings(parts, List.of(List.of()));
        }
        final List<RulePart> rest = parts.subList(first, parts.size());
        final List<List<RulePart>> all = new ArrayList<>();
        for (final Map<Layer, Layer> meaning : meanings(rule, openLayers(rest)))
        {
            all.add(rest.stream().map((part) -> read(part, meaning)).toList());
        }
        return new Readings(parts.subList(0, first), all);
    }

    /** The packet that a reading speaks of first; the outermost for one that speaks of none. */
    static Layer packet(final List<RulePart> reading)
    {
        return reading.isEmpty() ? Layer.OUTERMOST : layers(reading.getFirst()).getFirst();
    }

    /** What ends the rule when this reading holds: a verdict, jump, return or choice; null where it goes on. */
    RulePart end(final List<RulePart> reading)
    {
        final List<RulePart> parts = reading.isEmpty() ? before : reading;
        final RulePart last = parts.isEmpty() ? null : parts.getLast();
        return last instanceof RulePart.Decide || last instanceof RulePart.Jump || last instanceof RulePart.Return ||
            last instanceof RulePart.Choose ? last : null;
    }

    /** Packets that a part speaks of. */
    private static List<Layer> layers(final RulePart part)
    {
        return switch (part)
        {
            case Match match -> List.of(match.field().layer());
            case U32 u32 -> List.of(u32.layer());
            case Lookup lookup -> layers(lookup.key());
            case Ask(Question.Meter meter, int index, String text) -> layers(meter.key());
            case Action.SetUpdate update -> layers(update.key());
            case RulePart.Choose choose ->
            {
                final List<Layer> layers = new ArrayList<>();
                for (final RulePart.Case one : choose.cases())
                {
                    one.conditions().forEach((condition) -> layers.addAll(layers(condition)));
                    one.then().forEach((action) -> layers.addAll(layers(action)));
                }
                yield layers;
            }
            default -> List.of();
        };
    }

    private static List<Layer> layers(final List<Field> key)
    {
        return key.stream().map(Field::layer).toList();
    }

    /** Carriers before what they carry, so that a tunnel in a {@code tunnel} lies in the packet chosen for that. */
    private static Set<Layer> openLayers(final List<RulePart> parts)
    {
        final Set<Layer> open = new LinkedHashSet<>();
        for (final RulePart part : parts)
        {
            for (final Layer layer : layers(part))
            {
                final List<Layer> way = new ArrayList<>();
                for (Layer at = layer; at.isOpen(); at = at.carrier())
                {
                    way.addFirst(at);
                }
                open.addAll(way);
            }
        }
        return open;
    }

    private static List<Map<Layer, Layer>> meanings(final Rule rule, final Set<Layer> layers)
    {
        List<Map<Layer, Layer>> meanings = List.of(Map.of());
        for (final Layer layer : layers)
        {
            final List<Map<Layer, Layer>> longer = new ArrayList<>();
            for (final Map<Layer, Layer> meaning : meanings)
            {
                final Layer carrier = meaning.getOrDefault(layer.carrier(), layer.carrier());
                final Tunnel tunnel = Tunnel.SOME == layer.tunnel() ? Tunnel.ANY : layer.tunnel();
                final int most = Tunnel.SOME == layer.tunnel() ? Layer.MAX_DEPTH : carrier.depth() + 1;
                Layer packet = carrier;
                while (packet.depth() < Math.min(most, Layer.MAX_DEPTH))
                {
                    packet = packet.inside(tunnel);
                    final Map<Layer, Layer> more = new LinkedHashMap<>(meaning);
                    more.put(layer, packet);
                    longer.add(more);
                }
            }
            meanings = longer;
            if (LIMIT < meanings.size())
            {
                throw new TooLargeException(
                    "'tunnel' can be read in more than " + LIMIT + " ways: name the tunnels", rule.index());
            }
        }
        return meanings;
    }

    private static RulePart read(final RulePart part, final Map<Layer, Layer> meaning)
    {
        return switch (part)
        {
            case Condition condition -> read(condition, meaning);
            case Action.SetUpdate update -> new Action.SetUpdate(
                update.operation(), update.set(), read(update.key(), meaning), update.timeoutMs());
            case RulePart.Choose choose -> new RulePart.Choose(choose.cases().stream().map((one) -> new RulePart.Case(
                one.conditions().stream().map((condition) -> read(condition, meaning)).toList(),
                one.then().stream().map((action) -> read(action, meaning)).toList())).toList());
            default -> part;
        };
    }

    private static Condition read(final Condition condition, final Map<Layer, Layer> meaning)
    {
        return switch (condition)
        {
            case Match match -> read(match, packet(match.field().layer(), meaning));
            case Lookup lookup ->
                new Lookup(read(lookup.key(), meaning), lookup.set(), lookup.negated(), lookup.text());
            case U32 u32 -> new U32(packet(u32.layer(), meaning), u32.family(), u32.tests(), u32.negated(), u32.text());
            case Ask(Question.Meter meter, int index, String text) -> new Ask(new Question.Meter(
                meter.set(), read(meter.key(), meaning), meter.timeoutMs(), meter.inner()), index, text);
            case Ask ask -> ask;
        };
    }

    private static List<Field> read(final List<Field> key, final Map<Layer, Layer> meaning)
    {
        return key.stream().map((field) -> field.in(packet(field.layer(), meaning))).toList();
    }

    private static Layer packet(final Layer layer, final Map<Layer, Layer> meaning)
    {
        return meaning.getOrDefault(layer, layer);
    }

    private static Match read(final Match match, final Layer packet)
    {
        final String written = match.field().layer().prefix().trim();
        final String text = match.text().startsWith(written) ?
            packet.prefix().trim() + match.text().substring(written.length()) : match.text();
        return new Match(match.field().in(packet), match.values(), match.negated(), match.implicit(), text);
    }
}
