package porteira.telemetry;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;

/**
 * Counters as one line of JSON: {@code state pid started taken policy balance ports rules dropped malformed lanes
 * gateway}. Members of ports, rules, lanes and gateway are the counters of that {@link Counter.Family} in camel case
 * without the family's name.
 */
public final class StatJson
{
    private static final JsonFactory FACTORY = new JsonFactory();

    private StatJson()
    {
    }

    /**
     * All counters.
     *
     * @param before an earlier snapshot; with it, every port has {@code perSecond}; may be null
     * @return a line, its end included
     */
    public static String render(final Snapshot now, final Snapshot before)
    {
        final StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out))
        {
            json.writeStartObject();
            json.writeStringProperty("state", now.state().name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("pid", now.pid());
            json.writeStringProperty("started", Instant.ofEpochMilli(now.startedMs()).toString());
            json.writeStringProperty("taken", Instant.ofEpochMilli(now.takenMs()).toString());
            json.writeStringProperty("policy", now.policy());
            balance(json, now);
            list(json, "ports", "port", Counter.PORT_LINK, now, before);
            list(json, "rules", "rule", Counter.RULE_FRAMES, now, null);
            bySubject(json, "dropped", Counter.DROPPED, now);
            bySubject(json, "malformed", Counter.MALFORMED, now);
            bySubject(json, "connectionEvents", Counter.FLOW_EVENTS, now);
            list(json, "sets", "set", Counter.SET_ELEMENTS, now, null);
            list(json, "lanes", "lane", Counter.LANE_RECEIVED, now, null);
            json.writeObjectPropertyStart("gateway");
            members(json, Counter.Family.GATEWAY, 0, now);
            json.writeEndObject();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return out.toString();
    }

    private static void balance(final JsonGenerator json, final Snapshot now)
    {
        final Snapshot.Balance sum = now.balance();
        json.writeObjectPropertyStart("balance");
        json.writeNumberProperty("received", sum.received());
        json.writeNumberProperty("forwarded", sum.forwarded());
        json.writeNumberProperty("dropped", sum.dropped());
        json.writeNumberProperty("rxRingFull", sum.rxRingFull());
        json.writeNumberProperty("txDropped", sum.txDropped());
        json.writeNumberProperty("stalled", sum.stalled());
        json.writeNumberProperty("inFlight", sum.inFlight());
        json.writeEndObject();
    }

    /** An object for each key at which {@code anchor} stands. */
    private static void list(
        final JsonGenerator json,
        final String name,
        final String subjectName,
        final Counter anchor,
        final Snapshot now,
        final Snapshot before)
    {
        json.writeArrayPropertyStart(name);
        for (final Snapshot.Entry entry : now.of(anchor))
        {
            json.writeStartObject();
            json.writeNumberProperty("index", entry.key());
            json.writeStringProperty(subjectName, entry.subject());
            members(json, anchor.family(), entry.key(), now);
            if (null != before)
            {
                json.writeObjectPropertyStart("perSecond");
                for (final Counter counter : Counter.values())
                {
                    if (anchor.family() == counter.family() && isRate(counter))
                    {
                        json.writeNumberProperty(
                            member(counter), StatReport.perSecond(now, before, counter, entry.key()));
                    }
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void members(
        final JsonGenerator json, final Counter.Family family, final int key, final Snapshot now)
    {
        for (final Counter counter : Counter.values())
        {
            if (family == counter.family())
            {
                json.writeNumberProperty(member(counter), now.value(counter, key));
            }
        }
    }

    private static void bySubject(
        final JsonGenerator json, final String name, final Counter counter, final Snapshot now)
    {
        json.writeObjectPropertyStart(name);
        for (final Snapshot.Entry entry : now.of(counter))
        {
            json.writeNumberProperty(entry.subject(), entry.value());
        }
        json.writeEndObject();
    }

    private static boolean isRate(final Counter counter)
    {
        return Counter.Unit.FRAMES == counter.unit() || Counter.Unit.BYTES == counter.unit();
    }

    /** PORT_RX_FRAMES of family PORT: rxFrames. */
    private static String member(final Counter counter)
    {
        final String family = counter.family().name() + "_";
        final String name = counter.name().startsWith(family) ?
            counter.name().substring(family.length()) : counter.name();
        final StringBuilder result = new StringBuilder();
        for (final String word : name.toLowerCase(Locale.ROOT).split("_"))
        {
            result.append(result.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return result.toString();
    }
}
