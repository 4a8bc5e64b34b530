package porteira.tree;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A bridge of the kernel with three ports, in a network namespace of its own, judged by nft rules. It forgets what it
 * learns, so that a frame leaves by every port but the one it came in on, unless the rules drop it there.
 * <p>
 * Everything lives under one shell that is the first process of a process namespace: it ends when this process closes
 * its input or dies, the kernel then ends all that it started, and with them goes the network namespace.
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
            mkfifo $port.pipe
        done
        ip link set bridge up
        """;

    private final Path folder;
    private final Process shell;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final Map<String, FrameTap> taps = new HashMap<>();
    private long batches;

    KernelBridge(final Path folder) throws IOException
    {
        this.folder = folder;
        shell = new ProcessBuilder("unshare", "--net", "--pid", "--fork", "--kill-child", "sh")
            .directory(folder.toFile()).redirectError(folder.resolve("shell.err").toFile()).start();
        commands = shell.outputWriter();
        answers = shell.inputReader();
        try
        {
            must(SET_UP);
            for (final String port : PORTS)
            {
                write("tcpdump -i far-" + port + " -Q in -Z root -s 2048 -B 8192 --immediate-mode -U -w - > " + port +
                    ".pipe 2> " + port + ".err < /dev/null &");
                taps.put(port, new FrameTap(folder.resolve(port + ".pipe")));
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
        try
        {
            return 0 == new ProcessBuilder("unshare", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", probe)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start().waitFor();
        }
        catch (final IOException exception)
        {
            return false;
        }
        catch (final InterruptedException exception)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Replace all rules, all counters at 0.
     *
     * @return nft's words if it refuses them, else empty
     */
    String load(final String rules) throws IOException
    {
        Files.writeString(folder.resolve("rules.nft"), "flush ruleset\n" + rules);
        return 0 == run("timeout 20 nft -f rules.nft") ? "" : output();
    }

    /** The rules with their counters. */
    String list(final String options) throws IOException
    {
        must("timeout 20 nft " + options + " list ruleset");
        return output();
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
        writeCapture(all);
        must("timeout 20 taskset -c 0 tcpreplay -q --topspeed --no-flow-stats -i far-" + ingress + " batch.pcap");

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
            must("ip -s link; cat *.err");
            throw new IOException("port=" + port + "\n" + output(), exception);
        }
    }

    private void writeCapture(final List<byte[]> frames) throws IOException
    {
        int length = 24;
        for (final byte[] frame : frames)
        {
            length += 16 + frame.length;
        }
        final ByteBuffer capture = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        capture.putInt(0xA1B2C3D4).putShort((short)2).putShort((short)4).putLong(0).putInt(0xFFFF).putInt(1);
        for (final byte[] frame : frames)
        {
            capture.putLong(0).putInt(frame.length).putInt(frame.length).put(frame);
        }
        Files.write(folder.resolve("batch.pcap"), capture.array(),
            StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private void must(final String command) throws IOException
    {
        assertEquals(0, run(command), () -> command + "\n" + output());
    }

    private int run(final String command) throws IOException
    {
        write("(\n" + command + "\n) > out 2>&1 < /dev/null; echo $?");
        final String status = answers.readLine();
        if (null == status)
        {
            throw new IOException("the shell of the namespace ended: " + Files.readString(folder.resolve("shell.err")));
        }
        return Integer.parseInt(status);
    }

    private void write(final String line) throws IOException
    {
        commands.write(line);
        commands.newLine();
        commands.flush();
    }

    private String output()
    {
        try
        {
            return Files.readString(folder.resolve("out"));
        }
        catch (final IOException exception)
        {
            return exception.toString();
        }
    }

    /** Ends the namespace and all that runs in it. */
    @Override
    public void close() throws IOException
    {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
        for (final FrameTap tap : taps.values())
        {
            tap.close();
        }
    }
}
