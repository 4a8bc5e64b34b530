package porteira.policy.nft;

import java.util.HashMap;
import java.util.Map;

/** Names that nft knows for numbers, as {@code nft describe} lists them. */
public final class Symbols
{
    /** Protocol numbers (IANA), by the names of {@code /etc/protocols}. */
    public static final Map<String, Integer> PROTOCOLS = table(
        "icmp 1 igmp 2 ipencap 4 tcp 6 udp 17 dccp 33 ipv6 41 gre 47 esp 50 ah 51 ipv6-icmp 58 icmpv6 58 ospf 89 " +
        "pim 103 comp 108 ipcomp 108 vrrp 112 l2tp 115 sctp 132 udplite 136");

    /** Services (IANA) by the names of {@code /etc/services}. */
    public static final Map<String, Integer> SERVICES = table(
        "ftp-data 20 ftp 21 ssh 22 telnet 23 smtp 25 mail 25 time 37 whois 43 domain 53 bootps 67 bootpc 68 tftp 69 " +
        "gopher 70 finger 79 http 80 www 80 kerberos 88 pop3 110 sunrpc 111 auth 113 nntp 119 ntp 123 netbios-ns 137 " +
        "netbios-dgm 138 netbios-ssn 139 imap2 143 imap 143 snmp 161 snmp-trap 162 bgp 179 irc 194 ldap 389 " +
        "https 443 microsoft-ds 445 submissions 465 ssmtp 465 smtps 465 isakmp 500 syslog 514 submission 587 " +
        "ldaps 636 domain-s 853 rsync 873 ftps 990 imaps 993 pop3s 995 openvpn 1194 ms-sql-s 1433 radius 1812 " +
        "radius-acct 1813 nfs 2049 mysql 3306 postgresql 5432 sip 5060 sip-tls 5061 http-alt 8080");

    /** EtherTypes as nft names them. */
    static final Map<String, Integer> ETHER_TYPES = table(
        "ip 0x0800 arp 0x0806 ip6 0x86dd 8021q 0x8100 vlan 0x8100 8021ad 0x88a8");

    /** ICMP types (IANA). */
    static final Map<String, Integer> ICMP_TYPES = table(
        "echo-reply 0 destination-unreachable 3 source-quench 4 redirect 5 echo-request 8 router-advertisement 9 " +
        "router-solicitation 10 time-exceeded 11 parameter-problem 12 timestamp-request 13 timestamp-reply 14 " +
        "info-request 15 info-reply 16 address-mask-request 17 address-mask-reply 18");

    /** ICMPv6 types (IANA). */
    static final Map<String, Integer> ICMPV6_TYPES = table(
        "destination-unreachable 1 packet-too-big 2 time-exceeded 3 parameter-problem 4 echo-request 128 " +
        "echo-reply 129 mld-listener-query 130 mld-listener-report 131 mld-listener-done 132 " +
        "mld-listener-reduction 132 nd-router-solicit 133 nd-router-advert 134 nd-neighbor-solicit 135 " +
        "nd-neighbor-advert 136 " +
        "nd-redirect 137 router-renumbering 138 ind-neighbor-solicit 141 ind-neighbor-advert 142 " +
        "mld2-listener-report 143");

    /** Bits of the TCP flags byte (RFC 9293 3.1, RFC 3168). */
    static final Map<String, Integer> TCP_FLAGS = table(
        "fin 1 syn 2 rst 4 psh 8 ack 16 urg 32 ecn 64 cwr 128");

    /** States of connections (Linux' {@code NF_CT_STATE_BIT}). */
    static final Map<String, Integer> CONNECTION_STATES =
        table("invalid 1 established 2 related 4 new 8 untracked 64");

    /** Codes of ICMP's destination unreachable (IANA). */
    static final Map<String, Integer> ICMP_CODES = table(
        "net-unreachable 0 host-unreachable 1 prot-unreachable 2 port-unreachable 3 frag-needed 4 net-prohibited 9 " +
        "host-prohibited 10 admin-prohibited 13");

    /** Codes of ICMPv6's destination unreachable (IANA). */
    static final Map<String, Integer> ICMPV6_CODES = table(
        "no-route 0 admin-prohibited 1 addr-unreachable 3 port-unreachable 4 policy-fail 5 reject-route 6");

    /** Differentiated services code points (RFC 2474, 2597, 3246, 5865, 8622). */
    static final Map<String, Integer> CODE_POINTS = table(
        "cs0 0 cs1 0x08 cs2 0x10 cs3 0x18 cs4 0x20 cs5 0x28 cs6 0x30 cs7 0x38 df 0 be 0 lephb 1 " +
        "af11 0x0a af12 0x0c af13 0x0e af21 0x12 af22 0x14 af23 0x16 af31 0x1a af32 0x1c af33 0x1e " +
        "af41 0x22 af42 0x24 af43 0x26 va 0x2c ef 0x2e");

    /** Explicit congestion notification (RFC 3168). */
    static final Map<String, Integer> CONGESTION = table("not-ect 0 ect1 1 ect0 2 ce 3");

    /** Kinds of destinations. A bridge is transparent: whatever is for one machine is for another one. */
    static final Map<String, Integer> PACKET_TYPES = table("host 0 unicast 0 broadcast 1 multicast 2");

    /** Whether a header is there. */
    static final Map<String, Integer> PRESENCE = table("missing 0 exists 1");

    private Symbols()
    {
    }

    private static Map<String, Integer> table(final String text)
    {
        final String[] words = text.split(" ");
        final Map<String, Integer> table = HashMap.newHashMap(words.length / 2);
        for (int i = 0; i < words.length; i += 2)
        {
            table.put(words[i], Integer.decode(words[i + 1]));
        }
        return Map.copyOf(table);
    }
}
