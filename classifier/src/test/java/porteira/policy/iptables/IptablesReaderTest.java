package porteira.policy.iptables;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What single rules become, and how commands act on the tables. */
class IptablesReaderTest
{
    private static final Bridge BRIDGE = Bridge.of(List.of("eth0=lan", "eth1=wan", "dmz"), List.of());

    @Test
    void shouldTranslateMatches()
    {
        assertRule("-i eth0 -o dmz -j DROP", "iifname \"lan\" oifname \"dmz\" drop");
        assertRule("! -i eth0 -j DROP", "iifname != \"lan\" drop");
        assertRule("-i ! eth0 -j DROP", "iifname != \"lan\" drop");
        assertRule("-i eth+ -j DROP", "iifname { \"lan\", \"wan\" } drop");
        assertRule("-i + -j DROP", "drop");
        assertRule("-s 130/8 -d 10.1/16 -j DROP", "ip saddr 130.0.0.0/8 ip daddr 10.1.0.0/16 drop");
        assertRule("-s 10.0.0.0/255.255.0.0 -j DROP", "ip saddr 10.0.0.0/16 drop");
        assertRule("--source 1.2.3.4,5.6.7.8/32 -j DROP", "ip saddr { 1.2.3.4, 5.6.7.8 } drop");
        assertRule("-s 0/0 ! -d 1.2.3.4 -j DROP", "ip daddr != 1.2.3.4 drop");
        assertRule("-p tcp -j DROP", "meta l4proto tcp drop");
        assertRule("! -p 47 -j DROP", "meta l4proto != 47 drop");
        assertRule("-p all -j DROP", "drop");
        assertRule("-p tcp --sport 0:1023 --dport smtp -j DROP", "tcp sport 0-1023 tcp dport 25 drop");
        assertRule("-p udp ! --sport 1024: --dport :53 -j DROP", "udp sport != 1024-65535 udp dport 0-53 drop");
        assertRule("-p tcp --sport ! 25 -j DROP", "tcp sport != 25 drop");
        assertRule("-p tcp --dport=25 -j DROP", "tcp dport 25 drop");
        assertRule("-p tcp -m multiport --dports 25,465,500:600 -j DROP", "tcp dport { 25, 465, 500-600 } drop");
        assertRule("-p tcp -m multiport ! --sports 25,465 -j DROP", "tcp sport != { 25, 465 } drop");
        assertRule("-p tcp --syn -j DROP", "tcp flags & (fin | syn | rst | ack) == syn drop");
        assertRule("-p tcp ! --syn -j DROP", "tcp flags & (fin | syn | rst | ack) != syn drop");
        assertRule("-p tcp --tcp-flags ALL NONE -j DROP",
            "tcp flags & (fin | syn | rst | psh | ack | urg) == 0 drop");
        assertRule("-p icmp --icmp-type echo-request -j DROP", "icmp type 8 drop");
        assertRule("-m mac --mac-source 02:00:00:00:00:01 -j DROP", "ether saddr 02:00:00:00:00:01 drop");
        assertRule("-m physdev --physdev-in eth1 --physdev-is-bridged -j DROP", "iifname \"wan\" drop");
        assertRule("-m iprange --src-range 10.0.0.1-10.0.0.9 -j DROP", "ip saddr 10.0.0.1-10.0.0.9 drop");
        assertRule("-p udp --dport 53 -m u32 --u32 '0 >> 22 & 0x3C @ 8=1,2:3'  -j DROP",
            "udp dport 53 ip u32 \"0 >> 22 & 0x3C @ 8=1,2:3\" drop");
        assertRule("-m u32 ! --u32 \"6 & 0xFF  = 6\" -j DROP", "ip u32 != \"6 & 0xFF = 6\" drop");
        assertRule("-j DROP -m comment --comment 'the \"till\"'", "drop comment \"the 'till'\"");
        assertRule("-p tcp", "meta l4proto tcp counter");
        assertRule("-j LOG --log-prefix 'a b: ' --log-level info", "log prefix \"a b: \" level info");
        assertRule("-j RETURN", "accept");
    }

