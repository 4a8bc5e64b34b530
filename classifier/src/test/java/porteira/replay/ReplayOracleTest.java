package porteira.replay;

import org.junit.jupiter.api.Test;
import porteira.policy.Verdict;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The columns of a replay over the shared captures against an independent dissector's answer sheets beside them. */
class ReplayOracleTest
{
    private static final int MIN_ROWS = 28_000;
    private static final int MAX_DIFFERENT_MALFORMED_ROWS = 25;

    private final List<String> differences = new ArrayList<>();
    private final Map<String, Integer> exemptions = new TreeMap<>();
    private int rows;
    private int malformedRows;

    @Test
    void shouldAgreeWithAnswerSheetsWhenSharedCapturesAreReplayed() throws IOException
    {
        final List<Path> captures = SharedCaptures.withSheets();
        final StringWriter output = new StringWriter();
        final List<String> errors = new ArrayList<>();

        final Judge judge = new Judge(
            (frame, length, layout, in, out, state) -> 0, leaf -> Verdict.ACCEPT, leaf -> "p:1", leaf -> "all");
        final ReplaySummary summary = new Replay(judge)
            .format(ReplayFormat.TSV).output(output).errors(errors::add).run(captures);
        compare(captures, output.toString().split("\n"));

        System.out.println(
            "rows compared: " + rows + ", columns: " + Dissection.COLUMNS.length + ", exempted: " + exemptions);
        assertEquals(List.of(), errors);
        assertEquals(List.of(), differences);
        assertEquals(rows, summary.frames());
        assertTrue(rows >= MIN_ROWS, () -> "rows compared: " + rows);
        assertTrue(malformedRows <= MAX_DIFFERENT_MALFORMED_ROWS, () -> "malformed rows that differ: " + malformedRows);
    }

    private void compare(final List<Path> captures, final String[] output) throws IOException
    {
        final List<String> have = Arrays.asList(output[0].split("\t"));
        int line = 1;
        for (final Path capture : captures)
        {
            final List<String> sheet = Files.readAllLines(SharedCaptures.sheet(capture));
            final List<String> want = Arrays.asList(sheet.get(0).split("\t"));
            for (int i = 1; i < sheet.size(); i++)
            {
                final String[] row = output[line++].split("\t");
                assertEquals(capture.toString(), row[have.indexOf("file")]);
                compareRow(new Row(want, sheet.get(i).split("\t")), new Row(have, row));
                rows++;
            }
        }
        assertEquals(line, output.length);
    }

    private void compareRow(final Row want, final Row have)
    {
        assertEquals(want.value("frame"), have.value("frame"));
        boolean isMalformed = false;
        for (final String column : Dissection.COLUMNS)
        {
            if (!want.value(column).equals(have.value(column)))
            {
                final String reason = exemption(column, want, have);
                isMalformed |= "malformed".equals(reason);
                if (null == reason)
                {
                    differences.add("%s:%s %s: want %s, have %s, bad=%s".formatted(have.value("file"),
                        have.value("frame"), column, want.value(column), have.value(column), want.value("bad")));
                }
                else
                {
                    exemptions.merge(reason + " " + column, 1, Integer::sum);
                }
            }
        }
        malformedRows += isMalformed ? 1 : 0;
    }

    /** Why a value may differ, null where it may not. */
    private static String exemption(final String column, final Row want, final Row have)
    {
        final String bad = want.value("bad");
        if (bad.contains("malformed") || bad.contains("bogus_ip_length") || bad.contains("bogus_header_length"))
        {
            // The dissector stops where a length contradicts itself; a policy judges by what can be read.
            return "malformed";
        }
        if ("caplen".equals(column))
        {
            // libpcap cuts frames to the file's own snapshot length, the dissector does not.
            return Integer.parseInt(have.value(column)) < Integer.parseInt(want.value(column)) ? "snapshot" : null;
        }
        if ("teredo_scan".equals(column) && Integer.parseInt(want.value("ip_n")) > 1)
        {
            // The sheet also scans UDP headers inside other tunnels.
            return "nested";
        }
        // One fuzzed record claims 4 GB on the wire.
        return "len".equals(column) && Long.parseLong(want.value(column)) > Integer.MAX_VALUE ? "oversized" : null;
    }

    private record Row(List<String> names, String[] values)
    {
        String value(final String column)
        {
            return values[names.indexOf(column)];
        }
    }
}
