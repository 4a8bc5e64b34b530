package porteira.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import porteira.flow.ConnectionTracker;
import porteira.flow.FlowLimits;
import porteira.flow.FlowMemory;
import porteira.flow.FlowTally;
import porteira.flow.FlowTimeouts;
import porteira.flow.Talk;

/** What {@code flows} shows of two lanes. */
class FlowsCommandTest
{
    private static final int SYN = 2;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeLanes() throws IOException
    {
        final FlowLimits limits = FlowLimits.of(64);
        try (FlowMemory first = FlowMemory.ofFile(folder.resolve("flows-0.dat"), limits, 0);
            FlowMemory second = FlowMemory.ofFile(folder.resolve("flows-1.dat"), limits, 1))
        {
            final ConnectionTracker mail = new ConnectionTracker(first, FlowTimeouts.NETFILTER, 1, new FlowTally());
            Talk.pass(mail, Talk.tcp("192.0.2.10", 4000, "198.51.100.25", 25, SYN, 1, 0, 9, new byte[0], 0), 1);
            Talk.pass(mail, Talk.tcp("192.0.2.77", 4001, "198.51.100.25", 587, SYN, 1, 0, 9, new byte[0], 0), 1);
            mail.tick(1001);
            final ConnectionTracker names = new ConnectionTracker(second, FlowTimeouts.NETFILTER, 1, new FlowTally());
            Talk.pass(names, Talk.tagged(Talk.udp("2001:db8::1", 9, "2001:db8:1::53", 53, 0), 30), 1);
            Talk.pass(names, Talk.tagged(Talk.udp("2001:db8:1::53", 53, "2001:db8::1", 9, 0), 30), 1);
            names.tick(1001);
        }
    }

    @Test
    void shouldShowATableWhenNothingIsAsked()
    {
        assertEquals(ExitCode.OK, execute(), err::toString);

        assertEquals("""
            lane  protocol  state               left  vlan  source           destination          behind the gateway
               0  tcp       syn_sent unreplied  119s  -     192.0.2.10:4000  198.51.100.25:25
               0  tcp       syn_sent unreplied  119s  -     192.0.2.77:4001  198.51.100.25:587
               1  udp                           29s   30    [2001:db8::1]:9  [2001:db8:1::53]:53
            """, out.toString());
    }

    @Test
    void shouldWriteAnObjectALineWhenJsonIsAsked()
    {
        assertEquals(ExitCode.OK, execute("--json", "--protocol", "udp"), err::toString);

        assertEquals("{\"lane\":1,\"protocol\":\"udp\",\"replied\":true,\"assured\":false,\"left_ms\":29000," +
            "\"vlans\":[30],\"source\":{\"address\":\"2001:db8::1\",\"port\":9}," +
            "\"destination\":{\"address\":\"2001:db8:1::53\",\"port\":53}}\n", out.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--port 25, 1", "--port 9, 1", "--port 26, 0", "--protocol tcp, 2", "--protocol 17, 1",
        "--address 192.0.2.0/25, 2", "--address 192.0.2.64/26, 1", "--address 2001:db8::/32, 1", "--address ::/0, 1",
        "--address 0.0.0.0/0, 2", "--address 198.51.100.25 --port 587, 1", "--state SYN_SENT, 2",
        "--state established, 0", "--state unreplied, 2", "--state assured, 0", "--address 2001:db8::1, 1" })
    void shouldCountWhatMatches(final String options, final int count)
    {
        assertEquals(ExitCode.OK, execute((options + " --count").split(" ")), err::toString);

        assertEquals(count + "\n", out.toString());
    }

    @Test
    void shouldSayThatThereAreMoreWhenTheLimitIsMet()
    {
        assertEquals(ExitCode.OK, execute("--limit", "1", "--json"));

        assertEquals(1, out.toString().lines().count());
        assertTrue(err.toString().contains("stopped at --limit 1"), err.toString());
    }

    @ParameterizedTest
    @CsvSource({ "--port 70000", "--protocol mail", "--address 192.0.2.0/33", "--address mx.example", "--state new" })
    void shouldRefuseWhatItCannotRead(final String options)
    {
        assertEquals(ExitCode.USAGE, execute(options.split(" ")));
        assertTrue(err.toString().contains(options.split(" ")[0] + ": found"), err.toString());
    }

    @Test
    void shouldNameTheFolderWhenNoGatewayHasRun()
    {
        assertEquals(ExitCode.ENVIRONMENT,
            commandLine("flows", "--run-dir", folder.resolve("nowhere").toString()));
        assertTrue(err.toString().contains("nowhere: no flows here"), err.toString());
    }

    private int execute(final String... options)
    {
        final String[] all = new String[options.length + 3];
        all[0] = "flows";
        all[1] = "--run-dir";
        all[2] = folder.toString();
        System.arraycopy(options, 0, all, 3, options.length);
        return commandLine(all);
    }

    private int commandLine(final String... words)
    {
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(words);
    }
}