    @Test
    void shouldTranslateStatesLimitsAndAnswers()
    {
        assertRule("-p tcp --dport 25 -m state --state NEW,ESTABLISHED -j ACCEPT",
            "tcp dport 25 ct state { new, established } accept");
        assertRule("-m conntrack ! --ctstate INVALID -j ACCEPT", "ct state != invalid accept");
        assertRule("-p tcp --dport 25 -m limit --limit 5/min --limit-burst 10 -j LOG",
            "tcp dport 25 limit rate 5/minute burst 10 packets log");
        assertRule("-p tcp -m limit --dport 25 -j DROP",
            "meta l4proto tcp limit rate 3/hour burst 5 packets tcp dport 25 drop");
        assertRule("-p tcp --dport 25 -m hashlimit --hashlimit-name a --hashlimit-mode srcip,dstport " +
            "--hashlimit-above 30/minute --hashlimit-burst 7 -j DROP",
            "tcp dport 25 update @ip_hashlimit_a { ip saddr . tcp dport limit rate over 30/minute burst 7 packets } " +
            "drop");
        assertRule("-m hashlimit --hashlimit-name a --hashlimit-upto 2 -j DROP",
            "limit rate 2/second burst 5 packets drop");
        assertRule("-m hashlimit --hashlimit-name a --hashlimit-mode srcip --hashlimit-above 512kb/s -j DROP",
            "update @ip_hashlimit_a { ip saddr limit rate over 512 kbytes/second } drop");
        assertTrue(translate("iptables -A FORWARD -m hashlimit --hashlimit-name a --hashlimit-burst 700000 " +
            "--hashlimit-upto 512kb/s -j ACCEPT").text()
            .contains("        limit rate 512 kbytes/second burst 1 mbytes accept\n"));
        assertRule("-m hashlimit --hashlimit-name a --hashlimit-upto 100b/sec -j ACCEPT",
            "limit rate 100 bytes/second accept");
        assertRule("-p tcp -m connlimit --connlimit-above 10 -j DROP",
            "meta l4proto tcp add @ip_connlimit_1 { ip saddr ct count over 10 } drop");
        assertRule("-p tcp -m connlimit ! --connlimit-above 10 --connlimit-daddr -j DROP",
            "meta l4proto tcp add @ip_connlimit_1 { ip daddr ct count 10 } drop");
        assertRule("-p tcp -m connlimit --connlimit-above 10 --connlimit-mask 0 -j DROP",
            "meta l4proto tcp ct count over 10 drop");
        assertRule("-p tcp -m connlimit --connlimit-upto 10 --connlimit-mask 0 -j DROP",
            "meta l4proto tcp ct count 10 drop");
        assertRule("-p tcp -j REJECT --reject-with tcp-reset", "meta l4proto tcp reject with tcp reset");
        assertRule("-j REJECT", "reject with icmp port-unreachable");
        assertRule("-j REJECT --reject-with icmp-proto-unreachable", "reject with icmp prot-unreachable");
        assertRule("-p icmp --icmp-type fragmentation-needed -j DROP", "icmp type 3 icmp code 4 drop");
        assertRule("-p icmp ! --icmp-type 3/4 -j DROP", "icmp type != 3 drop\n        icmp type 3 icmp code != 4 drop");
    }

    @Test
    void shouldCountPrefixesWhereMasksAskForThem()
    {
        assertRule("-p tcp -m connlimit --connlimit-above 3 --connlimit-mask 24 -j DROP",
            "meta l4proto tcp add @ip_connlimit_1 { ip saddr & 255.255.255.0 ct count over 3 } drop");
        assertRule("-p tcp --dport 25 -m hashlimit --hashlimit-name a --hashlimit-mode srcip,dstip,dstport " +
            "--hashlimit-srcmask 20 --hashlimit-dstmask 32 --hashlimit-above 5/second -j DROP",
            "tcp dport 25 update @ip_hashlimit_a { ip saddr & 255.255.240.0 . ip daddr . tcp dport " +
            "limit rate over 5/second burst 5 packets } drop");
        assertRule("-m hashlimit --hashlimit-name a --hashlimit-mode srcip --hashlimit-srcmask 0 " +
            "--hashlimit-above 5/second -j DROP", "limit rate over 5/second burst 5 packets drop");
        assertTrue(translate("ip6tables -A FORWARD -p tcp -m connlimit --connlimit-above 3 --connlimit-mask 60 -j DROP")
            .text().contains("{ ip6 saddr & ffff:ffff:ffff:fff0:: ct count over 3 } drop"));
    }

