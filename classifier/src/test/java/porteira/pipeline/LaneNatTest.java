package porteira.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.CachedEpochClock;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.dpdk.AllocationAssert;
import porteira.nat.Address;
import porteira.nat.NatSettings;
import porteira.policy.PortNames;
import porteira.tree.PolicyCompiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static porteira.pipeline.IpFrames.ACK;
import static porteira.pipeline.IpFrames.SYN;
import static porteira.pipeline.IpFrames.SYN_ACK;

/** Whole lanes with policies that translate: a client on lan (port 0), a router on wan (1), a server on dmz (2). */
class LaneNatTest
{
    private static final long CLIENT = 0x0200_0000_0001L;
    private static final long ROUTER = 0x0200_0000_0002L;
    private static final long SERVER = 0x0200_0000_0003L;
    private static final long GATEWAY = 0x0200_0000_00FEL;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final int TAIL_ROOM = 16 << 8;
    private static final int LAN = 1;
    private static final int WAN = 1 << 1;
    private static final int DMZ = 1 << 2;
    private static final String PROXY = """
        table bridge t {
            chain forward {
                type filter hook forward priority filter; policy accept;
                ip saddr 203.0.113.25 accept
                ip6 saddr 2001:db8::25 accept
                iifname "lan" ip protocol tcp tcp dport 25 dnat ip to 203.0.113.25:587
                iifname "lan" ip protocol udp udp dport 25 dnat ip to 203.0.113.25:587
                iifname "lan" ip6 nexthdr tcp tcp dport 25 dnat ip6 to [2001:db8::25]:587
            }
        }
        """;
    private static final String PROVIDER = """
        table bridge t {
            chain forward {
                type filter hook forward priority filter; policy drop;
                ether type arp accept
                ct state established,related accept
                iifname "lan" ip saddr 10.0.0.0/8 tcp dport { 25, 587 } snat ip to 203.0.113.10
                iifname "lan" ip saddr 10.0.0.0/8 udp dport 53 masquerade
            }
        }
        """;

    private final FakeLane lane = new FakeLane(0);
    private final CachedEpochClock clock = new CachedEpochClock();
    private final LaneTally tally = new LaneTally();
    private final List<Throwable> errors = new ArrayList<>();

    LaneNatTest()
    {
        clock.update(1000);
    }

