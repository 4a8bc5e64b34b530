package porteira.telemetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All counters at one moment.
 *
 * @param state     of the gateway that writes them
 * @param pid       of that gateway
 * @param startedMs epoch time of its start
 * @param takenMs   epoch time of this snapshot
 * @param policy    name of the policy in force
 * @param entries   in the order of the file
 */
public record Snapshot(
    State state, long pid, long startedMs, long takenMs, String policy, List<Entry> entries)
{
    /** What the writer of a counters file is doing. */
    public enum State
    {
        /** Alive, and it wrote lately. */
        RUNNING,
        /** Alive, but it has not written for {@link CountersFileReader#STALE_AFTER_MS}. */
        STALE,
        /** It ended in good order. */
        ENDED,
        /** It is gone and said nothing. */
        DEAD
    }

    /**
     * One counter.
     *
     * @param key     what the counter's family numbers
     * @param subject name of that, may be empty
     */
    public record Entry(Counter counter, int key, String subject, long value)
    {
    }

    /** Sum over all keys. */
    public long total(final Counter counter)
    {
        long sum = 0;
        for (final Entry entry : entries)
        {
            if (counter == entry.counter())
            {
                sum += entry.value();
            }
        }
        return sum;
    }

    /** Value at a key, 0 where there is none. */
    public long value(final Counter counter, final int key)
    {
        for (final Entry entry : entries)
        {
            if (counter == entry.counter() && key == entry.key())
            {
                return entry.value();
            }
        }
        return 0;
    }

    /** All entries of a counter by rising key. */
    public List<Entry> of(final Counter counter)
    {
        final List<Entry> result = new ArrayList<>();
        for (final Entry entry : entries)
        {
            if (counter == entry.counter())
            {
                result.add(entry);
            }
        }
        result.sort(Comparator.comparingInt(Entry::key));
        return result;
    }

    /** Where every received frame went. */
    public Balance balance()
    {
        return new Balance(
            total(Counter.LANE_RECEIVED), total(Counter.LANE_FORWARDED), total(Counter.DROPPED),
            total(Counter.LANE_RX_RING_FULL), total(Counter.LANE_TX_DROPPED),
            total(Counter.LANE_STALLED_BRIDGED) + total(Counter.LANE_STALLED_DROPPED));
    }

    /**
     * Where every received frame went: received = forwarded + dropped by the classifier + rx ring full + tx queue full
     * + unjudged in stalls + in flight, exactly.
     */
    public record Balance(
        long received, long forwarded, long dropped, long rxRingFull, long txDropped, long stalled)
    {
        /** Frames still in rings or under judgement; 0 at rest. */
        public long inFlight()
        {
            return received - forwarded - dropped - rxRingFull - txDropped - stalled;
        }
    }
}
