package porteira.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import porteira.Seed;

/** The table against a map that knows the same rules, through datagrams between few hosts, time and want of room. */
class ConnectionTrackerPropertyTest
{
    private static final int STEPS = 60_000;
    private static final int CONNECTIONS = 48;
    private static final int UDP_MS = 30_000;
    private static final int STREAM_MS = 120_000;
    private static final int STREAM_AFTER_MS = 2000;
    private static final int SECOND = 1000;

    private final FlowTally tally = new FlowTally();
    private final Map<String, Entry> model = new LinkedHashMap<>();
    private ConnectionTracker tracker;
    private FlowMemory memory;
    private FlowLimits limits;
    private long nowMs = SECOND;
    private int refused;
    private int evicted;

    /** What the map knows of a connection; its place in the map is its age. */
    private static final class Entry
    {
        final String originator;
        final long streamAfter;
        long deadline;
        boolean isAnswered;
        boolean isAssured;

        Entry(final String originator, final long nowMs)
        {
            this.originator = originator;
            streamAfter = nowMs + STREAM_AFTER_MS;
            deadline = nowMs + UDP_MS;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 25, 60, 100 })
    void shouldKnowWhatTheMapKnows(final int embryonicPercent)
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        limits = new FlowLimits(CONNECTIONS, embryonicPercent, 0);
        memory = FlowMemory.ofProcess(limits);
        tracker = new ConnectionTracker(memory, FlowTimeouts.NETFILTER, random.nextLong(), tally);
        for (int step = 0; step < STEPS; step++)
        {
            final String message = "seed " + seed + ", step " + step;
            if (0 == random.nextInt(8))
            {
                pass(0 == random.nextInt(40) ? UDP_MS : random.nextInt(4) * SECOND);
            }
            send(random, message);
            if (0 == step % 64)
            {
                compareAll(message);
            }
        }

        assertEquals(refused, tally.value(FlowCounter.FULL), "seed " + seed);
        assertEquals(evicted, tally.value(FlowCounter.EVICTED_EMBRYONIC), "seed " + seed);
        assertTrue(evicted > 0, "nothing was evicted: seed " + seed);
        assertTrue(tally.value(FlowCounter.EXPIRED) > 0, "nothing expired: seed " + seed);
    }

    private void pass(final int ms)
    {
        nowMs += ms;
        // Deadlines fall on whole seconds: a whole sweep between two of them forgets the same as the map does.
        for (int i = 1; i <= CONNECTIONS; i++)
        {
            tracker.tick(nowMs + i);
        }
        model.values().removeIf((entry) -> entry.deadline <= nowMs);
        nowMs += SECOND;
    }

    private void send(final SplittableRandom random, final String message)
    {
        final boolean isIpv6 = 0 == random.nextInt(3);
        final String from = (isIpv6 ? "2001:db8::" : "192.0.2.") + (1 + random.nextInt(3));
        final String to = (isIpv6 ? "2001:db8::" : "192.0.2.") + (1 + random.nextInt(3));
        final int fromPort = 1 + random.nextInt(6);
        final int toPort = 1 + random.nextInt(6);
        final String there = from + ' ' + fromPort;
        final String back = to + ' ' + toPort;
        final String key = there.compareTo(back) < 0 ? there + ' ' + back : back + ' ' + there;
        final int state = Talk.track(tracker, Talk.udp(from, fromPort, to, toPort, 4), nowMs);

        final Entry known = model.get(key);
        if (null != known && known.deadline > nowMs)
        {
            assertEquals(follow(known, there), state, message);
            assertTrue(tracker.confirm(), message);
            assertEquals(known.deadline, tracker.connection().deadline(), message);
            return;
        }
        model.remove(key);
        assertEquals(CtState.NEW, state, message);
        if (0 != random.nextInt(5))
        {
            assertEquals(begin(key, there), tracker.confirm(), message);
        }
    }

    private int follow(final Entry entry, final String sender)
    {
        final boolean isReply = !entry.originator.equals(sender);
        final boolean wasAnswered = entry.isAnswered;
        if (wasAnswered && nowMs > entry.streamAfter)
        {
            entry.isAssured = true;
            entry.deadline = nowMs + STREAM_MS;
        }
        else
        {
            entry.deadline = nowMs + UDP_MS;
        }
        entry.isAnswered |= isReply;
        return wasAnswered || isReply ? CtState.ESTABLISHED : CtState.NEW;
    }

    private boolean begin(final String key, final String originator)
    {
        if (embryonic() >= limits.embryonic() || model.size() == CONNECTIONS)
        {
            final String oldest = model.entrySet().stream().filter((entry) -> !entry.getValue().isAssured)
                .map(Map.Entry::getKey).findFirst().orElse(null);
            if (null == oldest)
            {
                refused++;
                return false;
            }
            model.remove(oldest);
            evicted++;
        }
        model.put(key, new Entry(originator, nowMs));
        return true;
    }

    private long embryonic()
    {
        return model.values().stream().filter((entry) -> !entry.isAssured).count();
    }

    private void compareAll(final String message)
    {
        final TreeSet<String> ours = new TreeSet<>();
        FlowReader.of(memory).forEach((flow) ->
        {
            ours.add(flow.source().address() + ' ' + flow.source().port() + ' ' + flow.isAnswered() + ' ' +
                flow.isAssured());
            return true;
        });
        final TreeSet<String> maps = new TreeSet<>();
        model.values().forEach((entry) ->
            maps.add(entry.originator + ' ' + entry.isAnswered + ' ' + entry.isAssured));
        assertEquals(maps, ours, message);
        assertEquals(model.size(), tally.live(), message);
        assertEquals(embryonic(), tally.embryonic(), message);
    }
}
