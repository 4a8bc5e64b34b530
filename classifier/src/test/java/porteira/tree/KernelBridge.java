package porteira.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import porteira.FrameTap;
import porteira.NamespaceShell;

/**
 * A bridge of the kernel with three ports, in a network namespace of its own, judged by nft rules. It forgets what it
 * learns, so that a frame leaves by every port but the one it came in on, unless the rules drop it there.
 */
final class KernelBridge implements AutoCloseable
{
    /** Ports in the order of their indices in a policy. */
    static final List<String> PORTS = List.of("lan", "wan", "dmz");

    /** Destination of the frame that ends each batch; the rules must let it pass. */
    static final String SENTINEL = "06:73:65:6e:74:6c";

    private static final String SET_UP = """
        set -e
        for knob in /proc/sys/net/ipv6/conf/all/disable_ipv6 /proc/sys/net/ipv6/conf/default/disable_ipv6
        do
            [ ! -e $knob ] || echo 1 > $knob
        done
        ip link add bridge address 0a:00:00:00:00:01 type bridge mcast_snooping 0 forward_delay 0
        for knob in /proc/sys/net/bridge/bridge-nf-call-*
        do
            [ ! -e $knob ] || echo 0 > $knob
        done
        for port in lan wan dmz
        do
            ip link add $port type veth peer name far-$port
            ip link set $port master bridge up
            ip link set far-$port up
            bridge link set dev $port learning off
        done
        ip link set bridge up
        """;

    private final Path folder;
    private final NamespaceShell shell;
    private final Map<String, FrameTap> taps = new HashMap<>();
    private long batches;

    KernelBridge(final Path folder) throws IOException
    {
        this.folder = folder;
        shell = new NamespaceShell(folder);
        try
        {
            shell.must(SET_UP);
            for (final String port : PORTS)
            {
                taps.put(port, new FrameTap(shell.capture("far-" + port)));
            }
        }
        catch (final IOException | RuntimeException | Error exception)
        {
            close();
            throw exception;
        }
    }

    /** True if the programs and rights that this needs are there. */
    static boolean isPossible()
    {
        final String probe = "for tool in ip bridge nft tcpdump tcpreplay mkfifo taskset timeout; do " +
            "command -v $tool || exit 1; done; nft list ruleset && ip link add bridge type bridge";
        return NamespaceShell.isPossible(probe);
    }

    /**
     * Replace all rules, all counters at 0.
     *
     * @return nft's words if it refuses them, else empty
     */
    String load(final String rules) throws IOException
    {
        Files.writeString(folder.resolve("rules.nft"), "flush ruleset\n" + rules);
        return 0 == shell.run("timeout 20 nft -f rules.nft") ? "" : shell.output();
    }

    /**
     * Replace all rules by ones that {@code iptables-restore} and {@code ip6tables-restore} read; the bridge shows them
     * its IP packets from now on.
     *
     * @return the programs' words if they refuse them, else empty
     */
    String loadIptables(final String ipv4, final String ipv6) throws IOException
    {
        Files.writeString(folder.resolve("rules.v4"), ipv4);
        Files.writeString(folder.resolve("rules.v6"), ipv6);
        return 0 == shell.run("nft flush ruleset && timeout 20 iptables-legacy-restore rules.v4 && " +
            "timeout 20 ip6tables-legacy-restore rules.v6 && " +
            "for knob in /proc/sys/net/bridge/bridge-nf-call-ip*; do echo 1 > $knob; done; " +
            "echo 0 > /proc/sys/net/netfilter/nf_conntrack_checksum") ?
            "" : shell.output();
    }

    /**
     * What a script of iptables commands makes of the kernel's tables, as {@code iptables-save} and
     * {@code ip6tables-save} write it; the tables are empty before and behind.
     */
    List<String> saved(final String script) throws IOException
    {
        Files.writeString(folder.resolve("rules.sh"), script);
        shell.must("mkdir -p bin && for name in iptables ip6tables; do " +
            "echo exec $name-legacy '\"$@\"' > bin/$name && chmod +x bin/$name && " +
            "for chain in INPUT FORWARD OUTPUT; do bin/$name -P $chain ACCEPT; done && " +
            "bin/$name -F && bin/$name -X || exit 1; done; " +
            "PATH=$PWD/bin:$PATH sh -e rules.sh");
        final List<String> saved = new ArrayList<>();
        for (final String program : List.of("iptables", "ip6tables"))
        {
            shell.must(program + "-legacy-save -t filter");
            saved.add(shell.output());
        }
        return saved;
    }

    /** The rules of both programs with their counters. */
    String listIptables() throws IOException
    {
        shell.must("iptables-legacy-save -c; ip6tables-legacy-save -c");
        return shell.output();
    }

    /** True if the kernel has the matches of both programs that tests speak of. */
    static boolean hasIptables()
    {
        return isPossible() && NamespaceShell.isPossible(
            "rule='-A FORWARD -m physdev --physdev-is-bridged -m u32 --u32 0=1' && " +
            "for program in iptables ip6tables; do $program-legacy $rule || exit 1; done");
    }

    /** The rules with their counters. */
    String list(final String options) throws IOException
    {
        shell.must("timeout 20 nft " + options + " list ruleset");
        return shell.output();
    }

    /**
     * Send frames into a port, each at least 14 bytes long.
     *
     * @return which of them left by each of the other ports
     */
    Map<String, Set<ByteBuffer>> send(final String ingress, final List<byte[]> frames) throws IOException
    {
        final byte[] sentinel = FrameBuilder.payload(46).ethernet(0x88B5).bytes();
        ByteBuffer.wrap(sentinel).putLong(0x0673_656E_746C_0200L).putLong(20, ++batches);
        final List<byte[]> all = new ArrayList<>(frames);
        all.add(sentinel);
        shell.replay("far-" + ingress, all);

        final Map<String, Set<ByteBuffer>> left = new HashMap<>();
        for (final String port : PORTS)
        {
            if (!port.equals(ingress))
            {
                left.put(port, arrived(port, sentinel));
            }
        }
        return left;
    }

    private Set<ByteBuffer> arrived(final String port, final byte[] sentinel) throws IOException
    {
        try
        {
            return new HashSet<>(taps.get(port).until(sentinel));
        }
        catch (final IOException exception)
        {
            shell.must("ip -s link; cat *.err");
            throw new IOException("port=" + port + "\n" + shell.output(), exception);
        }
    }

    /** Ends the namespace and all that runs in it. */
    @Override
    public void close() throws IOException
    {
        shell.close();
        for (final FrameTap tap : taps.values())
        {
            tap.close();
        }
    }
}
