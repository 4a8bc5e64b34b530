package porteira.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedEpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.dpdk.AllocationAssert;
import porteira.dpdk.BurstLayout;
import porteira.limit.Fanout;
import porteira.policy.PortNames;
import porteira.policy.Question;
import porteira.policy.nft.NftReader;
import porteira.set.Sets;
import porteira.telemetry.CountersFile;
import porteira.telemetry.ErrorLog;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;
import porteira.wire.PacketParser;

/** Rules that need a lane's memory, from the policy's text to the answer for each frame. */
class LaneRulesTest
{
    private static final long ALICE = 0x0200_0000_0001L;
    private static final long BOB = 0x0200_0000_0002L;
    private static final int CLIENT = 0xC0A8_0001;
    private static final int SERVER = 0xC000_0201;
    private static final int LAN = 1;
    private static final int WAN = 0;
    private static final int[] IDS = { LAN, WAN };
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int ACK = 0x10;
    private static final int RST = 0x04;
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    private Path folder;
    private final FakeLane lane = new FakeLane(0);
    private final CachedEpochClock clock = new CachedEpochClock();
    private final CachedEpochClock coarse = new CachedEpochClock();
    private final LaneTally tally = new LaneTally();
    private final EventRing events = new EventRing(1 << 16, 1000, 10, clock, tally);
    private final BridgePorts ports = new BridgePorts(List.of("lan", "wan"), IDS);
    private final LearningBridge bridge = new LearningBridge(2, 1024, 300, 7, tally);
    private final LaneMemory memory = LaneMemory.ofProcess(64, 7);
    private final LaneContext context = new LaneContext(0, ports, bridge, events, tally, memory);
    private final Sets sets = new Sets(null, Runnable::run, NOW, () -> 7);
    private final List<Throwable> errors = new ArrayList<>();
    private ClassifierAgent agent;
    private ConductorAgent conductor;
    private long nanos;

