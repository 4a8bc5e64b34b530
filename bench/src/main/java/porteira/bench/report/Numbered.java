package porteira.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Figures whose names end in the name of an axis and a number, as in {@code whole frame, ipv4 hosts, elements 10k}: a
 * picture, a curve in it, and a place on the curve.
 */
final class Numbered
{
    private static final Pattern NAME = Pattern.compile("(?:([^,]+), )?([^,]+), ([a-z][a-z ]*) (\\d+)([kM]?)");
    private static final int LEAST_PLACES = 3;
    private static final int THOUSAND = 1000;

    private final String title;
    private final String axis;
    private final String unit;
    private final Map<String, Map<Long, Result.Line>> curves = new LinkedHashMap<>();

    private Numbered(final String title, final String axis, final String unit)
    {
        this.title = title;
        this.axis = axis;
        this.unit = unit;
    }

    /** Pictures with a curve of three places or more, in order of appearance; their figures leave {@code rest}. */
    static List<Numbered> take(final List<Result.Line> rest)
    {
        final Map<String, Numbered> all = new LinkedHashMap<>();
        for (final Result.Line line : rest)
        {
            final Matcher matcher = NAME.matcher(line.name());
            if (matcher.matches())
            {
                final String title = null == matcher.group(1) ? "" : matcher.group(1);
                all.computeIfAbsent(
                    title + "|" + matcher.group(3) + "|" + line.unit(),
                    (key) -> new Numbered(title, matcher.group(3), line.unit()))
                    .curves.computeIfAbsent(matcher.group(2), (key) -> new LinkedHashMap<>())
                    .put(number(matcher), line);
            }
        }
        final List<Numbered> drawn = all.values().stream().filter(Numbered::isCurved).toList();
        drawn.forEach((picture) -> picture.curves.values().forEach((curve) -> rest.removeAll(curve.values())));
        return drawn;
    }

    /** What all curves are about, or empty. */
    String title()
    {
        return title;
    }

    /** Name of the x axis. */
    String axis()
    {
        return axis;
    }

    /** Unit of the y axis. */
    String unit()
    {
        return unit;
    }

    /** Figures by number, by name of the curve. */
    Map<String, Map<Long, Result.Line>> curves()
    {
        return curves;
    }

    /** All numbers of any curve, in order. */
    List<Long> numbers()
    {
        return curves.values().stream().flatMap((curve) -> curve.keySet().stream()).distinct().sorted().toList();
    }

    private boolean isCurved()
    {
        return curves.values().stream().anyMatch((curve) -> LEAST_PLACES <= curve.size());
    }

    private static long number(final Matcher matcher)
    {
        final long digits = Long.parseLong(matcher.group(4));
        return switch (matcher.group(5))
        {
            case "k" -> digits * THOUSAND;
            case "M" -> digits * THOUSAND * THOUSAND;
            default -> digits;
        };
    }
}
