package porteira.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a command line answers, and with which exit code. Nothing here gets as far as starting DPDK. */
class CommandLineTest
{
    private static final String POLICY = """
        table bridge t {
            chain forward {
                type filter hook forward priority filter; policy accept;
                iifname "lan" tcp dport 25 drop comment "no mail"
            }
        }
        """;
    private static final String SYN_TO_25 = "02:00:00:00:00:01 02:00:00:00:00:02 0800 " +
        "4500 0028 0000 0000 4006 0000 0a000001 c0000219 " +
        "8000 0019 00000000 00000000 5002 2000 0000 0000";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;
    private Path policy;

    @BeforeEach
    void writePolicy() throws IOException
    {
        policy = Files.writeString(folder.resolve("policy.nft"), POLICY);
        System.setProperty("porteira.home", Path.of("..").toAbsolutePath().normalize().toString());
    }

    @Test
    void shouldAcceptPolicyAndConfigurationWhenBothAreGood() throws IOException
    {
        assertEquals(ExitCode.OK, execute("check", config("lan", "net_null0", "wan", "net_null1"), policy.toString()));

        assertEquals("", err.toString());
        assertTrue(out.toString().contains("rules, ports lan, wan"), out.toString());
    }

    @Test
    void shouldRefusePolicyWhenWarnedOfAndStrict()
    {
        assertEquals(ExitCode.OK, execute("check", policy.toString()));
        assertTrue(
            out.toString().contains("policy.nft:4: warning: tcp to port 25, in by lan: dropped"), out.toString());

        assertEquals(ExitCode.REFUSED, execute("check", "--strict", policy.toString()));
    }

    @Test
    void shouldListErrorsOfConfigurationAndPolicyWhenBothAreBad() throws IOException
    {
        Files.writeString(policy, POLICY.replace("dport", "dprt"));

        assertEquals(ExitCode.REFUSED, execute("check", config("lan", "net_null0", "lan", "net_null1")));

        assertTrue(err.toString().contains("gateway.toml:11"), err.toString());
        assertTrue(err.toString().contains("policy.nft:4"), err.toString());
        assertTrue(err.toString().contains("did you mean 'dport'?"), err.toString());
    }

    @Test
    void shouldRefusePolicyWhenItNamesNoPortOfTheConfiguration() throws IOException
    {
        assertEquals(ExitCode.REFUSED, execute("check", config("inside", "net_null0", "wan", "net_null1")));

        assertTrue(err.toString().contains("policy.nft:4"), err.toString());
        assertTrue(err.toString().contains("lan"), err.toString());
    }

    @Test
    void shouldNameTheFileWhenItIsMissing()
    {
        assertEquals(ExitCode.FAILURE, execute("check", folder.resolve("none.nft").toString()));

        assertTrue(err.toString().contains("none.nft: no such file"), err.toString());
    }

    @Test
    void shouldShowUsageWhenCommandIsUnknown()
    {
        assertEquals(ExitCode.USAGE, execute("rum"));

        assertTrue(err.toString().contains("run"), err.toString());
    }

    @Test
    void shouldNotStartWhenInterfaceIsMissing() throws IOException
    {
        final String config = config("lan", "net_af_packet0,iface=nosuch0", "wan", "net_null0");

        assertEquals(ExitCode.ENVIRONMENT, execute("run", "--config", config));

        assertTrue(err.toString().contains("nosuch0"), err.toString());
        assertFalse(out.toString().contains("forwarding"), out.toString());
    }

    @Test
    void shouldSaySoWhenNoGatewayHasRun()
    {
        assertEquals(ExitCode.ENVIRONMENT, execute("stat", "--run-dir", folder.toString()));

        assertTrue(err.toString().contains("no gateway has run here"), err.toString());
    }

    @Test
    void shouldSayThatAnotherRunsWhenItsLockIsHeld() throws IOException
    {
        final String config = config("lan", "net_null0", "wan", "net_null1");
        final Path lock = Files.createDirectories(folder.resolve("run")).resolve("lock");

        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE))
        {
            channel.lock();
            assertEquals(ExitCode.BUSY, execute("run", "--config", config), err.toString());
        }

        assertTrue(err.toString().contains("another porteira runs here"), err.toString());
    }

    @Test
    void shouldExplainFrameWhenGivenInHex()
    {
        assertEquals(ExitCode.OK, execute("explain", policy.toString(), "--frame", SYN_TO_25));

        assertTrue(out.toString().contains("verdict: drop, by policy.nft:4 (no mail)"), out.toString());
    }

    @Test
    void shouldRefuseFramesThatAreNone()
    {
        assertEquals(ExitCode.USAGE, execute("explain", policy.toString(), "--frame", "012"));
        assertEquals(ExitCode.USAGE, execute("explain", policy.toString(), "--frame", " "));
        assertEquals(ExitCode.USAGE, execute("explain", policy.toString(), "--frame", "0g"));
        assertEquals(ExitCode.USAGE, execute("explain", policy.toString(), "--frame", "00".repeat(65_536)));
        assertEquals(ExitCode.USAGE, execute("explain", policy.toString(), "--pcap", "x.pcap:0"));
        assertEquals(ExitCode.USAGE, execute("explain", policy.toString(), "--frame", SYN_TO_25, "--ct", "old"));

        for (final String expected : List.of(
            "--frame: an odd number of hexadecimal digits: 3\n",
            "--frame: no bytes\n",
            "--frame: found 'g' after 1 digits, expected a hexadecimal digit\n",
            "--frame: too long: bytes=65536, limit=65535\n",
            "--pcap: found x.pcap:0, expected FILE:N, N from 1\n",
            "--ct: found old, expected new, established, related, invalid or untracked\n"))
        {
            assertTrue(err.toString().contains(expected), err.toString());
        }
    }

    @Test
    void shouldExplainOtherwiseWhenFrameComesFromAnotherPort()
    {
        assertEquals(ExitCode.OK, execute("explain", policy.toString(), "--in", "wan", "--frame", SYN_TO_25));

        assertTrue(out.toString().contains("verdict: accept"), out.toString());
    }

    private String config(final String first, final String firstDevice, final String second, final String secondDevice)
        throws IOException
    {
        return Files.writeString(folder.resolve("gateway.toml"), """
            [gateway]
            policy = "policy.nft"
            run_dir = "run"
            [eal]
            hugepages = false
            memory_mb = 64
            [[port]]
            name = "%s"
            device = "%s"
            [[port]]
            name = "%s"
            device = "%s"
            """.formatted(first, firstDevice, second, secondDevice)).toString();
    }

    private int execute(final String... args)
    {
        final CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
