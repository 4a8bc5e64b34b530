package porteira.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import porteira.NamespaceShell;
import porteira.Needed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A gateway between two hosts that talk, while its operator changes the policy and the sets under it. */
@Timeout(240)
class ReloadIT
{
    private static final String HOST = """
        set -e
        ip link set lo up
        ethtool -K eth0 tx off > /dev/null
        ip address add %s/24 dev eth0
        ip link set eth0 up
        """;
    private static final String CLIENT = "203.0.113.7";
    private static final String SERVER = "203.0.113.25";
    private static final String SETS = """
        table bridge live {
            set kept {
                type ipv4_addr; flags timeout, persist;
            }
            set guests {
                type ipv4_addr; flags timeout;
            }
            set callers {
                type ipv4_addr; flags dynamic, timeout; timeout 1h;
            }
            chain forward {
                type filter hook forward priority filter; policy drop;
                ether type arp accept
                ct state established accept
        """;
    private static final String END = "    }\n}\n";
    private static final String OPEN =
        SETS + "        tcp dport 7000 ip saddr @kept add @callers { ip saddr } accept\n" + END;
    private static final String CLOSED = SETS + "        tcp dport 7000 log prefix \"closed \" drop\n" + END;
    private static final String WRONG = SETS + "        tcp dprot 25 accept\n        ip saddr @nobody drop\n" + END;
    private static final String EXPIRES = " expires ((?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?(?:\\d+ms)?)";
    private static final Pattern MEMORY = Pattern.compile(
        "MiB of memory: frames 128\\.0, connections [\\d.]+( on huge pages)?, fragments [\\d.]+, sets [1-9][\\d.]+\n");
    private static final int MANY = 20_000;
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|[dhms])");
    private static final Pattern DIFFERENT = Pattern.compile("(\\d+) treated differently");

    @TempDir
    private Path folder;
    private NamespaceShell bridge;
    private NamespaceShell client;
    private NamespaceShell server;
    private LiveGateway gateway;

    @BeforeEach
    void start() throws IOException
    {
        Needed.that(NamespaceShell.isPossible("command -v ip && command -v socat && command -v ethtool"),
            "root with network namespaces, socat and ethtool");
        bridge = new NamespaceShell(Files.createDirectory(folder.resolve("gateway")));
        client = new NamespaceShell(Files.createDirectory(folder.resolve("client")));
        server = new NamespaceShell(Files.createDirectory(folder.resolve("server")));
        join(client, "lan", CLIENT);
        join(server, "wan", SERVER);
        bridge.must("ip link set lan up promisc on; ip link set wan up promisc on");
        server.start("socat TCP4-LISTEN:7000,fork,reuseaddr EXEC:cat &");
        server.must("for i in $(seq 100); do socat -u OPEN:/dev/null TCP4:127.0.0.1:7000 && exit 0; sleep 0.1; done; " +
            "exit 1");
        Files.writeString(file("gateway.toml"), """
            [gateway]
            name = "live-%d"
            policy = "live.nft"
            run_dir = "run"
            state_dir = "state"
            [lanes]
            threading = "inline"
            idle = "backoff"
            [eal]
            hugepages = false
            memory_mb = 128
            [flows]
            connections = 4096
            mappings = 1024
            [[port]]
            name = "lan"
            device = "net_af_packet0,iface=lan"
            [[port]]
            name = "wan"
            device = "net_af_packet1,iface=wan"
            """.formatted(ProcessHandle.current().pid()));
        policy(OPEN);
        gateway = new LiveGateway(
            folder.resolve("gateway"), List.of("nsenter", "--net=/proc/" + bridge.pid() + "/ns/net"), List.of());
    }

    @AfterEach
    void end()
    {
        if (null != gateway)
        {
            gateway.close();
        }
        for (final NamespaceShell shell : new NamespaceShell[]{ client, server, bridge })
        {
            if (null != shell)
            {
                shell.close();
            }
        }
    }

    @Test
    void shouldKeepConnectionsAndElementsWhenPoliciesComeAndGo() throws IOException
    {
        gateway.start();
        assertTrue(MEMORY.matcher(gateway.said()).find(), gateway::said);
        gateway.must("set", "add", "kept", CLIENT + " timeout 30d comment \"ticket 17\"");
        gateway.must("set", "add", "guests", "203.0.113.99 timeout 1d");
        connect();
        talk("one");
        final long calledMs = left("callers", CLIENT);

        policy(CLOSED);
        assertTrue(gateway.must("reload").contains("policy 2 in force"));
        talk("two");
        assertFalse(isOpen());

        policy(OPEN);
        gateway.signal("HUP");
        gateway.await(() -> gateway.said().contains("policy 3 in force"), "reloaded by SIGHUP");
        talk("three");
        assertTrue(isOpen());

        refuseWhatIsWrong();
        talk("four");
        assertTrue(gateway.must("reload").contains("policy 4 in force"));

        final long nowMs = left("callers", CLIENT);
        assertTrue(0 < nowMs && nowMs < calledMs, () -> nowMs + " of " + calledMs);
        assertTrue(left("guests", "203.0.113.99") <= TimeUnit.DAYS.toMillis(1));
        assertTrue(gateway.must("set", "list", "kept").contains("comment \"ticket 17\""));
        final long keptMs = left("kept", CLIENT);
        loadMany();

        gateway.stop();
        gateway.start();
        final long stillMs = left("kept", CLIENT);
        assertTrue(TimeUnit.DAYS.toMillis(29) < stillMs && stillMs < keptMs, () -> stillMs + " of " + keptMs);
        assertTrue(gateway.must("set", "list", "kept").contains("comment \"ticket 17\""));
        assertEquals("", gateway.must("set", "list", "guests").strip());
        assertEquals("", gateway.must("set", "list", "callers").strip());
        assertTrue(isOpen());
        gateway.stop();
    }

    /** Each of these names all that is wrong and leaves everything as it was. */
    private void refuseWhatIsWrong() throws IOException
    {
        final String sets = gateway.must("set", "list");
        policy(WRONG);
        final LiveGateway.Answer refused = gateway.ask("reload");
        assertEquals(ExitCode.REFUSED, refused.exit());
        assertTrue(refused.text().contains("live.nft:15:"), refused::text);
        assertTrue(refused.text().contains("live.nft:16:") && refused.text().contains("nobody"), refused::text);
        gateway.signal("HUP");
        gateway.await(() -> refused.text().lines().allMatch((line) -> gateway.said().contains("porteira: " + line)),
            "refused by SIGHUP");
        assertEquals(ExitCode.REFUSED, gateway.ask("trial", file("live.nft").toString()).exit());
        policy(OPEN);

        Files.writeString(file("guests.txt"), "203.0.113.50\n203.0.113.500\n203.0.113.51 timeot 1h\n");
        final LiveGateway.Answer elements = gateway.ask("set", "load", "guests", file("guests.txt").toString());
        assertEquals(ExitCode.REFUSED, elements.exit());
        assertTrue(elements.text().contains("guests.txt:2:") && elements.text().contains("guests.txt:3:"),
            elements::text);
        assertEquals(ExitCode.REFUSED, gateway.ask("set", "add", "guests", "203.0.113.52", "203.0.113").exit());
        assertEquals(sets, gateway.must("set", "list"));

        final String config = Files.readString(file("gateway.toml"));
        Files.writeString(file("wrong.toml"), config.replace("\"inline\"", "\"online\"").replace("4096", "-1"));
        final LiveGateway.Answer start = gateway.runBeside("--config", "wrong.toml");
        assertEquals(ExitCode.REFUSED, start.exit());
        assertTrue(start.text().contains("threading") && start.text().contains("connections"), start::text);
        assertEquals(ExitCode.BUSY, gateway.runBeside().exit());
    }

    private void loadMany() throws IOException
    {
        final StringBuilder many = new StringBuilder();
        for (int i = 0; i < MANY; i++)
        {
            many.append("10.0.").append(i >> 8).append('.').append(i & 0xFF).append('\n');
        }
        Files.writeString(file("many.txt"), many);

        gateway.must("set", "load", "guests", file("many.txt").toString());
        assertTrue(gateway.must("set", "list").contains("guests  ipv4_addr  " + (MANY + 1) + " of "));
        assertEquals(MANY + 1, gateway.must("set", "list", "guests").lines().count());
    }

    @Test
    void shouldTellWhatACandidateWouldDoAndDoAsTheLivePolicySays() throws IOException
    {
        gateway.start();
        gateway.must("set", "add", "kept", CLIENT);
        Files.writeString(file("next.nft"), CLOSED);
        final String next = file("next.nft").toString();

        assertTrue(gateway.must("trial", next).contains("next.nft on trial beside live.nft"));
        for (int i = 0; i < 3; i++)
        {
            assertTrue(isOpen());
        }
        final LiveGateway.Answer second = gateway.ask("trial", file("live.nft").toString());
        assertEquals(ExitCode.FAILURE, second.exit());
        assertTrue(second.text().contains("next.nft on trial"), second::text);

        final String report = gateway.must("trial", "--stop");
        final Matcher different = DIFFERENT.matcher(report);
        assertTrue(different.find() && 3 <= Integer.parseInt(different.group(1)), report);
        assertTrue(report.contains("live.nft:15 ") && report.contains("next.nft:15 "), report);
        assertTrue(report.contains("[accept]") && report.contains("[drop]"), report);
        assertTrue(report.contains("from " + CLIENT + "\n"), report);
        assertFalse(gateway.events().contains("closed "), gateway::events);
        assertEquals(ExitCode.FAILURE, gateway.ask("trial", "--report").exit());

        gateway.must("trial", next);
        gateway.must("reload");
        assertTrue(gateway.must("trial", "--report").contains("ended by a reload"));
        gateway.must("trial", next);
        gateway.must("trial", "--stop");
        gateway.stop();
    }

    @Test
    void shouldLetEveryFramePassWhenDry() throws IOException
    {
        policy(CLOSED);
        gateway.start("--dry-run");

        assertTrue(gateway.said().contains("DRY RUN, every frame passes"), gateway::said);
        assertTrue(isOpen());
        gateway.await(() -> gateway.events().contains("\"closed \""), "logged\n" + gateway.events());
        assertTrue(gateway.events().lines()
            .anyMatch((line) -> line.contains("\"closed \"") && line.contains("\"verdict\":\"drop\"")));
        policy(OPEN);
        gateway.must("reload");
        gateway.must("set", "add", "kept", CLIENT);
        assertTrue(isOpen());
        assertEquals("", gateway.must("set", "list", "callers").strip());
        gateway.stop();
    }

    private void join(final NamespaceShell host, final String port, final String address) throws IOException
    {
        host.must("true");
        bridge.must("ip link add " + port + " type veth peer name eth0 netns /proc/" + host.pid() + "/ns/net");
        host.must(HOST.formatted(address));
    }

    private Path file(final String name)
    {
        return folder.resolve("gateway").resolve(name);
    }

    private void policy(final String text) throws IOException
    {
        Files.writeString(file("live.nft"), text);
    }

    /** A connection that stays, which {@link #talk} uses. */
    private void connect() throws IOException
    {
        client.must("mkfifo up");
        client.start("socat - TCP4:" + SERVER + ":7000 < up > down 2> down.err &");
        client.start("exec 3> up");
    }

    private void talk(final String word) throws IOException
    {
        client.must("echo " + word + " >&3; for i in $(seq 200); do grep -qx " + word + " down && exit 0; sleep 0.1; " +
            "done; cat down down.err; exit 1");
    }

    /** True if a new connection carries data both ways. */
    private boolean isOpen() throws IOException
    {
        return 0 == client.run("echo new | timeout 12 socat -t5 - TCP4:" + SERVER +
            ":7000,connect-timeout=5 | grep -qx new");
    }

    /** Milliseconds until an element of a set expires. */
    private long left(final String set, final String element)
    {
        final String list = gateway.must("set", "list", set);
        final Matcher found = Pattern.compile(Pattern.quote(element) + EXPIRES).matcher(list);
        assertTrue(found.find(), list);
        final Matcher part = PART.matcher(found.group(1));
        long ms = 0;
        while (part.find())
        {
            ms += Long.parseLong(part.group(1)) * switch (part.group(2))
            {
                case "d" -> TimeUnit.DAYS.toMillis(1);
                case "h" -> TimeUnit.HOURS.toMillis(1);
                case "m" -> TimeUnit.MINUTES.toMillis(1);
                case "s" -> TimeUnit.SECONDS.toMillis(1);
                default -> 1;
            };
        }
        return ms;
    }
}
