package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;
import porteira.wire.Tunnels;

/**
 * Lets later fragments share the verdict of their first one, in both families and at every depth of tunnels, without
 * holding a frame back. One lane's; bounded memory; nothing is allocated once it is built.
 * <p>
 * A first fragment is judged by the policy as any other packet, and {@link #remember} keeps the verdict. Later ones
 * that come before it cannot be judged: by configuration they pass or not. Where they pass, a datagram whose first
 * fragment is dropped still never arrives whole. A datagram is forgotten when all of it has passed, when
 * {@link #TIMEOUT_MS} are over, or, the table being full, when it is the oldest.
 * <p>
 * Pieces that overlap spoil the whole datagram (RFC 1858 4, RFC 3128, RFC 5722 4), but for a piece that lies wholly in
 * what was there before: that one alone is dropped, since networks duplicate packets. A first fragment that comes again
 * at the same length is judged again: the identification was used anew. An IPv6 atomic fragment (RFC 6946) is no
 * fragment here.
 */
public final class FragmentTracker
{
    /** Not a fragment: the policy judges. */
    public static final int NONE = 0;
    /** A first fragment: the policy judges, then {@link #remember}. */
    public static final int JUDGE = 1;
    /** A later fragment whose first one was accepted. */
    public static final int FOLLOW_ACCEPT = 2;
    /** A later fragment whose first one was dropped. */
    public static final int FOLLOW_DROP = 3;
    /** A later fragment before its first one; passes by configuration. */
    public static final int EARLY_ACCEPT = 4;
    /** A later fragment before its first one; dropped by configuration. */
    public static final int EARLY_DROP = 5;
    /** Headers that the policy reads are split over fragments: drop. */
    public static final int TINY = 6;
    /** Overlaps what was there before, or comes in too many separate pieces: drop, with all that follows. */
    public static final int OVERLAP = 7;
    /** Was there before as a whole: drop. */
    public static final int DUPLICATE = 8;
    /** No fragment can be so long, so short or so far behind: drop. */
    public static final int MALFORMED = 9;
    /** How many answers there are: the size of an array indexed by them. */
    public static final int ANSWERS = 10;

    /** How long a datagram is remembered, as in Linux. */
    public static final int TIMEOUT_MS = 30_000;
    /** Fewest datagrams a table holds. */
    public static final int MIN_CAPACITY = 64;
    /** Most datagrams a table holds. */
    public static final int MAX_CAPACITY = 1 << 23;

    private static final int MAX_PACKETS = Tunnels.MAX_DEPTH + 1;
    private static final int EXPIRE_SLICE = 4;
    private static final int UNIT_SHIFT = 3;
    private static final int MAX_LENGTH = 0xFFFF;

    private final FragmentTable table;
    private final FragmentKey key = new FragmentKey();
    private final int[] pending = new int[MAX_PACKETS];
    private final int early;
    private int pendingCount;
    private boolean isHeaderNeeded = true;
    private long tag;
    private long evicted;
    private long expired;

