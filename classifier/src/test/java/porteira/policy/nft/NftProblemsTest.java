package porteira.policy.nft;

import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.problem.RefusedException;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Messages: each line of a bad policy carries what is said about it behind {@code #!}, starting with the column. */
class NftProblemsTest
{
    private static final String RULES = """
        define server = 1.2.3.4
        table bridge t {
          set mail { type ipv4_addr; flags interval; auto-merge; elements = { 10.0.0.0/8, 10.1.0.0/16 } ; }
          set hosts { type ipv4_addr; flags interval; elements = { 10.0.0.0/8,
            10.1.0.0/16, #! 5: overlaps with the element of line 4; 'auto-merge' in the set allows it
            1.2.3.300 } #! 5: found '1.2.3.300', expected an IPv4 address
          }
          set single { type ipv6_addr; elements = { ::/0 } #! 45: prefixes and ranges need 'flags interval' in the set
          }
          set timed { type ipv4_addr; flags timeuot; } #! 37: set flag 'timeuot' is not supported, did you mean \
        'timeout'?
          set joined { type ipv4_addr . inet_service; elements = { 1.2.3.4 } #! 60: expected ipv4_addr . inet_service, \
        found 1 value
          }
          set wrong { type ipv4_adr; #! 20: found 'ipv4_adr', expected a type (ipv4_addr, ipv6_addr, inet_service, \
        ether_addr, inet_proto, ether_type, ifname, mark), did you mean 'ipv4_addr'?
          }
          chain forward {
            type filter hook forward priority filter; policy accept;
            tcp dprot 25 accept #! 9: found 'dprot', expected 'sport', 'dport', 'flags', 'sequence', 'ackseq', 'doff', \
        'reserved', 'window', 'checksum' or 'urgptr', did you mean 'dport'?
            ct mark 5 accept #! 8: 'ct mark' is not supported, 'ct state' and 'ct count' are
            tcp dport smpt drop #! 15: found 'smpt', expected a port, did you mean 'smtp'?
            tcp dport { 25, 70000 } drop #! 21: found '70000', expected a port from 0 to 65535
            tcp dport 465-25 drop #! 15: the range '465-25' has negative size
            ip saddr @mial drop #! 14: set 'mial' does not exist, did you mean 'mail'?
            ip6 saddr @mail drop #! 15: set 'mail' holds ipv4_addr, expected ipv6_addr
            ip saddr $servr drop #! 14: variable '$servr' is not defined, did you mean 'server'?
            jmp other #! 5: found 'jmp', expected a match such as 'tcp dport 25' or a statement such as 'accept', \
        did you mean 'jump'?
            jump othr #! 10: chain 'othr' does not exist, did you mean 'other'?
            accept counter #! 12: 'counter' has no effect behind 'accept'
            tcp dport 25 udp dport 3 drop #! 18: conflicting protocols: 'tcp' and 'udp' in one rule never match
            ip saddr 1.2.3.4 ip6 saddr ::1 drop #! 22: conflicting protocols: 'ip' and 'ip6' in one rule never match
            meta mark 5 drop #! 10: 'meta mark' is not supported
            ip6 saddr 1.2.3.4 drop #! 15: found '1.2.3.4', expected an IPv6 address
            tcp flags sin drop #! 15: found 'sin', expected a TCP flag, did you mean 'syn'?
            ip saddr 10.0.0.0/33 drop #! 23: prefix length 33 is beyond 32
            tcp dport 25/3 drop #! 18: only IPv4 and IPv6 addresses have a prefix length, this is a port
            teredo ip saddr 1.2.3.4 drop #! 12: 'teredo' carries IPv6, 'ip' can not match inside it
            6in4 ip saddr 1.2.3.4 drop #! 10: '6in4' carries IPv6, 'ip' can not match inside it
            ipip ip6 saddr ::1 drop #! 10: 'ipip' carries IPv4, 'ip6' can not match inside it
            tunnel pppoe tcp dport 25 drop #! 12: 'pppoe' stands right behind the Ethernet header, no tunnel carries it
            6in4 teredo tcp dport 25 drop #! 10: '6in4' carries IPv6, 'teredo' needs IPv4 and can not match inside it
            gre tunnel gre ipip gre tcp dport 25 drop #! 5: tunnels nest deeper than 4
            tunel tcp dport 25 drop #! 5: found 'tunel', expected a match such as 'tcp dport 25' or a statement such \
        as 'accept', did you mean 'tunnel'?
            6in4 ip6 saddr ::1 tcp dport 25 drop #! 24: conflicting protocols: '6in4' and 'tcp' in one rule never match
            tunnel ip saddr 1.2.3.4 tcp dport 25 drop #! 29: conflicting protocols: 'tunnel' and 'tcp' in one rule \
        never match
            pppoe tcp dport 25 ip saddr 1.2.3.4 drop #! 24: conflicting protocols: 'pppoe' and 'ip' in one rule never \
        match
            vxlan tcp dport 25 drop #! 5: 'vxlan' is not supported
            meta l4proto tcp limit rate 3/fortnight accept #! 35: found 'fortnight', expected 'second', \
        'minute', 'hour', 'day' or 'week'
            log prefix "a" level loud #! 26: found 'loud', expected a log level (emerg, alert, crit, err, warn, \
        notice, info or debug)
            log prefix "not closed #! 16: double quote is not closed: "not closed\s
            tcp dport 25 “drop” #! 18: found '“', expected a match, a statement or the end of the line
            tcp dport { 25 drop } #! 20: found 'drop', expected end of line, '}' or ','
            tcp dport > 65535 drop #! 15: no value is > 65535
            accept
          }
          chian foo { drop } #! 3: found 'chian', expected end of line, 'define', 'set', 'map', 'chain', 'comment', \
        'counter', 'limit', '}' or ';', \
        did you mean 'chain'?
          chain other {
            jump third
          }
          chain third {
            goto other #! 10: this jump leads back to chain 'other'
          }
          chain second {
            type nat hook forward priority filter; #! 5: a second base chain; the first is in line 16 #! 10: found \
        'nat', expected the chain type 'filter'
          }
        }
        define server = 1.2.3.5 #! 8: 'server' is defined already
        flush ruleset #! 1: 'flush' stands behind what it removes; a policy begins empty
        table inet u { } #! 7: found 'inet', expected the family 'bridge' and a name #! 12: a second table; \
        porteira takes one, 't'
        """;

    @Test
    void shouldReportEveryProblemInOneRun()
    {
        final List<String> expected = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        final List<String> lines = RULES.lines().toList();
        for (int i = 0; i < lines.size(); i++)
        {
            final int at = lines.get(i).indexOf("#!");
            text.append(0 > at ? lines.get(i) : lines.get(i).substring(0, at)).append('\n');
            for (int next = at; 0 <= next; next = lines.get(i).indexOf("#!", next + 1))
            {
                final int end = lines.get(i).indexOf(" #!", next);
                expected.add("bad.nft:" + (i + 1) + ":" +
                    (0 > end ? lines.get(i).substring(next + 3) : lines.get(i).substring(next + 3, end)));
            }
        }

        final RefusedException exception = assertThrows(RefusedException.class, () ->
            NftReader.read(text.toString(), "bad.nft", PortNames.inOrderOfAppearance()));

        assertEquals(String.join("\n", expected), exception.getMessage());
    }

    @Test
    void shouldSayWhatAPolicyNeeds()
    {
        assertRefused("", "1:1: no base chain: one chain must say " +
            "'type filter hook forward priority filter; policy accept;'");
        assertRefused("table bridge t {\nchain c {\ntype filter hook input priority filter;\n}\n}\n",
            "3:18: found 'input', expected the hook 'forward'");
        assertRefused("table bridge t {\nchain c {\npolicy drop;\n}\n}\n",
            "3:1: 'policy' stands in a chain without a hook");
        assertRefused("table bridge t {\nchain c {\ntype filter hook forward priority filter;\n",
            "4:1: found end of file, expected '}'");
        assertRefused("table bridge t {\nchain c {\ntype filter hook forward priority filter;\n" +
            "tcp dport $late drop\n}\n}\ndefine late = 25\n", "4:11: variable '$late' is not defined");
    }

    private static void assertRefused(final String text, final String message)
    {
        final RefusedException exception = assertThrows(RefusedException.class, () ->
            NftReader.read(text, "t.nft", PortNames.inOrderOfAppearance()));

        assertEquals("t.nft:" + message, exception.getMessage());
    }
}
