package porteira.pipeline;

import org.agrona.concurrent.CachedEpochClock;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.policy.Log;
import porteira.policy.KeyType;
import porteira.policy.Rule;
import porteira.policy.SetDeclaration;
import porteira.policy.Verdict;
import porteira.set.Sets;
import porteira.telemetry.Counter;
import porteira.telemetry.CountersFile;
import porteira.telemetry.CountersFileReader;
import porteira.telemetry.ErrorLog;
import porteira.telemetry.Snapshot;
import porteira.tree.Classifier;
import porteira.tree.Leaf;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConductorAgentTest
{
    private static final long ALICE = 0x0200_0000_0001L;
    private static final long BOB = 0x0200_0000_0002L;
    private static final long NOW = 1_800_000_000_123L;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LEAF_ACCEPT = 0;
    private static final int LEAF_DROP = 1;

    @TempDir
    Path folder;

    private final CachedEpochClock clock = new CachedEpochClock();
    private final CachedNanoClock nanoClock = new CachedNanoClock();
    private final CachedEpochClock coarseClock = new CachedEpochClock();
    private final ErrorLog errors = new ErrorLog(clock);
    private final BridgePorts ports = new BridgePorts(List.of("lan", "wan"), new int[]{ 1, 0 });
    private final List<FakeLane> lanes = new ArrayList<>();
    private final List<LaneContext> contexts = new ArrayList<>();
    private final List<ClassifierAgent> agents = new ArrayList<>();
    private final List<FakePoller> pollers = new ArrayList<>();
    private final List<FakeProbe> probes = List.of(new FakeProbe(), new FakeProbe());
    private Sets sets;
    private PolicyUpdate policy;
    private ConductorAgent conductor;
    private boolean closed;

    @BeforeEach
    void start() throws IOException
    {
        clock.update(NOW);
        sets = new Sets(folder, Runnable::run, NOW, () -> 7);
        policy = policy(1, "first.nft", 2, (frame, length, layout, ingress, egress, state) ->
            0 == ingress ? LEAF_DROP : LEAF_ACCEPT);
        for (int i = 0; i < 2; i++)
        {
            final LaneTally tally = new LaneTally();
            final LaneContext context = new LaneContext(
                i, ports, new LearningBridge(2, 256, 300, i, tally),
                new EventRing(1 << 16, 10, 4, clock, tally), tally, LaneMemory.ofProcess(64, i));
            final FakeLane lane = new FakeLane(i);
            lanes.add(lane);
            contexts.add(context);
            agents.add(new ClassifierAgent(lane, context, policy.lane(i), coarseClock, errors));
            pollers.add(new FakePoller());
        }
        conductor = new ConductorAgent(new ConductorContext()
            .ports(ports).lanes(contexts).pollers(List.copyOf(pollers)).probes(List.copyOf(probes)).policy(policy)
            .eventLog(new EventLog(folder.resolve("events.jsonl")))
            .countersFile(CountersFile.create(
                folder.resolve("counters.dat"), ConductorContext.countersNeeded(2, 2, 3), policy.name(), NOW))
            .errors(errors).sets(sets).coarseClock(coarseClock).clock(clock).nanoClock(nanoClock));
        conductor.onStart();
    }

    @AfterEach
    void end()
    {
        if (!closed)
        {
            conductor.onClose();
        }
    }

    @Test
    void shouldWriteLineForEachLogStatementThatFrameMet() throws IOException
    {
        lanes.get(1).frame(1, Frames.tagged(BOB, ALICE, 25, 301), 1400, 0);
        agents.get(1).doWork();
        conductor.doWork();

        final List<JsonNode> lines = events("log");
        assertEquals(2, lines.size());
        final JsonNode line = lines.get(0);
        assertEquals("2027-01-15T08:00:00.123Z", line.path("ts").asString(""));
        assertEquals(1, line.path("lane").asInt());
        assertEquals("smtp ", line.path("prefix").asString(""));
        assertEquals("drop", line.path("verdict").asString(""));
        assertEquals("first.nft:2", line.path("rule").asString(""));
        assertEquals("tcp dport 25 drop", line.path("label").asString(""));
        assertEquals("lan", line.path("in").asString(""));
        assertEquals("02:00:00:00:00:01", line.path("srcMac").asString(""));
        assertEquals("203.0.113.7", line.path("src").asString(""));
        assertEquals("192.0.2.1", line.path("dst").asString(""));
        assertEquals("tcp", line.path("protocol").asString(""));
        assertEquals(40000, line.path("srcPort").asInt());
        assertEquals(25, line.path("dstPort").asInt());
        assertEquals("[301]", line.path("vlan").toString());
        assertEquals(1400, line.path("length").asInt());
        assertFalse(line.has("tunnel"));
        assertEquals("again", lines.get(1).path("prefix").asString(""));
    }

    @Test
    void shouldShowPacketInsideTeredo() throws IOException
    {
        lanes.get(0).frame(1, Frames.teredo(BOB, ALICE, 25));
        agents.get(0).doWork();
        conductor.doWork();

        final JsonNode tunnel = events("log").get(0).path("tunnel");
        assertEquals("teredo", tunnel.path("type").asString(""));
        assertEquals("2001:db8::7", tunnel.path("src").asString(""));
        assertEquals("tcp", tunnel.path("protocol").asString(""));
        assertEquals(25, tunnel.path("dstPort").asInt());
        assertEquals("udp", events("log").get(0).path("protocol").asString(""));
    }

    @Test
    void shouldShowEveryPacketInsideTunnels() throws IOException
    {
        lanes.get(0).frame(1, Frames.tunnels(BOB, ALICE, 25));
        agents.get(0).doWork();
        conductor.doWork();

        final JsonNode session = events("log").get(0).path("tunnel");
        final JsonNode gre = session.path("tunnel");
        assertEquals("pppoe", session.path("type").asString(""));
        assertEquals("203.0.113.8", session.path("src").asString(""));
        assertEquals("gre", gre.path("type").asString(""));
        assertEquals("203.0.113.7", gre.path("src").asString(""));
        assertEquals(25, gre.path("dstPort").asInt());
        assertFalse(gre.has("tunnel"));
    }

    @Test
    void shouldSummariseSuppressedEventsOncePerInterval() throws IOException
    {
        for (int i = 0; i < 10; i++)
        {
            lanes.get(0).frame(1, Frames.tcp(BOB, ALICE, 25));
        }
        agents.get(0).doWork();
        pass(5000);
        assertTrue(events("suppressed").isEmpty());

        pass(6000);
        pass(11_000);

        assertEquals(8, events("log").size());
        assertEquals(1, events("suppressed").size());
        assertEquals(6, events("suppressed").get(0).path("suppressed").asInt());
        assertEquals(0, events("suppressed").get(0).path("lane").asInt());
    }

    @Test
    void shouldTellLanesAndLogWhenALinkChanges() throws IOException
    {
        assertEquals(2, events("link").size());

        probes.get(1).up = false;
        pass(250);

        assertEquals(0b01, contexts.get(0).linksUp());
        assertEquals(0b01, contexts.get(1).linksUp());
        assertEquals("wan", events("link").get(2).path("port").asString(""));
        assertFalse(events("link").get(2).path("up").asBoolean(true));
        pass(250);
        assertEquals(3, events("link").size());
        assertEquals(0, snapshot().value(Counter.PORT_LINK, 1));
        assertEquals(1, snapshot().value(Counter.PORT_LINK, 0));
    }

    @Test
    void shouldTellWhenALaneStallsAndWhenItIsBack() throws IOException
    {
        final FakePoller poller = pollers.get(1);
        poller.stalls = 1;
        poller.isStalled = true;
        pass(100);
        assertEquals(List.of("lane=1 stalls=1"), texts("stall", "lane", "stalls"));
        assertEquals(List.of(), texts("stall_end", "lane"));
        assertEquals(1, snapshot().value(Counter.LANE_STALLED, 1));

        poller.isStalled = false;
        poller.stalledBridged = 40;
        poller.stalledDropped = 2;
        pass(100);
        pass(100);
        assertEquals(List.of("lane=1 bridged=40 dropped=2"), texts("stall_end", "lane", "bridged", "dropped"));
        assertEquals(1, texts("stall", "lane").size());
        assertEquals(0, snapshot().value(Counter.LANE_STALLED, 1));
        assertEquals(1, snapshot().value(Counter.LANE_STALLS, 1));
        assertEquals(40, snapshot().value(Counter.LANE_STALLED_BRIDGED, 1));
        assertEquals(2, snapshot().value(Counter.LANE_STALLED_DROPPED, 1));
        assertEquals(0, snapshot().value(Counter.LANE_STALLS, 0));
    }

    @Test
    void shouldTellStallsThatNobodySaw() throws IOException
    {
        pollers.get(0).stalls = 3;
        pollers.get(0).stalledDropped = 7;
        pass(100);
        assertEquals(List.of("lane=0 stalls=3"), texts("stall", "lane", "stalls"));
        assertEquals(List.of("lane=0 bridged=0 dropped=7"), texts("stall_end", "lane", "bridged", "dropped"));

        pollers.get(0).stalls = 4;
        pollers.get(0).isStalled = true;
        conductor.onClose();
        closed = true;
        assertEquals(List.of("lane=0 stalls=3", "lane=0 stalls=1"), texts("stall", "lane", "stalls"));
    }

    @Test
    void shouldTellWhenASetCannotBeSaved() throws IOException
    {
        final Sets.Candidate candidate = sets.candidate();
        candidate.bind(new SetDeclaration(
            "kept", List.of(KeyType.IPV4_ADDR), Set.of(SetDeclaration.Flag.PERSIST), 0, 0, List.of()));
        sets.adopt(candidate);
        Files.createDirectory(folder.resolve("kept.set.new"));
        sets.add("kept", List.of("192.0.2.1"));

        pass(100);
        pass(100);
        assertEquals(1, events("error").size());
        assertTrue(events("error").get(0).path("error").asString("").contains("set kept: cannot be saved"));

        Files.delete(folder.resolve("kept.set.new"));
        conductor.onClose();
        closed = true;
        assertTrue(Files.readString(folder.resolve("kept.set")).contains("192.0.2.1"));
    }

    @Test
    void shouldKeepGoingWhenAPortCannotBeAsked() throws IOException
    {
        probes.get(0).failure = new IllegalStateException("port: id=1: No such device");
        pass(1000);

        assertEquals(-1 & 0b11, contexts.get(0).linksUp() & 0b11);
        assertTrue(events("error").get(0).path("error").asString("").contains("No such device"));
        assertTrue(snapshot().value(Counter.ERRORS, 0) > 0);
    }

    @Test
    void shouldBringPolicyIntoForceWhenEveryLaneTookIt() throws IOException
    {
        final PolicyUpdate second = policy(
            2, "second.nft", 2, (frame, length, layout, ingress, egress, state) -> LEAF_ACCEPT);
        lanes.get(0).frame(1, Frames.tcp(BOB, ALICE, 25));
        agents.get(0).doWork();
        pass(100);
        assertEquals(1, snapshot().value(Counter.RULE_FRAMES, 1));

        assertTrue(conductor.offer(second));
        conductor.doWork();
        agents.get(0).doWork();
        conductor.doWork();
        assertSame(policy, conductor.policy());
        agents.get(1).doWork();
        conductor.doWork();

        assertSame(second, conductor.policy());
        assertEquals("second.nft", events("policy").get(1).path("policy").asString(""));
        lanes.get(0).frame(1, Frames.tcp(BOB, ALICE, 25));
        agents.get(0).doWork();
        pass(100);
        final Snapshot snapshot = snapshot();
        assertEquals("second.nft", snapshot.policy());
        assertEquals(0, snapshot.value(Counter.RULE_FRAMES, 1));
        assertEquals(1, snapshot.value(Counter.RULE_FRAMES, 2));
        assertEquals(1, snapshot.value(Counter.POLICY_SWAPS, 0));
        assertEquals(0, snapshot.value(Counter.UNPUBLISHED, 0));
    }

    @Test
    void shouldNameOldRulesForEventsOfThePolicyBefore() throws IOException
    {
        lanes.get(0).frame(1, Frames.tcp(BOB, ALICE, 25));
        agents.get(0).doWork();
        conductor.offer(policy(
            2, "second.nft", 2, (frame, length, layout, ingress, egress, state) -> LEAF_ACCEPT));
        for (int i = 0; i < 3; i++)
        {
            for (final ClassifierAgent agent : agents)
            {
                agent.doWork();
            }
            conductor.doWork();
        }

        assertEquals("first.nft:2", events("log").get(0).path("rule").asString(""));
    }

    @Test
    void shouldPublishCountersThatBalance() throws IOException
    {
        lanes.get(0).frame(1, Frames.tcp(BOB, ALICE, 25), 100, 0).frame(0, Frames.tcp(ALICE, BOB, 80), 200, 0)
            .frame(0, Frames.tcp(BOB, BOB, 80));
        agents.get(0).doWork();
        lanes.get(1).frame(1, Frames.tcp(BOB, ALICE, 25), 300, 0);
        agents.get(1).doWork();
        pollers.get(0).rxFrames = new long[]{ 2, 1 };
        pollers.get(0).forwarded = 1;
        pollers.get(0).freed = 2;
        pollers.get(1).rxFrames = new long[]{ 3, 1 };
        pollers.get(1).freed = 1;
        pollers.get(1).rxRingFull = 2;
        probes.get(0).missed = 17;
        pass(100);

        final Snapshot snapshot = snapshot();
        assertEquals(new Snapshot.Balance(7, 1, 3, 2, 0, 0), snapshot.balance());
        assertEquals(1, snapshot.balance().inFlight());
        assertEquals(2, snapshot.value(Counter.DROPPED, DropReason.POLICY.id()));
        assertEquals(1, snapshot.value(Counter.DROPPED, DropReason.SAME_PORT.id()));
        assertEquals(2, snapshot.value(Counter.RULE_FRAMES, 1));
        assertEquals(400, snapshot.value(Counter.RULE_BYTES, 1));
        assertEquals(2, snapshot.value(Counter.RULE_FRAMES, 0));
        assertEquals(5, snapshot.value(Counter.PORT_RX_FRAMES, 0));
        assertEquals(2, snapshot.value(Counter.PORT_RX_FRAMES, 1));
        assertEquals(17, snapshot.value(Counter.PORT_RX_MISSED, 0));
        assertEquals("wan", snapshot.of(Counter.PORT_LINK).get(1).subject());
        assertEquals("first.nft:2 tcp dport 25 drop", snapshot.of(Counter.RULE_FRAMES).get(1).subject());
    }

    @Test
    void shouldDriveCoarseClock()
    {
        pass(40);
        assertEquals(40, coarseClock.time());
    }

    @Test
    void shouldWriteWhatIsLeftWhenClosed() throws IOException
    {
        lanes.get(0).frame(1, Frames.tcp(BOB, ALICE, 25));
        agents.get(0).doWork();
        conductor.onClose();
        closed = true;

        assertEquals(2, events("log").size());
        assertEquals(1, events("start").size());
        assertEquals(1, events("stop").size());
        assertEquals(1, snapshot().value(Counter.DROPPED, DropReason.POLICY.id()));
        assertEquals(Snapshot.State.ENDED, snapshot().state());
    }

    private void pass(final long milliseconds)
    {
        nanoClock.advance(milliseconds * 1_000_000);
        clock.advance(milliseconds);
        conductor.doWork();
    }

    private List<String> texts(final String event, final String... names) throws IOException
    {
        return events(event).stream().map((node) -> Stream.of(names)
            .map((name) -> name + "=" + node.path(name).asLong(-1)).collect(Collectors.joining(" "))).toList();
    }

    private List<JsonNode> events(final String event) throws IOException
    {
        final List<JsonNode> result = new ArrayList<>();
        for (final String line : Files.readAllLines(folder.resolve("events.jsonl")))
        {
            final JsonNode node = JSON.readTree(line);
            if (event.equals(node.path("event").asString("")))
            {
                result.add(node);
            }
        }
        return result;
    }

    private Snapshot snapshot() throws IOException
    {
        try (CountersFileReader reader = CountersFileReader.open(folder.resolve("counters.dat")))
        {
            return reader.snapshot(clock.time());
        }
    }

    private PolicyUpdate policy(
        final int generation, final String file, final int lanes, final Classifier classifier)
    {
        final List<Rule> rules = List.of(
            new Rule(0, file + ":1", "counter", "", List.of()),
            new Rule(1, file + ":2", "tcp dport 25 drop", "", List.of()),
            new Rule(2, file + ":3", "policy accept", "", List.of()));
        final List<Leaf> leaves = List.of(
            new Leaf(Verdict.ACCEPT, 2, List.of(2), List.of()),
            new Leaf(Verdict.DROP, 1, List.of(0, 1), List.of(new Log("smtp ", 1), new Log("again", 1))));
        return new PolicyUpdate(
            generation, file, rules, leaves, classifier, false, true, sets.candidate(), false, lanes,
            lane -> null);
    }
}
