package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import porteira.NamespaceShell;
import porteira.Needed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Hosts' own programs and kernels on both sides of a real gateway that translates, IPv4 and IPv6. */
@Timeout(180)
class TranslationIT
{
    private static final String OUTSIDE = "198.51.100.1";
    private static final String OUTSIDE_6 = "[2001:db8:9::1]";
    private static final int SMALL_MTU = 1300;
    private static final String CUSTOMERS = """
        iifname "lan" ip saddr 10.0.0.0/8 snat ip to 203.0.113.10
        iifname "lan" ip6 saddr fd00:5::/64 snat ip6 to 2001:db8:b01a:70da::10
        iifname "wan" ip daddr 203.0.113.10 ct state new drop
        iifname "wan" ip6 daddr 2001:db8:b01a:70da::10 ct state new drop
        """;

    @TempDir
    private Path folder;

    @BeforeEach
    void need()
    {
        Needed.that(NamespaceShell.isPossible("for tool in ip seq socat ethtool nstat timeout; do " +
            "command -v $tool || exit 1; done"), "root with network namespaces, socat and ethtool,");
    }

    @Test
    void shouldHideCustomersAndTellThemOfErrorsOnTheWay() throws IOException
    {
        try (MailSite site = new MailSite(folder))
        {
            site.client.must("""
                set -e
                ip address flush dev eth0
                ip address add 10.0.0.5/24 dev eth0
                ip address add fd00:5::5/64 dev eth0 nodad
                ip route add default via 10.0.0.1
                ip -6 route replace default via fd00:5::1
                """);
            site.outside.must("""
                set -e
                ip address add fd00:5::1/64 dev eth0 nodad
                echo 1 > /proc/sys/net/ipv4/ip_forward
                echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
                ip link add narrow type veth peer name nowhere
                ip link set nowhere up
                ip link set narrow mtu %d arp off up
                ip route add 198.51.100.128/25 dev narrow
                ip -6 route add 2001:db8:9:1::/64 dev narrow
                """.formatted(SMALL_MTU));
            final int[] ports = { 25, 110, 143, 587, 993, 995, 53 };
            MailSite.listen(site.outside, ports);
            MailSite.listen(site.client, 25);
            site.startWith(CUSTOMERS);

            for (final int port : ports)
            {
                assertEquals("203.0.113.10", MailSite.peer(site.client, OUTSIDE, port), "port " + port);
                assertEquals("[2001:0db8:b01a:70da:0000:0000:0000:0010]",
                    MailSite.peer(site.client, OUTSIDE_6, port), "port " + port);
            }
            assertEquals("", MailSite.peer(site.outside, "203.0.113.10", 25));
            assertEquals("", MailSite.peer(site.outside, "[2001:db8:b01a:70da::10]", 25));

            refuse(site.client, "UDP4:" + OUTSIDE);
            refuse(site.client, "UDP6:" + OUTSIDE_6);
            narrow(site.client, "UDP4:198.51.100.200", "ip route get 198.51.100.200");
            narrow(site.client, "UDP6:[2001:db8:9:1::9]", "ip -6 route get 2001:db8:9:1::9");
            expire(site.client, "UDP4:198.51.100.200:4444,ttl=1", "IcmpInTimeExcds");
            expire(site.client, "UDP6:[2001:db8:9:1::9]:4444,ipv6-unicast-hops=1", "Icmp6InTimeExcds");
            site.stop();
        }
    }

    @Test
    void shouldTurnConnectionsToAServerAtTheClientsOwnPort() throws IOException
    {
        try (MailSite site = new MailSite(folder, true))
        {
            MailSite.listen(site.server, 587);
            MailSite.listen(site.outside, 25, 80);
            site.startWith("""
                iifname "lan" ip saddr 203.0.113.25 accept
                iifname "lan" ip6 saddr 2001:db8:b01a:70da::25 accept
                iifname "lan" ip protocol tcp tcp dport 25 snat ip to 203.0.113.9 dnat ip to 203.0.113.25:587
                iifname "lan" ip6 nexthdr tcp tcp dport 25 \\
                    snat ip6 to 2001:db8:b01a:70da::9 dnat ip6 to [2001:db8:b01a:70da::25]:587
                """);

            assertEquals("203.0.113.9", MailSite.peer(site.client, OUTSIDE, 25), site::said);
            assertEquals("[2001:0db8:b01a:70da:0000:0000:0000:0009]",
                MailSite.peer(site.client, OUTSIDE_6, 25), site::said);
            assertEquals("203.0.113.7", MailSite.peer(site.client, OUTSIDE, 80));
            assertEquals("203.0.113.25", MailSite.peer(site.server, OUTSIDE, 25));
            site.stop();
        }
    }

    @Test
    void shouldGiveConnectionsAnotherPortWhenPolicySaysRedirect() throws IOException
    {
        try (MailSite site = new MailSite(folder))
        {
            MailSite.listen(site.outside, 587);
            site.startWith("iifname \"lan\" tcp dport 25 redirect to :587\n");

            assertEquals("203.0.113.7", MailSite.peer(site.client, OUTSIDE, 25), site::said);
            assertEquals("[2001:0db8:b01a:70da:0000:0000:0000:0007]",
                MailSite.peer(site.client, OUTSIDE_6, 25), site::said);
            assertEquals("", MailSite.peer(site.server, OUTSIDE, 25));
            site.stop();
        }
    }

    /** Port unreachable: the socket that sent hears of it. */
    private static void refuse(final NamespaceShell host, final String to) throws IOException
    {
        host.run("for i in 1 2 3 4 5; do (echo 1; sleep 0.5; echo 2; sleep 0.5) | timeout 5 socat -t2 - " + to +
            ":4444; done 2>&1");
        assertTrue(host.output().contains("Connection refused"), host::output);
    }

    /** Too large for a hop further on: the host knows from now on. */
    private static void narrow(final NamespaceShell host, final String to, final String question) throws IOException
    {
        assertEquals(0, host.run("for i in $(seq 20); do " +
            "head -c 1400 /dev/zero | timeout 5 socat -b1400 -t0.2 - " + to + ":4444; " +
            question + " | grep -q 'mtu " + SMALL_MTU + "' && exit 0; done; " + question + "; nstat -as; exit 1"),
            host::output);
    }

    private static void expire(final NamespaceShell host, final String to, final String counter) throws IOException
    {
        assertEquals(0, host.run("for i in $(seq 20); do echo x | timeout 5 socat -t0.2 - " + to + "; " +
            "[ $(nstat -asz " + counter + " | grep -o '" + counter + " *[0-9]*' | grep -o '[0-9]*$') -gt 0 ] && " +
            "exit 0; done; nstat -as; exit 1"), host::output);
    }
}
