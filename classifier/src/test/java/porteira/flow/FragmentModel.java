package porteira.flow;

import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a {@link FragmentTracker} must answer, in the plainest words: a bit for every 8 bytes of every datagram. */
final class FragmentModel
{
    private static final class Datagram
    {
        final BitSet seen = new BitSet();
        final long createdMs;
        int firstEnd;
        int end;
        boolean isSpoilt;
        /** Null as long as it waits. */
        Boolean isAccepted;
        long tag;

        Datagram(final long createdMs)
        {
            this.createdMs = createdMs;
        }

        boolean isComplete()
        {
            return 0 != end && end == seen.cardinality() && end == seen.length();
        }

        int pieces()
        {
            int pieces = 0;
            for (int at = seen.nextSetBit(0); at >= 0; at = seen.nextSetBit(seen.nextClearBit(at)))
            {
                pieces++;
            }
            return pieces;
        }
    }

    private final Map<Integer, Datagram> datagrams = new LinkedHashMap<>();
    private final int capacity;
    private Integer judged;
    long tag;
    long evicted;
    long expired;

    FragmentModel(final int capacity)
    {
        this.capacity = capacity;
    }

    int size()
    {
        return datagrams.size();
    }

    /** Ends in units of 8 bytes. */
    int onFragment(final int key, final int from, final int to, final boolean isLast, final long nowMs)
    {
        final int before = datagrams.size();
        datagrams.values().removeIf(datagram -> nowMs - datagram.createdMs >= FragmentTracker.TIMEOUT_MS);
        expired += before - datagrams.size();
        tag = 0;
        judged = null;

        final Datagram known = datagrams.get(key);
        final Datagram datagram = null == known ? add(key, nowMs) : known;
        if (datagram.isSpoilt)
        {
            return FragmentTracker.OVERLAP;
        }
        return 0 == from ? first(key, datagram, to) : later(key, datagram, from, to, isLast);
    }

    void remember(final boolean isAccepted, final long tag)
    {
        if (null != judged)
        {
            final Datagram datagram = datagrams.get(judged);
            datagram.isAccepted = isAccepted;
            datagram.tag = tag;
            forget(judged, datagram);
        }
    }

    private Datagram add(final int key, final long nowMs)
    {
        if (capacity == datagrams.size())
        {
            final Iterator<Integer> oldest = datagrams.keySet().iterator();
            oldest.next();
            oldest.remove();
            evicted++;
        }
        final Datagram datagram = new Datagram(nowMs);
        datagrams.put(key, datagram);
        return datagram;
    }

    private int first(final int key, final Datagram datagram, final int to)
    {
        if (to == datagram.firstEnd)
        {
            datagram.seen.clear();
            datagram.firstEnd = 0;
            datagram.end = 0;
            datagram.isAccepted = null;
        }
        if (0 != datagram.firstEnd || isOverlap(datagram, 0, to))
        {
            datagram.isSpoilt = true;
            return FragmentTracker.OVERLAP;
        }
        datagram.firstEnd = to;
        judged = key;
        return FragmentTracker.JUDGE;
    }

    private int later(final int key, final Datagram datagram, final int from, final int to, final boolean isLast)
    {
        final boolean isInside = datagram.seen.nextClearBit(from) >= to;
        if (!isInside && isOverlap(datagram, from, to) ||
            isLast && (0 != datagram.end && datagram.end != to || datagram.seen.length() > to))
        {
            datagram.isSpoilt = true;
            return FragmentTracker.OVERLAP;
        }
        datagram.end = isLast ? to : datagram.end;
        if (isInside)
        {
            return FragmentTracker.DUPLICATE;
        }
        if (null == datagram.isAccepted)
        {
            return 0 == datagram.firstEnd ? FragmentTracker.EARLY_ACCEPT : FragmentTracker.FOLLOW_DROP;
        }
        tag = datagram.tag;
        forget(key, datagram);
        return datagram.isAccepted ? FragmentTracker.FOLLOW_ACCEPT : FragmentTracker.FOLLOW_DROP;
    }

    private static boolean isOverlap(final Datagram datagram, final int from, final int to)
    {
        final int next = datagram.seen.nextSetBit(from);
        if (next >= 0 && next < to || 0 != datagram.end && to > datagram.end)
        {
            return true;
        }
        datagram.seen.set(from, to);
        if (datagram.pieces() > FragmentTable.MAX_PIECES)
        {
            datagram.seen.clear(from, to);
            return true;
        }
        return false;
    }

    private void forget(final int key, final Datagram datagram)
    {
        if (datagram.isComplete())
        {
            datagrams.remove(key);
        }
    }
}
