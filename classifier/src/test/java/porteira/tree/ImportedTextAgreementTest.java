package porteira.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * The real nft takes what an import prints, unless that holds words of ours. Checked in a network namespace of its own,
 * as family {@code inet} where the kernel has not all of bridge.
 */
class ImportedTextAgreementTest
{
    private static final int SCRIPTS = 60;
    private static final Pattern OURS = Pattern.compile("\\b(?:u32|teredo|tunnel|dnat|snat|redirect-port)\\b");
    private static final Map<String, Bridge> BRIDGES = Map.of(
        "submission", Bridge.of(List.of("wan", "mx1"), List.of("INPUT=wan:mx1")),
        "mail-server", Bridge.of(List.of("wan", "mx1"), List.of("INPUT=wan:mx1", "OUTPUT=mx1:wan")),
        "stateful-mail-server", Bridge.of(List.of("wan", "mx1"), List.of("INPUT=wan:mx1", "OUTPUT=mx1:wan")));

    @TempDir
    private static Path folder;
    private static String family;

    @BeforeAll
    static void needNft() throws Exception
    {
        final String policy = "table %s t {\nset s { type ipv4_addr; size 9; flags dynamic; }\nchain c {\n" +
            "type filter hook forward priority filter; policy drop;\nct state new reject\n" +
            "limit rate 1/second add @s { ip saddr ct count over 3 } log prefix \"a\" drop\n}\n}\n";
        family = refusal(policy.formatted("bridge")).isEmpty() ? "bridge" : "inet";
        Needed.that(refusal(policy.formatted(family)).isEmpty(), "nft with the right to make a network namespace");
    }

    @Test
    void shouldPrintExamplesThatNftTakes() throws Exception
    {
        int checked = 0;
        try (Stream<Path> files = Files.list(Path.of("examples")))
        {
            for (final Path file : files.filter((path) -> path.toString().endsWith(".iptables")).sorted().toList())
            {
                final String name = file.getFileName().toString().replace(".iptables", "");
                checked += check(file.toString(), IptablesReader.read(Files.readString(file), file.toString(),
                    BRIDGES.getOrDefault(name, Bridge.of(List.of("eth0=lan", "eth1=wan"), List.of()))).text());
            }
        }
        assertTrue(4 <= checked, "too few examples without words of ours: " + checked);
    }

    @Test
    void shouldPrintRandomRulesThatNftTakes() throws Exception
    {
        final long seed = Seed.ofRun();
        final RandomIptables rules = new RandomIptables(new SplittableRandom(seed), true);
        for (int i = 0; i < SCRIPTS; i++)
        {
            final String script =
                RandomIptables.script(rules.table(true)) + RandomIptables.script(rules.table(false));
            assertEquals(1, check("seed " + seed + "\n" + script, IptablesReader.read(script, "random.sh",
                Bridge.of(List.of("eth0=lan", "eth1=wan", "dmz"), List.of())).text()), "seed " + seed);
        }
    }

    /** 1 if nft takes it, 0 if it has words of ours. */
    private static int check(final String what, final String text) throws Exception
    {
        if (OURS.matcher(text.replaceAll("(?m)#.*$|\"[^\"]*\"", "")).find())
        {
            return 0;
        }
        final String refusal = refusal(text.replaceFirst("(?m)^table bridge ", "table " + family + " "));
        return refusal.isEmpty() ? 1 : fail(what + "\n" + text + refusal);
    }

    private static String refusal(final String text) throws IOException, InterruptedException
    {
        final Path out = folder.resolve("out");
        final Process process;
        try
        {
            process = new ProcessBuilder(
                "unshare", "-n", "nft", "-c", "-f", Files.writeString(folder.resolve("t.nft"), text).toString())
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        }
        catch (final IOException exception)
        {
            return exception.toString();
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "nft does not end");
        return 0 == process.exitValue() ? "" : Files.readString(out);
    }
}
