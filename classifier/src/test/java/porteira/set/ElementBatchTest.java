package porteira.set;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Seed;
import porteira.policy.KeyType;
import porteira.policy.element.ElementFile;
import porteira.problem.Problem;
import porteira.problem.Problems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ElementBatchTest
{
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final List<KeyType> IPV4 = List.of(KeyType.IPV4_ADDR);
    private static final List<KeyType> IPV6 = List.of(KeyType.IPV6_ADDR);
    private static final List<KeyType> SERVICE = List.of(KeyType.IPV4_ADDR, KeyType.INET_SERVICE);

    private final long seed = Seed.ofRun();
    private final Problems problems = new Problems();

    @Test
    void shouldReadWhatItWrites()
    {
        assertEquals(List.of("192.0.2.1", "198.51.100.0/24", "203.0.113.1-203.0.113.9", "0.0.0.0/0"),
            texts(IPV4, "# head\n192.0.2.1\r\n  198.51.100.77/24  # in\n\n203.0.113.1-203.0.113.9, # 9\n0.0.0.0/0"));
        assertEquals(List.of("2001:db8::/32", "::1", "::ffff:192.0.2.1", "fe80::-fe80::ff00"),
            texts(IPV6, "2001:DB8:1::/32\n::1\n::ffff:c000:201\nfe80::-fe80::ff00\n"));
        assertEquals(List.of("192.0.2.1 . 25", "192.0.2.0/24 . 1024-65535"),
            texts(SERVICE, "192.0.2.1 . 25\n192.0.2.9/24 . 1024-65535"));
        assertEquals(List.of("02:00:00:00:00:0a"), texts(List.of(KeyType.ETHER_ADDR), "2:0:0:0:0:A\n"));
    }

    @Test
    void shouldReadTimesAndComments()
    {
        final ElementBatch batch = parse(IPV4, """
            192.0.2.1 timeout 1d2h3m4s5ms comment "sales: asked by # 7"
            192.0.2.2 timeout 1h expires 90 # 90 seconds
            192.0.2.3 until 1900000000000
            192.0.2.4 until never
            192.0.2.5
            """);

        assertEquals(List.of(), problems.list());
        assertEquals(NOW_MS + 93_784_005, batch.expiryMs(0, NOW_MS, 1));
        assertEquals("sales: asked by # 7", batch.comment(0));
        assertEquals(NOW_MS + 90_000, batch.expiryMs(1, NOW_MS, 1));
        assertEquals(1_900_000_000_000L, batch.expiryMs(2, NOW_MS, 1));
        assertEquals(HostSet.NEVER, batch.expiryMs(3, NOW_MS, 1));
        assertEquals(NOW_MS + 1, batch.expiryMs(4, NOW_MS, 1));
        assertEquals(HostSet.NEVER, batch.expiryMs(4, NOW_MS, 0));
        final StringBuilder text = new StringBuilder();
        ElementText.appendDuration(text, 93_784_005);
        assertEquals("1d2h3m4s5ms", text.toString());
    }

    @Test
    void shouldLocateWhatIsWrong()
    {
        final ElementBatch batch = parse(IPV4, """
            192.0.2.256
            192.0.2.1/33
              192.0.2.9-192.0.2.1
            192.0.2.1 timeout soon
            192.0.2.1 comment "open
            192.0.2.1, 192.0.2.2
            2001:db8::1
            192.0.2.7
            """);

        assertEquals(1, batch.size());
        assertEquals(List.of(
            "file:1:1: found '192.0.2.256', expected an IPv4 address",
            "file:2:11: found '192.0.2.1/33', expected a prefix length from 0 to 32",
            "file:3:3: the range '192.0.2.9-192.0.2.1' has zero or negative size",
            "file:4:19: found 'soon', expected a time such as 30d or 1h30m",
            "file:5:19: expected a comment in double quotes",
            "file:6:10: found ',', expected the end of the line, 'timeout', 'expires', 'until' or 'comment'",
            "file:7:1: found '2001:db8::1', expected an IPv4 address"), told());
    }

    @Test
    void shouldRefuseRangesWhereTheSetHasNone()
    {
        parse(IPV4, "192.0.2.0/24\n", false);

        assertEquals(
            List.of("file:1:10: found '192.0.2.0/24': prefixes and ranges need 'flags interval' in the set"), told());
    }

    @Test
    void shouldCountWhatItDoesNotTell()
    {
        parse(IPV4, "x\n".repeat(1_000));

        assertEquals(ElementFile.MAX_TOLD + 1, problems.count());
        assertTrue(told().contains("file: 1000 lines are wrong, the first 20 are told"), () -> told().toString());
    }

    @Test
    void shouldTellWhatIsNoFile(@TempDir final Path folder)
    {
        assertEquals(0, ElementBatch.read(folder.resolve("none"), IPV4, true, problems).size());
        assertEquals(0, ElementBatch.read(folder, IPV4, true, problems).size());

        assertEquals(2, problems.count());
    }

    @Test
    void shouldReadBackAnyAddress()
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final StringBuilder text = new StringBuilder();
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++)
        {
            final long groups = random.nextLong() & random.nextLong();
            text.setLength(0);
            for (int group = 0; group < 8; group++)
            {
                text.append(0 == group ? "" : ":").append(Integer.toHexString((int)(groups >>> 8 * group) & 0xFF));
            }
            expected.add(texts(IPV6, text.toString()).getFirst());
        }
        assertEquals(expected, texts(IPV6, String.join("\n", expected)), () -> "seed " + seed);
    }

    @Test
    void shouldSurviveGarbage()
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final String letters = "0123456789abcdef:.-/ ,#\"\n\ttimeoutexpiresuntilcomment\0\u00e9";
        for (int round = 0; round < 20_000; round++)
        {
            final StringBuilder text = new StringBuilder(0 == random.nextInt(2) ? "192.0.2.1 " : "");
            for (int i = random.nextInt(40); i > 0; i--)
            {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            final ElementBatch batch = parse(0 == random.nextInt(2) ? IPV4 : SERVICE, text.toString());
            assertTrue(batch.size() <= text.length(), () -> "seed " + seed);
        }
    }

    @Test
    void shouldReadAMillionLines(@TempDir final Path folder) throws IOException
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++)
        {
            final int address = random.nextInt();
            text.append(address >>> 24).append('.').append(address >>> 16 & 0xFF).append('.')
                .append(address >>> 8 & 0xFF).append('.').append(address & 0xFF).append('\n');
        }
        final Path file = Files.writeString(folder.resolve("million"), text);

        final ElementBatch batch = ElementBatch.read(file, IPV4, true, problems);

        assertEquals(1_000_000, batch.size());
        assertEquals(0, problems.count());
    }

    private List<String> texts(final List<KeyType> types, final String text)
    {
        final ElementBatch batch = parse(types, text);
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++)
        {
            final StringBuilder key = new StringBuilder();
            ElementText.appendKey(key, types, batch.key(i));
            texts.add(key.toString());
        }
        assertEquals(List.of(), problems.list());
        return texts;
    }

    private ElementBatch parse(final List<KeyType> types, final String text)
    {
        return parse(types, text, true);
    }

    private ElementBatch parse(final List<KeyType> types, final String text, final boolean allowsRanges)
    {
        final ElementBatch batch = new ElementBatch(types);
        ElementFile.parse("file", text.getBytes(StandardCharsets.UTF_8), ElementBatch.parser(types, allowsRanges),
            problems, batch);
        return batch;
    }

    private List<String> told()
    {
        final List<String> told = new ArrayList<>();
        for (final Problem problem : problems.list())
        {
            told.add(problem.toString());
        }
        return told;
    }
}
