package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import porteira.NamespaceShell;
import porteira.Needed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real mail programs, a real gateway, the example policies that translate; each host a network namespace. */
@Timeout(180)
class TranslucentProxyIT
{
    private static final String LOGIN =
        "--auth PLAIN --auth-user " + Postfix.USER + " --auth-password " + Postfix.PASSWORD + " ";
    private static final int LARGE = 4_000_000;

    @TempDir
    private Path folder;

    @BeforeEach
    void need()
    {
        Needed.that(NamespaceShell.isPossible("command -v ip && command -v seq"), "root with network namespaces");
        Needed.that(Postfix.isPossible(), "postfix, sasl2-bin, swaks, socat, busybox and ethtool");
    }

    @Test
    void shouldTakeMailFromInsideToSubmissionWhereverItWasMeantToGo() throws IOException
    {
        try (MailSite site = new MailSite(folder))
        {
            Postfix.start(site.server);
            Postfix.startSink(site.outside);
            MailSite.listen(site.outside, 80, 110, 143);
            site.start("translucent-proxy.nft");

            refuse(site, "198.51.100.1");
            refuse(site, "[2001:db8:9::1]");
            send(site, "198.51.100.1", "--header 'Subject: over IPv4'");
            send(site, "[2001:db8:9::1]", "--header 'Subject: over IPv6'");
            Files.write(folder.resolve("client/large"), new byte[LARGE]);
            send(site, "198.51.100.1", "--header 'Subject: large' --attach-type application/octet-stream " +
                "--attach @large");

            site.outside.must("for i in $(seq 100); do grep -qr 'Subject: over IPv4' mail && " +
                "grep -qr 'Subject: over IPv6' mail && [ $(cat mail/* | wc -c) -gt " + LARGE + " ] && exit 0; " +
                "sleep 0.2; done; ls -l mail; exit 1");
            for (final int port : List.of(80, 110, 143))
            {
                assertEquals("203.0.113.7", MailSite.peer(site.client, "198.51.100.1", port), "port " + port);
            }
            Postfix.stop(site.server);
            site.stop();
        }
    }

    @Test
    void shouldHideCustomersBehindOneAddressAndLetNobodyIn() throws IOException
    {
        final int[] mail = { 25, 110, 143, 587, 993, 995, 53 };
        try (MailSite site = new MailSite(folder))
        {
            site.client.must("""
                set -e
                ip address flush dev eth0
                ip address add 10.0.0.5/24 dev eth0
                ip route add default via 10.0.0.1
                """);
            MailSite.listen(site.outside, mail);
            MailSite.listen(site.outside, 80);
            MailSite.listen(site.client, 25);
            site.outside.start("socat UDP-RECVFROM:53,fork,bind=198.51.100.1 SYSTEM:'echo $SOCAT_PEERADDR' &");
            site.start("provider-snat.nft");

            for (final int port : mail)
            {
                assertEquals("203.0.113.10", MailSite.peer(site.client, "198.51.100.1", port), "port " + port);
            }
            assertEquals(0, site.client.run("for i in 1 2 3; do " +
                "echo ? | timeout 5 socat -t2 - UDP:198.51.100.1:53 | grep . && exit 0; done; exit 1"),
                site.client::output);
            assertEquals("203.0.113.10", site.client.output().strip());
            assertEquals("", MailSite.peer(site.client, "198.51.100.1", 80));
            assertEquals("", MailSite.peer(site.outside, "10.0.0.5", 25));
            assertEquals("", MailSite.peer(site.outside, "203.0.113.10", 25));
            site.stop();
        }
    }

    /** The submission service answers in the name of the server called, and takes nothing without a password. */
    private void refuse(final MailSite site, final String server) throws IOException
    {
        final int code = site.client.run(Postfix.swaks(folder, server, ""));
        final String said = site.client.output();
        assertTrue(said.contains("220 server-on-587"), () -> said + site.said());
        assertTrue(said.contains("Access denied"), said);
        assertEquals(24, code, said);
    }

    private void send(final MailSite site, final String server, final String what) throws IOException
    {
        final int code = site.client.run(
            Postfix.swaks(folder, server, LOGIN + what + " --hide-informational --suppress-data"));
        final String said = site.client.output();
        assertEquals(0, code, said);
        assertTrue(said.contains("220 server-on-587") && said.contains("235 "), said);
    }
}
