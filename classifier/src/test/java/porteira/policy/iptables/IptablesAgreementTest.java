package porteira.policy.iptables;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is imported is what the real iptables takes, and what it refuses is refused here. Rules are loaded in a network
 * namespace of their own.
 */
class IptablesAgreementTest
{
    private static final String[] ACCEPTED = {
        "-A FORWARD -j DROP",
        "-A FORWARD",
        "-A FORWARD -i eth0 ! -o eth1 -j ACCEPT",
        "-A FORWARD -i eth+ -j ACCEPT",
        "-A FORWARD -s 130/8 -d 200/7 -j DROP",
        "-A FORWARD -s 10.0.0.0/255.255.0.0 -j DROP",
        "-A FORWARD --source 10.0.0.1,10.0.0.2 -j DROP",
        "-A FORWARD ! --dst 10.0.0.1 -j DROP",
        "-A FORWARD -s 0/0 -j DROP",
        "-A FORWARD -p tcp -j DROP",
        "-A FORWARD ! -p tcp -j DROP",
        "-A FORWARD -p 47 -j DROP",
        "-A FORWARD -p tcp --dport=25 -j DROP",
        "-A FORWARD -p tcp -m tcp ! --sport 0:1023 --dport smtp -j DROP",
        "-A FORWARD -p udp --sport 1024: --dport :53 -j DROP",
        "-A FORWARD -p tcp -m multiport --dports 25,465,500:600 -j DROP",
        "-A FORWARD -p tcp -m multiport -s 203.0.113.25 ! --ports 25,465 -j DROP",
        "-A FORWARD -p tcp --syn -j DROP",
        "-A FORWARD -p tcp ! --syn -j DROP",
        "-A FORWARD -p tcp --tcp-flags SYN,ACK SYN -j DROP",
        "-A FORWARD -p tcp --tcp-flags ALL NONE -j DROP",
        "-A FORWARD -p icmp --icmp-type echo-request -j DROP",
        "-A FORWARD -p icmp -m icmp ! --icmp-type 3 -j DROP",
        "-A FORWARD -m comment --comment \"a b\" -j LOG --log-prefix \"c d: \" --log-level info",
        "-A FORWARD -m iprange --src-range 10.0.0.1-10.0.0.9 -j DROP",
        "-A FORWARD -m mac --mac-source 02:00:00:00:00:01 -j DROP",
        "-A FORWARD -p tcp -m state --state NEW,ESTABLISHED -j DROP",
        "-A FORWARD -m conntrack ! --ctstate INVALID,UNTRACKED -j DROP",
        "-A FORWARD -m u32 ! --u32 \"0 >> 22 & 0x3C @ 8=1,2:3 && 010=+1\" -j DROP",
        "-A FORWARD -m limit --limit 5/min --limit-burst 10 -j DROP",
        "-A FORWARD -m limit -j DROP",
        "-A FORWARD -m hashlimit --hashlimit-name a --hashlimit-above 5/s --hashlimit-mode srcip -j DROP",
        "-A FORWARD -m hashlimit --hashlimit-name k --hashlimit-above 512kb/s --hashlimit-mode srcip -j DROP",
        "-A FORWARD -m hashlimit --hashlimit-name m --hashlimit-upto 1mb/s --hashlimit-burst 3mb -j ACCEPT",
        "-A FORWARD -p tcp -m hashlimit --hashlimit-name b --hashlimit-upto 5/h --hashlimit-mode dstip,dstport -j DROP",
        "-A FORWARD -p tcp --syn -m connlimit --connlimit-above 3 -j REJECT --reject-with tcp-reset",
        "-A FORWARD -j REJECT",
        "-A FORWARD -j REJECT --reject-with icmp-net-prohibited",
        "-A FORWARD -p icmp --icmp-type host-unreachable -j DROP",
        "-A FORWARD -p icmp ! --icmp-type 3/4 -j DROP",
        "-A FORWARD -j other",
        "-A FORWARD -g other",
        "-A other -j RETURN",
        "-A FORWARD -j RETURN",
        "-I FORWARD 1 -j DROP",
        "-P FORWARD DROP" };

