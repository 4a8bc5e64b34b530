package porteira.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.SplittableRandom;

/**
 * Station address to port, keyed on the MAC alone (shared VLAN learning, IEEE 802.1Q 8.8.8). Open addressing with
 * linear probing; an entry is one word, so that any thread may read while the owner writes: the worst it sees is an
 * entry that is just being moved, which reads as unknown.
 * <pre>
 *  63                          16 15      10 9          0
 * +------------------------------+----------+------------+
 * |             MAC              |   port   |    seen    |
 * +------------------------------+----------+------------+
 * </pre>
 * "Seen" is the owner's clock modulo 1024 ticks of any length. A word of 0 is free: the all-zero MAC is never stored.
 */
final class ForwardingTable
{
    /** {@link #find}: no such station. */
    static final int UNKNOWN = -1;

    /** {@link #learn}: already here; its time is now. */
    static final int REFRESHED = 0;
    /** {@link #learn}: new. */
    static final int LEARNT = 1;
    /** {@link #learn}: it was on another port. */
    static final int MOVED = 2;
    /** {@link #learn}: no room. */
    static final int FULL = 3;

    /** Longest ageing time in ticks: leaves the sweep time to meet an entry before its clock laps. */
    static final int AGEING_MAX = 1000;
    /** Most stations. */
    static final int ADDRESSES_MAX = 1 << 24;

    private static final int PORT_SHIFT = 10;
    private static final int MAC_SHIFT = 16;
    private static final int PORT_MASK = 0x3F;
    private static final int TICK_MASK = 0x3FF;
    private static final int HALF_LAP = 512;
    // Longest run of probes. A random table at half load stays well below; forged addresses cannot cost more.
    private static final int PROBE_LIMIT = 64;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final long multiplier;
    private final int shift;
    private final int limit;
    private int size;
    private int sweepPosition;

    /**
     * Room for {@code addresses} stations.
     *
     * @param seed makes the hash unforeseeable
     */
    ForwardingTable(final int addresses, final long seed)
    {
        if (addresses < 1 || addresses > ADDRESSES_MAX)
        {
            throw new IllegalArgumentException("addresses=" + addresses + ", limit=1.." + ADDRESSES_MAX);
        }
        final int capacity = Math.max(PROBE_LIMIT, Integer.highestOneBit(addresses * 2 - 1) << 1);
        words = new long[capacity];
        multiplier = new SplittableRandom(seed).nextLong() | 1;
        shift = Long.SIZE - Integer.numberOfTrailingZeros(capacity);
        limit = addresses;
    }

    /** Stations known. Owner only. */
    int size()
    {
        return size;
    }

    /** Slots a whole sweep visits. */
    int capacity()
    {
        return words.length;
    }

    /** Port of a station or {@link #UNKNOWN}. Any thread. */
    int find(final long mac)
    {
        // Most stations sit where their hash says: small enough to be inlined, the search is not.
        final long word = (long)WORD.getOpaque(words, slot(mac));
        if (0 == word)
        {
            return UNKNOWN;
        }
        return word >>> MAC_SHIFT == mac ? port(word) : findBeyond(mac);
    }

    /** True if {@link #learn} would change nothing; may say false where it would not either. Owner only. */
    boolean isKnown(final long mac, final int port, final int tick)
    {
        return words[slot(mac)] == entry(mac, port, tick);
    }

    /**
     * A frame from {@code mac}, a unicast address that is not zero, came in on {@code port}. Owner only.
     *
     * @return {@link #REFRESHED}, {@link #LEARNT}, {@link #MOVED} or {@link #FULL}
     */
    int learn(final long mac, final int port, final int tick)
    {
        final long[] words = this.words;
        final int mask = words.length - 1;
        final long fresh = entry(mac, port, tick);

        int slot = slot(mac);
        for (int i = 0; i < PROBE_LIMIT; i++)
        {
            final long word = words[slot];
            if (word >>> MAC_SHIFT == mac)
            {
                if (word != fresh)
                {
                    WORD.setOpaque(words, slot, fresh);
                }
                return port(word) == port ? REFRESHED : MOVED;
            }
            if (0 == word)
            {
                if (size >= limit)
                {
                    return FULL;
                }
                WORD.setOpaque(words, slot, fresh);
                size++;
                return LEARNT;
            }
            slot = slot + 1 & mask;
        }
        return FULL;
    }

    /**
     * Visit the next {@code slots} slots and forget stations that were silent for more than {@code ageing} ticks, and
     * those that another lane has since seen on another port. Owner only.
     *
     * @return stations forgotten
     */
    int sweep(final int slots, final int tick, final int ageing, final ForwardingTable[] siblings)
    {
        final int before = size;
        int position = sweepPosition;
        for (int i = 0; i < slots; i++)
        {
            while (0 != words[position] && isStale(words[position], tick, ageing, siblings))
            {
                remove(position);
            }
            position = position + 1 & words.length - 1;
        }
        sweepPosition = position;

        return before - size;
    }

    /**
     * Forget all stations on the ports of a mask. Owner only.
     *
     * @return how many that were
     */
    int flush(final int ports)
    {
        final int before = size;
        // A removal moves later entries back, also across the end of the array: the second round meets those.
        for (int round = 0; round < 2; round++)
        {
            for (int slot = 0; slot < words.length; slot++)
            {
                while (0 != words[slot] && 0 != (ports >>> port(words[slot]) & 1))
                {
                    remove(slot);
                }
            }
        }
        return before - size;
    }

    private int findBeyond(final long mac)
    {
        final long word = word(mac);
        return 0 == word ? UNKNOWN : port(word);
    }

    private long word(final long mac)
    {
        final long[] words = this.words;
        final int mask = words.length - 1;
        int slot = slot(mac);
        for (int i = 0; i < PROBE_LIMIT; i++)
        {
            final long word = (long)WORD.getOpaque(words, slot);
            if (word >>> MAC_SHIFT == mac || 0 == word)
            {
                return word;
            }
            slot = slot + 1 & mask;
        }
        return 0;
    }

    private static boolean isStale(
        final long word, final int tick, final int ageing, final ForwardingTable[] siblings)
    {
        if ((tick - (int)word & TICK_MASK) > ageing)
        {
            return true;
        }
        for (final ForwardingTable sibling : siblings)
        {
            final long other = sibling.word(word >>> MAC_SHIFT);
            // Seen in the same tick on both ports: nobody can tell which is right, and to flood is.
            if (0 != other && port(other) != port(word) && ((int)other - (int)word & TICK_MASK) < HALF_LAP)
            {
                return true;
            }
        }
        return false;
    }

    private void remove(final int position)
    {
        final long[] words = this.words;
        final int mask = words.length - 1;
        int hole = position;
        int next = hole + 1 & mask;
        while (0 != words[next])
        {
            final int home = slot(words[next] >>> MAC_SHIFT);
            if ((next - home & mask) >= (next - hole & mask))
            {
                // Copied before its old place is cleared: a reader on another thread meets it twice or once.
                WORD.setRelease(words, hole, words[next]);
                hole = next;
            }
            next = next + 1 & mask;
        }
        WORD.setRelease(words, hole, 0L);
        size--;
    }

    private int slot(final long mac)
    {
        return (int)(mac * multiplier >>> shift);
    }

    private static long entry(final long mac, final int port, final int tick)
    {
        return mac << MAC_SHIFT | (long)port << PORT_SHIFT | tick & TICK_MASK;
    }

    private static int port(final long word)
    {
        return (int)(word >>> PORT_SHIFT) & PORT_MASK;
    }
}
