package porteira.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Curves over a few places on the x axis, equally far apart; the y axis is logarithmic. */
final class LineChart
{
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = Svg.WIDTH - 190;
    private static final int TOP = 24;
    private static final int BOTTOM = HEIGHT - 44;
    private static final String GRID = "#e3e7eb";
    private static final String INK = "#24292f";

    private final String unit;
    private final String axis;
    private final List<String> places;
    private final Map<String, List<Double>> curves = new LinkedHashMap<>();
    private final Map<String, List<Double>> marks = new LinkedHashMap<>();

    LineChart(final String unit, final String axis, final List<String> places)
    {
        this.unit = unit;
        this.axis = axis;
        this.places = places;
    }

    /** One value for each place. */
    LineChart curve(final String name, final List<Double> values)
    {
        curves.put(name, values);
        return this;
    }

    /** Something to compare with, drawn dashed. */
    LineChart mark(final String name, final List<Double> values)
    {
        marks.put(name, values);
        return this;
    }

    Svg draw()
    {
        final List<Double> all = new ArrayList<>();
        curves.values().forEach(all::addAll);
        marks.values().forEach(all::addAll);
        final double low = Math.floor(Math.log10(least(all)));
        final double most = all.stream().mapToDouble((value) -> value).max().orElse(1);
        final double high = Math.max(low + 1, Math.ceil(Math.log10(most)));
        final Svg svg = new Svg(HEIGHT);
        svg.text(LEFT - 8, 14, "end", "#57606a", unit);
        for (double power = low; power <= high; power++)
        {
            final double y = y(Math.pow(10, power), low, high);
            svg.line(LEFT, y, RIGHT, y, GRID);
            svg.text(LEFT - 8, y + 4, "end", INK, Svg.number(Math.pow(10, power)));
        }
        for (int i = 0; i < places.size(); i++)
        {
            svg.text(x(i), BOTTOM + 18, "middle", INK, places.get(i));
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 36, "middle", "#57606a", axis);
        marks.forEach((name, values) -> mark(svg, name, values, low, high));
        int colour = 0;
        double label = 0;
        for (final Map.Entry<String, List<Double>> curve : curves.entrySet())
        {
            label = draw(svg, curve.getKey(), curve.getValue(), Svg.COLOURS[colour++ % Svg.COLOURS.length], low, high,
                label);
        }
        return svg;
    }

    private void mark(
        final Svg svg, final String name, final List<Double> values, final double low, final double high)
    {
        for (int i = 1; i < values.size(); i++)
        {
            svg.line(x(i - 1), y(values.get(i - 1), low, high), x(i), y(values.get(i), low, high), "#8c959f", "5 4");
        }
        svg.text(x(0), y(values.getFirst(), low, high) - 5, "start", "#57606a", name);
    }

    /** @return where the label stands, so that the next one keeps clear of it */
    private double draw(
        final Svg svg,
        final String name,
        final List<Double> values,
        final String colour,
        final double low,
        final double high,
        final double previous)
    {
        final StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++)
        {
            final double y = y(values.get(i), low, high);
            points.append(Svg.format("%.1f,%.1f ", x(i), y));
            svg.dot(x(i), y, colour);
        }
        svg.curve(points.toString().trim(), colour);
        final double end = y(values.getLast(), low, high) + 4;
        final double label = 0 < previous && Math.abs(end - previous) < 15 ? previous + 15 : end;
        svg.text(RIGHT + 10, label, "start", colour, name + ", " + Svg.number(values.getLast()));
        return label;
    }

    private double x(final int place)
    {
        return LEFT + 20 + (RIGHT - LEFT - 40.0) * place / Math.max(1, places.size() - 1);
    }

    private static double y(final double value, final double low, final double high)
    {
        final double power = Math.max(low, Math.log10(Math.max(value, 1e-9)));
        return BOTTOM - (BOTTOM - TOP) * (power - low) / (high - low);
    }

    private static double least(final Collection<Double> values)
    {
        return values.stream().mapToDouble((v) -> v).filter((v) -> 0 < v).min().orElse(1);
    }
}