    private static final String[] REFUSED = {
        "-A FORWARD -j NOWHERE",
        "-A NOWHERE -j DROP",
        "-A FORWARD -j INPUT",
        "-A FORWARD -p tpc -j DROP",
        "-A FORWARD --dport 25 -j DROP",
        "-A FORWARD --dport 25 -p tcp -j DROP",
        "-A FORWARD -p tcp -dport 25 -j DROP",
        "-A FORWARD -p tcp --sprot 25 -j DROP",
        "-A FORWARD -p tcp --dport 65536 -j DROP",
        "-A FORWARD -p tcp --dport 30:20 -j DROP",
        "-A FORWARD -p tcp --dport 25,465 -j DROP",
        "-A FORWARD -p tcp --dports 25,465 -j DROP",
        "-A FORWARD -p tcp -m multiport --dports 1024: -j DROP",
        "-A FORWARD -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14:15,16 -j DROP",
        "-A FORWARD -m multiport --dports 25 -j DROP",
        "-A FORWARD -p tcp -m udp --dport 25 -j DROP",
        "-A FORWARD -p udp --syn -j DROP",
        "-A FORWARD -p tcp --tcp-flags SIN SIN -j DROP",
        "-A FORWARD -s 10.0.0.0/33 -j DROP",
        "-A FORWARD -s 10.0.0.256 -j DROP",
        "-A FORWARD -s 2001:db8::1 -j DROP",
        "-A FORWARD -s 1.2.3.4 -s 1.2.3.5 -j DROP",
        "-A FORWARD ! -s 1.2.3.4,1.2.3.5 -j DROP",
        "-A FORWARD -i an-interface-name-that-is-long -j DROP",
        "-A INPUT -o eth0 -j DROP",
        "-A OUTPUT -i eth0 -j DROP",
        "-A FORWARD ! -j DROP",
        "-A FORWARD -j DROP -j ACCEPT",
        "-A FORWARD -m nothing -j DROP",
        "-A FORWARD -p owner -j DROP",
        "-A FORWARD -p icmp --icmp-type nothing -j DROP",
        "-A FORWARD -j DROP --log-prefix x",
        "-A FORWARD -m state --state NWE -j DROP",
        "-A FORWARD -m u32 --u32 0==1 -j DROP",
        "-A FORWARD -m u32 --u32 0>>32=1 -j DROP",
        "-A FORWARD -m u32 --u32 0&1&1&1&1&1&1&1&1&1&1=1 -j DROP",
        "-A FORWARD -m limit --limit 5/month -j DROP",
        "-A FORWARD -m limit ! --limit 5/min -j DROP",
        "-A FORWARD -m hashlimit --hashlimit-above 5/s -j DROP",
        "-A FORWARD -p tcp -m connlimit -j DROP",
        "-A FORWARD -j REJECT --reject-with tcp-reset",
        "-A FORWARD -p tcp -j REJECT --reject-with nothing",
        "-A FORWARD -j DNAT --to-destination 10.0.0.1",
        "-A FORWARD -jDROP",
        "-A FORWARD -ptcp -j DROP",
        "-A FORWARD -m mac --mac-source 02:00:00:00:00 -j DROP",
        "-A FORWARD -j other\n-A other -j other",
        "-I FORWARD 3 -j DROP",
        "-D FORWARD -j DROP",
        "-A FORWARD DROP",
        "-P other DROP",
        "-j DROP" };

    @TempDir
    private static Path folder;

    @BeforeAll
    static void needIptables() throws Exception
    {
        assumeTrue(isLoaded("iptables-restore", "-A FORWARD -j DROP"),
            "skipped: iptables and the right to make a network namespace are needed");
    }

    @Test
    void shouldAcceptWhatIptablesAccepts() throws Exception
    {
        for (final String rule : ACCEPTED)
        {
            assertTrue(isLoaded("iptables-restore", rule), () -> "iptables refuses: " + rule);
            assertEquals("", refusal(saved(rule)), rule);
        }
    }

    @Test
    void shouldRefuseWhatIptablesRefuses() throws Exception
    {
        for (final String rule : REFUSED)
        {
            assertFalse(isLoaded("iptables-restore", rule), () -> "iptables accepts: " + rule);
            assertFalse(refusal(saved(rule)).isEmpty(), rule);
        }
    }

    @Test
    void shouldImportExamplesThatTheRealProgramsTake() throws Exception
    {
        for (final String name : List.of("screened-host", "outbound-block", "mail-server", "translucent-proxy",
            "stateful-mail-server", "mail-limits"))
        {
            final Path example = Path.of("examples/" + name + ".iptables").toAbsolutePath();

            assertEquals(0, run("unshare", "-n", "sh", "-e", example.toString()), name);
            assertEquals("", refusal(Files.readString(example)), name);
        }
        assertEquals(0, run("unshare", "-n", "iptables-restore", "examples/submission.iptables"));
    }

    @Test
    void shouldReadWhatTheRealProgramSaves() throws Exception
    {
        final List<String> rules = new ArrayList<>(List.of(ACCEPTED));
        rules.removeIf((rule) -> !rule.startsWith("-A"));
        final Path file = Files.writeString(folder.resolve("all"), saved(String.join("\n", rules)));
        final Path saved = folder.resolve("saved.iptables");

        assertEquals(0, run("unshare", "-n", "sh", "-ec", "iptables-restore < " + file + "; iptables-save > " + saved));

        assertEquals("", refusal(Files.readString(saved)));
    }

    private static boolean isLoaded(final String program, final String rule) throws Exception
    {
        return 0 == run("unshare", "-n", program, Files.writeString(folder.resolve("rules"), saved(rule)).toString());
    }

    private static String saved(final String rule)
    {
        return "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:other - [0:0]\n" + rule +
            "\nCOMMIT\n";
    }

    private static String refusal(final String text)
    {
        try
        {
            IptablesReader.read(text, "t.sh", Bridge.of(
                List.of("eth0", "eth1", "wan", "mx1"), List.of("INPUT=wan:mx1", "OUTPUT=mx1:wan")));
            return "";
        }
        catch (final RefusedException exception)
        {
            return exception.getMessage();
        }
    }

    private static int run(final String... command) throws IOException, InterruptedException
    {
        final Process process;
        try
        {
            process = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        }
        catch (final IOException exception)
        {
            return -1;
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), command[2] + " does not end");
        return process.exitValue();
    }
}
