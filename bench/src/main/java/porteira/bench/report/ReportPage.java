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
        code { background: #f3f5f7; padding: 0 .3em; }
        </style></head><body>
        <h1>porteira: measurements</h1>
        <p>Bars and curves are medians of the rounds; the gateway is blue, its peers are grey. A ratio is to the peer
        of the same run. Nothing here was measured anywhere else or at another time than its section says.</p>
        """;

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
        final StringBuilder page = new StringBuilder(HEAD);
        for (final Path file : files)
        {
            section(Result.read(file), target, page);
        }
        return Files.writeString(target.resolve("index.html"), page.append("</body></html>\n"));
    }

    private static void section(final Result result, final Path target, final StringBuilder page) throws IOException
    {
        page.append(Svg.format(
            "<h2>%s</h2>%n<p>%s</p>%n<p class='where'>%s · <code>%s</code><br>%s</p>%n", Svg.escape(result.set()),
            Svg.escape(result.title()), Svg.escape(result.date()), Svg.escape(result.command()),
            Svg.escape(result.machine())));
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
            .append("<th>goal</th></tr>\n");
        for (final Result.Line line : result.lines())
        {
            page.append(Svg.format(
                "<tr title='%s'><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                Svg.escape(line.note()).replace("'", "&#39;"), Svg.escape(line.name()), Svg.number(line.value()),
                Svg.escape(line.unit()), Double.isNaN(line.ratio()) ? "" : Svg.format("%.2f", line.ratio()),
                Svg.escape(line.goal())));
        }
        page.append("</table></details>\n");
    }
}
