package porteira.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import porteira.policy.Field;
import porteira.policy.Layer;
import porteira.policy.Match;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Tunnel;

/**
 * What a rule with {@code tunnel} may mean: it is tried as if it were written once for each packet that {@code tunnel}
 * can stand for, from the outside in, and the first that matches ends the rule. A frame's packets are a chain, each in
 * the one before, so depths 1 to {@link Layer#MAX_DEPTH} are all there is.
 *
 * @param before parts in front of the first match in a {@code tunnel}: they are looked at once
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
        while (first < parts.size() && !isOpen(parts.get(first)))
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
            all.add(read(rest, meaning));
        }
        return new Readings(parts.subList(0, first), all);
    }

    /** The packet that the first match of a reading speaks of; the outermost for a reading without matches. */
    static Layer packet(final List<RulePart> reading)
    {
        return reading.isEmpty() ? Layer.OUTERMOST : ((Match)reading.getFirst()).field().layer();
    }

    /** What ends a rule that matches: a verdict, jump or return; null where it goes on. */
    static RulePart end(final Rule rule)
    {
        RulePart end = null;
        for (final RulePart part : rule.parts())
        {
            if (part instanceof RulePart.Decide || part instanceof RulePart.Jump || part instanceof RulePart.Return)
            {
                end = part;
            }
        }
        return end;
    }

    private static boolean isOpen(final RulePart part)
    {
        return part instanceof Match match && match.field().layer().isOpen();
    }

    /** Carriers before what they carry, so that a tunnel in a {@code tunnel} lies in the packet chosen for that. */
    private static Set<Layer> openLayers(final List<RulePart> parts)
    {
        final Set<Layer> layers = new LinkedHashSet<>();
        for (final RulePart part : parts)
        {
            if (isOpen(part))
            {
                final List<Layer> way = new ArrayList<>();
                for (Layer at = ((Match)part).field().layer(); at.isOpen(); at = at.carrier())
                {
                    way.addFirst(at);
                }
                layers.addAll(way);
            }
        }
        return layers;
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
                    rule.location() + ": 'tunnel' can be read in more than " + LIMIT + " ways");
            }
        }
        return meanings;
    }

    private static List<RulePart> read(final List<RulePart> parts, final Map<Layer, Layer> meaning)
    {
        final List<RulePart> read = new ArrayList<>(parts.size());
        for (final RulePart part : parts)
        {
            read.add(part instanceof Match match && isOpen(match) ?
                read(match, meaning.get(match.field().layer())) : part);
        }
        return read;
    }

    private static Match read(final Match match, final Layer packet)
    {
        final String written = match.field().layer().prefix().trim();
        final String text = match.text().startsWith(written) ?
            packet.prefix().trim() + match.text().substring(written.length()) : match.text();
        return new Match(
            new Field(packet, match.field().kind()), match.values(), match.negated(), match.implicit(), text);
    }
}