    /**
     * A table off the heap, 128 bytes a datagram and 4 to 8 more for finding it.
     *
     * @param capacity        datagrams, {@link #MIN_CAPACITY}..{@link #MAX_CAPACITY}
     * @param isEarlyAccepted whether later fragments pass before their first one was seen
     * @param seed            secret of the hash, so that nobody outside can aim at one chain
     */
    public FragmentTracker(final int capacity, final boolean isEarlyAccepted, final long seed)
    {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY)
        {
            throw new IllegalArgumentException(
                "fragments: capacity=" + capacity + ", limit=" + MIN_CAPACITY + ".." + MAX_CAPACITY);
        }
        table = new FragmentTable(capacity, seed);
        early = isEarlyAccepted ? EARLY_ACCEPT : EARLY_DROP;
    }

    /**
     * Whether the policy in force reads transport headers or looks into tunnels, so that first fragments which hide
     * these are dropped. True at first.
     */
    public void needHeaders(final boolean isHeaderNeeded)
    {
        this.isHeaderNeeded = isHeaderNeeded;
    }

    /**
     * True if the frame may hold a fragment at some depth, so that {@link #onFragment} has something to say.
     *
     * @param layout of the outermost packet
     * @param length what the layout was made with
     */
    public static boolean isConcerned(final DirectBuffer frame, final int length, final long layout)
    {
        if (isFragment(layout))
        {
            return true;
        }
        return IpProtocol.TCP != PacketLayout.protocol(layout) && isInnerFragment(frame, length, layout);
    }

    /**
     * Look at all packets of a frame, from the outside in, as far as the first one whose end is settled by what was
     * there before.
     *
     * @param layout of the outermost packet
     * @param length what the layout was made with
     * @return one of the constants above. After {@link #JUDGE} call {@link #remember} before the next frame; without
     * it the later fragments are dropped.
     */
    public int onFragment(final DirectBuffer frame, final int length, final long layout, final long nowMs)
    {
        expire(nowMs);
        pendingCount = 0;
        tag = 0;
        key.surround(frame, layout);
        long at = layout;
        for (int depth = 0; 0 != at || 0 == depth; depth++)
        {
            final long inner = depth < Tunnels.MAX_DEPTH ? Tunnels.inner(frame, at, length) : 0;
            final int answer = isFragment(at) ? fragment(frame, at, nowMs) : NONE;
            if (JUDGE < answer)
            {
                settle(answer);
                return answer;
            }
            if (pendingCount > 0 && isHeaderNeeded && FirstFragment.isTooShort(frame, length, at, inner))
            {
                settle(TINY);
                return TINY;
            }
            if (0 == inner)
            {
                break;
            }
            key.enter(frame, at);
            at = inner;
        }
        return pendingCount > 0 ? JUDGE : NONE;
    }

    /**
     * Keep the verdict on the first fragment that was looked at last.
     *
     * @param tag what the caller wants to know when a later fragment follows: how it is translated, say
     */
    public void remember(final boolean isAccepted, final long tag)
    {
        for (int i = 0; i < pendingCount; i++)
        {
            final int slot = pending[i];
            if (FragmentTable.WAITING == table.state(slot))
            {
                table.state(slot, isAccepted ? FragmentTable.ACCEPTED : FragmentTable.DROPPED);
                table.tag(slot, tag);
                forgetIfComplete(slot);
            }
        }
        pendingCount = 0;
    }

    /** After {@link #FOLLOW_ACCEPT} or {@link #FOLLOW_DROP}: what {@link #remember} was given. */
    public long tag()
    {
        return tag;
    }

    /** True where a frame passes without the policy; {@link #NONE} and {@link #JUDGE} are for the policy to answer. */
    public static boolean isPass(final int answer)
    {
        return FOLLOW_ACCEPT == answer || EARLY_ACCEPT == answer;
    }

    /** Datagrams of which fragments are remembered now. */
    public int size()
    {
        return table.size();
    }

    /** Bytes of memory off the heap. */
    public long bytes()
    {
        return table.bytes();
    }

    /** Datagrams forgotten early because the table was full. */
    public long evicted()
    {
        return evicted;
    }

    /** Datagrams that never came whole. */
    public long expired()
    {
        return expired;
    }

    private static boolean isFragment(final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        return PacketLayout.FRAGMENT_FIRST <= fragment && fragment <= PacketLayout.FRAGMENT_LAST;
    }

    private static boolean isInnerFragment(final DirectBuffer frame, final int length, final long layout)
    {
        long at = layout;
        for (int depth = 0; depth < Tunnels.MAX_DEPTH; depth++)
        {
            at = Tunnels.inner(frame, at, length);
            if (0 == at)
            {
                return false;
            }
            if (isFragment(at))
            {
                return true;
            }
        }
        return false;
    }

    /** One packet that is a fragment. */
    private int fragment(final DirectBuffer frame, final long layout, final long nowMs)
    {
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout);
        final int ip = PacketLayout.networkOffset(layout);
        final int header = isIpv4 ? ip : ExtensionChain.find(frame, layout, IpProtocol.FRAGMENT);
        if (ExtensionChain.NOT_THERE == header)
        {
            return MALFORMED;
        }

        final int from = isIpv4 ?
            (Ipv4Flyweight.fragment(frame, ip) & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) << UNIT_SHIFT :
            Ipv6Flyweight.fragmentOffset(frame, header);
        final int bytes = isIpv4 ?
            Ipv4Flyweight.totalLength(frame, ip) - Ipv4Flyweight.headerLength(frame, ip) :
            ip + Ipv6Flyweight.HEADER_LENGTH + Ipv6Flyweight.payloadLength(frame, ip) -
                (header + Ipv6Flyweight.MIN_EXTENSION_LENGTH);
        final boolean isLast = PacketLayout.FRAGMENT_LAST == PacketLayout.fragment(layout);
        if (bytes <= 0 || from + bytes > MAX_LENGTH || !isLast && 0 != (bytes & 7))
        {
            return MALFORMED;
        }

        key.of(frame, layout, header);
        final int unitsTo = (from + bytes + 7) >>> UNIT_SHIFT;
        return 0 == from ? first(unitsTo, nowMs) :
            later(from >>> UNIT_SHIFT, unitsTo, isLast, isHeaderNeeded && isTinyOffset(layout), nowMs);
    }

    private static boolean isTinyOffset(final long layout)
    {
        return Malformed.FRAGMENT_TINY.id() == PacketLayout.malformed(layout);
    }

    private int first(final int end, final long nowMs)
    {
        int slot = lookUp(nowMs);
        if (FragmentTable.NONE == slot)
        {
            slot = add(nowMs);
        }
        else if (FragmentTable.POISONED == table.state(slot))
        {
            return OVERLAP;
        }
        else if (end == table.firstEnd(slot))
        {
            table.restart(slot);
            table.state(slot, FragmentTable.WAITING);
        }
        if (0 != table.firstEnd(slot) || FragmentTable.NEW != table.cover(slot, 0, end))
        {
            table.state(slot, FragmentTable.POISONED);
            return OVERLAP;
        }
        table.firstEnd(slot, end);
        pending[pendingCount++] = slot;
        return JUDGE;
    }

    private int later(final int from, final int to, final boolean isLast, final boolean isTiny, final long nowMs)
    {
        if (isTiny)
        {
            return TINY;
        }
        int slot = lookUp(nowMs);
        if (FragmentTable.NONE == slot)
        {
            slot = add(nowMs);
        }
        if (FragmentTable.POISONED == table.state(slot))
        {
            return OVERLAP;
        }

        final int covered = table.cover(slot, from, to);
        if (FragmentTable.OVERLAP == covered || isLast && !table.total(slot, to))
        {
            table.state(slot, FragmentTable.POISONED);
            return OVERLAP;
        }
        return FragmentTable.INSIDE == covered ? DUPLICATE : follow(slot);
    }

    private int follow(final int slot)
    {
        if (FragmentTable.WAITING == table.state(slot))
        {
            return 0 == table.firstEnd(slot) ? early : FOLLOW_DROP;
        }
        final int answer = FragmentTable.ACCEPTED == table.state(slot) ? FOLLOW_ACCEPT : FOLLOW_DROP;
        tag = table.tag(slot);
        forgetIfComplete(slot);
        return answer;
    }

    /** Packets around one that is settled share its end. */
    private void settle(final int answer)
    {
        remember(isPass(answer), tag);
    }

    private void forgetIfComplete(final int slot)
    {
        if (table.isComplete(slot))
        {
            table.remove(slot);
        }
    }

    private int lookUp(final long nowMs)
    {
        final int slot = table.find(key);
        if (FragmentTable.NONE != slot && isOld(slot, nowMs))
        {
            expired++;
            table.remove(slot);
            return FragmentTable.NONE;
        }
        return slot;
    }

    private int add(final long nowMs)
    {
        if (table.isFull())
        {
            if (isOld(table.oldest(), nowMs))
            {
                expired++;
            }
            else
            {
                evicted++;
            }
            table.remove(table.oldest());
        }
        return table.add(key, nowMs);
    }

    private void expire(final long nowMs)
    {
        for (int i = 0; i < EXPIRE_SLICE && table.size() > 0 && isOld(table.oldest(), nowMs); i++)
        {
            expired++;
            table.remove(table.oldest());
        }
    }

    private boolean isOld(final int slot, final long nowMs)
    {
        return nowMs - table.createdMs(slot) >= TIMEOUT_MS;
    }
}
