package porteira.bench.report;

import porteira.bench.run.BenchException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One page that shows every result there is, whole in itself, and each picture as a file beside it. */
public final class ReportPage
{
    private static final String HEAD = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>porteira: measurements</title>
        <style>
        body { font: 15px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #24292f; margin: 2rem auto;
            max-width: 880px; padding: 0 1rem; }
        h2 { margin: 2.5rem 0 .25rem; border-bottom: 1px solid #d0d7de; }
        .where { color: #57606a; font-size: 13px; margin: .25rem 0 1rem; }
        svg { max-width: 100%; height: auto; display: block; margin: .75rem 0; }
        table { border-collapse: collapse; font-size: 13px; margin: .5rem 0 1rem; }
        td, th { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid #e3e7eb; }
        td:first-child, th:first-child { text-align: left; padding-left: 0; }
        td.note { text-align: left; color: #57606a; max-width: 22rem; }
        .reached { color: #1a7f37; } .missed { color: #a40e26; }
        summary { cursor: pointer; color: #1b6ca8; }
        a { color: #1b6ca8; }
        code { background: #f3f5f7; padding: 0 .3em; }
        </style></head><body>
        <h1>porteira: measurements</h1>
        <p>Bars and curves are medians of the rounds. Among bars, the gateway is blue, and its peers are grey.
        The number behind a curve's name is the value at its right end, and a short dashed line of its colour is its
        goal. A ratio is to the peer of the same run, or to the smallest size of the same curve; million/s are frames,
        look-ups or verdicts. Nothing here was measured anywhere else or at another time than its section says.</p>
        """;

    /** Goals of bytes are too many to be news. */
    private static final String ALLOCATED = "B/frame";

    private ReportPage()
    {
    }

    /**
     * Write the page.
     *
     * @param results folder of the JSON files
     * @param target  folder of the page and its pictures; made if need be
     * @return the page
     * @throws BenchException if there are no results
     */
    public static Path write(final Path results, final Path target) throws IOException
    {
        final List<Path> files = new ArrayList<>();
        if (Files.isDirectory(results))
        {
            try (Stream<Path> all = Files.list(results))
            {
                all.filter((file) -> file.toString().endsWith(".json")).sorted().forEach(files::add);
            }
        }
        if (files.isEmpty())
        {
            throw new BenchException(results + ": no results; bench/run SET writes some");
        }
        Files.createDirectories(target);
        final List<Result> all = new ArrayList<>();
        for (final Path file : files)
        {
            all.add(Result.read(file));
        }
        final StringBuilder page = new StringBuilder(HEAD);
        goals(all, page);
        for (final Result result : all)
        {
            section(result, target, page);
        }
        return Files.writeString(target.resolve("index.html"), page.append("</body></html>\n"));
    }

    /** Links to the sections, with the goals of each. */
    private static void goals(final List<Result> all, final StringBuilder page)
    {
        page.append("<table><tr><th>set</th><th>figure with a goal</th><th>value</th><th></th><th>ratio</th>")
            .append("<th>goal</th><th></th></tr>\n");
        for (final Result result : all)
        {
            String link = Svg.format("<a href='#%1$s'>%1$s</a>", Svg.escape(result.set()));
            for (final Result.Line line : result.lines())
            {
                if (!line.goal().isEmpty() && !ALLOCATED.equals(line.unit()))
                {
                    final String reached = line.isReached() ? "reached" : "missed";
                    page.append(Svg.format(
                        "<tr><td>%1$s</td><td class='note'>%2$s</td>%3$s<td class='%4$s'>%4$s</td></tr>%n", link,
                        Svg.escape(line.name()), cells(line), reached));
                    link = "";
                }
            }
            if (!link.isEmpty())
            {
                page.append("<tr><td>").append(link).append("</td></tr>\n");
            }
        }
        page.append("</table>\n");
    }

    private static String cells(final Result.Line line)
    {
        return Svg.format("<td>%s</td><td>%s</td><td>%s</td><td>%s</td>", Svg.number(line.value()),
            Svg.escape(line.unit()), Double.isNaN(line.ratio()) ? "" : Svg.format("%.2f", line.ratio()),
            Svg.escape(line.goal()));
    }

    private static void section(final Result result, final Path target, final StringBuilder page) throws IOException
    {
        page.append(Svg.format(
            "<h2 id='%1$s'>%1$s</h2>%n<p>%2$s</p>%n" +
            "<p class='where'>%3$s · <code>%4$s</code><br>%5$s</p>%n",
            Svg.escape(result.set()), Svg.escape(result.title()), Svg.escape(result.date()),
            Svg.escape(result.command()), Svg.escape(result.machine())));
        int number = 0;
        for (final Svg chart : Charts.of(result))
        {
            number++;
            page.append(chart);
            Files.writeString(target.resolve(result.set() + "-" + number + ".svg"), chart.toString());
        }
        table(result, page);
    }

    private static void table(final Result result, final StringBuilder page)
    {
        page.append("<details><summary>figures</summary><table><tr><th></th><th>median</th><th></th><th>ratio</th>")
            .append("<th>goal</th><th></th></tr>\n");
        for (final Result.Line line : result.lines())
        {
            page.append(Svg.format("<tr><td>%s</td>%s<td class='note'>%s</td></tr>%n", Svg.escape(line.name()),
                cells(line), Svg.escape(line.note())));
        }
        page.append("</table></details>\n");
    }
}
