package porteira.pipeline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static porteira.pipeline.LearningBridge.FILTER;
import static porteira.pipeline.LearningBridge.FLOOD;

class LearningBridgeTest
{
    private static final long ALICE = 0x0200_0000_0001L;
    private static final long BOB = 0x0200_0000_0002L;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final long SPANNING_TREE = 0x0180_C200_0000L;
    private static final long NOW = 1_800_000_000_000L;
    private static final int ALL = -1;

    private final LaneTally tally = new LaneTally();
    private final LearningBridge bridge = bridge(3, 1024, tally);

    @Test
    void shouldFloodWhenDestinationIsUnknown()
    {
        assertEquals(FLOOD, bridge.forward(BOB, ALICE, 0));
        assertEquals(0b110, bridge.floodMask(0));
        assertEquals(0b011, bridge.floodMask(2));
    }

    @Test
    void shouldForwardToLearntPortWhenStationSpoke()
    {
        bridge.forward(BOB, ALICE, 0);

        assertEquals(0, bridge.forward(ALICE, BOB, 2));
        assertEquals(2, bridge.forward(BOB, ALICE, 0));
        assertEquals(2, tally.value(LaneTally.ADDRESSES_LEARNT));
        assertEquals(2, tally.value(LaneTally.ADDRESSES));
    }

    @Test
    void shouldFilterWhenDestinationIsOnIngressPort()
    {
        bridge.forward(BROADCAST, ALICE, 1);
        bridge.forward(BROADCAST, BOB, 1);

        assertEquals(FILTER, bridge.forward(ALICE, BOB, 1));
        assertEquals(FILTER, bridge.forward(ALICE, BOB, 1));
        assertEquals(1, bridge.forward(ALICE, BOB, 0));
    }

    @Test
    void shouldNotPlaceItsOwnAddressWhenItsFramesComeBack()
    {
        bridge.own(ALICE);
        bridge.forward(BROADCAST, ALICE, 1);

        assertEquals(FLOOD, bridge.forward(ALICE, BOB, 1));
        assertEquals(1, tally.value(LaneTally.ADDRESSES_LEARNT));
    }

    @Test
    void shouldFollowStationWhenItMoves()
    {
        bridge.forward(BROADCAST, ALICE, 0);
        assertEquals(0, bridge.forward(ALICE, BOB, 2));

        bridge.forward(BROADCAST, ALICE, 1);

        assertEquals(1, bridge.forward(ALICE, BOB, 2));
        assertEquals(1, tally.value(LaneTally.ADDRESSES_MOVED));
    }

    @Test
    void shouldFollowStationWhenItsMemoStandsOnOldPort()
    {
        bridge.forward(BROADCAST, ALICE, 0);
        bridge.forward(BROADCAST, ALICE, 1);
        bridge.forward(BROADCAST, ALICE, 0);

        assertEquals(0, bridge.forward(ALICE, BOB, 2));
        assertEquals(2, tally.value(LaneTally.ADDRESSES_MOVED));
    }

    @Test
    void shouldForgetStationWhenItIsSilentForTheAgeingTime()
    {
        bridge.tick(NOW, ALL);
        bridge.forward(BROADCAST, ALICE, 0);

        pass(NOW, 300_000);
        assertEquals(0, bridge.forward(ALICE, BOB, 1));
        pass(NOW + 300_000, 2_500);

        assertEquals(FLOOD, bridge.forward(ALICE, BOB, 1));
        assertEquals(1, tally.value(LaneTally.ADDRESSES_FORGOTTEN));
    }

    @Test
    void shouldKeepStationWhenItGoesOnTalking()
    {
        long now = NOW;
        for (int i = 0; i < 3000; i++)
        {
            bridge.tick(now, ALL);
            bridge.forward(BROADCAST, ALICE, 0);
            now += 1000;
        }

        assertEquals(1, tally.value(LaneTally.ADDRESSES_LEARNT));
        assertEquals(0, bridge.forward(ALICE, BOB, 1));
    }

