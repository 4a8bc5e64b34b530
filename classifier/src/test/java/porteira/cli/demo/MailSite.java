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
    private static final String SWITCH = """
        set -e
        ip link add switch type bridge
        ip link set switch up
        """;
    private static final String READY = "forwarding between";
    private static final int SERVER = 25;

    final NamespaceShell client;
    final NamespaceShell server;
    final NamespaceShell outside;

    private final Path folder;
    private final NamespaceShell gateway;
    private final List<String> ports;
    private final List<NamespaceShell> shells = new ArrayList<>();

    /** Hosts with their addresses and routes; the gateway does not run yet. */
    MailSite(final Path folder) throws IOException
    {
        this(folder, false);
    }

    /** The same. @param isShared true to have the server at a switch together with the client, behind lan */
    MailSite(final Path folder, final boolean isShared) throws IOException
    {
        this.folder = folder;
        ports = isShared ? List.of("lan", "wan") : List.of("lan", "wan", "dmz");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try
        {
            gateway = shell("gateway");
            final NamespaceShell lan = isShared ? shell("switch") : gateway;
            client = host("client", lan, isShared ? "one" : "lan");
            server = host("server", lan, isShared ? "two" : "dmz");
            outside = host("outside", gateway, "wan");
            if (isShared)
            {
                gateway.must("ip link add lan type veth peer name trunk netns /proc/" + lan.pid() + "/ns/net");
                lan.must(SWITCH + "for port in one two trunk; do ip link set $port master switch up; done");
            }
            gateway.must("for port in " + String.join(" ", ports) + "; do ip link set $port up promisc on; done");
            client.must(end(7));
            server.must(end(SERVER));
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

    /** Programs that tell whoever connects which address it has. */
    static void listen(final NamespaceShell host, final int... ports) throws IOException
    {
        for (final int port : ports)
        {
            for (final int family : new int[]{ 4, 6 })
            {
                host.start("socat -T5 TCP%1$d-LISTEN:%2$d,fork,reuseaddr%3$s SYSTEM:'echo $SOCAT_PEERADDR' &"
                    .formatted(family, port, 4 == family ? "" : ",ipv6only=1"));
            }
        }
    }

    /** The address by which a host is known at another's port; empty where it gets no connection. */
    static String peer(final NamespaceShell host, final String to, final int port) throws IOException
    {
        host.run("timeout 8 socat -T4 - " + (to.startsWith("[") ? "TCP6:" : "TCP4:") + to + ":" + port +
            ",connect-timeout=4 2> /dev/null < /dev/null");
        return host.output().strip();
    }

    /** Start the gateway with an example policy; returns when frames flow. */
    void start(final String example) throws IOException
    {
        run(example, Files.readString(Path.of("").toAbsolutePath().resolve("examples").resolve(example)));
    }

    /** Start the gateway with a policy that passes what its rules do not speak of; returns when frames flow. */
    void startWith(final String rules) throws IOException
    {
        run("rules.nft", "table bridge site {\nchain forward {\ntype filter hook forward priority filter; " +
            "policy accept;\n" + rules + "}\n}\n");
    }

    private void run(final String name, final String policy) throws IOException
    {
        Files.writeString(folder.resolve("gateway").resolve(name), policy);
        final StringBuilder config = new StringBuilder("""
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
            """.formatted(ProcessHandle.current().pid(), name, 0));
        for (int i = 0; i < ports.size(); i++)
        {
            config.append("""
                [[port]]
                name = "%1$s"
                device = "net_af_packet%2$d,iface=%1$s"
                """.formatted(ports.get(i), i));
        }
        Files.writeString(folder.resolve("gateway/gateway.toml"), config);
        final List<String> command = Self.command(folder, List.of("run", "--config", "gateway.toml"));
        gateway.start("(sh -c 'echo $$ > gateway.pid; exec \"$@\"' sh '" + String.join("' '", command) +
            "' > gateway.log 2>&1 < /dev/null; touch gateway.over) &");
        gateway.run("for i in $(seq 600); do grep -q '" + READY + "' gateway.log && break; " +
            "[ -f gateway.over ] && break; sleep 0.1; done");
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

    private NamespaceShell host(final String name, final NamespaceShell at, final String port) throws IOException
    {
        final NamespaceShell host = shell(name);
        at.must("ip link add " + port + " type veth peer name eth0 netns /proc/" + host.pid() + "/ns/net");
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
