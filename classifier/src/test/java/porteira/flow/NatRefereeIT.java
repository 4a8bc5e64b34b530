package porteira.flow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.nat.Address;
import porteira.nat.NatSettings;
import porteira.pipeline.TranslatingLane;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The kernel as referee: a router whose iptables translate both ends of every connection gets the same frames as a lane
 * whose policy says so, first those of the clients, then those of the server and of a router behind it, ICMP errors
 * among them. What it forwards must be what the lane makes of them, but for the hop that it counts and the MACs.
 */
class NatRefereeIT
{
    private static final int CONNECTIONS = 600;
    private static final int FIRST_PORT = 2_000;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final long SERVER = 0x0200_0000_0011L;
    private static final long GATEWAY = 0x0200_0000_00FEL;

    /** Addresses of a family: client, whom it calls, the server, whom the server sees, a router on the way. */
    private record Family(String client, String called, String server, String seen, String router)
    {
        boolean isIpv4()
        {
            return client.indexOf(':') < 0;
        }
    }

    private static final Family IPV4 =
        new Family("198.51.100.7", "192.0.2.99", "203.0.113.25", "203.0.113.1", "203.0.113.77");
    private static final Family IPV6 =
        new Family("2001:db8:1::7", "2001:db8:9::99", "2001:db8:2::25", "2001:db8:2::1", "2001:db8:2::77");

    private static final int NEAR = 0;
    private static final int FAR = 1;
    private static final String POLICY = """
        table bridge referee {
            chain forward {
                type filter hook forward priority filter; policy accept;
                iifname "near" ip protocol tcp tcp dport 25 snat ip to 203.0.113.1 dnat ip to 203.0.113.25:587
                iifname "near" ip protocol udp udp dport 53 snat ip to 203.0.113.1 dnat ip to 203.0.113.25:5353
                iifname "near" ip protocol icmp snat ip to 203.0.113.1 dnat ip to 203.0.113.25
                iifname "near" meta l4proto tcp tcp dport 25 dnat ip6 to [2001:db8:2::25]:587 snat ip6 to 2001:db8:2::1
                iifname "near" ip6 nexthdr udp udp dport 53 dnat ip6 to [2001:db8:2::25]:5353 snat ip6 to 2001:db8:2::1
                iifname "near" ip6 nexthdr icmpv6 dnat ip6 to 2001:db8:2::25 snat ip6 to 2001:db8:2::1
            }
        }
        """;
    private static final String ROUTER = """
        set -e
        # What is forwarded goes to hosts behind these two, which must not take it for theirs and forward it again.
        ip link add clients address 02:00:00:00:00:33 type veth peer name near address 02:00:00:00:00:22
        ip link add servers address 02:00:00:00:00:33 type veth peer name far address 02:00:00:00:00:22
        for port in near far clients servers
        do
            ethtool -K $port tx off > /dev/null
            ip link set $port up
        done
        echo 1 > /proc/sys/net/ipv4/ip_forward
        echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
        echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter
        for protocol in udp icmp icmpv6
        do
            echo 600 > /proc/sys/net/netfilter/nf_conntrack_${protocol}_timeout
        done
        ip addr add 198.51.100.1/24 dev near
        ip addr add 203.0.113.1/24 dev far
        ip addr add 2001:db8:1::1/64 dev near nodad
        ip addr add 2001:db8:2::1/64 dev far nodad
        ip route add 192.0.2.0/24 dev far
        ip route add 2001:db8:9::/64 dev far
        ip neigh replace 198.51.100.7 lladdr 02:00:00:00:00:11 dev near nud permanent
        ip neigh replace 203.0.113.25 lladdr 02:00:00:00:00:11 dev far nud permanent
        ip neigh replace 2001:db8:1::7 lladdr 02:00:00:00:00:11 dev near nud permanent
        ip neigh replace 2001:db8:2::25 lladdr 02:00:00:00:00:11 dev far nud permanent
        for rule in 'tcp --dport 25 -j DNAT --to-destination @:587' 'udp --dport 53 -j DNAT --to-destination @:5353' \
            'icmp -j DNAT --to-destination @'
        do
            iptables -t nat -A PREROUTING -i near -p $(echo "$rule" | sed s/@/203.0.113.25/)
            ip6tables -t nat -A PREROUTING -i near -p $(echo "$rule" | sed 's/@/[2001:db8:2::25]/; s/^icmp/icmpv6/
                s/icmpv6 -j DNAT --to-destination .*/icmpv6 -j DNAT --to-destination 2001:db8:2::25/')
        done
        iptables -t nat -A POSTROUTING -o far -j SNAT --to-source 203.0.113.1
        ip6tables -t nat -A POSTROUTING -o far -j SNAT --to-source 2001:db8:2::1
        iptables -A FORWARD -m state --state INVALID -j DROP
        # $1 sends, $2 receives
        pass()
        {
            tcpdump -i $2 -Q in -Z root -s 4096 -B 16384 --immediate-mode -U -w $2.pcap 'ether src 2:0:0:0:0:22' &
            tap=$!
            tries=0
            until [ "$(stat -c %s $2.pcap 2> /dev/null || echo 0)" -ge 24 ] || [ $tries -ge 300 ]
            do
                tries=$((tries + 1))
                sleep 0.1
            done
            timeout 60 taskset -c 0 tcpreplay -q --pps=20000 --no-flow-stats -i $1 $1-sent.pcap > /dev/null
            tries=0
            until tcpdump -r $2.pcap 'udp port 9' 2> /dev/null | grep -q . || [ $tries -ge 300 ]
            do
                tries=$((tries + 1))
                sleep 0.1
            done
            kill $tap
            wait $tap || true
        }
        pass clients servers
        pass servers clients
        """;

