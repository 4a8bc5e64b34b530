package porteira.flow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.policy.Action.Reject.Answer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The kernel as referee: a host whose iptables reject what comes in gets the same frames. It must answer those that we
 * answer, in the same order; a RST must be the same to the byte, an ICMP error in its addresses, type, code, hop limit
 * and in as much as both quote (the host's own rule quotes a little more than its bridge does).
 */
class RejectRefereeIT
{
    private static final int FRAMES = 3_000;
    private static final int FIRST_PORT = 1000;
    private static final int SENTINEL_PORT = 65535;
    private static final int RST = 4;
    private static final String A = "198.51.100.7";
    private static final String B = "203.0.113.25";
    private static final String A6 = "2001:db8:1::7";
    private static final String B6 = "2001:db8:2::25";

    private static final Map<Answer, String> IPV4 = new LinkedHashMap<>();
    private static final Map<Answer, String> IPV6 = new LinkedHashMap<>();

    static
    {
        IPV4.put(Answer.TCP_RESET, "tcp-reset");
        IPV4.put(Answer.ICMP_NET_UNREACHABLE, "icmp-net-unreachable");
        IPV4.put(Answer.ICMP_HOST_UNREACHABLE, "icmp-host-unreachable");
        IPV4.put(Answer.ICMP_PROT_UNREACHABLE, "icmp-proto-unreachable");
        IPV4.put(Answer.PORT_UNREACHABLE, "icmp-port-unreachable");
        IPV4.put(Answer.ICMP_NET_PROHIBITED, "icmp-net-prohibited");
        IPV4.put(Answer.ICMP_HOST_PROHIBITED, "icmp-host-prohibited");
        IPV4.put(Answer.ADMIN_PROHIBITED, "icmp-admin-prohibited");
        IPV6.put(Answer.TCP_RESET, "tcp-reset");
        IPV6.put(Answer.NO_ROUTE, "icmp6-no-route");
        IPV6.put(Answer.ICMPV6_ADMIN_PROHIBITED, "icmp6-adm-prohibited");
        IPV6.put(Answer.HOST_UNREACHABLE, "icmp6-addr-unreachable");
        IPV6.put(Answer.ICMPV6_PORT_UNREACHABLE, "icmp6-port-unreachable");
    }

    private static final String HOST = """
        set -e
        ip link add far address 02:00:00:00:00:11 type veth peer name near address 02:00:00:00:00:22
        for knob in icmp_ratelimit=0 icmp_msgs_per_sec=1000000 icmp_msgs_burst=1000000 conf.all.rp_filter=0
        do
            path=/proc/sys/net/ipv4/$(echo ${knob%=*} | tr . /)
            [ ! -e $path ] || echo ${knob#*=} > $path
        done
        echo 0 > /proc/sys/net/ipv6/icmp/ratelimit
        ethtool -K near tx off > /dev/null
        ethtool -K far tx off > /dev/null
        ip addr add 203.0.113.25/24 dev near
        ip addr add 2001:db8:2::25/64 dev near nodad
        ip link set far up
        ip link set near up
        ip route add 198.51.100.0/24 dev near
        ip route add 2001:db8:1::/64 dev near
        ip neigh replace 198.51.100.7 lladdr 02:00:00:00:00:11 dev near nud permanent
        ip neigh replace 2001:db8:1::7 lladdr 02:00:00:00:00:11 dev near nud permanent
        """;
    private static final String RUN = """
        tcpdump -i far -Q in -Z root -s 4096 -B 16384 --immediate-mode -U -w answers.pcap 'ether src 2:0:0:0:0:22' &
        tap=$!
        tries=0
        until [ "$(stat -c %s answers.pcap 2> /dev/null || echo 0)" -ge 24 ] || [ $tries -ge 300 ]
        do
            tries=$((tries + 1))
            sleep 0.1
        done
        timeout 60 taskset -c 0 tcpreplay -q --pps=20000 --no-flow-stats -i far frames.pcap > /dev/null
        tries=0
        until tcpdump -r answers.pcap 'icmp[28:2] = 65535' 2> /dev/null | grep -q . || [ $tries -ge 300 ]
        do
            tries=$((tries + 1))
            sleep 0.1
        done
        kill $tap
        wait $tap || true
        """;

    @TempDir
    private Path folder;

    private final List<byte[]> frames = new ArrayList<>();
    private final List<byte[]> expected = new ArrayList<>();

    @Test
    void shouldAnswerAsTheKernelDoes() throws IOException, InterruptedException
    {
        final String tools = "for tool in ip iptables ip6tables ethtool tcpdump tcpreplay taskset timeout; do " +
            "command -v $tool || exit 1; done; ip link add far type veth peer name near && " +
            "iptables -A INPUT -p tcp -j REJECT && ip6tables -A INPUT -p tcp -j REJECT";
        Needed.that(0 == shell(tools), "root, with network namespaces, ip(6)tables, ethtool, tcpdump and tcpreplay,");
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < FRAMES; i++)
        {
            add(random);
        }
        final byte[] sentinel = Packet.payload(30).udp(SENTINEL_PORT, port(IPV4, Answer.PORT_UNREACHABLE))
            .ipv4(A, B, 0).ethernet();
        add(sentinel, Answer.PORT_UNREACHABLE);
        Pcap.write(folder.resolve("frames.pcap"), frames);

        assertEquals(0, shell(HOST + rules("iptables", IPV4) + rules("ip6tables", IPV6) + RUN), this::errors);

        final List<byte[]> answers = Pcap.read(folder.resolve("answers.pcap"));
        answers.removeIf(RejectRefereeIT::isHousekeeping);
        for (int i = 0; i < Math.min(expected.size(), answers.size()); i++)
        {
            assertSame(expected.get(i), answers.get(i), "porteira.seed=" + seed + " answer " + i);
        }
        assertEquals(expected.size(), answers.size(), "porteira.seed=" + seed);
        assertTrue(expected.size() > FRAMES / 2, "few are answered: " + expected.size());
        assertTrue(expected.size() < FRAMES * 9 / 10, "few are not answered: " + expected.size());
    }

    private void add(final SplittableRandom random)
    {
        final boolean isIpv4 = random.nextBoolean();
        final Map<Answer, String> kinds = isIpv4 ? IPV4 : IPV6;
        final Answer kind = kinds.keySet().toArray(Answer[]::new)[random.nextInt(kinds.size())];
        final int port = port(kinds, kind);
        final int source = 1 + random.nextInt(60_000);
        final Packet payload = Packet.payload(random.nextInt(8) > 0 ? random.nextInt(60) : random.nextInt(1300));
        final int die = random.nextInt(10);
        if (die < 6 || Answer.TCP_RESET == kind)
        {
            final int flags = random.nextInt(3) > 0 ? random.nextInt(64) & ~RST : random.nextInt(64);
            add(damage(random, ip(random, isIpv4, payload.tcp(
                source, port, random.nextInt(), random.nextInt(), flags, random.nextInt(4)))), kind);
        }
        else if (die < 8)
        {
            add(damage(random, ip(random, isIpv4, payload.udp(source, port))), kind);
        }
        else if (8 == die)
        {
            add(ip(random, isIpv4, payload.udpWithoutChecksum(source, port)), kind);
        }
        else
        {
            final int[] types = isIpv4 ? new int[] { 0, 8, 3, 11, 12 } : new int[] { 128, 129, 1, 2, 3 };
            add(damage(random, ip(random, isIpv4,
                payload.icmp(isIpv4 ? 1 : 58, types[random.nextInt(types.length)], 0, random.nextInt()))),
                isIpv4 ? Answer.PORT_UNREACHABLE : Answer.ICMPV6_PORT_UNREACHABLE);
        }
    }

    private void add(final byte[] frame, final Answer kind)
    {
        frames.add(frame);
        final byte[] answer = RejectFramesTest.answer(kind, frame, 2048);
        if (null != answer)
        {
            expected.add(answer);
        }
    }

    private static byte[] ip(final SplittableRandom random, final boolean isIpv4, final Packet transport)
    {
        return isIpv4 ? transport.ipv4(A, B, 0).ethernet() : random.nextBoolean() ?
            transport.ipv6(A6, B6).ethernet() : transport.ipv6WithOptions(A6, B6, 1 + random.nextInt(2)).ethernet();
    }

    /** One frame in eight gets a wrong checksum behind its IP header. */
    private static byte[] damage(final SplittableRandom random, final byte[] frame)
    {
        if (0 == random.nextInt(8))
        {
            frame[frame.length - 1] ^= 0x10;
        }
        return frame;
    }

    private static void assertSame(final byte[] ours, final byte[] theirs, final String what)
    {
        final String text = what + "\n" + HexFormat.of().formatHex(ours) + "\n" + HexFormat.of().formatHex(theirs);
        final boolean isIpv4 = 8 == ours[12];
        final int header = isIpv4 ? 34 : 54;
        final boolean isReset = 6 == ours[isIpv4 ? 23 : 20];
        assertEquals(HexFormat.of().formatHex(ours, 0, 14), HexFormat.of().formatHex(theirs, 0, 14), text);
        if (isReset)
        {
            assertEquals(header + 20, theirs.length, text);
            assertEquals(HexFormat.of().formatHex(ours, 14, header + 20),
                HexFormat.of().formatHex(theirs, 14, header + 20), text);
            return;
        }
        final int addresses = isIpv4 ? 26 : 22;
        final int length = Math.min(ours.length, theirs.length);
        assertTrue(ours.length <= theirs.length || theirs.length < 60, text);
        assertEquals(ours[isIpv4 ? 22 : 21], theirs[isIpv4 ? 22 : 21], text);
        assertEquals(ours[isIpv4 ? 23 : 20], theirs[isIpv4 ? 23 : 20], text);
        assertEquals(HexFormat.of().formatHex(ours, addresses, header + 2),
            HexFormat.of().formatHex(theirs, addresses, header + 2), text);
        assertEquals(HexFormat.of().formatHex(ours, header + 4, length),
            HexFormat.of().formatHex(theirs, header + 4, length), text);
    }

    /** Neighbour discovery and group memberships: nothing that was asked for. */
    private static boolean isHousekeeping(final byte[] frame)
    {
        return 0 != (frame[0] & 1) || 8 == frame[12] && 6 == frame[13] ||
            !Arrays.equals(Packet.address(8 == frame[12] ? A : A6),
                Arrays.copyOfRange(frame, 8 == frame[12] ? 30 : 38, 8 == frame[12] ? 34 : 54));
    }

    private static int port(final Map<Answer, String> kinds, final Answer kind)
    {
        return FIRST_PORT + new ArrayList<>(kinds.keySet()).indexOf(kind);
    }

    private static String rules(final String tool, final Map<Answer, String> kinds)
    {
        final StringBuilder rules = new StringBuilder();
        for (final Map.Entry<Answer, String> kind : kinds.entrySet())
        {
            for (final String protocol : List.of("tcp", "udp"))
            {
                if ("tcp".equals(protocol) || Answer.TCP_RESET != kind.getKey())
                {
                    rules.append("%s -A INPUT -i near -p %s --dport %d -j REJECT --reject-with %s%n".formatted(
                        tool, protocol, port(kinds, kind.getKey()), kind.getValue()));
                }
            }
        }
        final boolean isIpv4 = "iptables".equals(tool);
        return rules.append("%s -A INPUT -i near -p %s -s %s -j REJECT --reject-with %s%n".formatted(
            tool, isIpv4 ? "icmp" : "icmpv6", isIpv4 ? A : A6,
            isIpv4 ? "icmp-port-unreachable" : "icmp6-port-unreachable")).toString();
    }

    /** Runs in a network namespace of its own, which ends with it. */
    private int shell(final String script) throws IOException, InterruptedException
    {
        Files.writeString(folder.resolve("script"), script);
        final Process process = new ProcessBuilder(
            "unshare", "--net", "--pid", "--fork", "--kill-child", "sh", "script")
            .directory(folder.toFile()).redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile()).start();
        if (!process.waitFor(180, TimeUnit.SECONDS))
        {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }

    private String errors()
    {
        try
        {
            return Files.readString(folder.resolve("err"));
        }
        catch (final IOException exception)
        {
            return exception.toString();
        }
    }
}
