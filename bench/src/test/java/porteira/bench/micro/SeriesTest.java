package porteira.bench.micro;

import org.junit.jupiter.api.Test;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SeriesTest
{
    private final Report report = new Report(new NoSet(), new Settings(Path.of("."), Path.of("."), 3, 1));

    @Test
    void shouldBeRatesBesideTheSmallestWhenTimesAreGiven()
    {
        new Series("size", "elements", 1_000_000, 100, 0.5).report(
            report, "whole frame, hosts", List.of(cell(1_000_000, 80, 50, 40), cell(100, 20, 25, 30)), "note");

        final Figure first = report.figures().get(0);
        final Figure last = report.figures().get(1);
        assertEquals("whole frame, hosts, elements 100", first.name());
        assertEquals(40, first.value());
        assertNull(first.goal());
        assertEquals("whole frame, hosts, elements 1M", last.name());
        assertEquals(20, last.value());
        assertEquals(0.5, last.ratio());
        assertTrue(last.isReached());
    }

    @Test
    void shouldMissTheGoalWhenTheLargestIsTooSlow()
    {
        new Series("size", "elements", 1_000_000, 100, 0.5).report(
            report, "x", List.of(cell(100, 20), cell(10_000, 60), cell(1_000_000, 50)), "");

        assertTrue(report.figures().get(1).isReached());
        assertNull(report.figures().get(1).goal());
        assertFalse(report.figures().get(2).isReached());
    }

    @Test
    void shouldRefuseWhenTheSmallestIsMissing()
    {
        final List<Cell> cells = List.of(cell(1000, 1));

        assertThrows(
            IllegalStateException.class, () -> Series.of("size", "elements", 100).report(report, "x", cells, ""));
    }

    @Test
    void shouldShortenWhenNumbersAreRound()
    {
        assertEquals("100", Series.shortened(100));
        assertEquals("10k", Series.shortened(10_000));
        assertEquals("4M", Series.shortened(4_000_000));
        assertEquals("1500", Series.shortened(1500));
    }

    private static Cell cell(final int size, final double... nanoseconds)
    {
        final Samples samples = new Samples();
        for (final double one : nanoseconds)
        {
            samples.add(one);
        }
        return new Cell("X.y", Map.of("size", Integer.toString(size)), "ns/op", samples, Double.NaN);
    }

    private static final class NoSet implements BenchSet
    {
        @Override
        public String name()
        {
            return "none";
        }

        @Override
        public String title()
        {
            return "nothing";
        }

        @Override
        public void run(final Settings settings, final Report report, final Progress progress)
        {
        }
    }
}