    @TempDir
    private Path folder;

    private final TranslatingLane lane = new TranslatingLane(List.of("near", "far"), POLICY, new NatSettings(GATEWAY,
        List.of(List.of(), List.of()), List.of(server(IPV4), server(IPV6))), 16 * CONNECTIONS);
    private final List<byte[]> calls = new ArrayList<>();
    private final List<byte[]> answers = new ArrayList<>();
    private final List<byte[]> callsExpected = new ArrayList<>();
    private final List<byte[]> answersExpected = new ArrayList<>();

    @Test
    void shouldTranslateAsTheKernelDoes() throws IOException, InterruptedException
    {
        final String tools = "for tool in ip iptables ip6tables ethtool tcpdump tcpreplay taskset timeout; do " +
            "command -v $tool || exit 1; done; ip link add far type veth peer name near && " +
            "iptables -t nat -A POSTROUTING -j MASQUERADE && ip6tables -t nat -A POSTROUTING -j MASQUERADE";
        Needed.that(0 == shell(tools), "root, with network namespaces, ip(6)tables, ethtool, tcpdump and tcpreplay,");
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CONNECTIONS; i++)
        {
            connection(random, random.nextBoolean() ? IPV4 : IPV6, FIRST_PORT + i);
        }
        // The frame that ends a pass: nobody translates its ports.
        calls.add(Packet.payload(20).udp(9, 9).ipv4(IPV4.client, IPV4.server, 0).ethernet());
        answers.add(Packet.payload(20).udp(9, 9).ipv4(IPV4.server, IPV4.seen, 0).ethernet());
        Pcap.write(folder.resolve("clients-sent.pcap"), calls);
        Pcap.write(folder.resolve("servers-sent.pcap"), answers);

        assertEquals(0, shell(ROUTER), this::errors);

