package porteira.bench.latency;

import org.junit.jupiter.api.Test;
import porteira.bench.run.BenchException;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LatencyFiguresTest
{
    private static final String JUDGED = "pipeline, 80 % of no-loss rate, p99.99";

    private final LatencyFigures figures = new LatencyFigures("pipeline", "note");
    private final Report report = new Report(new LatencySet(), new Settings(Path.of("."), Path.of("."), 2, 1));

    @Test
    void shouldReportMediansWhenRoundsAreAdded()
    {
        figures.add(round(4_000_000, 80));
        figures.add(round(6_000_000, 140));

        figures.report(report, JUDGED, Goal.atMost(100));

        final List<Figure> all = report.figures();
        assertEquals("pipeline, no-loss rate", all.getFirst().name());
        assertEquals(5, all.getFirst().value());
        final Figure judged = all.stream().filter((figure) -> JUDGED.equals(figure.name())).findFirst().orElseThrow();
        assertEquals(110, judged.value());
        assertFalse(judged.isReached());
        assertEquals(1, all.stream().filter((figure) -> null != figure.goal()).count());
        assertEquals(6_000_000, figures.lastNoLossRate());
    }

    @Test
    void shouldCompareRatesWhenThereIsAPeer()
    {
        final LatencyFigures peer = new LatencyFigures("testpmd io", "");
        peer.add(round(8_000_000, 10));
        figures.add(round(4_000_000, 10));

        figures.reportBeside(report, peer.reportAsPeer(report));

        final Figure rate = report.figures().stream()
            .filter((figure) -> "pipeline, no-loss rate".equals(figure.name())).findFirst().orElseThrow();
        assertEquals(0.5, rate.ratio());
    }

    @Test
    void shouldRefuseWhenTheWorkerFailed()
    {
        assertThrows(BenchException.class, () -> figures.add("EAL: no memory"));
    }

    private static String round(final long rate, final double p9999)
    {
        final StringBuilder lines = new StringBuilder();
        for (final int percent : LatencyWorker.PERCENT)
        {
            lines.append(new LatencyResult(rate, percent, 0, new double[] {1, 2, 3, 4, p9999, 200}).line())
                .append('\n');
        }
        return lines.toString();
    }
}
