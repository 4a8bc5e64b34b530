package porteira.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import porteira.cli.demo.DemoCapture.Frame;
import porteira.cli.demo.DemoCapture.Side;
import porteira.dpdk.NativeLibraryException;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.policy.Verdict;
import porteira.replay.Judge;
import porteira.replay.Replay;
import porteira.replay.ReplayFormat;
import porteira.tree.CompiledPolicy;
import porteira.tree.Leaf;
import porteira.tree.PolicyCompiler;

/** The demo for machines where we are not root: the policy judges the shipped captures. */
final class OfflineDemo
{
    private static final String PROGRAM = "replay";
    private static final String UDP = "17";
    private static final String NONE = "-";

    private final CompiledPolicy policy =
        PolicyCompiler.compile(DemoPolicy.text(), DemoPolicy.FILE, PortNames.of(List.of("lan", "wan")));
    private final List<CheckResult> results = new ArrayList<>();
    private final List<DropEvent> drops = new ArrayList<>();
    private final Map<Integer, Integer> hits = new TreeMap<>();

    /**
     * Judge every frame.
     *
     * @throws DemoException if the captures can not be read here.
     */
    DemoReport run()
    {
        final long startNs = System.nanoTime();
        try (Workbench workbench = Workbench.open())
        {
            for (final Side side : Side.values())
            {
                final Iterator<Map<String, String>> rows = replay(unpack(workbench, side), side).iterator();
                DemoCapture.frames().stream()
                    .filter(frame -> side == frame.side())
                    .forEach(frame -> take(frame, rows.next()));
            }
        }
        catch (final NativeLibraryException ex)
        {
            throw DemoException.environment(ex.getMessage());
        }
        return new DemoReport(
            List.of("porteira demo: offline, the policy judges shipped captures of both sides of the gateway",
                "policy " + DemoPolicy.FILE + "; no gateway runs, no program sends anything"),
            results,
            drops,
            counters(),
            Duration.ofNanos(System.nanoTime() - startNs));
    }

    private List<Map<String, String>> replay(final Path capture, final Side side)
    {
        final Judge judge = new Judge(
            policy.classifier(), leaf -> policy.leaves().get(leaf).verdict(), Integer::toString, leaf -> "");
        final StringWriter table = new StringWriter();
        final List<String> errors = new ArrayList<>();
        try
        {
            new Replay(judge).format(ReplayFormat.TSV).output(table).errors(errors::add)
                .ports(side.ordinal(), Side.values().length - 1 - side.ordinal()).run(List.of(capture));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        if (!errors.isEmpty())
        {
            throw DemoException.failure(String.join("\n", errors));
        }
        return rows(table.toString().lines().toList());
    }

    private void take(final Frame frame, final Map<String, String> row)
    {
        final Leaf leaf = policy.leaves().get(Integer.parseInt(row.get("rule")));
        final boolean dropped = Verdict.DROP == leaf.verdict();
        final Rule rule = policy.rules().get(leaf.rule());
        leaf.counted().forEach(index -> hits.merge(index, 1, Integer::sum));
        results.add(new CheckResult(
            frame.check(), PROGRAM, !dropped, !leaf.logs().isEmpty(), dropped ? rule.label() : "let through"));
        if (dropped)
        {
            drops.add(new DropEvent(
                row.get("o_src"),
                Integer.parseInt(row.get("o_sport")),
                row.get("o_dst"),
                Integer.parseInt(row.get("o_dport")),
                UDP.equals(row.get("o_l4")) ? "udp" : "tcp",
                NONE.equals(row.get("t_dst")) ? "" :
                    DropEvent.endpoint(row.get("t_dst"), Integer.parseInt(row.get("t_dport"))),
                rule.location(),
                rule.label()));
        }
    }

    private List<String> counters()
    {
        final Table table = new Table().row("frames", "rule", "");
        hits.forEach((index, count) ->
        {
            final Rule rule = policy.rules().get(index);
            table.row(Integer.toString(count), rule.location(), rule.label());
        });
        final List<String> lines = new ArrayList<>(List.of("counters (by rule)"));
        lines.addAll(table.lines());
        return lines;
    }

    private static List<Map<String, String>> rows(final List<String> lines)
    {
        final String[] names = lines.getFirst().split("\t");
        final List<Map<String, String>> rows = new ArrayList<>();
        for (final String line : lines.subList(1, lines.size()))
        {
            final String[] cells = line.split("\t");
            final Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.length; i++)
            {
                row.put(names[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static Path unpack(final Workbench workbench, final Side side)
    {
        final Path file = workbench.folder().resolve(side.file());
        try (InputStream capture = DemoCapture.class.getResourceAsStream(side.file()))
        {
            Files.copy(capture, file);
            return file;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
