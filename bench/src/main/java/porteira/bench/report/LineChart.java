package porteira.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Curves over places on the x axis; the y axis is logarithmic. A goal is a short dashed line of its curve's colour. */
final class LineChart
{
    private static final int HEIGHT = 380;
    private static final int LEFT = 70;
    private static final int RIGHT = Svg.WIDTH - 210;
    private static final int TOP = 34;
    private static final int BOTTOM = HEIGHT - 48;
    private static final int MARGIN = 24;
    private static final int LABEL_HEIGHT = 15;
    private static final int LABEL_WIDTH = 7;
    private static final int GOAL_HALF = 18;
    private static final double LEAST = 1e-9;
    private static final double ROOM = 1.15;
    private static final int[] STEPS = {1, 2, 5};
    private static final String GRID = "#e3e7eb";
    private static final String FAINT = "#f1f3f5";
    private static final String INK = "#24292f";
    private static final String QUIET = "#57606a";
    private static final String MARK = "#8c959f";

    private final String title;
    private final String unit;
    private final String axis;
    private final Map<String, Double> places;
    private final Map<String, Map<Double, Double>> curves = new LinkedHashMap<>();
    private final Map<String, Map<Double, Double>> marks = new LinkedHashMap<>();
    private final List<Goal> goals = new ArrayList<>();
    private double low;
    private double high;

    /** @param places where each label stands on the x axis, in any measure; in order */
    LineChart(final String title, final String unit, final String axis, final Map<String, Double> places)
    {
        this.title = title;
        this.unit = unit;
        this.axis = axis;
        this.places = places;
    }

    /** A value for some places, in order. */
    LineChart curve(final String name, final Map<Double, Double> values)
    {
        curves.put(name, values);
        return this;
    }

    /** Something to compare with, drawn dashed. */
    LineChart mark(final String name, final Map<Double, Double> values)
    {
        marks.put(name, values);
        return this;
    }

    /** What a curve should reach, or stay below, at a place. */
    LineChart goal(final String curve, final double place, final double value)
    {
        goals.add(new Goal(curve, place, value));
        return this;
    }

    Svg draw()
    {
        scale();
        final Svg svg = new Svg(HEIGHT);
        svg.text(LEFT - 40, 16, "start", INK, title.isEmpty() ? unit : title + ": " + unit);
        if (!goals.isEmpty())
        {
            svg.line(RIGHT - 70, 12, RIGHT - 70 + 2 * GOAL_HALF, 12, QUIET, "3 2");
            svg.text(RIGHT - 70 + 2 * GOAL_HALF + 5, 16, "start", QUIET, 1 == goals.size() ? "goal" : "goals");
        }
        grid(svg);
        double next = Double.NEGATIVE_INFINITY;
        for (final Map.Entry<String, Double> place : places.entrySet())
        {
            final double x = x(place.getValue());
            final double half = place.getKey().length() * LABEL_WIDTH / 2.0;
            svg.line(x, BOTTOM, x, BOTTOM + 4, MARK);
            if (x - half > next)
            {
                svg.text(x, BOTTOM + 18, "middle", INK, place.getKey());
                next = x + half;
            }
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", QUIET, axis);
        marks.forEach((name, values) -> mark(svg, values));
        marks.forEach((name, values) -> label(svg, name, values));
        curves(svg);
        return svg;
    }

    /** From the least value to the greatest, with some room. */
    private void scale()
    {
        final List<Double> all = new ArrayList<>();
        curves.values().forEach((values) -> all.addAll(values.values()));
        marks.values().forEach((values) -> all.addAll(values.values()));
        goals.forEach((goal) -> all.add(goal.value()));
        low = Math.log10(least(all) / ROOM);
        high = Math.max(low + 1, Math.log10(all.stream().mapToDouble((value) -> value).max().orElse(1) * ROOM));
    }

    private void grid(final Svg svg)
    {
        final boolean isShort = high - low < 2.5;
        for (double power = Math.floor(low); power <= high; power++)
        {
            for (final int step : STEPS)
            {
                final double value = step * Math.pow(10, power);
                if (Math.log10(value) >= low && Math.log10(value) <= high)
                {
                    svg.line(LEFT, y(value), RIGHT, y(value), 1 == step ? GRID : FAINT);
                    if (isShort || 1 == step)
                    {
                        svg.text(LEFT - 8, y(value) + 4, "end", 1 == step ? INK : QUIET, Svg.number(value));
                    }
                }
            }
        }
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, MARK);
    }

