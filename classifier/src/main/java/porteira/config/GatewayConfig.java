package porteira.config;

import porteira.problem.Problems;
import porteira.problem.RefusedException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A whole {@code gateway.toml}. Every key, its unit, range and default stand in {@code gateway.default.toml} beside
 * this class.
 *
 * @param file   where it was read from.
 * @param name   of the gateway, shown in events and counters.
 * @param policy the policy's file, resolved against the folder of {@code file}.
 * @param runDir counters, events, lock and log go there; resolved alike.
 * @param stateDir what outlives a restart: sets that persist; resolved alike.
 * @param lanes  table {@code [lanes]}.
 * @param eal    table {@code [eal]}.
 * @param stall  table {@code [stall]}.
 * @param bridge table {@code [bridge]}.
 * @param events table {@code [events]}.
 * @param flows     table {@code [flows]}.
 * @param fragments table {@code [fragments]}.
 * @param reject    table {@code [reject]}.
 * @param nat       tables {@code [nat]} and {@code [[neighbour]]}.
 * @param ports  tables {@code [[port]]}, {@link #PORTS_MIN}..{@link #PORTS_MAX} of them.
 */
public record GatewayConfig(
    Path file,
    String name,
    Path policy,
    Path runDir,
    Path stateDir,
    LanesConfig lanes,
    EalConfig eal,
    StallConfig stall,
    BridgeConfig bridge,
    EventsConfig events,
    FlowsConfig flows,
    FragmentsConfig fragments,
    RejectConfig reject,
    NatConfig nat,
    List<PortConfig> ports)
{
    /** A bridge has at least two ports. */
    public static final int PORTS_MIN = 2;
    /** PRT_PORTS_MAX of porteira.h. */
    public static final int PORTS_MAX = 32;

    /** The documented defaults, a resource beside this class. */
    static final String DEFAULTS = "gateway.default.toml";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern FILE = Pattern.compile("[^\\x00]+");

    /** Copies its list. */
    public GatewayConfig
    {
        ports = List.copyOf(ports);
    }

    /**
     * Reads and checks all of a file.
     *
     * @throws RefusedException with every problem found.
     */
    public static GatewayConfig load(final Path file)
    {
        final Problems problems = new Problems();
        final GatewayConfig config = load(file, problems);
        problems.throwIfAny();
        return config;
    }

    /**
     * Reads all of a file and goes on after problems, with the defaults in place of what is wrong.
     *
     * @param problems takes every problem found
     * @throws RefusedException if the file cannot be read or is no TOML
     */
    public static GatewayConfig load(final Path file, final Problems problems)
    {
        return read(file, TomlDocument.read(file), TomlDocument.resource(DEFAULTS), problems);
    }

    /** Names of the ports, in order: a port's place is its index in policies. */
    public List<String> portNames()
    {
        return ports.stream().map(PortConfig::name).toList();
    }

    static GatewayConfig read(
        final Path file, final TomlDocument document, final TomlDocument defaults, final Problems problems)
    {
        final TomlTable root = TomlTable.root(document, defaults, problems);
        final TomlTable gateway = root.table("gateway");
        final Path folder = folder(file);
        final String name = gateway.text("name", NAME, "a plain name of 1 to 63 letters, digits, _ . -");
        final Path policy = folder.resolve(gateway.text("policy", FILE, "a file name"));
        final Path runDir = folder.resolve(gateway.text("run_dir", FILE, "a folder name"));
        final Path stateDir = folder.resolve(gateway.text("state_dir", FILE, "a folder name"));
        gateway.finish();
        if (!Files.isRegularFile(policy))
        {
            gateway.report("policy", '"' + policy.toString() + '"', "no such file");
        }

        final List<PortConfig> ports = ports(root);
        final GatewayConfig config = new GatewayConfig(
            file, name, policy, runDir, stateDir,
            LanesConfig.read(root.table("lanes")),
            EalConfig.read(root.table("eal"), name),
            StallConfig.read(root.table("stall")),
            BridgeConfig.read(root.table("bridge")),
            EventsConfig.read(root.table("events"), runDir),
            FlowsConfig.read(root.table("flows")),
            FragmentsConfig.read(root.table("fragments")),
            RejectConfig.read(root.table("reject")),
            NatConfig.read(
                root.table("nat"), root.tables("neighbour"), ports.stream().map(PortConfig::name).toList()),
            ports);
        root.finish();
        return config;
    }

    private static List<PortConfig> ports(final TomlTable root)
    {
        final List<TomlTable> tables = root.tables("port");
        final List<PortConfig> ports = new ArrayList<>();
        for (final TomlTable table : tables)
        {
            ports.add(PortConfig.read(table));
        }
        if (ports.size() < PORTS_MIN || ports.size() > PORTS_MAX)
        {
            root.report("[[port]]: count=" + ports.size() + ": limit " + PORTS_MIN + ".." + PORTS_MAX);
        }
        reportTwins(tables, ports, "name", PortConfig::name);
        reportTwins(tables, ports, "device", PortConfig::address);
        return ports;
    }

    private static void reportTwins(
        final List<TomlTable> tables,
        final List<PortConfig> ports,
        final String key,
        final Function<PortConfig, String> identity)
    {
        final Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < ports.size(); i++)
        {
            final String value = identity.apply(ports.get(i));
            final Integer other = value.isEmpty() ? null : first.putIfAbsent(value, i);
            if (null != other)
            {
                tables.get(i).report(key, '"' + value + '"', "port[" + other + "] has it already");
            }
        }
    }

    /** Folder that relative paths in a file are relative to. */
    static Path folder(final Path file)
    {
        final Path parent = file.getParent();
        return null == parent ? Path.of("") : parent;
    }
}
