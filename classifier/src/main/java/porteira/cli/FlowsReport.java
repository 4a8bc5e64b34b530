package porteira.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import porteira.flow.FlowInfo;
import porteira.flow.TcpState;
import porteira.telemetry.TextTable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Connections as text for a terminal, or as lines of JSON. */
final class FlowsReport
{
    private static final JsonFactory FACTORY = new JsonFactory();

    private final List<FlowInfo> flows = new ArrayList<>();
    private final long limit;
    private long count;

    FlowsReport(final long limit)
    {
        this.limit = limit;
    }

    /** One more; false if that is enough. */
    boolean add(final FlowInfo flow, final boolean isCountedOnly)
    {
        if (++count <= limit && !isCountedOnly)
        {
            flows.add(flow);
        }
        return count <= limit;
    }

    long count()
    {
        return count;
    }

    boolean isCut()
    {
        return count > limit;
    }

    String table()
    {
        final TextTable table = new TextTable().leftFrom(1);
        table.add("lane", "protocol", "state", "left", "vlan", "source", "destination", "behind the gateway").endRow();
        for (final FlowInfo flow : flows)
        {
            table.add(flow.lane()).add(FlowsFilter.protocolName(flow.protocol()), state(flow), left(flow), vlan(flow),
                end(flow.source()), end(flow.destination()), null == flow.translation() ? "" :
                end(flow.translation().source()) + " > " + end(flow.translation().destination())).endRow();
        }
        return table.render();
    }

    String json()
    {
        final StringWriter out = new StringWriter();
        for (final FlowInfo flow : flows)
        {
            try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out))
            {
                write(json, flow);
            }
            out.write('\n');
        }
        return out.toString();
    }

    private static void write(final JsonGenerator json, final FlowInfo flow)
    {
        json.writeStartObject();
        json.writeNumberProperty("lane", flow.lane());
        json.writeStringProperty("protocol", FlowsFilter.protocolName(flow.protocol()));
        if (TcpState.NONE != flow.state())
        {
            json.writeStringProperty("state", TcpState.text(flow.state()).toLowerCase(Locale.ROOT));
        }
        json.writeBooleanProperty("replied", flow.isAnswered());
        json.writeBooleanProperty("assured", flow.isAssured());
        json.writeNumberProperty("left_ms", flow.leftMs());
        if (0 != flow.outerVlan() || 0 != flow.innerVlan())
        {
            json.writeArrayPropertyStart("vlans");
            json.writeNumber(flow.outerVlan());
            if (0 != flow.innerVlan())
            {
                json.writeNumber(flow.innerVlan());
            }
            json.writeEndArray();
        }
        write(json, "source", flow.source());
        write(json, "destination", flow.destination());
        if (null != flow.translation())
        {
            json.writeObjectPropertyStart("translation");
            write(json, "source", flow.translation().source());
            write(json, "destination", flow.translation().destination());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(final JsonGenerator json, final String name, final FlowInfo.End end)
    {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("address", end.address());
        json.writeNumberProperty("port", end.port());
        json.writeEndObject();
    }

    private static String state(final FlowInfo flow)
    {
        final String mark = !flow.isAnswered() ? "unreplied" : flow.isAssured() ? "assured" : "";
        return TcpState.NONE == flow.state() ? mark :
            (TcpState.text(flow.state()).toLowerCase(Locale.ROOT) + ' ' + mark).strip();
    }

    private static String left(final FlowInfo flow)
    {
        final long seconds = TimeUnit.MILLISECONDS.toSeconds(flow.leftMs());
        final long hours = TimeUnit.SECONDS.toHours(seconds);
        return 0 == hours ? seconds + "s" : hours + "h" + seconds / 60 % 60 + "m";
    }

    private static String vlan(final FlowInfo flow)
    {
        return 0 == flow.outerVlan() && 0 == flow.innerVlan() ? "-" :
            0 == flow.innerVlan() ? Integer.toString(flow.outerVlan()) : flow.outerVlan() + "." + flow.innerVlan();
    }

    private static String end(final FlowInfo.End end)
    {
        return (end.address().contains(":") ? '[' + end.address() + ']' : end.address()) + ':' + end.port();
    }
}