    private void mark(final Svg svg, final Map<Double, Double> values)
    {
        final List<Double> xs = values.keySet().stream().sorted().toList();
        for (int i = 1; i < xs.size(); i++)
        {
            svg.line(x(xs.get(i - 1)), y(values.get(xs.get(i - 1))), x(xs.get(i)), y(values.get(xs.get(i))), MARK,
                "5 4");
        }
    }

    private void label(final Svg svg, final String name, final Map<Double, Double> values)
    {
        final double first = values.keySet().stream().sorted().findFirst().orElseThrow();
        svg.clearText(x(first) + 6, y(values.get(first)) + 4, "start", QUIET, name);
    }

    private void curves(final Svg svg)
    {
        final List<Label> labels = new ArrayList<>();
        int index = 0;
        for (final Map.Entry<String, Map<Double, Double>> curve : curves.entrySet())
        {
            final String colour = Svg.COLOURS[index++ % Svg.COLOURS.length];
            final List<Double> xs = curve.getValue().keySet().stream().sorted().toList();
            final StringBuilder points = new StringBuilder();
            for (final double place : xs)
            {
                final double y = y(curve.getValue().get(place));
                points.append(Svg.format("%.1f,%.1f ", x(place), y));
                svg.dot(x(place), y, colour);
            }
            svg.curve(points.toString().trim(), colour);
            for (final Goal goal : goals)
            {
                if (curve.getKey().equals(goal.curve()))
                {
                    final double x = x(goal.place());
                    svg.line(x - GOAL_HALF, y(goal.value()), x + GOAL_HALF, y(goal.value()), colour, "3 2");
                }
            }
            final double last = curve.getValue().get(xs.getLast());
            labels.add(new Label(y(last) + 4, curve.getKey() + ", " + Svg.number(last), colour));
        }
        labels.sort(Comparator.comparingDouble(Label::y));
        final double[] ys = apart(labels.stream().mapToDouble(Label::y).toArray());
        for (int i = 0; i < ys.length; i++)
        {
            svg.text(RIGHT + 10, ys[i], "start", labels.get(i).colour(), labels.get(i).words());
        }
    }

    /** Of a curve, at a place. */
    private record Goal(String curve, double place, double value)
    {
    }

    /** At the right end of a curve. */
    private record Label(double y, String words, String colour)
    {
    }

    /** Move what is sorted downwards where it would overlap, and all of it up again where it left the picture. */
    static double[] apart(final double[] sorted)
    {
        final double[] ys = sorted.clone();
        for (int i = 1; i < ys.length; i++)
        {
            ys[i] = Math.max(ys[i], ys[i - 1] + LABEL_HEIGHT);
        }
        double limit = BOTTOM + LABEL_HEIGHT;
        for (int i = ys.length - 1; i >= 0 && ys[i] > limit; i--)
        {
            ys[i] = limit;
            limit -= LABEL_HEIGHT;
        }
        return ys;
    }

    private double x(final double place)
    {
        final double first = places.values().stream().mapToDouble((value) -> value).min().orElse(0);
        final double last = places.values().stream().mapToDouble((value) -> value).max().orElse(1);
        return LEFT + MARGIN + (RIGHT - LEFT - 2.0 * MARGIN) * (place - first) / Math.max(LEAST, last - first);
    }

    private double y(final double value)
    {
        final double power = Math.max(low, Math.log10(Math.max(value, LEAST)));
        return BOTTOM - (BOTTOM - TOP) * (power - low) / (high - low);
    }

    private static double least(final Collection<Double> values)
    {
        return values.stream().mapToDouble((v) -> v).filter((v) -> 0 < v).min().orElse(1);
    }
}
