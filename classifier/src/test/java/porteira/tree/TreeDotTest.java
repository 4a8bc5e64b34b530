package porteira.tree;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.policy.PortNames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TreeDotTest
{
    /** Points of the narrowest letters that boxes must have room for, at 11 points. */
    private static final double LETTER = 3.5;
    private static final double POINTS = 72;
    private static final Pattern NODE =
        Pattern.compile("node (\\S+) \\S+ \\S+ (\\S+) \\S+ (\"(?:[^\"\\\\]|\\\\.)*\"|\\S+) .*");

    @TempDir
    private Path folder;

    @Test
    void shouldDrawEveryLeafQuestionAndAnswerOfTheExamples() throws Exception
    {
        Needed.that(hasGraphviz(), "needs Graphviz' dot");
        try (Stream<Path> files = Files.list(Path.of("examples")))
        {
            for (final Path file : files.filter((path) -> path.toString().endsWith(".nft")).toList())
            {
                check(PolicyCompiler.compile(file, PortNames.inOrderOfAppearance()));
            }
        }
    }

    @Test
    void shouldColorLeavesByWhatBecomesOfFrames()
    {
        final String dot = TreeDot.dot(policy("tcp dport 25 drop"));

        assertTrue(dot.contains("fillcolor=\"#f6c1bc\", label=\"drop\\ntcp dport 25 drop\\np.nft:4\""), dot);
        assertTrue(dot.contains("fillcolor=\"#c9e7c5\", label=\"accept\\npolicy accept\\np.nft:3\""), dot);
    }

    @Test
    void shouldWrapLongTextsBetweenWords()
    {
        final String comment = "a \\\"quoted\\\" remark".replace("\\\"", "'") + " word".repeat(20);
        final String dot = TreeDot.dot(policy("tcp dport 25 drop comment \"" + comment + "\""));

        final Matcher label = Pattern.compile("label=\"drop\\\\n(.*)\\\\np.nft:4\"").matcher(dot);
        assertTrue(label.find(), dot);
        assertEquals(comment, label.group(1).replace("\\n", " "));
        for (final String line : label.group(1).split("\\\\n"))
        {
            assertTrue(TreeDot.WIDTH >= line.length(), line);
        }
    }

    @Test
    void shouldNameLargeSetsByTheirSizeAlone()
    {
        final StringBuilder ports = new StringBuilder();
        for (int port = 1; port < 400; port += 2)
        {
            ports.append(1 == port ? "" : ", ").append(port);
        }

        final String dot = TreeDot.dot(policy("tcp dport { " + ports + " } drop comment \"odd\""));

        assertTrue(dot.contains("dport in a set of 200"), dot);
        assertTrue(dot.lines().allMatch((line) -> 300 > line.length()), dot);
    }

    private void check(final CompiledPolicy policy) throws Exception
    {
        final List<String> plain = layout(TreeDot.dot(policy));

        int nodes = 0;
        for (final String line : plain)
        {
            final Matcher node = NODE.matcher(line);
            if (node.matches())
            {
                nodes++;
                for (final String words : node.group(3).replaceAll("^\"|\"$", "").split("\\\\n"))
                {
                    assertTrue(Double.parseDouble(node.group(2)) * POINTS > words.length() * LETTER, line);
                }
            }
        }
        int answers = 0;
        for (final Diagram.Decision decision : policy.diagram().all())
        {
            answers += (int)decision.children().stream().distinct().count();
        }
        assertEquals(policy.leaves().size() + policy.diagram().all().size(), nodes);
        assertEquals(answers, (int)plain.stream().filter((line) -> line.startsWith("edge ")).count());
    }

    private List<String> layout(final String dot) throws Exception
    {
        final Path out = folder.resolve("plain");
        final Process process = new ProcessBuilder("dot", "-Tplain")
            .redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (OutputStream input = process.getOutputStream())
        {
            input.write(dot.getBytes(StandardCharsets.UTF_8));
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "dot takes too long");
        assertEquals(0, process.exitValue());
        return new ArrayList<>(Files.readAllLines(out));
    }

    private static boolean hasGraphviz() throws InterruptedException
    {
        try
        {
            return 0 == new ProcessBuilder("dot", "-V").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        }
        catch (final IOException e)
        {
            return false;
        }
    }

    private static CompiledPolicy policy(final String rule)
    {
        return PolicyCompiler.compile(
            "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy accept;\n" +
            rule + "\n}\n}\n",
            "p.nft", PortNames.inOrderOfAppearance());
    }
}
