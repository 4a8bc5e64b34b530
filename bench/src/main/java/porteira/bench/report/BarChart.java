package porteira.bench.report;

import java.util.List;
import java.util.function.Function;

/** One bar for each figure of a unit, with its ratio to the peer where it has one. */
final class BarChart
{
    private static final int ROW = 24;
    private static final int TOP = 28;
    private static final int LEAST_LABELS = 220;
    private static final int MOST_LABELS = 440;
    private static final double LETTER = 6.7;
    private static final String OURS = Svg.COLOURS[0];
    private static final String THEIRS = "#9aa5b1";
    private static final String INK = "#24292f";

    private BarChart()
    {
    }

    static Svg of(final String unit, final List<Result.Line> lines)
    {
        final double most = lines.stream().mapToDouble(Result.Line::value).max().orElse(1);
        final int labels = (int)Math.clamp(width(lines, Result.Line::name), LEAST_LABELS, MOST_LABELS);
        final int bars = Svg.WIDTH - labels - (int)width(lines, BarChart::words);
        final Svg svg = new Svg(TOP + ROW * lines.size() + 8);
        svg.text(labels, 16, "start", "#57606a", unit);
        for (int i = 0; i < lines.size(); i++)
        {
            final Result.Line line = lines.get(i);
            final double y = TOP + i * ROW;
            final double width = 0 < most ? bars * line.value() / most : 0;
            svg.text(labels - 8, y + 14, "end", INK, line.name());
            svg.rectangle(labels, y + 2, width, ROW - 8, line.isOurs() ? OURS : THEIRS);
            svg.text(labels + Math.max(width, 1) + 6, y + 14, "start", INK, words(line));
        }
        return svg;
    }

    /** Of the longest text. */
    private static double width(final List<Result.Line> lines, final Function<Result.Line, String> text)
    {
        return LETTER * lines.stream().mapToInt((line) -> text.apply(line).length()).max().orElse(0) + 16;
    }

    private static String words(final Result.Line line)
    {
        return Svg.number(line.value()) + (Double.isNaN(line.ratio()) ? "" : Svg.format(" · %.2f x", line.ratio())) +
            (line.goal().isEmpty() ? "" : " (goal " + line.goal() + ")");
    }
}
