package porteira.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import porteira.FrameTap;
import porteira.NamespaceShell;

/**
 * A router of the kernel with connection tracking, in a network namespace of its own: whatever comes in by one veth
 * leaves by the other, in the order of its arrival, its {@code ct state} in the field of differentiated services. Both
 * directions of a conversation come in by the same veth: conntrack does not look at interfaces.
 */
final class KernelRouter implements AutoCloseable
{
    /** Differentiated services of a frame that the router drops after it was tracked. */
    static final int DROP_ME = 40;

    /** So long, and so far apart, that none runs out while a loaded machine sends frames; in netfilter's order. */
    static final FlowTimeouts TIMEOUTS = new FlowTimeouts(
        12_000, 6_000, 432_000, 13_000, 7_000, 3_000, 14_000, 1_000, 30_000, 32_000, 4_000, 15_000, 5_000, 5_000,
        60_000);
    /** State whose time, 2 minutes, cannot be set. */
    static final int TIME_FIXED = TcpState.SYN_SENT2;

    private static final long NEXT_HOP = 0x0200_0000_0004L;
    private static final int INVALID = 1;
    private static final int NEW = 2;
    private static final int ESTABLISHED = 3;
    private static final int RELATED = 4;
    private static final int UNTRACKED = 5;
    private static final int SENTINEL = 6;

    private static final String SET_UP = """
        set -e
        ip link set lo up
        ip link add in address 02:00:00:00:00:02 type veth peer name far-in
        ip link add out address 02:00:00:00:00:03 type veth peer name far-out
        for knob in all default in out far-in far-out
        do
            for setting in rp_filter=0 forwarding=1 accept_local=1 send_redirects=0
            do
                echo ${setting#*=} > /proc/sys/net/ipv4/conf/$knob/${setting%=*}
            done
            echo 0 > /proc/sys/net/ipv6/conf/$knob/accept_dad
            echo 1 > /proc/sys/net/ipv6/conf/$knob/forwarding
        done
        for device in far-in far-out
        do
            echo 1 > /proc/sys/net/ipv6/conf/$device/disable_ipv6
        done
        for device in in out far-in far-out
        do
            ip link set $device up
        done
        ip address add 10.255.255.1/30 dev out
        ip address add fd00:ffff::1/64 dev out
        ip neighbour add 10.255.255.2 lladdr 02:00:00:00:00:04 dev out
        ip neighbour add fd00:ffff::2 lladdr 02:00:00:00:00:04 dev out
        ip route add default via 10.255.255.2
        ip -6 route add default via fd00:ffff::2
        nft -f - << END
        table inet referee {
            chain judge {
                type filter hook forward priority 0
                ip dscp 40 drop
                ip6 dscp 40 drop
            }
            chain tell {
                type filter hook postrouting priority 0
                ip dscp 6 accept
                ct state invalid ip dscp set 1
                ct state new ip dscp set 2
                ct state established ip dscp set 3
                ct state related ip dscp set 4
                ct state untracked ip dscp set 5
                ct state invalid ip6 dscp set 1
                ct state new ip6 dscp set 2
                ct state established ip6 dscp set 3
                ct state related ip6 dscp set 4
                ct state untracked ip6 dscp set 5
            }
        }
        END
        """;

    private final NamespaceShell shell;
    private FrameTap tap;
    private int batches;

    KernelRouter(final Path folder) throws IOException
    {
        shell = new NamespaceShell(folder);
        try
        {
            shell.must(SET_UP);
            shell.must(timeouts());
            tap = new FrameTap(shell.capture("far-out"));
        }
        catch (final IOException | RuntimeException | Error exception)
        {
            close();
            throw exception;
        }
    }

    static boolean isPossible()
    {
        return NamespaceShell.isPossible("for tool in ip nft tcpdump tcpreplay mkfifo taskset timeout; do " +
            "command -v $tool || exit 1; done; printf 'table inet t {\\nchain c {\\ntype filter hook forward " +
            "priority 0\\nct state new accept\\n}\\n}\\n' | nft -f - && cat /proc/net/nf_conntrack");
    }

    /**
     * Send frames through, at most 65 000.
     *
     * @return {@link CtState} of each that left, by its place in {@code frames}
     */
    Map<Integer, Integer> send(final List<byte[]> frames) throws IOException
    {
        final List<byte[]> numbered = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++)
        {
            numbered.add(Stamp.number(frames.get(i).clone(), i));
        }
        final int batch = ++batches;
        numbered.add(Stamp.number(
            Stamp.services(Talk.udp("10.9.9.9", batch, "10.9.9.8", 9, 0), SENTINEL), frames.size()));
        shell.replay("far-in", numbered);