    @AfterEach
    void shouldHaveRunWithoutErrors()
    {
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldLetAnswersInWhenAnotherRuleAcceptedTheCall()
    {
        start("iifname \"lan\" accept; ct state established,related accept; drop");

        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4000, SYN_ACK, 9, 2), false);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), true);
        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4000, SYN_ACK, 9, 2), true);
    }

    @Test
    void shouldTrackOnlyWhatRulesOnStateConcern()
    {
        start("iifname \"lan\" accept; tcp sport 25 ct state established accept; tcp sport 25 drop; accept");

        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 80, SYN, 1, 0), true);
        assertPasses(WAN, tcp(SERVER, CLIENT, 80, 4000, SYN_ACK, 9, 2), true);
        assertEquals(0, memory.flows().live());
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), true);
        assertEquals(1, memory.flows().live());
        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4000, SYN_ACK, 9, 2), true);
        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4001, SYN_ACK, 9, 2), false);
    }

    @Test
    void shouldFollowConnectionWhenBothSidesAreTracked()
    {
        start("iifname \"lan\" ct state new,established accept; ct state established accept; drop");

        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4000, SYN_ACK, 9, 2), false);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), true);
        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4000, SYN_ACK, 9, 2), true);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, ACK, 2, 10), true);
        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4001, SYN_ACK, 9, 2), false);
        assertEquals(1, memory.flows().live());
    }

    @Test
    void shouldBeginNoConnectionWhenFrameIsDropped()
    {
        start("ct state new tcp dport 25 drop; accept");

        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), false);
        assertEquals(0, memory.flows().live());
        start("ct state new tcp dport 25 drop; ct state new accept");
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 80, SYN, 1, 0), true);
        assertEquals(1, memory.flows().live());
    }

    @Test
    void shouldCountConnectionsOfItsOwnRuleOnly()
    {
        start("tcp dport 25 ct state new add @mail { ip saddr ct count over 2 } drop; accept",
            "set mail { type ipv4_addr; flags dynamic; }");

        for (int port = 5000; port < 5010; port++)
        {
            assertPasses(LAN, tcp(CLIENT, SERVER, port, 80, SYN, 1, 0), true);
        }
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), true);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4001, 25, SYN, 1, 0), true);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4002, 25, SYN, 1, 0), false);
        assertPasses(LAN, tcp(CLIENT + 1, SERVER, 4002, 25, SYN, 1, 0), true);
        assertPasses(WAN, tcp(SERVER, CLIENT, 25, 4000, RST | ACK, 0, 2), true);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4003, 25, SYN, 1, 0), true);
    }

    @Test
    void shouldLimitWhenRateIsExceeded()
    {
        start("tcp dport 25 limit rate over 10/minute burst 5 packets drop; accept");

        int passed = 0;
        for (int port = 4000; port < 4020; port++)
        {
            passed += passes(LAN, tcp(CLIENT, SERVER, port, 25, SYN, 1, 0)) ? 1 : 0;
        }
        assertEquals(5, passed);
        coarse.advance(6_000);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), true);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), false);
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 80, SYN, 1, 0), true);
    }

    @Test
    void shouldCountBytesBehindTheEthernetHeader()
    {
        start("tcp dport 25 limit rate over 100 bytes/hour burst 20 bytes drop; accept");

        int passed = 0;
        for (int port = 4000; port < 4010; port++)
        {
            final byte[] frame = tcp(CLIENT, SERVER, port, 25, SYN, 1, 0);
            assertEquals(14 + 40, frame.length);
            passed += passes(LAN, frame) ? 1 : 0;
        }
        assertEquals(3, passed);
    }

    @Test
    void shouldShareARateAmongLanes()
    {
        final CompiledPolicy policy = PolicyCompiler.compile("table bridge t {\nchain forward {\n" +
            "type filter hook forward priority filter; policy accept\n" +
            "tcp dport 25 limit rate over 10/minute burst 5 packets drop\n}\n}\n", "test",
            PortNames.of(List.of("lan", "wan")));
        final PolicyUpdate update = new PolicyUpdate(
            1, "test", policy, null, List.of(memory, LaneMemory.ofProcess(64, 8), LaneMemory.ofProcess(64, 9)));
        final UnsafeBuffer frame = new UnsafeBuffer(tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0));
        final long layout = PacketParser.ethernet(frame, frame.capacity());

        for (int i = 0; i < 12; i++)
        {
            final LaneState state = update.lane(i % 3).state();
            state.begin(NOW + (i < 9 ? 0 : 6_000), frame.capacity());
            assertEquals(i >= 5 && 9 != i, state.ask(0, frame, frame.capacity(), layout, LAN), "frame " + i);
        }
    }

    @Test
    void shouldTellSpreadersFromBusySourcesWhenRuleAsksForFanout()
    {
        start("tcp dport 25 fanout over 10/minute drop; accept");

        for (int i = 0; i < 100; i++)
        {
            assertPasses(LAN, tcp(CLIENT, SERVER + i % 4, 4000, 25, SYN, 1, 0), true);
        }
        int passed = 0;
        for (int i = 0; i < 100; i++)
        {
            passed += passes(LAN, tcp(CLIENT + 9, SERVER + i, 4000, 25, SYN, 1, 0)) ? 1 : 0;
        }
        assertTrue(passed >= 8 && passed <= 13, "passed=" + passed);
    }

    @Test
    void shouldTakeEveryFanoutThatPoliciesMayName()
    {
        assertEquals(Question.Fanout.MAX_AMOUNT, Fanout.MAX_AMOUNT);
    }

    @Test
    void shouldCountDestinationsByKeyWhenRuleNamesOne()
    {
        start("tcp dport 25 add @seen { ip saddr fanout over 10/minute } drop; accept",
            "set seen { type ipv4_addr; flags dynamic; }");

        int passed = 0;
        for (int i = 0; i < 50; i++)
        {
            passed += passes(LAN, tcp(CLIENT, SERVER + i, 4000, 25, SYN, 1, 0)) ? 1 : 0;
        }
        assertTrue(passed >= 8 && passed <= 13, "passed=" + passed);
        assertPasses(LAN, tcp(CLIENT + 1, SERVER, 4000, 25, SYN, 1, 0), true);
    }

    @Test
    void shouldPutSourceIntoSetWhenRuleSaysSo()
    {
        start("ip saddr @bad drop; tcp dport 25 add @bad { ip saddr timeout 1h }; accept",
            "set bad { type ipv4_addr; flags dynamic, timeout; }");

        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0), true);
        conductor.doWork();
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 80, SYN, 1, 0), false);
        assertPasses(LAN, tcp(CLIENT + 1, SERVER, 4000, 80, SYN, 1, 0), true);
        assertEquals(1, sets.find("bad").size());

        clock.advance(3_600_001);
        conductor.doWork();
        assertPasses(LAN, tcp(CLIENT, SERVER, 4000, 80, SYN, 1, 0), true);
    }

    @Test
    void shouldAnswerSenderWhenRejected()
    {
        start("tcp dport 25 reject with tcp reset; accept");

        lane.frame(LAN, tcp(CLIENT, SERVER, 4000, 25, SYN, 1, 0));
        agent.doWork();

        assertEquals(1 << LAN, lane.egress(0));
        assertEquals(1, tally.value(LaneTally.REJECTS_ANSWERED));
        final byte[] answer = lane.bytes(0);
        final ByteBuffer fields = ByteBuffer.wrap(answer);
        assertEquals(SERVER, fields.getInt(26));
        assertEquals(CLIENT, fields.getInt(30));
        assertEquals(25, fields.getShort(34));
        assertEquals(4000, fields.getShort(36));
        assertEquals(2, fields.getInt(42));
        assertEquals(RST | ACK, answer[47]);
    }

    @Test
    void shouldAllocateNothingWhenRulesAskForEverything()
    {
        start("ct state established accept; ip saddr @bad drop; " +
            "tcp dport 25 limit rate over 1000/second add @bad { ip saddr timeout 1h } drop; " +
            "tcp dport 25 add @mail { ip saddr ct count over 2 } reject with tcp reset; " +
            "tcp dport 25 fanout over 10/minute drop; accept",
            "set bad { type ipv4_addr; flags dynamic, timeout; }",
            "set mail { type ipv4_addr; flags dynamic; }");
        for (int i = 0; i < BurstLayout.BURST_MAX; i++)
        {
            lane.frame(0 == i % 3 ? WAN : LAN, tcp(CLIENT + i % 7, SERVER + i, 4000 + i, 25, SYN, 1, 0));
        }
        agent.doWork();

        AllocationAssert.none(() ->
        {
            lane.again();
            coarse.advance(1);
            agent.doWork();
            events.drain((type, buffer, index, length) -> {}, 64);
        });
    }

    private void assertPasses(final int port, final byte[] frame, final boolean passes)
    {
        assertEquals(passes, passes(port, frame));
    }

    private boolean passes(final int port, final byte[] frame)
    {
        lane.frame(port, frame);
        agent.doWork();
        final int egress = lane.egress(0);
        assertFalse(0 != egress && egress != 1 << (LAN == port ? WAN : LAN), "sent to " + egress);
        return 0 != egress;
    }

    private void start(final String rules, final String... declarations)
    {
        final String text = "table bridge t {\n" + String.join("\n", declarations) +
            "\nchain forward {\ntype filter hook forward priority filter; policy accept;\n" +
            rules.replace("; ", "\n") + "\n}\n}\n";
        final Sets.Candidate candidate = sets.candidate();
        final CompiledPolicy compiled = PolicyCompiler.compile(
            NftReader.read(text, "test.nft", PortNames.of(List.of("lan", "wan"))), "test.nft", candidate::bind);
        sets.adopt(candidate);
        clock.update(NOW);
        coarse.update(1);
        final PolicyUpdate update = new PolicyUpdate(1, "test.nft", compiled, candidate, List.of(memory));
        agent = new ClassifierAgent(lane, context, update.lane(0), coarse, errors::add);
        agent.doWork();
        conductor = conductor(update);
    }

    private ConductorAgent conductor(final PolicyUpdate update)
    {
        final NanoClock nanoClock = () -> nanos;
        try
        {
            final ConductorAgent made = new ConductorAgent(new ConductorContext()
                .ports(ports).lanes(List.of(context)).pollers(List.of(new FakePoller())).probes(List.of(
                    new FakeProbe(), new FakeProbe())).policy(update)
                .eventLog(new EventLog(folder.resolve("events.jsonl")))
                .countersFile(CountersFile.create(folder.resolve("counters.dat"),
                    ConductorContext.countersNeeded(1, 2, update.rules().size()), update.name(), NOW))
                .errors(new ErrorLog(clock)).sets(sets).coarseClock(new CachedEpochClock())
                .clock(clock).nanoClock(nanoClock));
            made.onStart();
            return made;
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    /** From ALICE's side where the source is a client, else from BOB's. */
    private static byte[] tcp(
        final int source,
        final int destination,
        final int sourcePort,
        final int destinationPort,
        final int flags,
        final int sequence,
        final int acknowledgement)
    {
        final boolean isClient = source >>> 24 == CLIENT >>> 24;
        final ByteBuffer frame = ByteBuffer.allocate(54);
        mac(frame, isClient ? BOB : ALICE);
        mac(frame, isClient ? ALICE : BOB);
        frame.putShort((short)0x0800);
        frame.put((byte)0x45).put((byte)0).putShort((short)40).putInt(0).put((byte)64).put((byte)6).putShort((short)0);
        frame.putInt(source).putInt(destination);
        frame.putShort((short)sourcePort).putShort((short)destinationPort).putInt(sequence).putInt(acknowledgement);
        frame.put((byte)0x50).put((byte)flags).putShort((short)1024).putInt(0);
        frame.putShort(24, (short)~sum(frame, 14, 34, 0));
        frame.putShort(50, (short)~sum(frame, 34, 54, sum(frame, 26, 34, 6 + 20)));
        return frame.array();
    }

    private static void mac(final ByteBuffer frame, final long mac)
    {
        frame.putShort((short)(mac >>> 32)).putInt((int)mac);
    }

    private static int sum(final ByteBuffer frame, final int from, final int to, final int start)
    {
        int sum = start;
        for (int i = from; i < to; i += 2)
        {
            sum += frame.getShort(i) & 0xFFFF;
        }
        return (sum & 0xFFFF) + (sum >>> 16);
    }
}
