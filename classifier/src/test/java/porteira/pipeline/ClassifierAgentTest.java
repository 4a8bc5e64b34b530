package porteira.pipeline;

import org.agrona.collections.MutableInteger;
import org.agrona.concurrent.CachedEpochClock;
import org.agrona.concurrent.MessageHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import porteira.dpdk.AllocationAssert;
import porteira.dpdk.BurstLayout;
import porteira.tree.Classifier;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;
import porteira.wire.Tunnels;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClassifierAgentTest
{
    private static final LeafWork[] NO_WORK = new LeafWork[3];
    private static final long ALICE = 0x0200_0000_0001L;
    private static final long BOB = 0x0200_0000_0002L;
    private static final long CAROL = 0x0200_0000_0003L;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final int LEAF_ACCEPT = 0;
    private static final int LEAF_DROP = 1;
    private static final int LEAF_DROP_LOGGED = 2;
    private static final byte[] ACTIONS = { LanePolicy.ACCEPT, 0, LanePolicy.LOG };
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};
    // Bridge ports 0, 1, 2 have port ids 5, 0, 31.
    private static final int[] IDS = { 5, 0, 31 };

    private final FakeLane lane = new FakeLane(0);
    private final CachedEpochClock clock = new CachedEpochClock();
    private final LaneTally tally = new LaneTally();
    private final EventRing events = new EventRing(1 << 16, 1000, 10, clock, tally);
    private final BridgePorts ports = new BridgePorts(List.of("lan", "wan", "dmz"), IDS);
    private final LearningBridge bridge = new LearningBridge(3, 1024, 300, 7, tally);
    private final LaneContext context = new LaneContext(
        0, ports, bridge, events, tally, LaneMemory.ofProcess(64, 7));
    private final List<Throwable> errors = new ArrayList<>();

    @BeforeEach
    void setClock()
    {
        clock.update(1_800_000_000_000L);
    }

    @Test
    void shouldForwardToPortIdsWhenPolicyAccepts()
    {
        final ClassifierAgent agent = agent(constant(LEAF_ACCEPT));

        lane.frame(5, Frames.tcp(BOB, ALICE, 25)).frame(0, Frames.tcp(ALICE, BOB, 25))
            .frame(5, Frames.tcp(BOB, ALICE, 25));
        assertEquals(3, agent.doWork());

        assertEquals(1 | 1 << 31, lane.egress(0));
        assertEquals(1 << 5, lane.egress(1));
        assertEquals(1, lane.egress(2));
        assertEquals(3, tally.value(LaneTally.JUDGED));
        assertEquals(3, tally.value(LaneTally.ACCEPTED));
        assertEquals(1, tally.value(LaneTally.FLOODED));
    }

    @Test
    void shouldFreeAndCountWhenPolicyDrops()
    {
        final LanePolicy policy = policy(1, constant(LEAF_DROP), false);
        final ClassifierAgent agent = agent(policy);

        lane.frame(5, Frames.tcp(BOB, ALICE, 25), 1500, 0);
        agent.doWork();

        assertEquals(0, lane.egress(0));
        assertEquals(1, tally.dropped(DropReason.POLICY));
        assertEquals(1, policy.frames(LEAF_DROP));
        assertEquals(1500, policy.bytes(LEAF_DROP));
        assertEquals(0, policy.frames(LEAF_ACCEPT));
    }

    @Test
    void shouldNotAskPolicyWhenDestinationIsOnIngressPort()
    {
        final MutableInteger calls = new MutableInteger();
        final ClassifierAgent agent = agent((frame, length, layout, ingress, egress, state) ->
        {
            calls.increment();
            return LEAF_ACCEPT;
        });

        lane.frame(5, Frames.tcp(BROADCAST, ALICE, 25)).frame(5, Frames.tcp(ALICE, BOB, 25));
        agent.doWork();

        assertEquals(0, lane.egress(1));
        assertEquals(1, calls.get());
        assertEquals(1, tally.dropped(DropReason.SAME_PORT));
    }

    @Test
    void shouldDropWithReasonWhenFrameCannotBeBridged()
    {
        final ClassifierAgent agent = agent(constant(LEAF_ACCEPT));

        lane.frame(5, new byte[13]).frame(7, Frames.tcp(BOB, ALICE, 25)).frame(9999, Frames.tcp(BOB, ALICE, 25))
            .frame(5, new byte[0]);
        agent.doWork();

        assertEquals(2, tally.dropped(DropReason.RUNT));
        assertEquals(2, tally.dropped(DropReason.UNKNOWN_PORT));
        assertEquals(2, tally.malformed(Malformed.ETHERNET_TRUNCATED.id()));
        for (int i = 0; i < 4; i++)
        {
            assertEquals(0, lane.egress(i));
        }
    }

    @Test
    void shouldCountAndForwardWhenTunnelsNestTooDeep()
    {
        final ClassifierAgent agent = agent(constant(LEAF_ACCEPT));

        lane.frame(5, Frames.nested(BOB, ALICE, Tunnels.MAX_DEPTH + 1))
            .frame(5, Frames.nested(BOB, ALICE, Tunnels.MAX_DEPTH)).frame(5, Frames.tunnels(BOB, ALICE, 25))
            .frame(5, Frames.teredo(BOB, ALICE, 25));
        agent.doWork();

        assertEquals(1, tally.malformed(Malformed.TUNNEL_TOO_DEEP.id()));
        for (int i = 0; i < 4; i++)
        {
            assertNotEquals(0, lane.egress(i));
        }
    }

    @Test
    void shouldDropWhenNoOtherPortHasALink()
    {
        final ClassifierAgent agent = agent(constant(LEAF_ACCEPT));
        context.linksUp(0b001);

        lane.frame(5, Frames.tcp(BOB, ALICE, 25));
        agent.doWork();
        assertEquals(0, lane.egress(0));
        assertEquals(1, tally.dropped(DropReason.NO_EGRESS));

        context.linksUp(0b101);
        lane.frame(5, Frames.tcp(BOB, ALICE, 25));
        agent.doWork();
        assertEquals(1 << 31, lane.egress(0));
    }

    @Test
    void shouldPassIngressEgressAndLayoutToPolicy()
    {
        final List<String> seen = new ArrayList<>();
        final ClassifierAgent agent = agent((frame, length, layout, ingress, egress, state) ->
        {
            seen.add(ingress + ">" + egress + " " + length + " " + PacketLayout.protocol(layout));
            return LEAF_ACCEPT;
        });
        lane.frame(31, Frames.tcp(BROADCAST, BOB, 25));
        agent.doWork();

        lane.frame(0, Frames.tcp(BOB, ALICE, 25));
        agent.doWork();

        assertEquals("1>2 54 6", seen.get(1));
    }

    @Test
    void shouldJudgeEachCopyWhenPolicyReadsEgress()
    {
        final LanePolicy policy = policy(1,
            (frame, length, layout, ingress, egress, state) -> 2 == egress ? LEAF_DROP : LEAF_ACCEPT, true);
        final ClassifierAgent agent = agent(policy);

        lane.frame(5, Frames.tcp(BROADCAST, ALICE, 25)).frame(0, Frames.tcp(CAROL, BOB, 25));
        agent.doWork();
        lane.again();
        agent.doWork();

        assertEquals(1, lane.egress(0));
        assertEquals(1 << 5, lane.egress(1));
        assertEquals(4, tally.value(LaneTally.COPIES_REFUSED));
        assertEquals(4, tally.value(LaneTally.ACCEPTED));
        assertEquals(4, policy.frames(LEAF_DROP));
    }

    @Test
    void shouldDropWhenPolicyRefusesEveryCopy()
    {
        final ClassifierAgent agent = agent(policy(1, constant(LEAF_DROP), true));

        lane.frame(5, Frames.tcp(BROADCAST, ALICE, 25));
        agent.doWork();

        assertEquals(0, lane.egress(0));
        assertEquals(1, tally.dropped(DropReason.POLICY));
        assertEquals(0, tally.value(LaneTally.ACCEPTED));
    }

    @Test
    void shouldAnswerEveryFrameWhenPolicyThrows()
    {
        final RuntimeException failure = new IllegalStateException("broken");
        final MutableInteger calls = new MutableInteger();
        final ClassifierAgent agent = agent((frame, length, layout, ingress, egress, state) ->
        {
            if (1 == calls.getAndIncrement() % 2)
            {
                throw failure;
            }
            return LEAF_ACCEPT;
        });

        for (int i = 0; i < BurstLayout.BURST_MAX; i++)
        {
            lane.frame(5, Frames.tcp(BOB, ALICE, 25));
        }
        agent.doWork();

        for (int i = 0; i < BurstLayout.BURST_MAX; i++)
        {
            assertEquals(0 == i % 2 ? 1 | 1 << 31 : 0, lane.egress(i));
        }
        assertEquals(32, tally.dropped(DropReason.ERROR));
        assertEquals(32, tally.value(LaneTally.ACCEPTED));
        assertEquals(32, errors.size());
        assertSame(failure, errors.get(0));
    }

    @Test
    void shouldAnswerEveryFrameWhenErrorHandlerThrowsToo()
    {
        final ClassifierAgent agent = new ClassifierAgent(
            lane, context, policy(1, constant(ACTIONS.length), false), clock,
            (error) ->
            {
                throw new IllegalStateException(error);
            });

        lane.frame(5, Frames.tcp(BOB, ALICE, 25)).frame(5, Frames.tcp(BOB, ALICE, 25));
        agent.doWork();

        assertEquals(0, lane.egress(0));
        assertEquals(0, lane.egress(1));
        assertEquals(2, tally.dropped(DropReason.ERROR));
    }

    @Test
    void shouldUseNewPolicyFromNextBurstWhenOneIsHandedOver()
    {
        final ClassifierAgent agent = agent(policy(1, constant(LEAF_ACCEPT), false));
        final LanePolicy second = policy(2, constant(LEAF_DROP), false);
        final LanePolicy third = policy(3, constant(LEAF_ACCEPT), false);
        assertEquals(1, context.generation());
        assertTrue(context.offer(second));
        assertTrue(context.offer(third));

        lane.frame(5, Frames.tcp(BOB, ALICE, 25));
        agent.doWork();
        assertEquals(0, lane.egress(0));
        assertEquals(2, context.generation());

        lane.frame(5, Frames.tcp(BOB, ALICE, 25));
        agent.doWork();
        assertEquals(1 | 1 << 31, lane.egress(0));
        assertEquals(3, context.generation());
        assertEquals(1, second.frames(LEAF_DROP));
    }

    @Test
    void shouldLimitEventsAndCountTheRest()
    {
        final ClassifierAgent agent = agent(constant(LEAF_DROP_LOGGED));
        for (int i = 0; i < 64; i++)
        {
            lane.frame(5, Frames.tcp(BOB, ALICE, 25));
        }
        agent.doWork();
        assertEquals(10, tally.value(LaneTally.EVENTS));
        assertEquals(54, tally.value(LaneTally.EVENTS_SUPPRESSED));

        clock.advance(5);
        lane.again();
        agent.doWork();

        assertEquals(15, tally.value(LaneTally.EVENTS));
        assertEquals(15, events.drain((type, buffer, index, length) ->
        {
            assertEquals(54, buffer.getInt(index + EventRecord.HEAD_LENGTH_OFFSET));
            assertEquals(LEAF_DROP_LOGGED, buffer.getInt(index + EventRecord.LEAF_OFFSET));
        }, 1000));
    }

    @Test
    void shouldCountLostEventsWhenRingIsFull()
    {
        final LaneTally ownTally = new LaneTally();
        final EventRing small = new EventRing(4096, 1_000_000, 1_000_000, clock, ownTally);
        final LaneContext own = new LaneContext(
            0, ports, new LearningBridge(3, 64, 300, 7, ownTally), small, ownTally, LaneMemory.ofProcess(64, 7));
        final ClassifierAgent agent = new ClassifierAgent(
            lane, own, policy(1, constant(LEAF_DROP_LOGGED), false), clock, errors::add);
        for (int i = 0; i < 64; i++)
        {
            lane.frame(5, Frames.tcp(BOB, ALICE, 25));
        }

        agent.doWork();

        final long written = ownTally.value(LaneTally.EVENTS);
        assertTrue(written > 0 && written < 64, "written=" + written);
        assertEquals(64 - written, ownTally.value(LaneTally.EVENTS_LOST));
        assertEquals(64, ownTally.dropped(DropReason.POLICY));
    }

    @Test
    void shouldCountFramesJudgedByTheirFirstSegment()
    {
        final ClassifierAgent agent = agent(constant(LEAF_ACCEPT));

        lane.frame(5, Frames.tcp(BOB, ALICE, 25), 9000, BurstLayout.RX_FLAG_MULTI_SEGMENT);
        agent.doWork();

        assertEquals(1, tally.value(LaneTally.MULTI_SEGMENT));
    }

    @Test
    void shouldAccountForEveryFrameWhenFramesAreRandom()
    {
        final ClassifierAgent agent = agent(
            policy(1, (frame, length, layout, ingress, egress, state) -> (length + ingress) % ACTIONS.length, true));
        for (long seed = 1; seed <= 30; seed++)
        {
            final SplittableRandom random = new SplittableRandom(seed);
            for (int burst = 0; burst < 50; burst++)
            {
                final int count = random.nextInt(1, BurstLayout.BURST_MAX + 1);
                for (int i = 0; i < count; i++)
                {
                    lane.frame(random.nextInt(40), Frames.random(random));
                }
                clock.advance(random.nextInt(3));
                context.linksUp(random.nextInt(8));
                final long before = settled();
                agent.doWork();

                assertEquals(before + count, settled(), "seed=" + seed + " burst=" + burst);
                assertTrue(lane.isTailUntouched(), "seed=" + seed);
                for (int i = 0; i < count; i++)
                {
                    assertEquals(0, lane.egress(i) & ~(1 << 5 | 1 | 1 << 31), "seed=" + seed);
                }
            }
        }
        assertTrue(errors.isEmpty());
        assertEquals(tally.value(LaneTally.JUDGED), settled());
    }

    @Test
    void shouldAllocateNothingWhenJudging()
    {
        final ClassifierAgent agent = agent(policy(1,
            (frame, length, layout, ingress, egress, state) -> frame.getByte(36) % ACTIONS.length, false));
        final SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < BurstLayout.BURST_MAX; i++)
        {
            lane.frame(IDS[random.nextInt(3)],
                Frames.tcp(ALICE + random.nextInt(500), ALICE + random.nextInt(500), random.nextInt(768)));
        }
        agent.doWork();

        AllocationAssert.none(() ->
        {
            lane.again();
            clock.advance(1);
            agent.doWork();
            events.drain(IGNORE, 16);
        });

        assertTrue(tally.value(LaneTally.EVENTS) > 1000);
    }

    @Test
    void shouldStartAndEndItsLane()
    {
        final ClassifierAgent agent = agent(constant(LEAF_ACCEPT));

        agent.onStart();
        agent.onClose();

        assertTrue(lane.started);
        assertTrue(lane.ended);
        assertEquals("lane-0", agent.roleName());
    }

    private long settled()
    {
        long sum = tally.value(LaneTally.ACCEPTED);
        for (final DropReason reason : DropReason.values())
        {
            sum += tally.dropped(reason);
        }
        return sum;
    }

    private ClassifierAgent agent(final Classifier classifier)
    {
        return agent(policy(1, classifier, false));
    }

    private ClassifierAgent agent(final LanePolicy policy)
    {
        return new ClassifierAgent(lane, context, policy, clock, errors::add);
    }

    private static LanePolicy policy(final int generation, final Classifier classifier, final boolean readsEgress)
    {
        return new LanePolicy(generation, classifier, null, readsEgress, true, false, ACTIONS, NO_WORK);
    }

    private static Classifier constant(final int leaf)
    {
        return (frame, length, layout, ingress, egress, state) -> leaf;
    }
}
