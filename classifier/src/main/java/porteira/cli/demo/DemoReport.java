package porteira.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a demo says at its end: the table of checks, the drops that the gateway logged, its counters, one verdict.
 *
 * @param title    what was run
 * @param results  every check
 * @param drops    the gateway's log of them
 * @param counters what was counted, below a title that says by what; empty where nothing was
 * @param elapsed  the whole demo's duration
 */
record DemoReport(
    List<String> title, List<CheckResult> results, List<DropEvent> drops, List<String> counters, Duration elapsed)
{
    private static final String OK = "ok";
    private static final String FAIL = "FAIL";
    private static final double MS_PER_S = 1e3;

    /** True if every check went as the policy says. */
    boolean isAsExpected()
    {
        return results.stream().allMatch(CheckResult::isAsExpected);
    }

    /** The whole report, line by line. */
    List<String> lines(final Style style)
    {
        final List<String> lines = new ArrayList<>(title);
        lines.add("");
        lines.addAll(checks(style));
        if (!drops.isEmpty())
        {
            lines.add("");
            lines.add(style.strong("dropped and logged"));
            lines.addAll(indent(dropLines()));
        }
        if (!counters.isEmpty())
        {
            lines.add("");
            lines.add(style.strong(counters.getFirst()));
            lines.addAll(indent(counters.subList(1, counters.size())));
        }
        lines.add("");
        lines.add(verdict(style));
        return lines;
    }

    private List<String> checks(final Style style)
    {
        final Table table = new Table().row("", "what", "from", "to", "with", "expected", "happened");
        for (final CheckResult result : results)
        {
            final Check check = result.check();
            table.row(
                result.isAsExpected() ? OK : FAIL,
                check.what(),
                check.from().role(),
                check.destination(),
                result.program(),
                check.passes() ? "passes" : "dropped, logged",
                result.happened() + log(result));
        }
        return table.lines().stream()
            .map(line -> line.startsWith(FAIL) ? style.bad(FAIL) + line.substring(FAIL.length()) :
                line.startsWith(OK) ? style.good(OK) + line.substring(OK.length()) : style.strong(line))
            .toList();
    }

    private static String log(final CheckResult result)
    {
        if (result.check().passes() || result.cameThrough())
        {
            return result.logged() ? ", yet a drop is logged" : "";
        }
        return result.logged() ? ", drop logged" : ", NOT logged";
    }

    private List<String> dropLines()
    {
        final Map<DropEvent, Integer> counts =
            new TreeMap<>(Comparator.comparing(DropEvent::rule).thenComparing(DropEvent::path));
        drops.forEach(drop -> counts.merge(drop, 1, Integer::sum));
        final Table table = new Table().row("frames", "rule", "because", "", "path");
        counts.forEach((drop, count) ->
            table.row(Integer.toString(count), drop.rule(), drop.label(), drop.protocol(), drop.path()));
        return table.lines();
    }

    private String verdict(final Style style)
    {
        final long wrong = results.stream().filter(result -> !result.isAsExpected()).count();
        final String seconds = " (%.1f s)".formatted(elapsed.toMillis() / MS_PER_S);
        return 0 == wrong ?
            style.good("porteira demo: all " + results.size() + " checks went as expected") + seconds :
            style.bad("porteira demo: FAILED, " + wrong + " of " + results.size() + " checks went otherwise") + seconds;
    }

    private static List<String> indent(final List<String> lines)
    {
        return lines.stream().map(line -> ("  " + line).stripTrailing()).toList();
    }
}
