package porteira.bench.ovs;

import porteira.bench.corpus.FrameCorpus;
import porteira.bench.load.EalArgs;
import porteira.bench.run.BenchException;
import porteira.bench.run.Shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Open vSwitch with its DPDK datapath as the peer: one PMD thread on the CPU that works, two net_ring ports that
 * receive what is sent out of them, a database and sockets of its own in a temporary folder.
 */
final class OpenVSwitch implements AutoCloseable
{
    private static final Path PROGRAM = Path.of("/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk");
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final String BRIDGE = "br0";
    private static final String WORKING_CPUS = "0x2";
    private static final Pattern RECEIVED = Pattern.compile("port +\\d+: rx pkts=(\\d+)");
    private static final int LIMIT_S = 20;
    private static final long POLL_MS = 50;

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    /** Start it with an empty bridge. @throws BenchException if it is not installed or does not come up */
    OpenVSwitch()
    {
        if (!Files.isExecutable(PROGRAM))
        {
            throw new BenchException(PROGRAM + " is missing: apt-get install openvswitch-switch-dpdk");
        }
        try
        {
            folder = Files.createTempDirectory("porteira-ovs");
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
        try
        {
            start();
        }
        catch (final BenchException e)
        {
            close();
            throw e;
        }
    }

    private void start()
    {
        final String database = folder.resolve("db.sock").toString();
        run("ovsdb-tool", "create", folder.resolve("conf.db").toString(), SCHEMA.toString());
        background("db", "ovsdb-server", "--remote=punix:" + database, "--unixctl=" + folder.resolve("db.ctl"),
            folder.resolve("conf.db").toString());
        await("db.sock");
        configure("--no-wait", "init");
        configure("--no-wait", "set", "Open_vSwitch", ".", "other_config:dpdk-init=true",
            "other_config:dpdk-extra=" + String.join(" ", EalArgs.ofThisMachine()),
            "other_config:pmd-cpu-mask=" + WORKING_CPUS);
        background("switch", PROGRAM.toString(), "unix:" + database, "--unixctl=" + folder.resolve("switch.ctl"));
        // A PMD thread and the main thread have a transmit queue each; frames of both come back, so both are polled.
        configure("add-br", BRIDGE, "--", "set", "bridge", BRIDGE, "datapath_type=netdev", "fail-mode=secure", "--",
            "add-port", BRIDGE, "lan", "--", "set", "Interface", "lan", "type=dpdk",
            "options:dpdk-devargs=net_ring0", "options:n_rxq=2", "ofport_request=1", "--",
            "add-port", BRIDGE, "wan", "--", "set", "Interface", "wan", "type=dpdk",
            "options:dpdk-devargs=net_ring1", "options:n_rxq=2", "ofport_request=2");
        await(BRIDGE + ".mgmt");
    }

    /** Enforce these OpenFlow rules; port 1 is the inside, 2 the outside. */
    void add(final List<String> flows)
    {
        apply("flows", flows.stream().map((flow) -> "flow add " + flow).toList());
    }

    /** Send frames out of both ports, by halves. */
    void inject(final FrameCorpus corpus)
    {
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < corpus.count(); i++)
        {
            final byte[] frame = new byte[corpus.length(i)];
            corpus.frame(i).getBytes(0, frame);
            lines.add("packet-out in_port=controller packet=" + HexFormat.of().formatHex(frame) +
                " actions=output:" + (1 + (i & 1)));
        }
        apply("frames", lines);
    }

    private void apply(final String name, final List<String> lines)
    {
        try
        {
            final Path file = Files.write(folder.resolve(name), lines);
            run("ovs-ofctl", "bundle", management(), file.toString());
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    /** Frames a second that both ports receive, counted for {@code ms} milliseconds. */
    double rate(final long ms)
    {
        final long before = received();
        final long startNs = System.nanoTime();
        Shell.pause(ms);
        return (received() - before) / ((System.nanoTime() - startNs) / 1e9);
    }

    private long received()
    {
        final Matcher matcher = RECEIVED.matcher(run("ovs-ofctl", "dump-ports", management()));
        long sum = 0;
        while (matcher.find())
        {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    @Override
    public void close()
    {
        processes.reversed().forEach(Shell::end);
        try (Stream<Path> files = Files.walk(folder))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private String management()
    {
        return "unix:" + folder.resolve(BRIDGE + ".mgmt");
    }

    private void configure(final String... command)
    {
        final List<String> all = new ArrayList<>(List.of(
            "ovs-vsctl", "--db=unix:" + folder.resolve("db.sock"), "--timeout=" + LIMIT_S));
        all.addAll(List.of(command));
        run(all.toArray(new String[0]));
    }

    private String run(final String... command)
    {
        return Shell.read(at(command));
    }

    private void background(final String name, final String... command)
    {
        processes.add(Shell.start(folder.resolve(name + ".log"), at(command)));
    }

    private List<String> at(final String... command)
    {
        final List<String> all = new ArrayList<>(List.of("env", "OVS_RUNDIR=" + folder, "OVS_SYSCONFDIR=" + folder));
        all.addAll(List.of(command));
        return all;
    }

    private void await(final String file)
    {
        final long deadline = System.nanoTime() + LIMIT_S * 1_000_000_000L;
        while (!Files.exists(folder.resolve(file)))
        {
            if (processes.stream().anyMatch((process) -> !process.isAlive()) || System.nanoTime() - deadline > 0)
            {
                throw new BenchException("Open vSwitch does not start: " + file + " does not appear");
            }
            Shell.pause(POLL_MS);
        }
    }
}
