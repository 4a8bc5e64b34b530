package porteira.policy.iptables;

import org.junit.jupiter.api.Test;
import porteira.problem.RefusedException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages: what is said about a line stands behind {@code #!}, starting with the column. */
class IptablesProblemsTest
{
    private static final String RULES = """
        iptables -A FORWARD -p tcp –dport 25 -j DROP #! 28: found '–dport' with the dash U+2013 of printed text, \
        write '--dport'
        iptables –A FORWARD -j DROP #! 10: found '–A' with the dash U+2013 of printed text, write '-A'
        iptables -A FORWARD -p udp -dport 3544 -j DROP #! 28: found '-dport' with one dash, did you mean '--dport'?
        iptables -A FORWARD -p tcp --sprot 25 -j DROP #! 28: unknown option '--sprot', did you mean '--sport'?
        iptables -A FORWARD -p tcp --dport 25 -m state --state NEW -j DROP #! 42: match 'state' is not supported: \
        policies know no connections, only frames
        iptables -A FORWARD -m conntrack --ctstate NEW -j DROP #! 24: match 'conntrack' is not supported: policies \
        know no connections, only frames
        iptables -A FORWARD -p owner --uid-owner root -j DROP #! 24: found 'owner', expected a protocol; match \
        'owner' is not supported: which user a connection belongs to is known only to the machine that opens it, \
        never to a bridge #! 30: match 'owner' is not supported: which user a connection belongs to is known only to \
        the machine that opens it, never to a bridge
        iptables -A FORWARD -m limit --limit 3/min -j LOG #! 24: match 'limit' is not supported: policies know no rates
        iptables -A FORWARD -m hashlimit --hashlimit-above 3/min -j DROP #! 24: match 'hashlimit' is not supported: \
        policies know no rates
        iptables -A FORWARD -p tcp --syn -m connlimit --connlimit-above 3 -j DROP #! 37: match 'connlimit' is not \
        supported: policies do not count connections
        iptables -A FORWARD -m u32 --u32 "0 & 1 = 1" -j DROP #! 28: match 'u32' is not supported: policies test fields \
        by name, not bytes by place
        iptables -A FORWARD -j REJECT --reject-with tcp-reset #! 24: target 'REJECT' is not supported: porteira never \
        answers a frame; 'DROP' stops it without an answer
        iptables -t nat -A PREROUTING -i eth0 -p tcp -s 203.0.113.0/24 --dport 25 -j DNAT --to-destination \
        203.0.113.25:587 #! 13: rules of table 'nat' are not supported: frames are passed or dropped, never rewritten \
        #! 78: target 'DNAT' is not supported: frames are passed or dropped, never rewritten
        iptables -A FORWARD -j accept #! 24: found 'accept', expected a target or a chain made with '-N' before, did \
        you mean 'ACCEPT'?
        iptables -A FORWRAD -j DROP #! 13: chain 'FORWRAD' does not exist, did you mean 'FORWARD'?
        iptables -A FORWARD --dport 25 -p tcp -j DROP #! 21: '--dport' needs '-p tcp' or '-p udp' in front of it
        iptables -A FORWARD -p tcp --dports 25,465 -j DROP #! 28: '--dports' needs '-m multiport' in front of it
        iptables -A FORWARD -p tcp --dport 25,465 -j DROP #! 36: found '25,465', expected one port or one range; a \
        list needs '-m multiport' and '--sports', '--dports' or '--ports'
        iptables -A FORWARD -p tcp --dport 65536 -j DROP #! 36: found '65536', expected a port from 0 to 65535
        iptables -A FORWARD -p tcp --dport 30:20 -j DROP #! 36: the range '30:20' ends before it starts
        iptables -A FORWARD -p tpc --dport 25 -j DROP #! 24: found 'tpc', expected a protocol, did you mean 'tcp'?
        iptables -A FORWARD -s 2001:db8::/32 -j DROP #! 24: found '2001:db8::', expected an IPv4 address; IPv6 is for \
        'ip6tables'
        iptables -A FORWARD -s mail.example.org -j DROP #! 24: found 'mail.example.org', expected an IPv4 address; \
        names are not looked up
        iptables -A FORWARD -s 10.0.0.0/33 -j DROP #! 24: found '/33', expected a prefix length from 0 to 32 or its mask
        iptables -A FORWARD -s 10.0.0.0/255.0.255.0 -j DROP #! 24: found '/255.0.255.0', expected a prefix length from \
        0 to 32 or its mask
        iptables -A FORWARD -s 010.0.0.1 -j DROP #! 24: found '010.0.0.1', expected an IPv4 address
        iptables -A FORWARD -i eth9 -j DROP #! 24: interface 'eth9' is none of eth0, wan; say which port it is: \
        --ports eth9=PORT, did you mean 'eth0'?
        iptables -A FORWARD -p tcp --tcp-flags SIN ALL -j DROP #! 40: found 'SIN', expected a TCP flag (FIN, SYN, RST, \
        PSH, ACK, URG), ALL or NONE, did you mean 'SYN'?
        iptables -A FORWARD ! -j DROP #! 21: '!' can not stand before '-j'
        iptables -A FORWARD -s 1.2.3.4 -s 1.2.3.5 -j DROP #! 32: '-s' is given twice
        iptables -A FORWARD -j LOG --log-prefix "this prefix is longer than thirty" #! 41: log prefix is too long: \
        length=33, limit=29
        iptables -A FORWARD -s $LNA -j DROP #! 24: variable '$LNA' is not set in this file, did you mean 'LAN'?
        iptables -A FORWARD -s $(hostname) -j DROP #! 25: the output of a command is not followed; write the value
        iptables -s 1.2.3.4 -j DROP #! 1: no command, expected one of -A, -I, -D, -R, -N, -X, -F or -P
        iptables -A FORWARD DROP #! 21: found 'DROP', expected an option
        iptables -A FORWARD -ptcp -j DROP #! 21: found '-ptcp', write '-p tcp'
        iptables -A FORWARD -p #! 21: '-p' needs a value
        iptables -A FORWARD -p icmp --icmp-type 3/4 -j DROP #! 41: found '3/4', expected a type without a code: \
        policies do not read codes
        iptables -A INPUT -o eth0 -j DROP #! 19: '-o' can not stand in chain INPUT #! 10: chain INPUT judges what is \
        for the machine that has these rules; say between which ports its frames cross the bridge: --chain \
        INPUT=FROM:TO, TO being the machine's port
        iptalbes -A FORWARD -j DROP #! 1: found 'iptalbes', expected 'iptables', 'ip6tables' or NAME=value; other \
        commands are not followed, did you mean 'iptables'?
        iptables -N loop
        iptables -A loop -j "loop
        """;

    @Test
    void shouldReportEveryProblemInOneRun()
    {
        final List<String> expected = new ArrayList<>();
        final StringBuilder text = new StringBuilder("LAN=10.0.0.0/8\n");
        int number = 1;
        for (final String line : RULES.lines().toList())
        {
            number++;
            final String[] parts = line.split(" #! ");
            text.append(parts[0]).append('\n');
            for (int i = 1; i < parts.length; i++)
            {
                expected.add("bad.sh:" + number + ":" + parts[i]);
            }
        }
        expected.add("bad.sh:" + number + ":21: double quote is not closed");

        final List<String> found = messages(text.toString());

        for (final String message : expected)
        {
            assertTrue(found.contains(message), () -> "missing " + message + " in\n" + String.join("\n", found));
        }
        found.removeAll(expected);
        assertEquals(List.of(), found);
    }

    @Test
    void shouldSayWhatToWriteInsteadOfTheTeredoRecipe()
    {
        final List<String> found = messages("iptables -A FORWARD -i eth0 -p udp -s 203.0.113.0/24 --dport 3544 " +
            "-m u32 --u32 \"4 & 0x3FFF = 0 && 0 >> 22 & 0x3C @ 8 >> 26 = 6 && 11 & 0xFF = 6 && " +
            "48 & 0xFFFF = 25,465\" -j DROP\n");

        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().startsWith("bad.sh:1:80: match 'u32' is not supported"), found::toString);
        assertTrue(found.getFirst().contains("stands at '8>>28', not '8>>26'"), found::toString);
        assertTrue(found.getFirst().endsWith("Write in the policy instead: iifname \"lan\" ip saddr 203.0.113.0/24 " +
            "teredo tcp dport { 25, 465 } drop"), found::toString);
    }

    @Test
    void shouldNotBlameTheVersionWhenTheTeredoRecipeReadsItRight()
    {
        final List<String> found = messages(
            "iptables -A FORWARD -m u32 --u32 '0>>22&0x3C@8>>28=6 && 48&0xFFFF=25' -j DROP\n");

        assertEquals(List.of("bad.sh:1:34: match 'u32' is not supported: policies test fields by name, not bytes by " +
            "place; and this recipe for SMTP in Teredo never worked: u32 forgets '@' behind '&&', so that the tests " +
            "after it read the outer packet. Write in the policy instead: teredo tcp dport 25 drop"), found);
    }

    @Test
    void shouldRefuseJumpsInCirclesWhereTheyStand()
    {
        final List<String> found = messages("""
            iptables -N a
            iptables -N b
            iptables -A a -j b
            iptables -A b -g a
            """);

        assertEquals(List.of("bad.sh:4:10: this jump leads back to chain 'ip_a'"), found);
    }

    @Test
    void shouldRefuseShellProgramsOnce()
    {
        final List<String> found = messages("""
            for i in 25 465
            do
            iptables -A FORWARD -p tcp --dport 25 -j DROP
            done
            cat rules | iptables-restore
            """);

        assertEquals(3, found.size(), found::toString);
        assertTrue(found.getFirst().startsWith("bad.sh:1:1: found 'for'"), found::toString);
        assertTrue(found.get(1).startsWith("bad.sh:5:1: found 'cat'"), found::toString);
        assertTrue(found.get(2).startsWith("bad.sh:5:11: '|' is not followed"), found::toString);
    }

    @Test
    void shouldRefuseOrTranslateAnyText()
    {
        final long seed = Long.getLong("porteira.seed", System.nanoTime());
        final SplittableRandom random = new SplittableRandom(seed);
        final String[] pieces = ("iptables ip6tables -A -I -D -F -X FORWARD INPUT -p tcp udp --dport --sport 25 " +
            "0:9 ! -m multiport --ports -s 10/8 :: -j DROP LOG RETURN -N x -g \" ' \\ $ ${ $A A=1 ; && || | > < ` " +
            "$( # * : [ *filter :FORWARD COMMIT - -- = -i eth0 eth+ lo \u2013dport \0 \t \r").split(" ");
        for (int i = 0; i < 20_000; i++)
        {
            final StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(30); piece > 0; piece--)
            {
                text.append(pieces[random.nextInt(pieces.length)]).append(0 == random.nextInt(8) ? "\n" :
                    0 == random.nextInt(8) ? "" : " ");
            }
            try
            {
                IptablesReader.read(text.toString(), "random.sh", Bridge.unknown());
            }
            catch (final RefusedException exception)
            {
                assertTrue(exception.problems().stream().noneMatch((problem) -> 0 == problem.line() ||
                    "imported.nft".equals(problem.file())), () -> "seed " + seed + "\n" + text + "\n" + exception);
            }
            catch (final RuntimeException exception)
            {
                throw new AssertionError("seed " + seed + "\n" + text, exception);
            }
        }
    }

    private static List<String> messages(final String text)
    {
        final Bridge bridge = Bridge.of(List.of("eth0=lan", "wan"), List.of());
        final RefusedException exception =
            assertThrows(RefusedException.class, () -> IptablesReader.read(text, "bad.sh", bridge));
        final List<String> messages = new ArrayList<>();
        exception.problems().forEach((problem) -> messages.add(problem.toString()));
        return messages;
    }
}
