package porteira.bench.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.bench.run.BenchException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReportPageTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldRefuseWhenThereAreNoResults()
    {
        final BenchException refusal = assertThrows(
            BenchException.class, () -> ReportPage.write(folder.resolve("none"), folder.resolve("page")));

        assertTrue(refusal.getMessage().contains("no results"), refusal.getMessage());
    }

    @Test
    void shouldDrawBarsWhenNamesDiffer() throws IOException
    {
        result("loop", "{\"name\": \"peer <io>\", \"value\": 40, \"unit\": \"M/s\", \"ours\": false}," +
            "{\"name\": \"gateway\", \"value\": 20, \"unit\": \"M/s\", \"peer\": \"peer\", \"ratio\": 0.5}");

        final String page = Files.readString(ReportPage.write(folder, folder.resolve("page")));

        assertTrue(page.contains("20.0 · 0.50 x"), page);
        assertTrue(page.contains("peer &lt;io&gt;"), page);
        assertEquals(2, page.split("fill='#9aa5b1'").length, "one bar is grey: " + page);
        assertEquals(1, page.split("<svg").length - 1);
        assertTrue(Files.readString(folder.resolve("page/loop-1.svg")).startsWith("<svg"));
    }

    @Test
    void shouldMarkLineRatesWhenFramesDifferInSize() throws IOException
    {
        result("frame-size", "{\"name\": \"gateway, bytes 64\", \"value\": 20, \"unit\": \"M/s\"}," +
            "{\"name\": \"gateway, bytes 512\", \"value\": 19, \"unit\": \"M/s\"}," +
            "{\"name\": \"gateway, bytes 1514\", \"value\": 18, \"unit\": \"M/s\"}");

        final String page = Files.readString(ReportPage.write(folder, folder.resolve("page")));

        assertTrue(page.contains("100 GbE") && page.contains("10 GbE"), page);
        assertEquals(1, page.split("<polyline").length - 1);
    }

    @Test
    void shouldDrawOneCurveForEachNameWhenSizesDiffer() throws IOException
    {
        result("sets", line("whole frame, hosts, elements 100", 40, "") +
            line("whole frame, hosts, elements 10k", 30, "") +
            line("whole frame, hosts, elements 1M", 10, ", \"ratio\": 0.25, \"goal\": \">= 0.500 x\"") +
            line("whole frame, prefixes, elements 100", 50, "") +
            line("whole frame, prefixes, elements 10k", 41, "") +
            line("whole frame, prefixes, elements 1M", 33, "").replaceAll(",$", ""));

        final String page = Files.readString(ReportPage.write(folder, folder.resolve("page")));

        assertEquals(1, page.split("<svg").length - 1);
        assertEquals(2, page.split("<polyline").length - 1);
        assertTrue(page.contains(">1,000,000<") && page.contains("elements (logarithmic)"), page);
        assertTrue(page.contains(">goal<"), page);
        assertTrue(page.contains("prefixes, 33.0"), page);
    }

    @Test
    void shouldKeepLabelsApartWhenCurvesEndTogether()
    {
        assertArrayEquals(new double[] {100, 115, 130, 200}, LineChart.apart(new double[] {100, 101, 102, 200}));
        assertArrayEquals(new double[] {317, 332, 347}, LineChart.apart(new double[] {330, 331, 400}));
    }

    private static String line(final String name, final int value, final String more)
    {
        return "{\"name\": \"" + name + "\", \"value\": " + value + ", \"unit\": \"M/s\"" + more + "},";
    }

    private void result(final String set, final String figures) throws IOException
    {
        Files.writeString(folder.resolve(set + ".json"), "{\"set\": \"" + set + "\", \"title\": \"t\", \"date\": " +
            "\"2026-01-01\", \"command\": \"bench/run " + set + "\", \"machine\": {\"cpu\": \"c\", \"cpus\": 2}, " +
            "\"figures\": [" + figures + "]}");
    }
}
