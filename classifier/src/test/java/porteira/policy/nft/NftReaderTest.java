package porteira.policy.nft;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Log;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Tunnel;
import porteira.policy.Verdict;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NftReaderTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldReadRuleWithWhatItImplies()
    {
        final Rule rule = rule("iifname \"lan\" tcp dport { 25, smtps, 1000-2000 } counter " +
            "log prefix \"x \" level info drop comment \"why\"");

        assertEquals(Kind.INGRESS, match(rule, 0).field().kind());
        assertEquals("meta l4proto tcp", match(rule, 1).text());
        assertTrue(match(rule, 1).implicit());
        assertEquals(IntervalSet.of(8, 6), match(rule, 1).values());
        assertEquals("tcp dport { 25, smtps, 1000-2000 }", match(rule, 2).text());
        assertEquals(3, match(rule, 2).values().intervals().size());
        assertEquals(new RulePart.Count(), rule.parts().get(3));
        assertEquals(new Log("x ", "info", 0), rule.parts().get(4));
        assertEquals(new RulePart.Decide(Verdict.DROP), rule.parts().get(5));
        assertEquals("why", rule.label());
        assertEquals("t.nft:4", rule.location());
    }

    @Test
    void shouldReadTunnelAsLayer()
    {
        final Rule rule = rule("teredo proven tcp dport 25 drop");
        final Layer teredo = Layer.OUTERMOST.inside(Tunnel.TEREDO);

        assertEquals(List.of(Kind.NETWORK, Kind.PROVEN, Kind.L4_PROTOCOL, Kind.DESTINATION_PORT), List.of(
            match(rule, 0).field().kind(), match(rule, 1).field().kind(), match(rule, 2).field().kind(),
            match(rule, 3).field().kind()));
        for (int i = 0; i < 4; i++)
        {
            assertEquals(teredo, match(rule, i).field().layer());
        }
    }

    @Test
    void shouldReadTunnelsInTunnels()
    {
        final Rule rule = rule("pppoe tunnel 6in4 tcp dport 25 pppoe gre ip saddr 10.0.0.1 drop");
        final Layer pppoe = Layer.OUTERMOST.inside(Tunnel.PPPOE);
        final Layer some = pppoe.inside(Tunnel.SOME);

        assertEquals(List.of(pppoe, some, some.inside(Tunnel.SIX_IN_FOUR)), List.of(
            match(rule, 0).field().layer(), match(rule, 1).field().layer(), match(rule, 2).field().layer()));
        assertEquals("pppoe tunnel 6in4 tcp dport 25", match(rule, 4).text());
        assertEquals(pppoe.inside(Tunnel.GRE), match(rule, 8).field().layer());
        assertEquals(7, rule("tunnel udp dport 53 udp sport 3544 teredo drop").parts().size());
        assertEquals("ipip", match(rule("ipip drop"), 0).text());
        assertEquals("mpls meta l4proto 1", match(rule("mpls meta l4proto 1 drop"), 1).text());
    }

    @Test
    void shouldReadWordsOfTunnelsAsNamesToo()
    {
        assertEquals(IntervalSet.of(8, 47), match(rule("meta l4proto gre drop"), 0).values());
        assertEquals("tunnel", NftReader.read(text("iifname pppoe drop").replace("chain c", "chain tunnel"), "t.nft",
            PortNames.inOrderOfAppearance()).base().name());
    }

    @Test
    void shouldReadFlagsAsNftDoes()
    {
        assertEquals(128, flags("tcp flags syn").size());
        assertEquals(192, flags("tcp flags syn,ack").size());
        assertEquals(List.of(2), flags("tcp flags == syn"));
        assertEquals(255, flags("tcp flags != syn").size());
        assertEquals(64, flags("tcp flags & (syn | ack) == syn").size());
        assertEquals(flags("tcp flags & (syn | ack) == syn"), flags("tcp flags syn / syn,ack"));
        assertEquals(192, flags("tcp flags & (syn | ack) != syn").size());
        assertEquals(List.of(2, 18), flags("tcp flags { syn, syn | ack }"));
    }

    @Test
    void shouldResolveVariablesOfBlocksAroundARule()
    {
        final Policy policy = read("""
            define smtp = 25
            define mail = { $smtp, 587 }
            table bridge t {
                define smtp = 26
                chain c {
                    type filter hook forward priority filter; policy drop;
                    tcp dport $mail accept
                    tcp dport $smtp - 30 accept
                }
            }
            """);

        assertEquals(IntervalSet.of(16, 25, 587), match(policy.rules().get(0), 1).values());
        assertEquals(IntervalSet.of(16, 26, 27, 28, 29, 30), match(policy.rules().get(1), 1).values());
        assertEquals("policy drop", policy.rules().getLast().text());
    }

    @Test
    void shouldReadIncludesRelativeToTheirFile() throws IOException
    {
        Files.createDirectories(folder.resolve("parts"));
        Files.writeString(folder.resolve("main.nft"), "include \"parts/ports.nft\"\ntable bridge t {\n" +
            "chain c { type filter hook forward priority filter;\ninclude \"parts/rules.nft\"\n}\n}\n");
        Files.writeString(folder.resolve("parts/ports.nft"), "include \"more.nft\"");
        Files.writeString(folder.resolve("parts/more.nft"), "define smtp = 25\n");
        Files.writeString(folder.resolve("parts/rules.nft"), "tcp dport $smtp \\\n  drop\n");

        final Policy policy = NftReader.read(folder.resolve("main.nft"), PortNames.inOrderOfAppearance());

        assertEquals("rules.nft:1", policy.rules().getFirst().location());
        assertEquals("tcp dport $smtp drop", policy.rules().getFirst().text());
    }

    @Test
    void shouldRefuseIncludesThatCanNotBeRead() throws IOException
    {
        final Path file = folder.resolve("main.nft");
        Files.writeString(file, "include \"main.nft\"\ninclude \"absent.nft\"\n");

        final RefusedException exception = assertThrows(
            RefusedException.class, () -> NftReader.read(file, PortNames.inOrderOfAppearance()));

        assertEquals(2, exception.problems().size(), exception.getMessage());
        assertEquals("'main.nft' includes itself", exception.problems().get(0).message());
        assertTrue(exception.problems().get(1).message().startsWith("can not read \"absent.nft\": no such file"));
    }

    @Test
    void shouldCheckPortsAgainstConfiguration()
    {
        final RefusedException exception = assertThrows(RefusedException.class, () ->
            NftReader.read(text("iifname \"lam\" drop"), "t.nft", PortNames.of(List.of("lan", "wan"))));

        assertEquals("t.nft:4:9: port 'lam' does not exist, the configuration has lan, wan, did you mean 'lan'?",
            exception.getMessage());
    }

    @Test
    void shouldSurviveGarbage()
    {
        final SplittableRandom random = new SplittableRandom(3);
        final String seed = text(
            "tcp dport { 25, 465 } ip6 saddr @x teredo tcp flags & (syn) == syn log prefix \"y\" drop");
        for (int i = 0; i < 2_000; i++)
        {
            final StringBuilder text = new StringBuilder(seed);
            for (int edits = random.nextInt(1, 5); edits > 0; edits--)
            {
                final int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(4)),
                    0 == random.nextInt(3) ? "" : String.valueOf((char)random.nextInt(1, 300)));
            }
            refused(text.toString());
        }
        refused("(".repeat(100_000));
        refused(text("tcp flags & " + "(".repeat(100_000)));
        refused(text("teredo ".repeat(50_000)));
    }

    private static void refused(final String text)
    {
        try
        {
            NftReader.read(text, "t.nft", PortNames.inOrderOfAppearance());
        }
        catch (final RefusedException exception)
        {
            assertFalse(exception.problems().isEmpty());
        }
    }

    private static List<Integer> flags(final String match)
    {
        final Rule rule = rule(match + " drop");
        final IntervalSet values = match(rule, 1).satisfying();
        final List<Integer> found = new ArrayList<>();
        for (int value = 0; value < 256; value++)
        {
            if (values.contains(0, value))
            {
                found.add(value);
            }
        }
        return found;
    }

    private static Match match(final Rule rule, final int index)
    {
        return (Match)rule.parts().get(index);
    }

    private static Rule rule(final String rule)
    {
        return read(text(rule)).rules().getFirst();
    }

    private static String text(final String rule)
    {
        return "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy accept;\n" + rule +
            "\n}\n}\n";
    }

    private static Policy read(final String text)
    {
        return NftReader.read(text, "t.nft", PortNames.inOrderOfAppearance());
    }
}
