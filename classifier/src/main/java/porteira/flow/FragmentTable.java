package porteira.flow;

import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.HugePages;

/**
 * Datagrams of which fragments have been seen, off the heap: a fixed number of 128-byte slots, found by hash through
 * chains, aged through a list, oldest first. Offsets within a datagram are in units of 8 bytes, 0..8192.
 * <pre>
 *  0      16           32    40        48       56    64     68     72     76     80     82     84
 * | source| destination| key | context | created| tag | chain| older| newer| state| first| total| count
 *  86        88                                128
 * | reserved | count pieces: from u16, to u16 |
 * </pre>
 */
final class FragmentTable
{
    static final int NONE = -1;

    /** No verdict yet. */
    static final int WAITING = 1;
    static final int ACCEPTED = 2;
    static final int DROPPED = 3;
    /** Pieces overlapped: nothing of this datagram passes (RFC 5722 4). */
    static final int POISONED = 4;

    static final int NEW = 0;
    static final int INSIDE = 1;
    static final int OVERLAP = 2;

    /** Separate pieces of one datagram that are kept apart. */
    static final int MAX_PIECES = 10;

    private static final int SLOT_LENGTH = 128;
    private static final int CREATED = 48;
    private static final int TAG = 56;
    private static final int CHAIN = 64;
    private static final int OLDER = 68;
    private static final int NEWER = 72;
    private static final int STATE = 76;
    private static final int FIRST_END = 80;
    private static final int TOTAL = 82;
    private static final int COUNT = 84;
    private static final int PIECES = 88;
    private static final int PIECE_LENGTH = 4;

    private final UnsafeBuffer slots;
    private final UnsafeBuffer heads;
    private final int headMask;
    private final long seed;
    private int free;
    private int oldest = NONE;
    private int newest = NONE;
    private int size;

    /** @param capacity datagrams, 64..2^23 */
    FragmentTable(final int capacity, final long seed)
    {
        final int buckets = BitUtil.findNextPositivePowerOfTwo(capacity);
        slots = new UnsafeBuffer(HugePages.allocate(capacity * SLOT_LENGTH));
        heads = new UnsafeBuffer(HugePages.allocate(buckets * Integer.BYTES));
        headMask = buckets - 1;
        this.seed = seed;
        for (int i = 0; i < buckets; i++)
        {
            heads.putInt(i * Integer.BYTES, NONE);
        }
        for (int i = 0; i < capacity; i++)
        {
            slots.putInt(at(i) + CHAIN, i + 1 < capacity ? i + 1 : NONE);
        }
    }

    int size()
    {
        return size;
    }

    long bytes()
    {
        return (long)slots.capacity() + heads.capacity();
    }

    /** {@link #NONE} where the table is empty. */
    int oldest()
    {
        return oldest;
    }

    boolean isFull()
    {
        return NONE == free;
    }

    int find(final FragmentKey key)
    {
        int slot = heads.getInt(head(key));
        while (NONE != slot && !isAt(at(slot), key))
        {
            slot = slots.getInt(at(slot) + CHAIN);
        }
        return slot;
    }

    /** A slot that waits for a verdict; the table is not full. */
    int add(final FragmentKey key, final long nowMs)
    {
        final int slot = free;
        final int at = at(slot);
        final int head = head(key);
        free = slots.getInt(at + CHAIN);
        key.write(slots, at);
        slots.putLong(at + CREATED, nowMs);
        slots.putLong(at + TAG, 0);
        slots.putInt(at + STATE, WAITING);
        slots.putInt(at + CHAIN, heads.getInt(head));
        heads.putInt(head, slot);
        restart(slot);

        slots.putInt(at + OLDER, newest);
        slots.putInt(at + NEWER, NONE);
        if (NONE == newest)
        {
            oldest = slot;
        }
        else
        {
            slots.putInt(at(newest) + NEWER, slot);
        }
        newest = slot;
        size++;
        return slot;
    }

    void remove(final int slot)
    {
        final int at = at(slot);
        unchain(slot, at);
        final int older = slots.getInt(at + OLDER);
        final int newer = slots.getInt(at + NEWER);
        if (NONE == older)
        {
            oldest = newer;
        }
        else
        {
            slots.putInt(at(older) + NEWER, newer);
        }
        if (NONE == newer)
        {
            newest = older;
        }
        else
        {
            slots.putInt(at(newer) + OLDER, older);
        }
        slots.putInt(at + STATE, 0);
        slots.putInt(at + CHAIN, free);
        free = slot;
        size--;
    }

    long createdMs(final int slot)
    {
        return slots.getLong(at(slot) + CREATED);
    }

    int state(final int slot)
    {
        return slots.getInt(at(slot) + STATE);
    }

    void state(final int slot, final int state)
    {
        slots.putInt(at(slot) + STATE, state);
    }

    long tag(final int slot)
    {
        return slots.getLong(at(slot) + TAG);
    }

