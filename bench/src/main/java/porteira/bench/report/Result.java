package porteira.bench.report;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one set found, as its JSON file says.
 *
 * @param set     name of the set
 * @param title   its question
 * @param date    when it was run
 * @param command that ran it
 * @param machine processor, CPUs, kernel, JDK, DPDK and load, for people
 * @param lines   its figures
 */
record Result(String set, String title, String date, String command, String machine, List<Line> lines)
{
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern GOAL = Pattern.compile("[<>]= ([0-9.,]+)( x)?");

    /**
     * One figure.
     *
     * @param ratio to its peer, or NaN
     * @param goal  for people, or empty
     * @param isReached true unless it has a goal and misses it
     * @param isOurs false for peers and references
     */
    record Line(
        String name, double value, String unit, double ratio, String peer, String goal, boolean isReached, String note,
        boolean isOurs)
    {
        /** What the value itself should be at least or at most; NaN without a goal. */
        double goalValue()
        {
            final Matcher matcher = GOAL.matcher(goal);
            if (!matcher.matches())
            {
                return Double.NaN;
            }
            final double limit = Double.parseDouble(matcher.group(1).replace(",", ""));
            return null == matcher.group(2) ? limit : limit * value / ratio;
        }
    }

    static Result read(final Path file) throws IOException
    {
        final JsonNode json = MAPPER.readTree(Files.readString(file));
        final JsonNode machine = json.path("machine");
        final List<Line> lines = new ArrayList<>();
        for (final JsonNode figure : json.path("figures"))
        {
            lines.add(new Line(
                text(figure, "name"), figure.path("value").asDouble(), text(figure, "unit"),
                figure.has("ratio") ? figure.path("ratio").asDouble() : Double.NaN, text(figure, "peer"),
                text(figure, "goal"), figure.path("reached").asBoolean(true), text(figure, "note"),
                figure.path("ours").asBoolean(true)));
        }
        return new Result(
            text(json, "set"), text(json, "title"), text(json, "date"), text(json, "command"),
            Svg.format("%s, %s CPUs; Linux %s; JDK %s; DPDK %s; load %s before, %s after", text(machine, "cpu"),
                machine.path("cpus").asInt(), text(machine, "kernel"), text(machine, "jdk"), text(machine, "dpdk"),
                text(machine, "load"), text(json, "loadAfter")),
            lines);
    }

    private static String text(final JsonNode node, final String key)
    {
        return node.path(key).asString("");
    }
}
