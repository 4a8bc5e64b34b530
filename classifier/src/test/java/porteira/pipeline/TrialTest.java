package porteira.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedEpochClock;
import org.junit.jupiter.api.Test;
import porteira.dpdk.AllocationAssert;
import porteira.policy.PortNames;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrialTest
{
    private static final long ALICE = 0x0200_0000_0001L;
    private static final long BOB = 0x0200_0000_0002L;
    private static final int LAN = 5;
    private static final int WAN = 6;
    private static final String DROPS_SMTP = chain("tcp dport 25 drop");
    private static final String DROPS_SUBMISSION = chain("tcp dport 587 drop");
    private static final String KNOWS_CONNECTIONS = chain("ct state new tcp dport 25 log prefix \"x\" drop");

    private final FakeLane lane = new FakeLane(0);
    private final CachedEpochClock clock = new CachedEpochClock();
    private final LaneTally tally = new LaneTally();
    private final EventRing events = new EventRing(1 << 16, 1000, 1000, clock, tally);
    private final LaneMemory memory = LaneMemory.ofProcess(64, 7);
    private final LaneContext context = new LaneContext(
        0, new BridgePorts(List.of("lan", "wan"), new int[] { LAN, WAN }),
        new LearningBridge(2, 1024, 300, 7, tally), events, tally, memory);
    private final List<Throwable> errors = new ArrayList<>();

    @Test
    void shouldReportByRuleAndSourceWhenCandidateDiffers()
    {
        final PolicyUpdate live = update(1, DROPS_SMTP, false);
        final Trial trial = trial(live, DROPS_SUBMISSION);
        final ClassifierAgent agent = agent(live);

        for (int i = 0; i < 20; i++)
        {
            lane.frame(LAN, from(i, 25)).frame(LAN, from(i % 2, 587)).frame(LAN, from(i, 80));
            assertEquals(3, agent.doWork());
            assertEquals(0, lane.egress(0));
            assertEquals(1 << WAN, lane.egress(1));
            assertEquals(1 << WAN, lane.egress(2));
        }

        final List<String> report = trial.report(live, 3_000);
        assertEquals(
            "next.nft beside live.nft, 3 s: 60 frames compared, 40 treated differently", report.getFirst());
        final String text = String.join("\n", report);
        assertTrue(text.matches("(?s).*\n +20  live.nft:4 tcp dport 25 drop \\[drop]  ->  " +
            "next.nft:3 policy accept \\[accept]\n +from 198.51.100.0, [^\n]*198.51.100.15 and others.*"), text);
        assertTrue(text.matches("(?s).*\n +20  live.nft:3 policy accept \\[accept]  ->  " +
            "next.nft:4 tcp dport 587 drop \\[drop]\n +from 198.51.100.0, 198.51.100.1(\n.*)?"), text);
        assertEquals(5, report.size(), text);
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldReportNothingWhenPoliciesAgree()
    {
        final PolicyUpdate live = update(1, DROPS_SMTP, false);
        final Trial trial = trial(live, chain("tcp dport 25 log prefix \"other\" drop"));
        final ClassifierAgent agent = agent(live);

        lane.frame(LAN, from(1, 25)).frame(LAN, from(1, 80));
        agent.doWork();

        assertEquals(2, trial.total(LaneTrial.Total.COMPARED));
        assertEquals(1, trial.report(live, 0).size());
        assertEquals(0, tally.value(LaneTally.EVENTS));
    }

    @Test
    void shouldTrackOnceWhenBothAskForConnections()
    {
        final PolicyUpdate live = update(1, chain("ct state established accept"), false);
        final Trial trial = trial(live, KNOWS_CONNECTIONS);
        final ClassifierAgent agent = agent(live);

        lane.frame(LAN, from(1, 25)).frame(LAN, from(1, 25)).frame(LAN, from(2, 80));
        agent.doWork();

        assertEquals(3, trial.total(LaneTrial.Total.COMPARED));
        assertEquals(2, trial.total(LaneTrial.Total.DIFFERENT));
        assertEquals(0, tally.value(LaneTally.EVENTS));
        assertEquals(3, tally.value(LaneTally.ACCEPTED));
    }

    @Test
    void shouldNotCostAFrameWhenOnlyTheCandidateTracksAndTheTableIsFull()
    {
        final PolicyUpdate live = update(1, DROPS_SMTP, false);
        final Trial trial = trial(live, KNOWS_CONNECTIONS);
        final ClassifierAgent agent = agent(live);

        for (int i = 0; i < 500; i++)
        {
            lane.frame(LAN, from(i, 1000 + i));
            agent.doWork();
            assertEquals(1 << WAN, lane.egress(0));
        }

        assertEquals(500, trial.total(LaneTrial.Total.COMPARED));
    }

    @Test
    void shouldEndWhenAnotherPolicyComesIntoForce()
    {
        final PolicyUpdate live = update(1, DROPS_SMTP, false);
        final Trial trial = trial(live, DROPS_SUBMISSION);
        final ClassifierAgent agent = agent(live);
        final PolicyUpdate next = update(2, DROPS_SUBMISSION, false);

        context.offer(next.lane(0));
        lane.frame(LAN, from(1, 25));
        agent.doWork();

        assertEquals(0, trial.total(LaneTrial.Total.COMPARED));
        assertTrue(trial.report(next, 0).getFirst().contains(", ended by a reload"), trial.report(next, 0)::getFirst);
    }

    @Test
    void shouldKeepBoundedWhenPairsAreMany()
    {
        final StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 400; i++)
        {
            rules.append("tcp dport ").append(1000 + i).append(" counter drop\n");
        }
        final PolicyUpdate live = update(1, chain("accept"), false);
        final Trial trial = trial(live, chain(rules.toString()));
        final ClassifierAgent agent = agent(live);

        for (int i = 0; i < 400; i++)
        {
            lane.frame(LAN, from(1, 1000 + i));
            agent.doWork();
        }

        assertEquals(400, trial.total(LaneTrial.Total.DIFFERENT));
        assertEquals(400 - LaneTrial.PAIRS, trial.total(LaneTrial.Total.NOT_KEPT));
        assertEquals("144 more frames of further pairs of rules", trial.report(live, 0).getLast());
    }

    @Test
    void shouldAllocateNothingWhenOnTrial()
    {
        final PolicyUpdate live = update(1, DROPS_SMTP, false);
        trial(live, chain("tcp dport 587 drop\nct state new tcp dport 80 drop"));
        final ClassifierAgent agent = agent(live);
        for (int i = 0; i < 16; i++)
        {
            lane.frame(LAN, from(i, 25)).frame(LAN, from(i, 587)).frame(LAN, from(i, 80));
        }
        agent.doWork();

        AllocationAssert.none(() ->
        {
            lane.again();
            agent.doWork();
        });
    }

    @Test
    void shouldLetEveryFramePassAndCountWhenDry()
    {
        final PolicyUpdate dry = update(
            1, chain("tcp dport 25 log prefix \"smtp \" drop\ntcp dport 80 reject with tcp reset\ndrop"), true);
        final ClassifierAgent agent = agent(dry);

        lane.frame(LAN, from(1, 25)).frame(LAN, from(1, 80)).frame(LAN, from(1, 587));
        agent.doWork();

        for (int i = 0; i < 3; i++)
        {
            assertEquals(1 << WAN, lane.egress(i));
        }
        assertEquals(3, tally.value(LaneTally.ACCEPTED));
        assertEquals(1, tally.value(LaneTally.EVENTS));
        final long[] frames = new long[dry.rules().size()];
        dry.hits(frames, new long[dry.rules().size()]);
        assertEquals(1, frames[0]);
        assertEquals(1, frames[1]);
        assertEquals(1, frames[2]);
        assertTrue(dry.isDry());
    }

    private Trial trial(final PolicyUpdate live, final String candidate)
    {
        final Trial trial = new Trial(live, "next.nft", compile(candidate, "next.nft"), List.of(memory), 0);
        context.trial(trial.lane(0));
        return trial;
    }

    private PolicyUpdate update(final int generation, final String text, final boolean isDry)
    {
        return new PolicyUpdate(generation, "live.nft", compile(text, "live.nft"), null, List.of(memory), isDry);
    }

    private ClassifierAgent agent(final PolicyUpdate policy)
    {
        return new ClassifierAgent(lane, context, policy.lane(0), clock, errors::add);
    }

    private static byte[] from(final int host, final int destinationPort)
    {
        final byte[] frame = Frames.tcp(BOB, ALICE, destinationPort);
        frame[26] = (byte)198;
        frame[27] = 51;
        frame[28] = (byte)(100 + host / 256);
        frame[29] = (byte)host;
        return frame;
    }

    private static CompiledPolicy compile(final String text, final String name)
    {
        return PolicyCompiler.compile(text, name, PortNames.of(List.of("lan", "wan")));
    }

    private static String chain(final String rules)
    {
        return """
            table bridge t {
                chain forward {
                    type filter hook forward priority filter; policy accept;
                    %s
                }
            }
            """.formatted(rules);
    }
}