    void tag(final int slot, final long tag)
    {
        slots.putLong(at(slot) + TAG, tag);
    }

    /** End of the first fragment, 0 before it was seen. */
    int firstEnd(final int slot)
    {
        return slots.getShort(at(slot) + FIRST_END);
    }

    void firstEnd(final int slot, final int end)
    {
        slots.putShort(at(slot) + FIRST_END, (short)end);
    }

    /** Forget all pieces. */
    void restart(final int slot)
    {
        slots.putInt(at(slot) + FIRST_END, 0);
        slots.putInt(at(slot) + COUNT, 0);
    }

    /** The datagram ends here, says its last fragment. @return false if another end or a piece beyond it is known */
    boolean total(final int slot, final int end)
    {
        final int at = at(slot);
        final int total = slots.getShort(at + TOTAL);
        if (0 != total && total != end || lastEnd(at) > end)
        {
            return false;
        }
        slots.putShort(at + TOTAL, (short)end);
        return true;
    }

    boolean isComplete(final int slot)
    {
        final int at = at(slot);
        final int total = slots.getShort(at + TOTAL);
        return 0 != total && 1 == slots.getShort(at + COUNT) && 0 == from(at, 0) && total == to(at, 0);
    }

    /**
     * Add a piece.
     *
     * @return {@link #NEW}; {@link #INSIDE} where all of it was there before; {@link #OVERLAP} where some of it was, it
     * goes beyond the known end, or there are too many pieces
     */
    int cover(final int slot, final int from, final int to)
    {
        final int at = at(slot);
        final int count = slots.getShort(at + COUNT);
        final int total = slots.getShort(at + TOTAL);
        int before = 0;
        for (int i = 0; i < count; i++)
        {
            if (from >= from(at, i) && to <= to(at, i))
            {
                return INSIDE;
            }
            if (from < to(at, i) && to > from(at, i))
            {
                return OVERLAP;
            }
            before += to(at, i) <= from ? 1 : 0;
        }
        return 0 != total && to > total ? OVERLAP : insert(at, count, before, from, to);
    }

    /** Pieces {@code before} and on lie behind the new one. */
    private int insert(final int at, final int count, final int before, final int from, final int to)
    {
        final boolean joinsLeft = before > 0 && from == to(at, before - 1);
        final boolean joinsRight = before < count && to == from(at, before);
        if (joinsLeft && joinsRight)
        {
            piece(at, before - 1, from(at, before - 1), to(at, before));
            move(at, before + 1, before, count - before - 1);
            slots.putShort(at + COUNT, (short)(count - 1));
        }
        else if (joinsLeft)
        {
            piece(at, before - 1, from(at, before - 1), to);
        }
        else if (joinsRight)
        {
            piece(at, before, from, to(at, before));
        }
        else if (MAX_PIECES == count)
        {
            return OVERLAP;
        }
        else
        {
            move(at, before, before + 1, count - before);
            piece(at, before, from, to);
            slots.putShort(at + COUNT, (short)(count + 1));
        }
        return NEW;
    }

    private int lastEnd(final int at)
    {
        final int count = slots.getShort(at + COUNT);
        return 0 == count ? 0 : to(at, count - 1);
    }

    private int from(final int at, final int piece)
    {
        return slots.getShort(at + PIECES + piece * PIECE_LENGTH);
    }

    private int to(final int at, final int piece)
    {
        return slots.getShort(at + PIECES + piece * PIECE_LENGTH + Short.BYTES);
    }

    private void piece(final int at, final int piece, final int from, final int to)
    {
        slots.putShort(at + PIECES + piece * PIECE_LENGTH, (short)from);
        slots.putShort(at + PIECES + piece * PIECE_LENGTH + Short.BYTES, (short)to);
    }

    private void move(final int at, final int from, final int to, final int count)
    {
        slots.putBytes(
            at + PIECES + to * PIECE_LENGTH, slots, at + PIECES + from * PIECE_LENGTH, count * PIECE_LENGTH);
    }

    private void unchain(final int slot, final int at)
    {
        final int head = ((int)FragmentKey.hash(slots, at, seed) & headMask) * Integer.BYTES;
        final int next = slots.getInt(at + CHAIN);
        int previous = heads.getInt(head);
        if (slot == previous)
        {
            heads.putInt(head, next);
            return;
        }
        while (slot != slots.getInt(at(previous) + CHAIN))
        {
            previous = slots.getInt(at(previous) + CHAIN);
        }
        slots.putInt(at(previous) + CHAIN, next);
    }

    private boolean isAt(final int at, final FragmentKey key)
    {
        return key.isAt(slots, at);
    }

    private int head(final FragmentKey key)
    {
        return ((int)key.hash(seed) & headMask) * Integer.BYTES;
    }

    private static int at(final int slot)
    {
        return slot * SLOT_LENGTH;
    }
}
