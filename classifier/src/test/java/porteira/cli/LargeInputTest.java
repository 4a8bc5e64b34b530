package porteira.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies that are absurd in size or shape, each in a process of its own with a bounded heap: an answer with a place,
 * never a stack trace, an exhausted heap or a hang.
 */
class LargeInputTest
{
    private static final String HEAD =
        "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy accept;\n";
    private static final String TAIL = "\n}\n}\n";
    private static final long LIMIT_S = 180;

    @TempDir
    private Path folder;
    private int heapMiB = 384;

    @Test
    void shouldAcceptTenMegabytesOfComment() throws Exception
    {
        assertEquals(ExitCode.OK, check(HEAD + "# " + "x".repeat(10_000_000) + TAIL, ": ok, 1 rules"));
    }

    @Test
    void shouldRefuseTenMegabytesOfZeros() throws Exception
    {
        assertEquals(ExitCode.REFUSED, check("\0".repeat(10_000_000), "policy.nft:1:"));
    }

    @Test
    void shouldRefuseBinaryGarbage() throws Exception
    {
        final byte[] bytes = new byte[1_000_000];
        new SplittableRandom(25).nextBytes(bytes);

        assertEquals(ExitCode.REFUSED,
            check(new String(bytes, StandardCharsets.ISO_8859_1), "policy.nft:1:"));
    }

    @Test
    void shouldRefuseDeepParentheses() throws Exception
    {
        assertEquals(ExitCode.REFUSED, check(
            HEAD + "tcp flags " + "(".repeat(200_000) + "syn" + ")".repeat(200_000) + " drop" + TAIL, "nest too deep"));
    }

    @Test
    void shouldRefuseDeepBraces() throws Exception
    {
        assertEquals(ExitCode.REFUSED, check(
            HEAD + "tcp dport " + "{".repeat(200_000) + "25" + "}".repeat(200_000) + " drop" + TAIL,
            "policy.nft:4:12: "));
    }

    @Test
    void shouldRefuseVariablesOfVariables() throws Exception
    {
        final StringBuilder text = new StringBuilder("define a0 = 25\n");
        for (int i = 1; i < 50_000; i++)
        {
            text.append("define a").append(i).append(" = $a").append(i - 1).append('\n');
        }

        assertEquals(ExitCode.REFUSED, check(text + HEAD + "tcp dport $a49999 drop" + TAIL, "nest too deep"));
    }

    @Test
    void shouldCutVeryLongWordsInMessages() throws Exception
    {
        assertEquals(ExitCode.REFUSED, check(HEAD + "tcp dport " + "9".repeat(2_000_000) + TAIL, "policy.nft:4:11: "));
        assertTrue(2_000 > Files.size(folder.resolve("out")), "message is longer than anybody reads");
    }

    @Test
    void shouldRefuseJumpsThatMultiply() throws Exception
    {
        final StringBuilder text = new StringBuilder(HEAD + "jump c1\njump c1\n}\n");
        for (int i = 1; i < 60; i++)
        {
            text.append("chain c%d { jump c%d\njump c%d\n}\n".formatted(i, i + 1, i + 1));
        }

        assertEquals(ExitCode.REFUSED, check(text + "chain c60 { drop\n}\n}\n", "policy.nft:"));
    }

    @Test
    void shouldRefuseIncludesThatAreNoFiles() throws Exception
    {
        assertEquals(ExitCode.REFUSED, check(
            "include \"/dev/zero\"\n" + HEAD + TAIL, "policy.nft:1:9: can not read \"/dev/zero\": not a regular file"));
    }

    @Test
    void shouldRefuseHundredThousandMisspeltRules() throws Exception
    {
        assertEquals(ExitCode.REFUSED, check(
            HEAD + "tcp dprt 25 drop\n".repeat(100_000) + TAIL, "policy.nft:4:5: found 'dprt'"));
    }

    @Test
    void shouldRefuseRulesThatOutgrowTheHeap() throws Exception
    {
        assertEquals(ExitCode.REFUSED, check(
            HEAD + "ip saddr 10.0.0.1 tcp dport 25 drop\n".repeat(300_000) + TAIL,
            "policy too large for this process"));
    }

    @Test
    void shouldAcceptHundredThousandRulesInTables() throws Exception
    {
        heapMiB = 1_500;

        assertEquals(ExitCode.OK, check(HEAD + manyRules() + TAIL, "100001 rules are looked up in tables of "));
    }

    @Test
    void shouldRefuseJumpsInALargeCircle() throws Exception
    {
        final StringBuilder text = new StringBuilder(HEAD + "jump c0\n}\n");
        for (int i = 0; i < 20_000; i++)
        {
            text.append("chain c%d { jump c%d\n}\n".formatted(i, (i + 1) % 20_000));
        }

        assertEquals(ExitCode.REFUSED, check(
            text + "}\n", "policy.nft:40004:21: this jump leads back to chain 'c0'"));
    }

    @Test
    void shouldRefuseIncludesInACircle() throws Exception
    {
        Files.writeString(folder.resolve("a.nft"), "# a\ninclude \"b.nft\"\n");
        Files.writeString(folder.resolve("b.nft"), "include \"./c.nft\"\n");
        Files.writeString(folder.resolve("c.nft"), "\n\n  include \"a.nft\"\n");

        assertEquals(ExitCode.REFUSED, check(
            "include \"a.nft\"\n" + HEAD + TAIL, "c.nft:3:3: 'a.nft' includes itself"));
    }

    @Test
    void shouldAcceptAMillionElementsFromAFile() throws Exception
    {
        Files.writeString(folder.resolve("hosts.txt"), manyHosts().toString());

        assertEquals(ExitCode.OK, check(ofFile(), ": ok, 2 rules"));
    }

    @Test
    void shouldNameTheLineOfAMillionThatIsWrong() throws Exception
    {
        Files.writeString(folder.resolve("hosts.txt"), manyHosts().append("10.0.0.256\n").toString());

        assertEquals(ExitCode.REFUSED, check(ofFile(), "hosts.txt:1000001:1: found '10.0.0.256'"));
    }

    private static String ofFile()
    {
        return HEAD.replaceFirst("\n", "\nset s { type ipv4_addr\nelements = file \"hosts.txt\"\n}\n") +
            "ip saddr @s drop" + TAIL;
    }

    private static StringBuilder manyHosts()
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++)
        {
            text.append("10.").append(i >> 16).append('.').append(i >> 8 & 0xFF).append('.').append(i & 0xFF)
                .append('\n');
        }
        return text;
    }

    private static String manyRules()
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++)
        {
            text.append("ip saddr 10.%d.%d.%d tcp dport %d drop\n".formatted(
                i >> 16, i >> 8 & 0xFF, i & 0xFF, 1 + i % 1000));
        }
        return text.toString();
    }

    /** Exit code; what was printed must hold {@code expected}, and stands in a file. */
    private int check(final String text, final String expected) throws IOException, InterruptedException
    {
        final Path policy = Files.writeString(folder.resolve("policy.nft"), text);
        final Path out = folder.resolve("out");
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMiB + "m", "-XX:+UseSerialGC",
            "-cp", System.getProperty("java.class.path"), "porteira.cli.Main", "check", "--quiet", policy.toString())
            .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try
        {
            assertTrue(process.waitFor(LIMIT_S, TimeUnit.SECONDS), "no answer in " + LIMIT_S + " s");
        }
        finally
        {
            process.destroyForcibly();
        }
        final String answer = Files.readString(out);
        assertFalse(answer.contains("\tat "), answer);
        assertTrue(answer.contains(expected), answer);
        return process.exitValue();
    }
}