        final Map<Integer, Integer> states = new HashMap<>();
        for (final ByteBuffer frame : arrived(batch))
        {
            // The router's own words, to groups, go elsewhere.
            if (NEXT_HOP == frame.getLong(0) >>> 16)
            {
                states.put(Stamp.number(frame.array()), state(Stamp.services(frame.array())));
            }
        }
        return states;
    }

    /** What the kernel knows of its connections, a line each. */
    List<String> connections() throws IOException
    {
        shell.must("cat /proc/net/nf_conntrack");
        return shell.output().lines().toList();
    }

    private static String timeouts()
    {
        return """
            for setting in tcp_timeout_syn_sent=%d tcp_timeout_syn_recv=%d tcp_timeout_established=%d \\
                tcp_timeout_fin_wait=%d tcp_timeout_close_wait=%d tcp_timeout_last_ack=%d tcp_timeout_time_wait=%d \\
                tcp_timeout_close=%d tcp_timeout_max_retrans=%d tcp_timeout_unacknowledged=%d udp_timeout=%d \\
                udp_timeout_stream=%d icmp_timeout=%d icmpv6_timeout=%d generic_timeout=%d
            do
                echo ${setting#*=} > /proc/sys/net/netfilter/nf_conntrack_${setting%%=*} || exit 1
            done
            """.formatted(TIMEOUTS.synSent(), TIMEOUTS.synRecv(), TIMEOUTS.established(), TIMEOUTS.finWait(),
            TIMEOUTS.closeWait(), TIMEOUTS.lastAck(), TIMEOUTS.timeWait(), TIMEOUTS.close(), TIMEOUTS.maxRetrans(),
            TIMEOUTS.unacknowledged(), TIMEOUTS.udp(), TIMEOUTS.udpStream(), TIMEOUTS.icmp(), TIMEOUTS.icmpv6(),
            TIMEOUTS.generic());
    }

    private List<ByteBuffer> arrived(final int batch) throws IOException
    {
        try
        {
            return tap.until((frame) -> 0x0800 == ByteBuffer.wrap(frame).getShort(12) &&
                SENTINEL == Stamp.services(frame) && batch == (ByteBuffer.wrap(frame).getShort(34) & 0xFFFF));
        }
        catch (final IOException exception)
        {
            shell.must("ip -s link; nstat -az | grep -i ip; cat *.err");
            throw new IOException(shell.output(), exception);
        }
    }

    private static int state(final int services)
    {
        return switch (services)
        {
            case INVALID -> CtState.INVALID;
            case NEW -> CtState.NEW;
            case ESTABLISHED -> CtState.ESTABLISHED;
            case RELATED -> CtState.RELATED;
            case UNTRACKED -> CtState.UNTRACKED;
            default -> throw new AssertionError("the router has not judged a frame: dscp=" + services);
        };
    }

    @Override
    public void close() throws IOException
    {
        shell.close();
        if (null != tap)
        {
            tap.close();
        }
    }

    /** Marks on untagged frames, checksums kept right. */
    static final class Stamp
    {
        private static final int NETWORK = 14;
        private static final int IPV4_LENGTH = 20;

        private Stamp()
        {
        }

        /** Identification of IPv4, the low bits of IPv6's flow label; also the router's station address. */
        static byte[] number(final byte[] frame, final int number)
        {
            frame[5] = 2;
            if (isIpv4(frame))
            {
                ByteBuffer.wrap(frame).putShort(NETWORK + 4, (short)number);
                return sum(frame);
            }
            ByteBuffer.wrap(frame).putShort(NETWORK + 2, (short)number);
            return frame;
        }

        static int number(final byte[] frame)
        {
            return ByteBuffer.wrap(frame).getShort(NETWORK + (isIpv4(frame) ? 4 : 2)) & 0xFFFF;
        }

        static byte[] services(final byte[] frame, final int services)
        {
            if (isIpv4(frame))
            {
                frame[NETWORK + 1] = (byte)(services << 2);
                return sum(frame);
            }
            ByteBuffer.wrap(frame).putShort(NETWORK, (short)(0x6000 | services << 6));
            return frame;
        }

        static int services(final byte[] frame)
        {
            return isIpv4(frame) ? (frame[NETWORK + 1] & 0xFF) >>> 2 :
                ByteBuffer.wrap(frame).getShort(NETWORK) >>> 6 & 0x3F;
        }

        private static boolean isIpv4(final byte[] frame)
        {
            return 4 == frame[NETWORK] >>> 4;
        }

        private static byte[] sum(final byte[] frame)
        {
            final ByteBuffer buffer = ByteBuffer.wrap(frame);
            buffer.putShort(NETWORK + 10, (short)0);
            int sum = 0;
            for (int i = 0; i < IPV4_LENGTH; i += 2)
            {
                sum += buffer.getShort(NETWORK + i) & 0xFFFF;
            }
            sum = (sum & 0xFFFF) + (sum >>> 16);
            buffer.putShort(NETWORK + 10, (short)~((sum & 0xFFFF) + (sum >>> 16)));
            return frame;
        }
    }
}
