package porteira.tree;

import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExplainerTest
{
    private final CompiledPolicy policy =
        PolicyCompiler.compile(Path.of("examples/screened-host.nft"), PortNames.of(List.of("lan", "wan")));

    @Test
    void shouldTellEveryRuleTried()
    {
        final DirectBuffer frame = FrameBuilder.tcp(40_000, 25)
            .ipv4("203.0.113.7", "198.51.100.9", FrameBuilder.TCP).ethernet(0x0800).frame();

        final String text = Explainer.explain(
            policy, frame, frame.capacity(), PacketParser.ethernet(frame, frame.capacity()), 0, 1,
                policy.assumedState());

        assertEquals("""
            screened-host.nft:28  teredo tcp dport $smtp log prefix "smtp in teredo: " drop \
            comment "SMTP hidden in Teredo"
                no   teredo: no such tunnel
            screened-host.nft:31  iifname $inside_port tcp dport $smtp jump smtp_from_inside
                yes  iifname $inside_port: found lan, wanted lan
                yes  meta l4proto tcp: found tcp, wanted tcp
                yes  tcp dport $smtp: found 25, wanted 25, 465
                => jump smtp_from_inside
            screened-host.nft:35  ip saddr $server_v4 accept comment "mail server, IPv4"
                yes  ip: found IPv4, wanted IPv4
                no   ip saddr $server_v4: found 203.0.113.7, wanted 203.0.113.25
            screened-host.nft:36  ip6 saddr $server_v6 accept comment "mail server, IPv6"
                no   ip6: found IPv4, wanted IPv6
            screened-host.nft:40  ip saddr $inside_v4 log prefix "smtp from inside: " drop \
            comment "SMTP from a host inside, IPv4"
                yes  ip: found IPv4, wanted IPv4
                yes  ip saddr $inside_v4: found 203.0.113.7, wanted 203.0.113.0/24
                => drop

            verdict: drop, by screened-host.nft:40 (SMTP from a host inside, IPv4)
            log:     "smtp from inside: " level warn

            compiled path:
                meta l4proto = tcp
                transport readable = yes (of ports only, yes)
                dport = 25 (of 25, 465)
                iifname = lan
                network = IPv4
                ip saddr = 203.0.113.7 (of 203.0.113.0-203.0.113.24, 203.0.113.26-203.0.113.255)
                leaf 2
            """, text);
    }

    @Test
    void shouldCallFieldsAbsentThatFrameDoesNotHave()
    {
        final DirectBuffer frame = FrameBuilder.payload(28).ethernet(0x0806).frame();

        final String text = Explainer.explain(
            policy, frame, frame.capacity(), PacketParser.ethernet(frame, frame.capacity()), 0, 1,
                policy.assumedState());

        assertTrue(text.contains("    no   meta l4proto tcp: absent\n"), text);
        assertTrue(text.endsWith("    meta l4proto = absent\n    leaf 0\n"), text);
    }
}
