package porteira.bench.veth;

import porteira.bench.run.Settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's own bridge between the two veths of a {@link VethLab}, with the screened host's rules in it. */
final class NetfilterBridge implements AutoCloseable
{
    private static final String BRIDGE = "bridge";
    private static final String SYSCTL = "net.bridge.bridge-nf-call-iptables=";
    private static final String INPUT = "-m physdev --physdev-in lan -p tcp -m multiport --dports 25,465 ";
    private static final List<String> IPTABLES = List.of(
        "-s 203.0.113.25 -j ACCEPT", "-s 203.0.113.0/24 -j DROP", "-j DROP");

    private final VethLab lab;

    private NetfilterBridge(final VethLab lab)
    {
        this.lab = lab;
        run("ip", "link", "add", BRIDGE, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0");
        for (final String port : List.of("lan", "wan"))
        {
            run("ip", "link", "set", port, "master", BRIDGE);
        }
        run("ip", "link", "set", BRIDGE, "up");
    }

    /** Rules of the bridge family: the shipped policy but for its Teredo rules, which nft does not know. */
    static NetfilterBridge nft(final VethLab lab, final Settings settings)
    {
        final NetfilterBridge bridge = new NetfilterBridge(lab);
        try
        {
            final Path rules = Files.createTempFile("porteira-bench", ".nft");
            Files.write(rules, Files.readAllLines(settings.policy()).stream()
                .filter((line) -> !line.trim().startsWith("teredo ")).toList());
            bridge.run("nft", "-f", rules.toString());
            Files.delete(rules);
            return bridge;
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    /** Rules of iptables, which br_netfilter hands the bridge's IPv4 packets. */
    static NetfilterBridge iptables(final VethLab lab)
    {
        final NetfilterBridge bridge = new NetfilterBridge(lab);
        bridge.run("sysctl", "-qw", SYSCTL + 1);
        for (final String rule : IPTABLES)
        {
            bridge.run(("iptables -w -A FORWARD " + INPUT + rule).split(" "));
        }
        return bridge;
    }

    @Override
    public void close()
    {
        run("iptables", "-w", "-F", "FORWARD");
        run("nft", "flush", "ruleset");
        run("sysctl", "-qw", SYSCTL + 0);
        run("ip", "link", "delete", BRIDGE);
    }

    private void run(final String... command)
    {
        lab.run(VethLab.FORWARDER, command);
    }
}
