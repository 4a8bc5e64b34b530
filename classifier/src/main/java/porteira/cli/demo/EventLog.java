package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the drops out of a gateway's event log, a file of one JSON object per line that may still grow. */
final class EventLog
{
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private EventLog()
    {
    }

    /** The drops logged so far, in order; none where the file does not exist yet. */
    static List<DropEvent> drops(final Path file)
    {
        final List<DropEvent> drops = new ArrayList<>();
        for (final String line : lines(file))
        {
            final JsonNode event = parse(line);
            if ("drop".equals(event.path("verdict").asString("")))
            {
                final JsonNode inside = event.path("tunnel");
                drops.add(new DropEvent(
                    event.path("src").asString(""),
                    event.path("srcPort").asInt(0),
                    event.path("dst").asString(""),
                    event.path("dstPort").asInt(0),
                    event.path("protocol").asString(""),
                    inside.isMissingNode() ? "" :
                        DropEvent.endpoint(inside.path("dst").asString(""), inside.path("dstPort").asInt(0)),
                    event.path("rule").asString(""),
                    event.path("label").asString("")));
            }
        }
        return drops;
    }

    private static JsonNode parse(final String line)
    {
        try
        {
            return JSON.readTree(line);
        }
        catch (final JacksonException half)
        {
            // The last line may be half written; the next look finds it whole.
            return JSON.createObjectNode();
        }
    }

    private static List<String> lines(final Path file)
    {
        try
        {
            return Files.readAllLines(file);
        }
        catch (final IOException nothingYet)
        {
            return List.of();
        }
    }
}
