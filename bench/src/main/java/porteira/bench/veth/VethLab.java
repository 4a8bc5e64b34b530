package porteira.bench.veth;

import porteira.bench.run.BenchException;
import porteira.bench.run.Shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two hosts that only a forwarder can join, each place a network namespace; gone when closed or when the process ends.
 * <pre>
 *  inside: eth0 --- lan [forwarder] wan --- eth0 :outside
 * </pre>
 * Segmentation and checksum offloads are off, so that frames are whole and of the size that a cable carries.
 */
final class VethLab implements AutoCloseable
{
    static final String INSIDE = "inside";
    static final String OUTSIDE = "outside";
    static final String FORWARDER = "forwarder";
    static final String INSIDE_ADDRESS = "203.0.113.40";
    static final String OUTSIDE_ADDRESS = "203.0.113.200";

    /** The forwarder's two ports. Rings of 16 k frames: 160 ms of 100 k frames/s, should others take the CPUs. */
    static final List<String> DEVICES = List.of(
        "net_af_packet0,iface=lan,framecnt=16384", "net_af_packet1,iface=wan,framecnt=16384");

    private static final String HOST_DEVICE = "eth0";
    private static final String[] OFFLOADS = {"tx", "off", "tso", "off", "gso", "off", "gro", "off", "rx", "off"};

    private final String prefix = "porteira-bench-" + ProcessHandle.current().pid();
    private final Thread hook = new Thread(this::remove);

    /** @throws BenchException without root or iproute2 */
    VethLab()
    {
        if (!"root".equals(System.getProperty("user.name")))
        {
            throw new BenchException("network namespaces need root: start it with sudo");
        }
        Runtime.getRuntime().addShutdownHook(hook);
        for (final String role : List.of(INSIDE, OUTSIDE, FORWARDER))
        {
            Shell.read("ip", "netns", "add", name(role));
            run(role, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1", "net.ipv6.conf.all.disable_ipv6=1");
        }
        host(INSIDE, "lan", INSIDE_ADDRESS);
        host(OUTSIDE, "wan", OUTSIDE_ADDRESS);
    }

    /** The command that runs {@code command} in a namespace. */
    List<String> inside(final String role, final List<String> command)
    {
        final List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name(role)));
        whole.addAll(command);
        return whole;
    }

    /** Run to the end in a namespace. @return its output */
    String run(final String role, final String... command)
    {
        return Shell.read(inside(role, Arrays.asList(command)));
    }

    /** A counter of a host's interface, e.g. rx_packets. */
    long counter(final String role, final String counter)
    {
        return Long.parseLong(run(role, "cat", "/sys/class/net/" + HOST_DEVICE + "/statistics/" + counter).trim());
    }

    @Override
    public void close()
    {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void host(final String role, final String port, final String address)
    {
        Shell.read("ip", "link", "add", HOST_DEVICE, "netns", name(role), "type", "veth",
            "peer", "name", port, "netns", name(FORWARDER));
        run(role, "ip", "address", "add", address + "/24", "dev", HOST_DEVICE);
        for (final String[] end : new String[][] {{role, HOST_DEVICE}, {FORWARDER, port}})
        {
            final List<String> ethtool = new ArrayList<>(List.of("ethtool", "-K", end[1]));
            ethtool.addAll(Arrays.asList(OFFLOADS));
            Shell.read(inside(end[0], ethtool));
            run(end[0], "ip", "link", "set", end[1], "up");
        }
    }

    private void remove()
    {
        final String all = Shell.read("ip", "netns", "list");
        for (final String role : List.of(INSIDE, OUTSIDE, FORWARDER))
        {
            if (all.contains(name(role)))
            {
                Shell.read("ip", "netns", "delete", name(role));
            }
        }
    }

    private String name(final String role)
    {
        return prefix + "-" + role;
    }
}
