package porteira.policy.iptables;

import org.junit.jupiter.api.Test;
import porteira.Seed;
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
        iptables -A FORWARD -p tcp -m state --state ESTABLISHD -j DROP #! 45: found 'ESTABLISHD', expected a state \
        (NEW, ESTABLISHED, RELATED, INVALID, UNTRACKED), did you mean 'ESTABLISHED'?
        iptables -A FORWARD -m conntrack --ctstate DNAT -j DROP #! 44: 'DNAT' is not supported: a policy does not ask \
        what is translated, only for the state of a connection
        iptables -A FORWARD -m conntrack --ctproto 6 -j DROP #! 34: '--ctproto' is not supported: of a connection \
        only its state and their number are known
        iptables -A FORWARD -p owner --uid-owner root -j DROP #! 24: found 'owner', expected a protocol; match \
        'owner' is not supported: which user a connection belongs to is known only to the machine that opens it, \
        never to a bridge #! 30: match 'owner' is not supported: which user a connection belongs to is known only to \
        the machine that opens it, never to a bridge
        iptables -A FORWARD -m recent --name smtp --set -j DROP #! 24: match 'recent' is not supported: policies keep \
        such lists in sets: 'add @set { ip saddr timeout 1h }'
        iptables -A FORWARD --state NEW -j DROP #! 21: '--state' needs '-m state' in front of it
        iptables -A FORWARD -m limit --limit 3/month -j LOG #! 38: found '3/month', expected a rate such as 5/minute \
        (second, minute, hour or day)
        iptables -A FORWARD -m limit --limit 10001/s -j LOG #! 38: the rate 10001/second is too fast: \
        limit=10000/second
        iptables -A FORWARD -m limit ! --limit 3/min -j LOG #! 30: '!' can not stand before '--limit'
        iptables -A FORWARD -m hashlimit --hashlimit-above 3/min -j DROP #! 34: '-m hashlimit' needs \
        '--hashlimit-name'
        iptables -A FORWARD -m hashlimit --hashlimit-name x -j DROP #! 24: '-m hashlimit' needs '--hashlimit-upto' or \
        '--hashlimit-above'
        iptables -A FORWARD -m hashlimit --hashlimit-above 5/s --hashlimit-name y --hashlimit-mode srcport -j DROP \
        #! 34: a hashlimit by port needs '-p tcp' or '-p udp'
        iptables -A FORWARD -m hashlimit --hashlimit-upto 512kb --hashlimit-name x -j DROP #! 51: found '512kb', \
        which iptables takes for packets: expected '512kb/s', a rate of bytes is by the second
        iptables -A FORWARD -m hashlimit --hashlimit-upto 15b/s --hashlimit-name x -j DROP #! 51: the rate of 15 \
        bytes a second is beyond what hashlimit counts: 16 to 4294967295
        iptables -A FORWARD -m hashlimit --hashlimit-burst 5 --hashlimit-upto 2kb/s --hashlimit-name x -j DROP #! 52: \
        found '5', expected a burst of at least what a second brings, 2 kbytes, such as 2mb
        iptables -A FORWARD -p tcp --syn -m connlimit -j DROP #! 37: '-m connlimit' needs '--connlimit-above' or \
        '--connlimit-upto'
        iptables -A FORWARD -p tcp -m connlimit --connlimit-above 3 --connlimit-mask 33 -j DROP #! 78: found '33', \
        expected a number from 0 to 32
        iptables -A FORWARD -m u32 --u32 "0 & 1 == 1" -j DROP #! 42: found '=', expected a value
        iptables -A FORWARD -m u32 --u32 "0 >> 32 = 1" -j DROP #! 40: a shift by 32 has no meaning in 32 bits, Linux \
        refuses it: limit=31
        iptables -A FORWARD -j REJECT --reject-with tcp-reset #! 45: 'tcp-reset' needs '-p tcp'
        iptables -A FORWARD -j REJECT --reject-with icmp-port-unreachabel #! 45: found 'icmp-port-unreachabel', \
        expected an answer such as 'icmp-port-unreachable' or 'tcp-reset', did you mean 'icmp-port-unreachable'?
        iptables -A FORWARD -j DROP --reject-with tcp-reset #! 29: '--reject-with' needs '-j REJECT'
        iptables -A FORWARD -j NFLOG --nflog-group 3 #! 24: target 'NFLOG' is not supported: 'LOG' writes an event
        iptables -A FORWARD -j DNAT --to-destination 192.0.2.1 #! 24: target 'DNAT' stands in table 'nat', chain \
        PREROUTING or OUTPUT
        iptables -t nat -A PREROUTING -j DNAT #! 34: target 'DNAT' needs '--to-destination'
        iptables -t nat -A PREROUTING -j DNAT --to-destination 192.0.2.1:587 #! 56: a port needs '-p tcp' or '-p udp'
        iptables -t nat -A PREROUTING -j DNAT --to-source 192.0.2.1 #! 39: '--to-source' needs one of these targets: \
        SNAT #! 34: target 'DNAT' needs '--to-destination'
        iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 192.0.2.300:587 #! 63: found '192.0.2.300', \
        expected an IPv4 address
        iptables -t nat -A PREROUTING -j DROP #! 34: target 'DROP' can not stand in table 'nat'
        iptables -t nat -A PREROUTING -o eth0 -j ACCEPT #! 31: '-o' can not stand in chain PREROUTING
        iptables -t nat -A POSTROUTING -i eth0 -j MASQUERADE #! 32: '-i' can not stand in chain POSTROUTING \
        #! 17: chain POSTROUTING does not see what chain INPUT accepts, but both may share chains of your own here: \
        import INPUT apart
        iptables -t nat -A INPUT -j ACCEPT #! 20: chain INPUT of table 'nat' is not supported: it rewrites what ends \
        in a machine, behind the bridge
        iptables -t mangle -A FORWARD -j TCPMSS --clamp-mss-to-pmtu #! 13: rules of table 'mangle' are not supported: \
        a frame is passed, answered or dropped, and only its addresses and ports are ever rewritten
        iptables -A FORWARD -p tcp --tcp-option 7 -j DROP #! 28: '--tcp-option' is not supported: policies do not \
        read this field
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
        iptables -A FORWARD -p icmp --icmp-type 3/256 -j DROP #! 41: found '3/256', expected an ICMP type
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
        assertEquals(List.of("good.sh:1:80: this recipe for SMTP in Teredo never worked: the version of the inner " +
            "packet stands at '8>>28', not '8>>26', and u32 forgets '@' behind '&&', so that tests after it read " +
            "the outer packet. Use instead: iifname \"lan\" ip saddr 203.0.113.0/24 teredo tcp dport { 25, 465 } drop"),
            warnings("iptables -A FORWARD -i eth0 -p udp -s 203.0.113.0/24 --dport 3544 " +
            "-m u32 --u32 \"4 & 0x3FFF = 0 && 0 >> 22 & 0x3C @ 8 >> 26 = 6 && 11 & 0xFF = 6 && " +
            "48 & 0xFFFF = 25,465\" -j DROP\n"));
    }

    @Test
    void shouldNotBlameTheVersionWhenTheTeredoRecipeReadsItRight()
    {
        assertEquals(List.of("good.sh:1:34: this recipe for SMTP in Teredo never worked: u32 forgets '@' behind " +
            "'&&', so that tests after it read the outer packet. Use instead: teredo tcp dport 25 drop"),
            warnings("iptables -A FORWARD -m u32 --u32 '0>>22&0x3C@8>>28=6 && 48&0xFFFF=25' -j DROP\n"));
    }

    @Test
    void shouldNotWarnOfRulesThatWereDeleted()
    {
        final String rule = "FORWARD -m u32 --u32 '0>>22&0x3C@8>>28=6 && 48&0xFFFF=25' -j DROP\n";

        assertEquals(List.of(), warnings("iptables -A " + rule + "iptables -D " + rule));
        assertEquals(List.of(), warnings("iptables -A FORWARD -m u32 --u32 '0>>22&0x3C@8>>28=6' -j DROP\n"));
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
        final long seed = Seed.ofRun();
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

    private static List<String> warnings(final String text)
    {
        final List<String> warnings = new ArrayList<>();
        IptablesReader.read(text, "good.sh", Bridge.of(List.of("eth0=lan", "wan"), List.of())).warnings()
            .forEach((warning) -> warnings.add(warning.toString()));
        return warnings;
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
