package porteira.config;

import org.junit.jupiter.api.Test;
import porteira.problem.Problems;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The commented defaults are the documentation: every key, no other, and the ranges that the code applies. */
class GatewayDefaultsTest
{
    @Test
    void shouldHaveNoOtherKeysWhenReadAsConfig() throws IOException
    {
        final RefusedException e = assertThrows(RefusedException.class, () -> read(text()));

        assertEquals(
            List.of(), e.problems().stream().filter(problem -> problem.message().contains("unknown")).toList());
    }

    @Test
    void shouldRefuseWhenAnyKeyIsMissingFromTheDefaults() throws IOException
    {
        final Matcher keys = Pattern.compile("(?m)^(\\w+) = ").matcher(text());
        int count = 0;
        while (keys.find())
        {
            final String without = text().substring(0, keys.start()) +
                text().substring(text().indexOf('\n', keys.start()) + 1);
            final TomlDocument defaults = TomlDocument.parse("defaults", without);
            final TomlDocument document = TomlDocument.parse("empty", "[[port]]\n[[port]]\n[[neighbour]]\n");
            assertThrows(RefusedException.class, () -> read(document, defaults), keys.group());
            count++;
        }
        assertTrue(count > 18, "keys=" + count);
    }

    @Test
    void shouldCommentEveryKeyWithTheCodesLimits() throws IOException
    {
        assertEquals(List.of(), DocumentedDefaults.keysWithoutComment(text()));
        assertEquals(List.of(), DocumentedDefaults.limitsNotStated(text(), GatewayDefaultsTest::read));
    }

    private static void read(final String text)
    {
        read(TomlDocument.parse("x", text), TomlDocument.resource(GatewayConfig.DEFAULTS));
    }

    private static void read(final TomlDocument document, final TomlDocument defaults)
    {
        final Problems problems = new Problems();
        GatewayConfig.read(Path.of("x"), document, defaults, problems);
        problems.throwIfAny();
    }

    private static String text() throws IOException
    {
        try (InputStream in = GatewayConfig.class.getResourceAsStream(GatewayConfig.DEFAULTS))
        {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