    @Test
    void shouldKeepCountsOfHashlimitsWithTheSameNameInOneSet()
    {
        final String rule = "iptables -A FORWARD -p tcp --dport %d -m hashlimit --hashlimit-name a " +
            "--hashlimit-mode srcip --hashlimit-above 30/minute --hashlimit-htable-expire 5000 -j DROP\n";

        final String text = translate(rule.formatted(25) + rule.formatted(587)).text();

        assertEquals(text.indexOf("set ip_hashlimit_a"), text.lastIndexOf("set ip_hashlimit_a"), text);
        assertTrue(text.contains("type ipv4_addr\n        size 65536\n        flags dynamic,timeout\n        " +
            "timeout 5000ms\n"), text);
    }

    @Test
    void shouldEnterTranslationsInFrontOfForwardAndBehindIt()
    {
        final String text = translate("""
            iptables -t nat -A PREROUTING -i eth0 -p tcp --dport 25 -s 203.0.113.25 -j ACCEPT
            iptables -t nat -A PREROUTING -i eth0 -p tcp --dport 25 -j DNAT --to-destination 203.0.113.25:587
            iptables -t nat -A POSTROUTING -s 10.0.0.0/8 -o eth1 -j SNAT --to-source 192.0.2.1-192.0.2.9
            iptables -A FORWARD -s 10.0.0.0/8 -j ACCEPT
            iptables -P FORWARD DROP
            ip6tables -t nat -A PREROUTING -p tcp --dport 25 -j REDIRECT --to-ports 587
            """).text();

        assertEquals("""
            # Imported from t.sh
            table bridge imported {
                chain forward {
                    type filter hook forward priority filter; policy accept;
                    # What is translated here passes at once: the rules behind do not see it.
                    meta protocol ip jump ip_nat_prerouting
                    # What is translated here passes at once: the rules behind do not see it.
                    meta protocol ip6 jump ip6_nat_prerouting
                    meta protocol ip jump ip_forward
                }

                chain ip_forward {
                    # t.sh:4
                    ip saddr 10.0.0.0/8 goto ip_nat_postrouting
                    drop comment "policy of iptables FORWARD"
                }

                chain ip_nat_prerouting {
                    # t.sh:1
                    iifname "lan" ip saddr 203.0.113.25 tcp dport 25 return
                    # t.sh:2
                    iifname "lan" tcp dport 25 dnat ip to 203.0.113.25:587
                }

                chain ip_nat_postrouting {
                    # t.sh:3
                    ip saddr 10.0.0.0/8 oifname "wan" snat ip to 192.0.2.1-192.0.2.9
                    accept comment "policy of iptables POSTROUTING"
                }

                chain ip6_nat_prerouting {
                    # t.sh:6
                    # 'REDIRECT' keeps the address here: nothing on a bridge has one of its own
                    tcp dport 25 redirect to :587
                }
            }
            """, text);
    }

    @Test
    void shouldTakeEitherPortOnceWhenRuleNamesBoth()
    {
        assertRule("-p tcp -m multiport --ports 25,465 -j LOG",
            "tcp sport { 25, 465 } log\n        tcp sport != { 25, 465 } tcp dport { 25, 465 } log");
        assertRule("-p tcp -m multiport ! --ports 25 -j DROP", "tcp sport != 25 tcp dport != 25 drop");
    }

    @Test
    void shouldKeepOrderOfInsertedReplacedAndDeletedRules()
    {
        assertEquals(List.of("tcp dport 5 drop", "tcp dport 1 drop", "tcp dport 4 drop"), rules("""
            iptables -A FORWARD -p tcp --dport 1 -j DROP
            iptables -A FORWARD -p tcp --dport 2 -j DROP
            iptables -A FORWARD -p tcp --dport 3 -j DROP
            iptables -R FORWARD 3 -p tcp --dport 4 -j DROP
            iptables -D FORWARD --protocol tcp --dport 2:2 -j DROP
            iptables -I FORWARD -p tcp --dport 5 -j DROP
            iptables -I FORWARD 2 -p tcp --dport 6 -j DROP
            iptables -D FORWARD 2
            """));
        assertEquals(List.of("tcp dport 1 drop"), rules("""
            iptables -A FORWARD -j DROP
            iptables -F
            iptables -A FORWARD -p tcp --dport 1 -j DROP
            """));
    }

