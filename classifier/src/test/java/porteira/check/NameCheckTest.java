package porteira.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameCheckTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldNameVariablesAndSetsThatNoRuleUses() throws IOException
    {
        Files.writeString(folder.resolve("names.nft"), "define one = 1\ndefine two = 2\n");
        final Path policy = Files.writeString(folder.resolve("p.nft"), """
            include "names.nft"
            table bridge t {
                set used { type ipv4_addr; elements = { 10.0.0.1 } }
                set idle { type ipv4_addr; elements = { 10.0.0.2 } }
                chain c {
                    type filter hook forward priority filter; policy accept;
                    ip saddr @used tcp dport $two drop
                }
            }
            """);

        assertEquals(List.of(
            "names.nft:1: warning: variable '$one' is never used",
            "p.nft:4: warning: set '@idle' is never used"),
            NameCheck.of(policy).stream().map(Remark::toString).toList());
    }

    @Test
    void shouldFindUseForEveryNameInTheExamples() throws IOException
    {
        try (Stream<Path> files = Files.list(Path.of("examples")))
        {
            for (final Path file : files.filter((path) -> path.toString().endsWith(".nft")).toList())
            {
                assertEquals(List.of(), NameCheck.of(file));
            }
        }
    }
}
