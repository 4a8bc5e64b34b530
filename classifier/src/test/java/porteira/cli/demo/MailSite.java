package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import porteira.NamespaceShell;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A site whose hosts are network namespaces, joined by a gateway that is a process of its own.
 * <pre>
 *  client -- lan [gateway] wan -- outside, which is the router too
 *                [gateway] dmz -- server
 * </pre>
 */
final class MailSite implements AutoCloseable
{
    private static final String HOST = """
        set -e
        ip link set lo up
        echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_dad
        ethtool -K eth0 tx off > /dev/null
        ip link set eth0 up
        """;
    private static final String READY = "forwarding between";

    final NamespaceShell client;
    final NamespaceShell server;
    final NamespaceShell outside;

    private final Path folder;
    private final NamespaceShell gateway;
    private final List<NamespaceShell> shells = new ArrayList<>();

    /** Hosts with their addresses and routes; the gateway does not run yet. */
    MailSite(final Path folder) throws IOException
    {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try
        {
            gateway = shell("gateway");
            client = host("client", "lan");
            server = host("server", "dmz");
            outside = host("outside", "wan");
            gateway.must("for port in lan wan dmz; do ip link set $port up promisc on; done");
            client.must(end(7));
            server.must(end(25));
            outside.must("""
                ip address add 203.0.113.1/24 dev eth0
                ip address add 2001:db8:b01a:70da::1/64 dev eth0 nodad
                ip address add 10.0.0.1/24 dev eth0
                ip address add 198.51.100.1/32 dev lo
                ip address add 2001:db8:9::1/128 dev lo nodad
                """);
        }
        catch (final IOException | RuntimeException | Error exception)
        {
            close();
            throw exception;
        }
    }

    /** Start the gateway with an example policy; returns when frames flow. */
    void start(final String policy) throws IOException
    {
        final Path home = Path.of("").toAbsolutePath();
        Files.copy(home.resolve("examples").resolve(policy), folder.resolve("gateway").resolve(policy));
        Files.writeString(folder.resolve("gateway/gateway.toml"), """
            [gateway]
            name = "mail-%1$d"
            policy = "%2$s"
            run_dir = "run"
            state_dir = "state"
            [lanes]
            threading = "inline"
            idle = "backoff"
            classifier_cpus = [%3$d]
            [eal]
            hugepages = false
            memory_mb = 128
            [[port]]
            name = "lan"
            device = "net_af_packet0,iface=lan"
            [[port]]
            name = "wan"
            device = "net_af_packet1,iface=wan"
            [[port]]
            name = "dmz"
            device = "net_af_packet2,iface=dmz"
            """.formatted(ProcessHandle.current().pid(), policy, 0));
        final List<String> command = Self.command(folder, List.of("run", "--config", "gateway.toml"));
        gateway.start("(sh -c 'echo $$ > gateway.pid; exec \"$@\"' sh '" + String.join("' '", command) +
            "' > gateway.log 2>&1 < /dev/null; touch gateway.over) &");
        gateway.run("for i in $(seq 300); do grep -q '" + READY + "' gateway.log && break; sleep 0.1; done");
        assertTrue(Files.readString(folder.resolve("gateway/gateway.log")).contains(READY), this::said);
    }

    /** What the gateway has said. */
    String said()
    {
        try
        {
            return Files.readString(folder.resolve("gateway/gateway.log"));
        }
        catch (final IOException exception)
        {
            return exception.toString();
        }
    }

    /** End the gateway in good order, so that it leaves nothing behind. */
    void stop() throws IOException
    {
        gateway.must("kill $(cat gateway.pid); for i in $(seq 100); do [ -f gateway.over ] && exit 0; sleep 0.1; " +
            "done; exit 1");
    }

    @Override
    public void close()
    {
        shells.reversed().forEach(NamespaceShell::close);
    }

    private NamespaceShell shell(final String name) throws IOException
    {
        final Path place = Files.createDirectory(folder.resolve(name));
        final NamespaceShell shell = new NamespaceShell(place);
        shells.add(shell);
        shell.must("true");
        return shell;
    }

    private NamespaceShell host(final String name, final String port) throws IOException
    {
        final NamespaceShell host = shell(name);
        gateway.must("ip link add " + port + " type veth peer name eth0 netns /proc/" + host.pid() + "/ns/net");
        host.must(HOST);
        return host;
    }

    private static String end(final int number)
    {
        return """
            set -e
            ip address add 203.0.113.%1$d/24 dev eth0
            ip address add 2001:db8:b01a:70da::%1$d/64 dev eth0 nodad
            ip route add default via 203.0.113.1
            ip -6 route add default via 2001:db8:b01a:70da::1
            """.formatted(number);
    }
}
