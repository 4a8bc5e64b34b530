package porteira.replay;

import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;
import porteira.wire.PacketParser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Verdicts on the frames of the shared captures against ones that follow from the dissector's columns alone. */
class VerdictOracleTest
{
    private static final Set<String> SMTP = Set.of("25", "465");
    private static final Set<String> SERVERS = Set.of("203.0.113.25", "2001:db8:b01a:70da::25");
    private static final String TCP = "6";
    private static final String ANY_TUNNEL = """
        table bridge t {
            chain c {
                type filter hook forward priority filter; policy accept;
                tcp dport { 25, 465 } drop
                tunnel tcp dport { 25, 465 } drop
            }
        }
        """;
    /** Layers of the dissector that no policy looks into. */
    private static final Set<String> OTHERS =
        Set.of("erspan", "geneve", "gtp", "ieee8021ah", "l2tp", "lisp-data", "vntag", "vxlan");

    private final EthernetView view = new EthernetView();
    private final List<String> differences = new ArrayList<>();
    private int rows;
    private int dropped;

    @Test
    void shouldDropWhatTheScreenedHostsRulesSay() throws IOException
    {
        judge(PolicyCompiler.compile(Path.of("examples", "screened-host.nft"), PortNames.of(List.of("lan", "wan"))),
            (row) -> "outer".equals(row.get("teredo_at")) && TCP.equals(row.get("t_nxt")) &&
                SMTP.contains(row.get("t_dport")) || isOuterSmtp(row) && !SERVERS.contains(row.get("o_src")));

        assertTrue(24_000 < rows && 500 < dropped, "rows=" + rows + ", dropped=" + dropped);
    }

    @Test
    void shouldDropMailInTunnelsOfEveryKind() throws IOException
    {
        judge(PolicyCompiler.compile(ANY_TUNNEL, "tunnel.nft", PortNames.of(List.of("lan", "wan"))),
            (row) -> isOuterSmtp(row) ||
                TCP.equals(row.get("i_l4")) && SMTP.contains(row.get("i_dport")) ||
                TCP.equals(row.get("t_nxt")) && SMTP.contains(row.get("t_dport")));

        assertTrue(24_000 < rows && 500 < dropped, "rows=" + rows + ", dropped=" + dropped);
    }

    private static boolean isOuterSmtp(final Map<String, String> row)
    {
        return TCP.equals(row.get("o_l4")) && SMTP.contains(row.get("o_dport"));
    }

    private void judge(final CompiledPolicy policy, final Predicate<Map<String, String>> isDropped) throws IOException
    {
        for (final Path capture : SharedCaptures.withSheets())
        {
            judge(capture, policy, isDropped);
        }
        System.out.println("verdicts compared: " + rows + ", dropped: " + dropped);
        assertEquals(List.of(), differences);
    }

    private void judge(
        final Path capture,
        final CompiledPolicy policy,
        final Predicate<Map<String, String>> isDropped) throws IOException
    {
        final List<String> sheet = Files.readAllLines(SharedCaptures.sheet(capture));
        final List<String> names = Arrays.asList(sheet.getFirst().split("\t"));
        try (FrameSource source = FrameSources.open(capture))
        {
            for (int i = 1; source.next(); i++)
            {
                final List<String> values = Arrays.asList(sheet.get(i).split("\t"));
                final Map<String, String> row = new HashMap<>();
                names.forEach((name) -> row.put(name, values.get(names.indexOf(name))));
                if (isJudged(row))
                {
                    view.take(LinkType.of(source.linkType()), source.frame(), source.capturedLength());
                    final Verdict verdict = policy.leaves().get(policy.classifier().classify(
                        view.frame(), view.length(), PacketParser.ethernet(view.frame(), view.length()), 0, 1,
                        policy.assumedState())).verdict();
                    compare(capture.getFileName() + ":" + i, row, isDropped.test(row), Verdict.DROP == verdict);
                }
            }
        }
    }

    private void compare(
        final String place, final Map<String, String> row, final boolean isWanted, final boolean isDropped)
    {
        rows++;
        dropped += isDropped ? 1 : 0;
        if (isWanted != isDropped)
        {
            differences.add(place + ": " + (isWanted ? "not dropped " : "dropped ") + row);
        }
    }

    /** Not where the dissector stops at a length that contradicts itself or opens what a policy does not. */
    private static boolean isJudged(final Map<String, String> row)
    {
        final String bad = row.get("bad");
        return !bad.contains("malformed") && !bad.contains("short") && !bad.contains("bogus") &&
            Arrays.stream(row.get("stack").split(":")).noneMatch(OTHERS::contains) &&
            row.get("vlan").split(",").length <= PacketParser.MAX_VLAN_TAGS;
    }
}
