package porteira.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What {@code import} answers, and with which exit code. */
class ImportCommandTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void shouldPrintPolicyThatCheckTakesWhenRulesAreGood() throws IOException
    {
        assertEquals(ExitCode.OK, execute("import", "examples/screened-host.iptables", "--ports", "eth0=lan,eth1=wan"),
            err::toString);
        final Path policy = Files.writeString(folder.resolve("imported.nft"), out.toString());

        assertEquals(ExitCode.OK, execute("check", policy.toString()), err::toString);
        assertTrue(out.toString().contains("imported.nft: ok"), out.toString());
    }

    @Test
    void shouldPlaceInputWhenChainIsGiven()
    {
        final String rules = "examples/submission.iptables";

        assertEquals(ExitCode.REFUSED, execute("import", rules));
        assertTrue(err.toString().contains("submission.iptables:9:1: chain INPUT"), err.toString());
        assertEquals(ExitCode.OK, execute("import", rules, "--ports", "lan,wan", "--chain", "INPUT=wan:mx1"));
        assertTrue(out.toString().contains("iifname \"wan\" oifname \"mx1\""), out.toString());
    }

    @Test
    void shouldListEverythingThatIsRefusedWhenRulesAreBad() throws IOException
    {
        final Path rules = Files.writeString(folder.resolve("rules.sh"), """
            iptables -A FORWARD -p tcp --sprot 25 -j DROP
            iptables -A FORWARD -p tcp -m owner --uid-owner 0 -j DROP
            """);

        assertEquals(ExitCode.REFUSED, execute("import", rules.toString()));

        assertTrue(err.toString().contains("rules.sh:1:28: unknown option '--sprot', did you mean '--sport'?"),
            err.toString());
        assertTrue(err.toString().contains("rules.sh:2:31: match 'owner' is not supported"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldWarnOfFaultyRecipeWhenRulesAreGood() throws IOException
    {
        final Path rules = Files.writeString(folder.resolve("rules.sh"),
            "iptables -A FORWARD -m u32 --u32 '0>>22&0x3C@8>>28=6 && 48&0xFFFF=25' -j DROP\n");

        assertEquals(ExitCode.OK, execute("import", rules.toString()));

        assertTrue(err.toString().startsWith("warning: " + rules + ":1:34: this recipe"), err.toString());
        assertTrue(out.toString().contains("ip u32 \"0>>22&0x3C@8>>28=6 && 48&0xFFFF=25\" drop"), out.toString());
    }

    @Test
    void shouldShowUsageWhenPortsOrChainsAreMisspelt()
    {
        assertEquals(ExitCode.USAGE, execute("import", "x", "--chain", "FORWARD=a:b"));
        assertTrue(err.toString().contains("found 'FORWARD=a:b', expected INPUT=FROM:TO"), err.toString());
        assertEquals(ExitCode.USAGE, execute("import", "x", "--ports", "lan,lan"));
        assertTrue(err.toString().contains("'lan' is given twice"), err.toString());
    }

    @Test
    void shouldNameTheFileWhenItIsMissing()
    {
        assertEquals(ExitCode.FAILURE, execute("import", folder.resolve("none").toString()));

        assertTrue(err.toString().contains("none: no such file"), err.toString());
    }

    private int execute(final String... args)
    {
        final CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