    @Test
    void shouldReadShellAsShellsDo()
    {
        assertEquals(List.of(
            "iifname \"lan\" tcp dport 25 drop comment \"a; b # c\"", "ip saddr 10.0.0.0/8 accept", "log"), rules("""
            #!/bin/sh
            IPT="sudo /usr/sbin/iptables -w"  # the program
            export LAN='eth0' NET=10.0.0.0/8
            echo "loading" > /dev/null 2>&1
            /sbin/iptables -A FORWARD -i ${LAN} -p tcp \\
                --dport 25 -j DROP -m comment --comment "a; b # c" || exit 1
            LOG=LOG; $IPT -A FORWARD -s "$NET" -j ACCEPT && iptables -A FORWARD -j $LOG
            exit 0
            nothing that is read
            """));
        assertEquals(List.of("drop"), rules("$IPTABLES -A FORWARD -j DROP\n"));
        assertEquals(List.of("drop"), rules("-A FORWARD -j DROP\r\n"));
    }

    @Test
    void shouldEnterChainsOfBothProgramsByTheirFrames()
    {
        final String text = translate("""
            iptables -N mail
            iptables -A FORWARD -p tcp --dport 25 -j mail
            iptables -A mail -s 10.0.0.1 -j RETURN
            iptables -A mail -j DROP
            ip6tables -P FORWARD DROP
            ip6tables -N mail+
            ip6tables -A FORWARD -p icmpv6 --icmpv6-type ping -g mail+
            """).text();

        assertEquals("""
            # Imported from t.sh
            table bridge imported {
                chain forward {
                    type filter hook forward priority filter; policy accept;
                    meta protocol ip jump ip_forward
                    meta protocol ip6 jump ip6_forward
                    meta protocol ip6 drop comment "policy of ip6tables FORWARD"
                }

                chain ip_forward {
                    # t.sh:2
                    tcp dport 25 jump ip_mail
                    accept comment "policy of iptables FORWARD"
                }

                chain ip_mail {
                    # t.sh:3
                    ip saddr 10.0.0.1 return
                    # t.sh:4
                    drop
                }

                chain ip6_forward {
                    # t.sh:7
                    icmpv6 type 128 goto ip6_mail_
                    drop comment "policy of ip6tables FORWARD"
                }

                chain ip6_mail_ {
                }
            }
            """, text);
    }

    @Test
    void shouldPlaceChainsOfMachineWhereTheyAreSaidToBe()
    {
        final String text = IptablesReader.read("""
            iptables -P INPUT DROP
            iptables -A INPUT -i lo -j ACCEPT
            iptables -A FORWARD -j ACCEPT
            """, "t.sh", Bridge.of(List.of(), List.of("INPUT=wan:mx1", "OUTPUT=mx1:"))).text();

        assertTrue(text.contains("""
                    iifname "wan" oifname "mx1" meta protocol ip jump ip_input
                    iifname "mx1" meta protocol ip accept
                    meta protocol ip jump ip_forward
            """.indent(0)), text);
        assertTrue(text.contains("""
                    # t.sh:2: interface 'lo' is inside a machine: none of its packets crosses the bridge
                    drop comment "policy of iptables INPUT"
            """), text);
    }

    @Test
    void shouldTellProgramOfSavedRules()
    {
        final String rules = "*filter\n:FORWARD DROP [12:345]\n[0:0] -A FORWARD -p tcp -m comment " +
            "--comment \"it\\\"s $1\" -j ACCEPT\nCOMMIT\n";

        assertTrue(translate(rules).text().contains("meta l4proto tcp accept comment \"it's $1\""));
        assertTrue(translate("# Generated by iptables-save v1.8.9\n" + rules).text().contains("jump ip_forward"));
        assertTrue(translate("# Generated by ip6tables-save v1.8.9\n" + rules).text().contains("jump ip6_forward"));
        assertTrue(IptablesReader.read(rules, "rules.v6", BRIDGE).text().contains("jump ip6_forward"));
    }

    private static void assertRule(final String rule, final String expected)
    {
        final String text = translate("iptables -A FORWARD " + rule + "\n").text();
        final String chain = text.substring(text.indexOf("# t.sh:1\n") + 9);

        assertEquals("        " + expected, chain.substring(0, expected.length() + 8), rule);
        assertEquals('\n', chain.charAt(expected.length() + 8), rule + " gives " + text);
    }

    private static List<String> rules(final String script)
    {
        final String text = translate(script).text();
        final String chain = text.substring(text.indexOf("chain ip_forward"));
        return chain.lines().skip(1).map(String::strip)
            .takeWhile((line) -> !"}".equals(line))
            .filter((line) -> !line.startsWith("#") && !line.contains("policy of"))
            .toList();
    }

    private static Translation translate(final String script)
    {
        return IptablesReader.read(script, "t.sh", BRIDGE);
    }
}
