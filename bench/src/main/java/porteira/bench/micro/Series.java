package porteira.bench.micro;

import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Report;

import java.util.List;

/**
 * Rates by a number that grows, each beside that of the smallest.
 *
 * @param parameter JMH's name of the number
 * @param axis      its name for people, e.g. {@code rules}
 * @param judged    the number whose rate has a goal, 0 for none
 * @param beside    the number that it is compared with; all others are compared with it, too
 * @param goal      of that rate, as a ratio
 */
record Series(String parameter, String axis, long judged, long beside, double goal)
{
    private static final int THOUSAND = 1000;
    private static final int MILLION = 1_000_000;

    /** Without a goal, beside the smallest number. */
    static Series of(final String parameter, final String axis, final long beside)
    {
        return new Series(parameter, axis, 0, beside, 0);
    }

    /**
     * Add a figure for each cell, by size.
     *
     * @param name  of the curve
     * @param cells that differ in the number alone
     * @param note  of the first figure
     */
    void report(final Report report, final String name, final List<Cell> cells, final String note)
    {
        final List<Cell> sorted =
            cells.stream().sorted((a, b) -> Long.compare(number(a), number(b))).toList();
        final Cell first = sorted.stream().filter((cell) -> beside == number(cell)).findFirst().orElseThrow(
            () -> new IllegalStateException(name + ": nothing was measured at " + parameter + "=" + beside));
        final Figure peer = Figure.of(title(name, beside), "M/s", first.rate(), note);
        for (final Cell cell : sorted)
        {
            final long number = number(cell);
            report.add(cell == first ? peer : Figure.beside(
                peer, title(name, number), cell.rate(), judged == number ? Goal.timesPeer(goal) : null, ""));
        }
    }

    private long number(final Cell cell)
    {
        return Long.parseLong(cell.parameter(parameter));
    }

    private String title(final String name, final long number)
    {
        return name + ", " + axis + " " + shortened(number);
    }

    /** 1k for a thousand, 4M for four million. */
    static String shortened(final long number)
    {
        if (0 == number % MILLION)
        {
            return number / MILLION + "M";
        }
        return 0 == number % THOUSAND ? number / THOUSAND + "k" : Long.toString(number);
    }
}