        compare(callsExpected, "servers.pcap", "porteira.seed=" + seed + " call ");
        compare(answersExpected, "clients.pcap", "porteira.seed=" + seed + " answer ");
        assertTrue(answersExpected.size() > CONNECTIONS, "answers: " + answersExpected.size());
    }

    private void connection(final SplittableRandom random, final Family family, final int port)
    {
        final boolean isIpv4 = family.isIpv4();
        final int kind = random.nextInt(3);
        final int sequence = random.nextInt();
        final int echo = isIpv4 ? Packet.ICMP : Packet.ICMPV6;
        final int calledPort = 0 == kind ? 25 : 53;
        final int serverPort = 0 == kind ? 587 : 5353;
        final byte[] call = ip(family, family.client, family.called, switch (kind)
        {
            case 0 -> Packet.payload(0).tcp(port, calledPort, sequence, 0, SYN, random.nextInt(3));
            case 1 -> Packet.payload(random.nextInt(90)).udp(port, calledPort);
            default -> Packet.payload(random.nextInt(90)).icmp(echo, isIpv4 ? 8 : 128, 0, port << 16 | 7);
        });
        final byte[] arrived = add(NEAR, call);

        final byte[] packet = Arrays.copyOfRange(arrived, 14, arrived.length);
        for (final String reporter : List.of(family.server, family.router))
        {
            if (random.nextBoolean())
            {
                final int quoted = random.nextInt((isIpv4 ? 20 : 40) + 8, packet.length + 1);
                final Packet quotation = Packet.payload(Arrays.copyOf(packet, quoted));
                add(FAR, ip(family, reporter, family.seen, isIpv4 ?
                    quotation.icmp(Packet.ICMP, 3, random.nextInt(3), 0) :
                    quotation.icmp(Packet.ICMPV6, 1, random.nextInt(5), 0)));
            }
        }
        add(FAR, ip(family, family.server, family.seen, switch (kind)
        {
            case 0 -> Packet.payload(0).tcp(serverPort, port, random.nextInt(), sequence + 1, SYN | ACK, 1);
            case 1 -> Packet.payload(random.nextInt(90)).udp(serverPort, port);
            default -> Packet.payload(random.nextInt(90)).icmp(echo, isIpv4 ? 0 : 129, 0, port << 16 | 7);
        }));
    }

    /** @return the frame as it is translated, its hop not counted */
    private byte[] add(final int port, final byte[] frame)
    {
        final byte[] bytes = lane.pass(port, frame);
        if (NEAR == port)
        {
            calls.add(frame);
            callsExpected.add(bytes);
        }
        else
        {
            answers.add(frame);
            answersExpected.add(bytes);
        }
        return bytes;
    }

    private static byte[] ip(final Family family, final String from, final String to, final Packet transport)
    {
        return family.isIpv4() ? transport.ipv4(from, to, 0).ethernet() : transport.ipv6(from, to).ethernet();
    }

    private static NatSettings.Neighbour server(final Family family)
    {
        return new NatSettings.Neighbour(0, Address.of(family.server), SERVER, FAR);
    }

    private void compare(final List<byte[]> ours, final String file, final String what) throws IOException
    {
        final List<byte[]> theirs = forwarded(file);
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++)
        {
            assertEquals(text(withHop(ours.get(i))), text(theirs.get(i)), what + i);
        }
        assertEquals(ours.size(), theirs.size(), what);
    }

    private List<byte[]> forwarded(final String file) throws IOException
    {
        final List<byte[]> frames = new ArrayList<>(Pcap.read(folder.resolve(file)));
        frames.removeIf(NatRefereeIT::isOther);
        return frames;
    }

    /** One hop less, the IPv4 header checksum being made anew. */
    private static byte[] withHop(final byte[] frame)
    {
        final byte[] bytes = frame.clone();
        if (4 == bytes[14] >>> 4)
        {
            bytes[22]--;
            final ByteBuffer header = ByteBuffer.wrap(bytes);
            header.putShort(24, (short)0).putShort(24, (short)~Packet.fold(Packet.sum(bytes, 14, 34)));
        }
        else
        {
            bytes[21]--;
        }
        return bytes;
    }

    /** What the router says of itself, and the end of a pass. */
    private static boolean isOther(final byte[] frame)
    {
        final boolean isIpv4 = 8 == frame[12] && 0 == frame[13];
        final int hops = frame[isIpv4 ? 22 : 21];
        return 0 != (frame[0] & 1) || 56 != hops || isIpv4 && 17 == frame[23] && 9 == frame[35] && 9 == frame[37];
    }

    private static String text(final byte[] frame)
    {
        return HexFormat.of().formatHex(frame, 14, frame.length);
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