    @Test
    void shouldHonourAgeingTimesLongerThanTheEntrysClock()
    {
        final LearningBridge slow = new LearningBridge(2, 64, 100_000, 7, tally);
        slow.tick(NOW, ALL);
        slow.forward(BROADCAST, ALICE, 0);

        for (long second = 1; second <= 99_000; second++)
        {
            slow.tick(NOW + second * 1000, ALL);
        }
        assertEquals(0, slow.forward(ALICE, BOB, 1));
        for (long second = 99_000; second <= 101_000; second++)
        {
            slow.tick(NOW + second * 1000, ALL);
        }

        assertEquals(FLOOD, slow.forward(ALICE, BOB, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = { 0x0180_C200_0000L, 0x0180_C200_0002L, 0x0180_C200_000EL, 0x0180_C200_000FL,
        0x0100_5E00_0001L, 0x3333_0000_0001L, BROADCAST })
    void shouldFloodWhenDestinationIsAGroup(final long group)
    {
        assertEquals(FLOOD, bridge.forward(group, ALICE, 0));
        assertEquals(FLOOD, bridge.forward(group, ALICE, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, BROADCAST, SPANNING_TREE, 0x0100_5E00_0001L })
    void shouldLearnNothingWhenSourceIsNoStation(final long source)
    {
        bridge.forward(BROADCAST, source, 0);

        assertEquals(FLOOD, bridge.forward(source, ALICE, 1));
        assertEquals(1, tally.value(LaneTally.ADDRESSES_LEARNT));
    }

    @Test
    void shouldFlushAndAvoidPortWhenItsLinkGoesDown()
    {
        bridge.tick(NOW, ALL);
        bridge.forward(BROADCAST, ALICE, 0);
        bridge.forward(BROADCAST, BOB, 2);

        bridge.tick(NOW + 1, 0b110);

        assertEquals(FLOOD, bridge.forward(ALICE, BOB, 2));
        assertEquals(2, bridge.forward(BOB, 0x0200_0000_0003L, 1));
        assertEquals(0b010, bridge.floodMask(2));
        assertEquals(1, tally.value(LaneTally.ADDRESSES_FORGOTTEN));
    }

    @Test
    void shouldFloodWhenStationIsHeardFromAPortWithoutLink()
    {
        bridge.tick(NOW, 0b110);
        bridge.forward(BROADCAST, ALICE, 0);

        assertEquals(FLOOD, bridge.forward(ALICE, BOB, 2));
    }

    @Test
    void shouldCountAndFloodWhenTableIsFull()
    {
        final LearningBridge small = bridge(2, 64, tally);
        for (long mac = 1; mac <= 100; mac++)
        {
            small.forward(BROADCAST, ALICE + mac, 0);
        }

        assertEquals(64, tally.value(LaneTally.ADDRESSES));
        assertEquals(36, tally.value(LaneTally.ADDRESS_TABLE_FULL));
        assertEquals(FLOOD, small.forward(ALICE + 100, 0, 1));
        assertEquals(0, small.forward(ALICE + 1, 0, 1));
    }

    @Test
    void shouldFindStationWhenASiblingLaneHeardIt()
    {
        final LearningBridge sibling = bridge(3, 1024, new LaneTally());
        LearningBridge.join(new LearningBridge[]{ bridge, sibling });
        sibling.forward(BROADCAST, ALICE, 2);

        assertEquals(2, bridge.forward(ALICE, BOB, 0));
        assertEquals(FILTER, bridge.forward(ALICE, BOB, 2));
    }

    @Test
    void shouldPreferSiblingsWordWhenItSawTheStationMove()
    {
        final LearningBridge sibling = bridge(3, 1024, new LaneTally());
        LearningBridge.join(new LearningBridge[]{ bridge, sibling });
        bridge.tick(NOW, ALL);
        sibling.tick(NOW, ALL);
        bridge.forward(BROADCAST, ALICE, 0);
        pass(NOW, 5000);
        sibling.tick(NOW + 5000, ALL);

        sibling.forward(BROADCAST, ALICE, 1);
        pass(NOW + 5000, 1100);

        assertEquals(1, bridge.forward(ALICE, BOB, 2));
    }

    @Test
    void shouldAgreeWithAMapWhenFramesAreRandom()
    {
        for (long seed = 1; seed <= 20; seed++)
        {
            final SplittableRandom random = new SplittableRandom(seed);
            final LearningBridge random4 = new LearningBridge(4, 4096, 300, seed, new LaneTally());
            final Map<Long, Integer> model = new HashMap<>();
            int up = 0xF;
            random4.tick(NOW, up);
            for (int i = 0; i < 50_000; i++)
            {
                if (0 == random.nextInt(5000))
                {
                    final int links = random.nextInt(1, 16);
                    final int lost = up & ~links;
                    model.values().removeIf((port) -> 0 != (lost >>> port & 1));
                    up = links;
                    random4.tick(NOW + i, up);
                }
                final long source = station(random);
                final long destination = station(random);
                final int ingress = random.nextInt(4);
                model.put(source, ingress);
                final Integer known = model.get(destination);
                final int expected = null == known || 0 == (up >>> known & 1) ? FLOOD :
                    known == ingress ? FILTER : known;
                assertEquals(expected, random4.forward(destination, source, ingress), "seed=" + seed + " frame=" + i);
            }
        }
    }

    @Test
    void shouldStayBoundedWhenAddressesAreForged()
    {
        final SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < 200_000; i++)
        {
            bridge.forward(BROADCAST, random.nextLong() & 0xFEFF_FFFF_FFFFL, 1);
        }

        assertEquals(1024, tally.value(LaneTally.ADDRESSES), 24);
        assertTrue(tally.value(LaneTally.ADDRESS_TABLE_FULL) > 190_000);
    }

    private static long station(final SplittableRandom random)
    {
        return ALICE + random.nextInt(1500) * 0x0100_0001L & 0xFEFF_FFFF_FFFFL;
    }

    private static LearningBridge bridge(final int ports, final int addresses, final LaneTally tally)
    {
        return new LearningBridge(ports, addresses, 300, 0x9E37_79B9_7F4A_7C15L, tally);
    }

    private void pass(final long from, final int milliseconds)
    {
        for (int i = 1; i <= milliseconds; i += 7)
        {
            bridge.tick(from + i, ALL);
        }
        bridge.tick(from + milliseconds, ALL);
    }
}
