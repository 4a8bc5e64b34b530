package porteira.bench.run;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of one set with all that is needed to read them later: machine, load, versions, command, date. */
public final class Report
{
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final BenchSet set;
    private final Settings settings;
    private final Map<String, Object> machine;
    private final String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private final List<Figure> figures = new ArrayList<>();

    /** Takes note of the machine and its load as they are before the run. */
    public Report(final BenchSet set, final Settings settings)
    {
        this.set = set;
        this.settings = settings;
        machine = Machine.describe();
    }

    /** Add a line. */
    public void add(final Figure figure)
    {
        figures.add(figure);
    }

    /** All lines so far. */
    public List<Figure> figures()
    {
        return List.copyOf(figures);
    }

    /** For people. */
    public String table()
    {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "  %-40s %14s %-9s %7s  %-10s%n", "", "median", "", "ratio", "goal"));
        for (final Figure figure : figures)
        {
            text.append(String.format(
                Locale.ROOT, "  %-40s %14s %-9s %7s  %-10s %s%n",
                figure.name(), number(figure.value()), figure.unit(),
                null == figure.peer() ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()),
                null == figure.goal() ? "" : figure.goal(),
                null == figure.goal() ? "" : figure.isReached() ? "reached" : "MISSED"));
            if (!figure.note().isEmpty())
            {
                text.append("      ").append(figure.note()).append(System.lineSeparator());
            }
        }
        return text.append("  load ").append(machine.get("load")).append(" before, ").append(Machine.load())
            .append(" after; ").append(machine.get("cpu")).append(System.lineSeparator()).toString();
    }

    /** Write the JSON file. @return its path */
    public Path write() throws IOException
    {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("set", set.name());
        json.put("title", set.title());
        json.put("date", date);
        json.put("command", "bench/run --rounds " + settings.rounds() + " --seconds " + settings.seconds() + " " +
            set.name());
        json.put("machine", machine);
        json.put("loadAfter", Machine.load());
        json.put("figures", figures.stream().map(Report::json).toList());
        Files.createDirectories(settings.out());
        final Path file = settings.out().resolve(set.name() + ".json");
        Files.writeString(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        return file;
    }

    static String number(final double value)
    {
        final boolean isWhole = value == Math.rint(value) || Math.abs(value) >= 10_000;
        return String.format(Locale.ROOT, isWhole ? "%,.0f" : "%,.3f", value);
    }

    private static Map<String, Object> json(final Figure figure)
    {
        final Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", figure.name());
        line.put("value", figure.value());
        line.put("unit", figure.unit());
        line.put("rounds", figure.rounds());
        if (null != figure.peer())
        {
            line.put("peer", figure.peer());
            line.put("ratio", figure.ratio());
        }
        if (null != figure.goal())
        {
            line.put("goal", figure.goal().toString());
            line.put("reached", figure.isReached());
        }
        line.put("ours", figure.isOurs());
        line.put("note", figure.note());
        return line;
    }
}