    @Test
    void shouldTurnConnectionsToTheServerAndAnswersBackWhenPolicySaysDnat()
    {
        final ClassifierAgent agent = agent(PROXY, 64);
        meet(agent);

        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));
        assertEquals(DMZ, lane.egress(0));
        assertEquals("203.0.113.7 40000 > 203.0.113.25 587", IpFrames.ends(lane.bytes(0)));
        assertEquals(SERVER, IpFrames.destinationMac(lane.bytes(0)));
        assertEquals(CLIENT, IpFrames.sourceMac(lane.bytes(0)));

        send(agent, 2, tcp(CLIENT, SERVER, "203.0.113.25 587 > 203.0.113.7 40000", SYN_ACK));
        assertEquals(LAN, lane.egress(0));
        assertEquals("198.51.100.1 25 > 203.0.113.7 40000", IpFrames.ends(lane.bytes(0)));
        assertEquals(CLIENT, IpFrames.destinationMac(lane.bytes(0)));

        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", ACK));
        assertEquals("203.0.113.7 40000 > 203.0.113.25 587", IpFrames.ends(lane.bytes(0)));
        assertEquals(3, tally.value(LaneTally.TRANSLATED));
    }

    @Test
    void shouldTurnConnectionsWhenTheyAreIpv6()
    {
        final ClassifierAgent agent = agent(PROXY, 64);
        send(agent, 2, IpFrames.solicitation(BROADCAST, SERVER, "2001:db8::25", "2001:db8::7"));

        send(agent, 0, IpFrames.tcp(ROUTER, CLIENT, "2001:db8::7", 40000, "2001:db8:9::1", 25, SYN));
        assertEquals(DMZ, lane.egress(0));
        assertEquals("2001:db8::7 40000 > 2001:db8::25 587", IpFrames.ends(lane.bytes(0)));

        send(agent, 2, IpFrames.tcp(CLIENT, SERVER, "2001:db8::25", 587, "2001:db8::7", 40000, SYN_ACK));
        assertEquals("2001:db8:9::1 25 > 2001:db8::7 40000", IpFrames.ends(lane.bytes(0)));
        assertEquals(LAN, lane.egress(0));
    }

    @Test
    void shouldAskWhereTheServerIsWhenNobodyKnows()
    {
        final ClassifierAgent agent = agent(PROXY, 64);

        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));
        assertEquals(LAN | WAN | DMZ, lane.egress(0));
        assertEquals("ffffffffffff0200000000fe0806" + "0001080006040001" + "0200000000fe00000000" +
            "000000000000cb007119", hex(lane.bytes(0)).substring(0, 84));
        assertEquals(60, lane.bytes(0).length);

        send(agent, 2, IpFrames.arp(GATEWAY, SERVER, 2, "203.0.113.25", "0.0.0.0"));
        assertEquals(0, lane.egress(0));
        assertEquals(1, tally.dropped(DropReason.FOR_GATEWAY));
        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));
        assertEquals(DMZ, lane.egress(0));
        assertEquals(1, tally.value(LaneTally.NEIGHBOURS_ASKED));
        assertEquals(1, tally.value(LaneTally.NEIGHBOURS_LEARNT));
    }

    @Test
    void shouldAskByNeighbourDiscoveryWhenPacketIsIpv6()
    {
        final ClassifierAgent agent = agent(PROXY, 64);

        send(agent, 0, IpFrames.tcp(ROUTER, CLIENT, "2001:db8::7", 40000, "2001:db8:9::1", 25, SYN));

        assertEquals(LAN | WAN | DMZ, lane.egress(0));
        assertEquals("3333ff0000250200000000fe86dd", hex(lane.bytes(0)).substring(0, 28));
        assertEquals(":: > ff02::1:ff00:25", IpFrames.ends(lane.bytes(0)).replaceAll(" \\d+", ""));
    }

    @Test
    void shouldDropWithReasonWhenItMayNotAskAnyMore()
    {
        final ClassifierAgent agent = agent(PROXY, 64);
        for (int i = 0; i < 101; i++)
        {
            send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));
        }

        assertEquals(0, lane.egress(0));
        assertEquals(100, tally.value(LaneTally.NEIGHBOURS_ASKED));
        assertEquals(1, tally.dropped(DropReason.NEIGHBOUR_UNKNOWN));
    }

    @Test
    void shouldGiveAnotherSourceWhenServerIsBehindTheClientsPort()
    {
        final ClassifierAgent agent = agent(PROXY, 64);
        send(agent, 0, IpFrames.arp(BROADCAST, SERVER, 1, "203.0.113.25", "203.0.113.1"));

        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));
        assertEquals(LAN, lane.egress(0));
        assertEquals("203.0.113.2 40000 > 203.0.113.25 587", IpFrames.ends(lane.bytes(0)));
        assertEquals(GATEWAY, IpFrames.sourceMac(lane.bytes(0)));

        send(agent, 0, tcp(GATEWAY, SERVER, "203.0.113.25 587 > 203.0.113.2 40000", SYN_ACK));
        assertEquals(LAN, lane.egress(0));
        assertEquals("198.51.100.1 25 > 203.0.113.7 40000", IpFrames.ends(lane.bytes(0)));
        assertEquals(CLIENT, IpFrames.destinationMac(lane.bytes(0)));
        assertEquals(GATEWAY, IpFrames.sourceMac(lane.bytes(0)));
    }

    @Test
    void shouldHideClientsBehindOneAddressWhenPolicySaysSnat()
    {
        final ClassifierAgent agent = agent(PROVIDER, 64);
        meet(agent);

        send(agent, 0, tcp(ROUTER, CLIENT, "10.0.0.5 40000 > 198.51.100.1 587", SYN));
        assertEquals(WAN, lane.egress(0));
        assertEquals("203.0.113.10 40000 > 198.51.100.1 587", IpFrames.ends(lane.bytes(0)));
        assertEquals(GATEWAY, IpFrames.sourceMac(lane.bytes(0)));
        send(agent, 0, tcp(ROUTER, CLIENT + 8, "10.0.0.6 40000 > 198.51.100.1 587", SYN));
        final String second = IpFrames.ends(lane.bytes(0));
        assertTrue(second.matches("203\\.0\\.113\\.10 \\d+ > 198\\.51\\.100\\.1 587"), second);
        assertNotEquals("203.0.113.10 40000 > 198.51.100.1 587", second);

        send(agent, 1, tcp(GATEWAY, ROUTER, "198.51.100.1 587 > 203.0.113.10 40000", SYN_ACK));
        assertEquals(LAN, lane.egress(0));
        assertEquals("198.51.100.1 587 > 10.0.0.5 40000", IpFrames.ends(lane.bytes(0)));
        assertEquals(CLIENT, IpFrames.destinationMac(lane.bytes(0)));
        final String port = second.split(" ")[1];
        send(agent, 1, tcp(GATEWAY, ROUTER, "198.51.100.1 587 > 203.0.113.10 " + port, SYN_ACK));
        assertEquals("198.51.100.1 587 > 10.0.0.6 40000", IpFrames.ends(lane.bytes(0)));

        send(agent, 1, tcp(GATEWAY, ROUTER, "198.51.100.1 40000 > 203.0.113.10 587", SYN));
        assertEquals(0, lane.egress(0));
        send(agent, 1, tcp(CLIENT, ROUTER, "198.51.100.1 40000 > 10.0.0.5 587", SYN));
        assertEquals(0, lane.egress(0));
        assertEquals(2, tally.dropped(DropReason.POLICY));
    }

    @Test
    void shouldUseThePortsOwnAddressWhenPolicySaysMasquerade()
    {
        final ClassifierAgent agent = agent(PROVIDER, 64);
        meet(agent);

        send(agent, 0, IpFrames.udp(ROUTER, CLIENT, "10.0.0.5", 5000, "198.51.100.1", 53, 8));

        assertEquals("192.0.2.1 5000 > 198.51.100.1 53", IpFrames.ends(lane.bytes(0)));
    }

    @Test
    void shouldGiveBothEndsAnewWhenPolicySaysSnatAndDnat()
    {
        final ClassifierAgent agent = agent(accepting("""
            iifname "lan" tcp dport 25 snat ip to 203.0.113.10 dnat ip to 203.0.113.25:587
            iifname "lan" ip6 nexthdr tcp tcp dport 25 dnat ip6 to [2001:db8::25]:587 snat ip6 to 2001:db8::10
            """), 64);
        send(agent, 0, IpFrames.arp(BROADCAST, SERVER, 1, "203.0.113.25", "203.0.113.1"));
        send(agent, 2, IpFrames.solicitation(BROADCAST, SERVER, "2001:db8::25", "2001:db8::7"));

        // Behind the client's own port.
        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));
        assertEquals(LAN, lane.egress(0));
        assertEquals("203.0.113.10 40000 > 203.0.113.25 587", IpFrames.ends(lane.bytes(0)));
        assertEquals(SERVER, IpFrames.destinationMac(lane.bytes(0)));
        assertEquals(GATEWAY, IpFrames.sourceMac(lane.bytes(0)));
        send(agent, 0, IpFrames.arp(BROADCAST, SERVER, 1, "203.0.113.25", "203.0.113.10"));
        assertEquals(GATEWAY, IpFrames.sourceMac(lane.bytes(0)));
        send(agent, 0, tcp(GATEWAY, SERVER, "203.0.113.25 587 > 203.0.113.10 40000", SYN_ACK));
        assertEquals(LAN, lane.egress(0));
        assertEquals("198.51.100.1 25 > 203.0.113.7 40000", IpFrames.ends(lane.bytes(0)));
        assertEquals(CLIENT, IpFrames.destinationMac(lane.bytes(0)));

        // Behind another one, from two clients that use one port.
        for (final String client : List.of("2001:db8::7", "2001:db8::8"))
        {
            send(agent, 0, IpFrames.tcp(ROUTER, CLIENT, client, 40000, "2001:db8:9::1", 25, SYN));
            assertEquals(DMZ, lane.egress(0));
            final String[] ends = IpFrames.ends(lane.bytes(0)).split(" ");
            assertEquals("2001:db8::10 > 2001:db8::25 587", ends[0] + " > " + ends[3] + ' ' + ends[4]);
            send(agent, 2, IpFrames.tcp(
                GATEWAY, SERVER, "2001:db8::25", 587, "2001:db8::10", Integer.parseInt(ends[1]), SYN_ACK));
            assertEquals("2001:db8:9::1 25 > " + client + " 40000", IpFrames.ends(lane.bytes(0)));
            assertEquals(LAN, lane.egress(0));
        }
    }

    @Test
    void shouldChangeThePortAloneWhenPolicySaysRedirect()
    {
        final ClassifierAgent agent = agent(accepting("iifname \"lan\" tcp dport 25 redirect to :587"), 64);
        meet(agent);

        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));
        assertEquals("203.0.113.7 40000 > 198.51.100.1 587", IpFrames.ends(lane.bytes(0)));
        assertEquals(WAN, lane.egress(0));
        assertEquals(ROUTER, IpFrames.destinationMac(lane.bytes(0)));
        assertEquals(CLIENT, IpFrames.sourceMac(lane.bytes(0)));
        send(agent, 1, tcp(CLIENT, ROUTER, "198.51.100.1 587 > 203.0.113.7 40000", SYN_ACK));
        assertEquals("198.51.100.1 25 > 203.0.113.7 40000", IpFrames.ends(lane.bytes(0)));
        assertEquals(LAN, lane.egress(0));

        // The same client's own connection to 587 has that port: the redirected one would clash and gets another.
        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40001 > 198.51.100.1 587", SYN));
        assertEquals("203.0.113.7 40001 > 198.51.100.1 587", IpFrames.ends(lane.bytes(0)));
        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40001 > 198.51.100.1 25", SYN));
        final String moved = IpFrames.ends(lane.bytes(0));
        assertTrue(moved.matches("203\\.0\\.113\\.7 \\d+ > 198\\.51\\.100\\.1 587"), moved);

        send(agent, 0, IpFrames.tcp(ROUTER, CLIENT, "2001:db8::7", 40000, "2001:db8:9::1", 25, SYN));
        assertEquals("2001:db8::7 40000 > 2001:db8:9::1 587", IpFrames.ends(lane.bytes(0)));
    }

    @Test
    void shouldTakeTheAddressOfTheServersPortWhenPolicySaysDnatAndMasquerade()
    {
        final ClassifierAgent agent = agent(accepting("tcp dport 25 dnat ip to 203.0.113.25 masquerade"), 64);
        send(agent, 2, tcp(CLIENT, ROUTER, "192.0.2.99 9 > 192.0.2.98 9", ACK));
        send(agent, 1, IpFrames.arp(BROADCAST, SERVER, 1, "203.0.113.25", "203.0.113.1"));

        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));

        assertEquals(WAN, lane.egress(0));
        assertEquals("192.0.2.1 40000 > 203.0.113.25 25", IpFrames.ends(lane.bytes(0)));
    }

    @Test
    void shouldAnswerForItsAddressesAndForNoOthersWhenAsked()
    {
        final ClassifierAgent agent = agent(PROVIDER, 64);

        send(agent, 1, IpFrames.arp(BROADCAST, ROUTER, 1, "203.0.113.1", "203.0.113.10"));
        assertEquals(WAN, lane.egress(0));
        assertEquals("0200000000020200000000fe08060001080006040002" + "0200000000fecb00710a" +
            "020000000002cb007101", hex(lane.bytes(0)).substring(0, 84));
        send(agent, 1, IpFrames.solicitation(BROADCAST, ROUTER, "2001:db8::1", "2001:db8:2::1"));
        assertEquals(WAN, lane.egress(0));
        assertEquals(ROUTER, IpFrames.destinationMac(lane.bytes(0)));
        assertEquals("0200000000fe", hex(lane.bytes(0)).substring(2 * 80, 2 * 86));
        assertTrue(IpFrames.ends(lane.bytes(0)).startsWith("2001:db8:2::1 "));

        send(agent, 1, IpFrames.arp(BROADCAST, ROUTER, 1, "203.0.113.1", "203.0.113.11"));
        assertEquals(LAN | DMZ, lane.egress(0));
        assertEquals(2, tally.value(LaneTally.NEIGHBOURS_ANSWERED));
    }

    @Test
    void shouldTranslateErrorsAboutTheConnectionWhenTheyComeBack()
    {
        final ClassifierAgent agent = agent(PROVIDER, 64);
        meet(agent);
        send(agent, 0, tcp(ROUTER, CLIENT, "10.0.0.5 40000 > 198.51.100.1 587", SYN));
        final byte[] sent = lane.bytes(0);

        send(agent, 1, IpFrames.unreachable(GATEWAY, ROUTER, "198.51.100.254", "203.0.113.10", sent));

        assertEquals(LAN, lane.egress(0));
        assertTrue(IpFrames.ends(lane.bytes(0)).endsWith("> 10.0.0.5"), IpFrames.ends(lane.bytes(0)));
        assertEquals("0a000005c63364019c40024b", hex(lane.bytes(0)).substring(2 * 54, 2 * 66));
    }

    @Test
    void shouldTranslateLaterFragmentsAsTheFirstOne()
    {
        final ClassifierAgent agent = agent(PROXY, 64);
        meet(agent);
        final byte[] whole = IpFrames.udp(ROUTER, CLIENT, "203.0.113.7", 5000, "198.51.100.1", 25, 92);

        send(agent, 0, IpFrames.fragment(whole, 0, 48));
        assertEquals("203.0.113.7 5000 > 203.0.113.25 587", IpFrames.ends(lane.bytes(0)));
        final byte[] first = lane.bytes(0);
        send(agent, 0, IpFrames.fragment(whole, 48, 100));
        assertEquals("203.0.113.7 > 203.0.113.25", IpFrames.ends(lane.bytes(0)));
        assertEquals(DMZ, lane.egress(0));
        assertEquals(SERVER, IpFrames.destinationMac(lane.bytes(0)));

        final byte[] joined = new byte[134];
        System.arraycopy(first, 0, joined, 0, 34 + 48);
        System.arraycopy(lane.bytes(0), 34, joined, 34 + 48, 52);
        final byte[] expected = IpFrames.udp(SERVER, CLIENT, "203.0.113.7", 5000, "203.0.113.25", 587, 92);
        assertEquals(hex(expected).substring(2 * 34), hex(joined).substring(2 * 34));
    }

    @Test
    void shouldDropWithReasonWhenNoTranslationIsLeft()
    {
        final ClassifierAgent agent = agent(PROVIDER, 16);
        meet(agent);
        for (int i = 0; i < 64; i++)
        {
            send(agent, 0, IpFrames.udp(ROUTER, CLIENT, "10.0.0." + (i + 5), 5000, "198.51.100.1", 53, 8));
        }

        assertTrue(tally.dropped(DropReason.NAT_FULL) + tally.dropped(DropReason.FLOWS_FULL) > 0);
        assertEquals(64, tally.value(LaneTally.TRANSLATED) + tally.dropped(DropReason.NAT_FULL) +
            tally.dropped(DropReason.FLOWS_FULL));
    }

    @Test
    void shouldKeepTranslatingWhenTheNextPolicyHasNoTranslation()
    {
        final LaneMemory memory = LaneMemory.ofProcess(64, 7);
        final LaneContext context = context(memory);
        final ClassifierAgent agent = new ClassifierAgent(
            lane, context, policy(1, PROXY, memory), clock, errors::add);
        meet(agent);
        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));

        assertTrue(context.offer(policy(2, accepting(""), memory)));
        send(agent, 2, tcp(CLIENT, SERVER, "203.0.113.25 587 > 203.0.113.7 40000", SYN_ACK));
        assertEquals("198.51.100.1 25 > 203.0.113.7 40000", IpFrames.ends(lane.bytes(0)));
        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40001 > 198.51.100.1 25", SYN));
        assertEquals("203.0.113.7 40001 > 198.51.100.1 25", IpFrames.ends(lane.bytes(0)));
    }

    @Test
    void shouldLeaveOtherFramesAsTheyAre()
    {
        final ClassifierAgent agent = agent(PROXY, 64);
        meet(agent);
        send(agent, 0, tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN));

        final byte[] web = tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 80", SYN);
        send(agent, 0, web);
        assertEquals(WAN, lane.egress(0));
        assertArrayEquals(web, lane.bytes(0));
        assertEquals(1, tally.value(LaneTally.TRANSLATED));
    }

    @Test
    void shouldAnswerEveryFrameOnceWhateverComes()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (final String policy : List.of(PROXY, PROVIDER))
        {
            final ClassifierAgent agent = agent(policy, 64);
            for (int burst = 0; burst < 500; burst++)
            {
                for (int i = random.nextInt(16); i >= 0; i--)
                {
                    final byte[] frame = any(random);
                    lane.frame(random.nextInt(3), frame, frame.length, random.nextInt(4) << 8 | random.nextInt(16));
                }
                clock.advance(random.nextInt(2000));
                agent.doWork();
            }
        }

        long settled = tally.value(LaneTally.ACCEPTED);
        for (final DropReason reason : DropReason.values())
        {
            settled += tally.dropped(reason);
        }
        assertEquals(List.of(), errors, "seed=" + seed);
        assertEquals(tally.value(LaneTally.JUDGED), settled, "seed=" + seed);
        assertTrue(tally.value(LaneTally.TRANSLATED) > 0, "seed=" + seed);
    }

    /** A frame of a few that belong together, cut or spoilt as often as not. */
    private static byte[] any(final SplittableRandom random)
    {
        final int number = random.nextInt(8);
        final byte[] frame = switch (random.nextInt(8))
        {
            case 0 -> tcp(ROUTER, CLIENT, "203.0.113.7 " + (40000 + number) + " > 198.51.100.1 25", SYN);
            case 1 -> tcp(CLIENT, SERVER, "203.0.113.25 587 > 203.0.113.7 " + (40000 + number), SYN_ACK);
            case 2 -> IpFrames.arp(BROADCAST, SERVER, 1, "203.0.113.25", "203.0.113.2");
            case 3 -> IpFrames.solicitation(BROADCAST, SERVER, "2001:db8::25", "2001:db8:2::1");
            case 4 -> IpFrames.udp(ROUTER, CLIENT, "10.0.0." + number, 5000, "198.51.100.1", 53, 8);
            case 5 -> IpFrames.fragment(
                IpFrames.udp(ROUTER, CLIENT, "203.0.113.7", 5000, "198.51.100.1", 25, 92), 48 * (number & 1), 96);
            case 6 -> IpFrames.unreachable(GATEWAY, ROUTER, "198.51.100.254", "203.0.113.7",
                tcp(ROUTER, CLIENT, "203.0.113.7 " + (40000 + number) + " > 203.0.113.25 587", SYN));
            default -> Frames.random(random);
        };
        if (0 == random.nextInt(4) && frame.length > 0)
        {
            frame[random.nextInt(frame.length)] = (byte)random.nextInt();
        }
        return 0 == random.nextInt(8) ? Arrays.copyOf(frame, random.nextInt(frame.length + 1)) : frame;
    }

    @Test
    void shouldAllocateNothingWhenTranslating()
    {
        final ClassifierAgent agent = agent(PROXY, 1024);
        meet(agent);
        final byte[] forth = tcp(ROUTER, CLIENT, "203.0.113.7 40000 > 198.51.100.1 25", SYN);
        final byte[] back = tcp(CLIENT, SERVER, "203.0.113.25 587 > 203.0.113.7 40000", SYN_ACK);
        final byte[] question = IpFrames.arp(BROADCAST, ROUTER, 1, "203.0.113.1", "203.0.113.2");

        AllocationAssert.none(() ->
        {
            lane.frame(0, forth).frame(2, back).frame(0, forth).frame(1, question);
            agent.doWork();
        });

        assertTrue(tally.value(LaneTally.TRANSLATED) > 10_000);
        assertEquals(List.of(), errors);
    }

    private void meet(final ClassifierAgent agent)
    {
        send(agent, 1, IpFrames.arp(BROADCAST, ROUTER, 1, "203.0.113.1", "203.0.113.99"));
        send(agent, 2, IpFrames.arp(BROADCAST, SERVER, 1, "203.0.113.25", "203.0.113.1"));
    }

    private void send(final ClassifierAgent agent, final int port, final byte[] frame)
    {
        lane.frame(port, frame, frame.length, TAIL_ROOM);
        agent.doWork();
        assertEquals(List.of(), errors);
    }

    private ClassifierAgent agent(final String policy, final int connections)
    {
        final LaneMemory memory = LaneMemory.ofProcess(connections, 7);
        return new ClassifierAgent(lane, context(memory), policy(1, policy, memory), clock, errors::add);
    }

    private LaneContext context(final LaneMemory memory)
    {
        final NatSettings settings = new NatSettings(GATEWAY, List.of(
            List.of(Address.of("203.0.113.2")),
            List.of(Address.of("192.0.2.1"), Address.of("2001:db8:2::1")),
            List.of()), List.of());
        return new LaneContext(
            0, new BridgePorts(List.of("lan", "wan", "dmz"), new int[]{ 0, 1, 2 }),
            new LearningBridge(3, 1024, 300, 7, tally), new EventRing(1 << 16, 1000, 10, clock, tally), tally,
            memory, settings);
    }

    private static String accepting(final String rules)
    {
        return "table bridge t {\nchain forward {\ntype filter hook forward priority filter; policy accept\n" + rules +
            "\n}\n}\n";
    }

    private static LanePolicy policy(final int generation, final String text, final LaneMemory memory)
    {
        return new PolicyUpdate(generation, "test", PolicyCompiler.compile(
            text, "test", PortNames.of(List.of("lan", "wan", "dmz"))), null, List.of(memory)).lane(0);
    }

    /** From {@code source port > destination port}. */
    private static byte[] tcp(final long to, final long from, final String ends, final int flags)
    {
        final String[] words = ends.split(" ");
        return IpFrames.tcp(
            to, from, words[0], Integer.parseInt(words[1]), words[3], Integer.parseInt(words[4]), flags);
    }

    private static String hex(final byte[] bytes)
    {
        return HexFormat.of().formatHex(bytes);
    }
}
