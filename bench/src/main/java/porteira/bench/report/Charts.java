package porteira.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses how figures are drawn: those whose names differ by a number are curves over it, the others are bars. */
final class Charts
{
    private static final Pattern NUMBERED = Pattern.compile("(.*\\D)([\\d_]+)( .*)?");
    private static final Pattern QUANTILE = Pattern.compile("(\\d+) % of no-loss rate, (p[\\d.]+|max)");
    private static final int MOST_BARS = 24;
    private static final int LEAST_PLACES = 3;
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
        numbered("frame-size".equals(result.set()), charts, rest);
        final Map<String, List<Result.Line>> units = new LinkedHashMap<>();
        rest.forEach((line) -> units.computeIfAbsent(line.unit(), (unit) -> new ArrayList<>()).add(line));
        units.forEach((unit, lines) ->
        {
            for (int from = 0; from < lines.size(); from += MOST_BARS)
            {
                charts.add(BarChart.of(unit, lines.subList(from, Math.min(lines.size(), from + MOST_BARS))));
            }
        });
        return charts;
    }

    private static void latency(
        final List<Result.Line> lines, final List<Svg> charts, final List<Result.Line> rest)
    {
        final Map<String, List<Double>> curves = new LinkedHashMap<>();
        final List<String> places = new ArrayList<>();
        for (final Result.Line line : lines)
        {
            final Matcher matcher = QUANTILE.matcher(line.name());
            if (matcher.matches())
            {
                rest.remove(line);
                curves.computeIfAbsent(matcher.group(1) + " %", (key) -> new ArrayList<>()).add(line.value());
                if (!places.contains(matcher.group(2)))
                {
                    places.add(matcher.group(2));
                }
            }
        }
        if (!curves.isEmpty())
        {
            final LineChart chart = new LineChart("µs", "percentile, by part of the no-loss rate", places);
            curves.forEach(chart::curve);
            charts.add(chart.draw());
        }
    }

    private static void numbered(
        final boolean isFrameSize, final List<Svg> charts, final List<Result.Line> rest)
    {
        final Map<String, Map<Long, Result.Line>> groups = new LinkedHashMap<>();
        for (final Result.Line line : rest)
        {
            final Matcher matcher = NUMBERED.matcher(line.name());
            if (matcher.matches())
            {
                final String tail = null == matcher.group(3) ? "" : matcher.group(3);
                final String group = matcher.group(1).trim() + tail + " " + line.unit();
                groups.computeIfAbsent(group, (key) -> new LinkedHashMap<>())
                    .put(Long.parseLong(matcher.group(2).replace("_", "")), line);
            }
        }
        groups.forEach((name, byNumber) ->
        {
            if (LEAST_PLACES <= byNumber.size())
            {
                rest.removeAll(byNumber.values());
                final List<Long> numbers = byNumber.keySet().stream().sorted().toList();
                final LineChart chart = new LineChart(
                    byNumber.values().iterator().next().unit(), name.substring(0, name.lastIndexOf(' ')),
                    numbers.stream().map((number) -> Svg.format("%,d", number)).toList());
                if (isFrameSize)
                {
                    lineRates(chart, numbers);
                }
                chart.curve("gateway", numbers.stream().map((number) -> byNumber.get(number).value()).toList());
                charts.add(chart.draw());
            }
        });
    }

    /** Frames a second, in millions, that a link carries at most. */
    private static void lineRates(final LineChart chart, final List<Long> sizes)
    {
        for (final int gigabits : GIGABITS)
        {
            chart.mark(gigabits + " GbE", sizes.stream()
                .map((size) -> gigabits * 1e3 / ((size + FRAME_OVERHEAD) * Byte.SIZE)).toList());
        }
    }
}
