package porteira.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the hosts offer, each by a real program and for both families: SMTP on the mail server and on the outside
 * host; there also SMTP over TLS, a web page, and sinks that keep every UDP datagram.
 */
final class HostServices
{
    /** RFC 5321. */
    static final int SMTP = 25;
    /** SMTP over TLS (RFC 8314 3.3). */
    static final int SMTPS = 465;
    /** RFC 9110. */
    static final int HTTP = 80;
    /** Any port, to stand for Teredo clients and relays, which use no fixed one. */
    static final int TEREDO_RELAY = 40321;
    /** What the web page says. */
    static final String PAGE = "a page from the outside host";

    private static final String DIALOGUE = "smtp-dialogue.sh";
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final Workbench workbench;
    private final Namespaces namespaces;
    private final List<Child> listeners = new ArrayList<>();

    private HostServices(final Workbench workbench, final Namespaces namespaces)
    {
        this.workbench = workbench;
        this.namespaces = namespaces;
    }

    /** Start all of them and wait until they listen. */
    static HostServices start(final Workbench workbench, final Namespaces namespaces)
    {
        final HostServices services = new HostServices(workbench, namespaces);
        services.write();
        services.listen(Site.SERVER, SMTP, "TCP6-LISTEN:25");
        services.listen(Site.OUTSIDE, SMTP, "TCP6-LISTEN:25");
        services.listen(Site.OUTSIDE, SMTPS, "OPENSSL-LISTEN:465,pf=ip6,verify=0,cert=tls.crt,key=tls.key");
        services.listeners.add(workbench.start("busybox httpd", namespaces.inside(
            Site.OUTSIDE.role(), List.of("busybox", "httpd", "-f", "-p", "[::]:" + HTTP, "-h", "www"))));
        for (final int port : List.of(TeredoPayload.SERVER_PORT, TEREDO_RELAY))
        {
            services.listeners.add(workbench.start("socat", namespaces.inside(Site.OUTSIDE.role(), List.of(
                "socat", "-u", "UDP6-RECV:" + port + ",ipv6only=0", "OPEN:" + sink(port) + ",creat,append"))));
        }
        services.await(Site.SERVER, SMTP);
        services.await(Site.OUTSIDE, SMTP, SMTPS, HTTP, TeredoPayload.SERVER_PORT, TEREDO_RELAY);
        return services;
    }

    /** True if a message with this text has reached a host's SMTP service. */
    boolean hasMail(final Site site, final String text)
    {
        return new String(read(mailbox(site)), StandardCharsets.UTF_8).contains(text);
    }

    /** True if a datagram with this payload has reached the outside host's sink on a port. */
    boolean hasDatagram(final int port, final byte[] payload)
    {
        final byte[] kept = read(sink(port));
        for (int i = 0; i <= kept.length - payload.length; i++)
        {
            if (Arrays.equals(kept, i, i + payload.length, payload, 0, payload.length))
            {
                return true;
            }
        }
        return false;
    }

    private void write()
    {
        try (InputStream dialogue = HostServices.class.getResourceAsStream(DIALOGUE))
        {
            Files.copy(dialogue, workbench.folder().resolve(DIALOGUE));
            Files.writeString(Files.createDirectory(workbench.folder().resolve("www")).resolve("index.html"), PAGE);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        workbench.run("openssl", "", List.of(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "1", "-subj", "/CN=mx.example", "-keyout", "tls.key", "-out", "tls.crt"));
    }

    private void listen(final Site site, final int port, final String address)
    {
        listeners.add(workbench.start("socat", namespaces.inside(site.role(), List.of(
            "socat", address + ",ipv6only=0,fork,reuseaddr", "EXEC:sh " + DIALOGUE + " " + mailbox(site)))));
    }

    private void await(final Site site, final int... ports)
    {
        final Set<String> wanted = Arrays.stream(ports).mapToObj(":%04X"::formatted).collect(Collectors.toSet());
        if (!Await.until(() -> sockets(site).containsAll(wanted) || hasDeadListener(), START_LIMIT) ||
            hasDeadListener())
        {
            throw DemoException.environment("the " + site.role() + " host's services did not start; they said:\n" +
                listeners.stream().map(Child::output).collect(Collectors.joining("\n")).strip().indent(2)
                    .stripTrailing());
        }
    }

    /** Local ports of all sockets, as {@code /proc/net} writes them: a colon and four hexadecimal digits. */
    private Set<String> sockets(final Site site)
    {
        final List<String> look = namespaces.inside(site.role(), List.of("cat", "/proc/net/tcp6", "/proc/net/udp6"));
        return workbench.run("listing sockets (IPv6 must not be disabled)", "", look).lines()
            .map(line -> line.strip().split("\\s+")[1])
            .map(local -> local.substring(Math.max(0, local.indexOf(':'))))
            .collect(Collectors.toSet());
    }

    private boolean hasDeadListener()
    {
        return !listeners.stream().allMatch(Child::isAlive);
    }

    private static String mailbox(final Site site)
    {
        return "mail-" + site.role();
    }

    private static String sink(final int port)
    {
        return "datagrams-" + port;
    }

    private byte[] read(final String file)
    {
        try
        {
            return Files.readAllBytes(workbench.folder().resolve(file));
        }
        catch (final IOException nothingYet)
        {
            return new byte[0];
        }
    }
}
