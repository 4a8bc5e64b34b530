package porteira.config;

import org.junit.jupiter.api.Test;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TomlDocumentTest
{
    private static final String SPECIAL = "[]{}\"'=#\n\\.,";

    @Test
    void shouldFindKeysWhateverStandsAroundThem()
    {
        final TomlDocument document = TomlDocument.parse("x", """
            # a = 1
            first = \"\"\"
            [no.table]
            no = 1 \\\""" \"\"\"
              list = [ 1, # ] [no]
                2, "]", ']' ]
            "quoted key" = 'no = 1'
            a.b . c = { d = 1, e = "}" }
            [t]
            k = 1
            [[p]]
            k = 1
            [[p]]
            [p.sub]
            k = 2
            """);

        assertEquals("x:2:1: m", document.problem("first", "m").toString());
        assertEquals("x:5:3: m", document.problem("list", "m").toString());
        assertEquals("x:7:1: m", document.problem("quoted key", "m").toString());
        assertEquals("x:8:1: m", document.problem("a.b.c.d", "m").toString());
        assertEquals("x:10:1: m", document.problem("t.k", "m").toString());
        assertEquals("x:12:1: m", document.problem("p[0].k", "m").toString());
        assertEquals("x:13:1: m", document.problem("p[1].k", "m").toString());
        assertEquals("x:15:1: m", document.problem("p[1].sub.k", "m").toString());
        assertEquals("x: m", document.problem("no", "m").toString());
    }

    @Test
    void shouldEndWithTreeOrConfigExceptionWhenTextIsMangled() throws IOException
    {
        final String text = text();
        final long seed = System.nanoTime();
        final Random random = new Random(seed);

        final int refused = assertTimeoutPreemptively(Duration.ofSeconds(60), () ->
        {
            int count = 0;
            for (int i = 0; i < 2_000; i++)
            {
                count += isRefused(mangle(text, random)) ? 1 : 0;
            }
            return count;
        }, "seed=" + seed);

        assertTrue(refused > 0, "seed=" + seed);
    }

    @Test
    void shouldNameResourceWhenItIsMissing()
    {
        assertThrows(IllegalStateException.class, () -> TomlDocument.resource("none.toml"));
    }

    private static boolean isRefused(final String text)
    {
        try
        {
            TomlDocument.parse("x", text).problem("lanes.count", "m");
            return false;
        }
        catch (final RefusedException e)
        {
            return true;
        }
    }

    private static String mangle(final String text, final Random random)
    {
        final StringBuilder mangled = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--)
        {
            mangled.setCharAt(random.nextInt(mangled.length()), SPECIAL.charAt(random.nextInt(SPECIAL.length())));
        }
        mangled.setLength(1 + random.nextInt(mangled.length()));
        return mangled.toString();
    }

    private static String text() throws IOException
    {
        try (InputStream in = GatewayConfig.class.getResourceAsStream(GatewayConfig.DEFAULTS))
        {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
