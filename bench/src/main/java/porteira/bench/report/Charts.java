package porteira.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses how figures are drawn: {@link Numbered} ones and percentiles as curves, the others as bars. */
final class Charts
{
    private static final Pattern QUANTILE = Pattern.compile("(.*)(\\d\\d) % of no-loss rate, (p[\\d.]+|max)");
    private static final int MOST_BARS = 24;
    private static final double NOTHING = 0.01;
    private static final int[] GIGABITS = {10, 25, 40, 100};
    /** FCS, preamble and gap. */
    private static final int FRAME_OVERHEAD = 24;

    private Charts()
    {
    }

    /** All pictures of a result, in order. */
    static List<Svg> of(final Result result)
    {
        final List<Svg> charts = new ArrayList<>();
        final List<Result.Line> rest = new ArrayList<>(result.lines());
        latency(result.lines(), charts, rest);
        Numbered.take(rest).forEach((picture) -> charts.add(curves(picture)));
        final Map<String, List<Result.Line>> units = new LinkedHashMap<>();
        // What is nothing makes no picture; the table has it.
        rest.removeIf((line) -> "B/frame".equals(line.unit()) && NOTHING > line.value());
        rest.forEach((line) -> units.computeIfAbsent(line.unit(), (unit) -> new ArrayList<>()).add(line));
        units.forEach((unit, lines) ->
        {
            for (int from = 0; from < lines.size(); from += MOST_BARS)
            {
                charts.add(BarChart.of(unit(unit), lines.subList(from, Math.min(lines.size(), from + MOST_BARS))));
            }
        });
        return charts;
    }

    private static void latency(
        final List<Result.Line> lines, final List<Svg> charts, final List<Result.Line> rest)
    {
        final Map<String, LineChart> pictures = new LinkedHashMap<>();
        final Map<String, Map<String, Map<Double, Double>>> curves = new LinkedHashMap<>();
        final Map<String, Double> places = new LinkedHashMap<>();
        for (final Result.Line line : lines)
        {
            final Matcher matcher = QUANTILE.matcher(line.name());
            if (matcher.matches())
            {
                rest.remove(line);
                places.computeIfAbsent(matcher.group(3), (key) -> (double)places.size());
            }
        }
        for (final Result.Line line : lines)
        {
            final Matcher matcher = QUANTILE.matcher(line.name());
            if (matcher.matches())
            {
                final String title = matcher.group(1);
                final LineChart picture = pictures.computeIfAbsent(title, (key) -> new LineChart(
                    key.replaceAll("[, ]+$", ""), "µs (logarithmic)",
                    "percentile of frames, by share of the no-loss rate", places));
                final double place = places.get(matcher.group(3));
                curves.computeIfAbsent(title, (key) -> new LinkedHashMap<>())
                    .computeIfAbsent(matcher.group(2) + " %", (key) -> new LinkedHashMap<>()).put(place, line.value());
                if (!Double.isNaN(line.goalValue()))
                {
                    picture.goal(matcher.group(2) + " %", place, line.goalValue());
                }
            }
        }
        pictures.forEach((title, picture) ->
        {
            curves.get(title).forEach(picture::curve);
            charts.add(picture.draw());
        });
    }

    private static Svg curves(final Numbered picture)
    {
        final Map<String, Double> places = new LinkedHashMap<>();
        final List<Long> numbers = picture.numbers();
        numbers.forEach((number) -> places.put(Svg.format("%,d", number), Math.log10(number)));
        final LineChart chart = new LineChart(
            picture.title(), unit(picture.unit()) + " (logarithmic)", picture.axis() + " (logarithmic)", places);
        if ("bytes".equals(picture.axis()) && "M/s".equals(picture.unit()))
        {
            lineRates(chart, numbers);
        }
        picture.curves().forEach((name, byNumber) ->
        {
            final Map<Double, Double> points = new LinkedHashMap<>();
            byNumber.forEach((number, line) ->
            {
                points.put(Math.log10(number), line.value());
                if (!Double.isNaN(line.goalValue()))
                {
                    chart.goal(name, Math.log10(number), line.goalValue());
                }
            });
            chart.curve(name, points);
        });
        return chart.draw();
    }

    private static String unit(final String unit)
    {
        return "us".equals(unit) ? "µs" : "M/s".equals(unit) ? "million/s" : unit;
    }

    /** Frames a second, in millions, that a link carries at most. */
    private static void lineRates(final LineChart chart, final List<Long> sizes)
    {
        for (final int gigabits : GIGABITS)
        {
            final Map<Double, Double> points = new LinkedHashMap<>();
            sizes.forEach((size) -> points.put(
                Math.log10(size), gigabits * 1e3 / ((size + FRAME_OVERHEAD) * Byte.SIZE)));
            chart.mark(gigabits + " GbE", points);
        }
    }
}
