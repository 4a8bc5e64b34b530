package porteira.replay;

import porteira.wire.Malformed;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * An object a line: file, frame, time, verdict, rule, label, malformed, and the columns of {@link Dissection} that a
 * frame has.
 */
final class JsonReport implements FrameReport
{
    private static final long NANOS = 1_000_000_000L;
    private static final Set<String> NUMBERS = Set.of("caplen", "len", "o_ver", "o_l4", "o_sport", "o_dport", "t_nxt",
        "t_sport", "t_dport");
    private static final Set<String> BOOLEANS = Set.of("teredo", "teredo_port", "o_frag");

    private final JsonFactory factory = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM).build();
    private final Writer out;

    JsonReport(final Writer out)
    {
        this.out = out;
    }

    @Override
    public void start()
    {
    }

    @Override
    public void frame(final JudgedFrame frame) throws IOException
    {
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out))
        {
            json.writeStartObject();
            json.writeStringProperty("file", frame.file);
            json.writeNumberProperty("frame", frame.number);
            json.writeStringProperty("time", Instant.ofEpochSecond(
                Math.floorDiv(frame.timestampNs, NANOS), Math.floorMod(frame.timestampNs, NANOS)).toString());
            json.writeStringProperty("verdict", frame.verdict.name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("rule", frame.rule);
            if (!frame.label.isEmpty())
            {
                json.writeStringProperty("label", frame.label);
            }
            if (Malformed.NONE != frame.malformed)
            {
                json.writeStringProperty("malformed", frame.malformed.label());
            }
            for (final String column : Dissection.COLUMNS)
            {
                column(json, column, frame.dissection.value(column));
            }
            json.writeEndObject();
        }
        out.write('\n');
    }

    @Override
    public void finish() throws IOException
    {
        out.flush();
    }

    private static void column(final JsonGenerator json, final String column, final String value)
    {
        if (Dissection.NONE.equals(value))
        {
            return;
        }
        if ("vlan".equals(column))
        {
            json.writeArrayPropertyStart(column);
            for (final String id : value.split(","))
            {
                json.writeNumber(Integer.parseInt(id));
            }
            json.writeEndArray();
        }
        else if (NUMBERS.contains(column) && Character.isDigit(value.charAt(0)))
        {
            json.writeNumberProperty(column, Long.parseLong(value));
        }
        else if (BOOLEANS.contains(column))
        {
            json.writeBooleanProperty(column, "1".equals(value));
        }
        else
        {
            json.writeStringProperty(column, value);
        }
    }
}
