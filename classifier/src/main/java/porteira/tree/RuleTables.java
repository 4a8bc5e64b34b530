package porteira.tree;

import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import porteira.tree.cut.CrossTable;
import porteira.tree.cut.NarrowTree;
import porteira.tree.cut.WideTree;
import porteira.wire.PacketLayout;

/**
 * A policy as tables, for rule lists that no diagram has room for: the first line that a frame satisfies is looked up
 * as a whole. A line without a verdict leads to another look-up, among the lines behind it; what happened on the way is
 * its walk, and each walk that may occur is known beforehand.
 */
final class RuleTables implements Classifier
{
    /** The walk that no line has been met on. */
    static final int FIRST_WALK = 0;

    /** A line that a walk does not meet, as a question before it got a no. */
    static final long MISSING = Long.MIN_VALUE;

    private final CrossTable crossed;
    private final NarrowTree ipv4;
    private final WideTree[] families;
    private final int[] leaves;
    private final int[] nexts;
    private final int[] questions;
    private final Leftover[] leftovers;
    private final Long2LongHashMap ends;

    /**
     * Of what {@link TableBuilder} made.
     *
     * @param crossed   leaves of most of IPv4's keys; null where that would be too large
     * @param ipv4      null where IPv4's keys need more than addresses and the range word
     * @param families  by {@code PacketLayout.NETWORK_*}; null for IPv4 where {@code ipv4} is not
     * @param leaves    by line: the leaf where a frame that meets this line first ends, -1 if it goes on
     * @param nexts     by line: where it goes on
     * @param questions by line: what is asked when a walk comes there, -1 for nothing
     * @param leftovers by line; null where the key says all
     * @param ends      by {@link #key}: a leaf, or the complement of the next walk
     */
    RuleTables(
        final CrossTable crossed,
        final NarrowTree ipv4,
        final WideTree[] families,
        final int[] leaves,
        final int[] nexts,
        final int[] questions,
        final Leftover[] leftovers,
        final Long2LongHashMap ends)
    {
        this.crossed = crossed;
        this.ipv4 = ipv4;
        this.families = families;
        this.leaves = leaves;
        this.nexts = nexts;
        this.questions = questions;
        this.leftovers = leftovers;
        this.ends = ends;
    }

    /** A walk that meets a line. */
    static long key(final int walk, final int line)
    {
        return (long)walk << Integer.SIZE | line;
    }

    /** Bytes of the trees. */
    long bytes()
    {
        long bytes = (null == crossed ? 0 : crossed.bytes()) + (null == ipv4 ? 0 : ipv4.bytes());
        for (final WideTree family : families)
        {
            bytes += null == family ? 0 : family.bytes();
        }
        return bytes;
    }

    /** Lines that are looked up. */
    int lines()
    {
        return leaves.length;
    }

    @Override
    public int classify(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        if (null != crossed && PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            final int leaf = crossed.find(TableKey.ipv4(frame, layout), TableKey.ports(frame, layout),
                TableKey.protocol(layout), TableKey.sides(ingress, egress));
            if (CrossTable.OPEN != leaf)
            {
                return leaf;
            }
        }
        return search(frame, length, layout, ingress, egress, state);
    }

    private int search(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        final int line = first(0, frame, length, layout, ingress, egress, state);
        final int leaf = leaves[line];
        return 0 <= leaf ? leaf : walk(line, frame, length, layout, ingress, egress, state);
    }

    private int walk(
        final int first,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        int walk = FIRST_WALK;
        int line = first;
        while (true)
        {
            final long end = FIRST_WALK == walk && 0 <= leaves[line] ? leaves[line] : ends.get(key(walk, line));
            final boolean isMet = MISSING != end &&
                (0 > questions[line] || state.ask(questions[line], frame, length, layout, ingress));
            if (isMet && 0 <= end)
            {
                return (int)end;
            }
            walk = isMet ? (int)~end : walk;
            line = first(isMet ? nexts[line] : line + 1, frame, length, layout, ingress, egress, state);
        }
    }

    /** The first line from one on that the frame satisfies; there always is one, as the last asks nothing. */
    private int first(
        final int from,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        final long range = TableKey.range(frame, layout, ingress, egress);
        final int network = PacketLayout.network(layout);
        if (PacketLayout.NETWORK_IPV4 == network && null != ipv4)
        {
            final long word = TableKey.ipv4(frame, layout);
            int entry = ipv4.next(ipv4.start(word, range), word, range);
            while (from > ipv4.line(entry) || ipv4.asks(entry) &&
                !leftovers[ipv4.line(entry)].isSatisfied(frame, length, layout, ingress, egress, state))
            {
                entry = ipv4.next(ipv4.after(entry), word, range);
            }
            return ipv4.line(entry);
        }
        return wide(families[network], from, range, frame, length, layout, ingress, egress, state);
    }

    private int wide(
        final WideTree tree,
        final int from,
        final long range,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        final int network = PacketLayout.network(layout);
        final boolean isIpv6 = PacketLayout.NETWORK_IPV6 == network;
        final long a = isIpv6 ? TableKey.ipv6(frame, layout, 0) :
            PacketLayout.NETWORK_IPV4 == network ? TableKey.ipv4(frame, layout) : 0;
        final long b = isIpv6 ? TableKey.ipv6(frame, layout, 1) : 0;
        final long c = isIpv6 ? TableKey.ipv6(frame, layout, 2) : 0;
        final long d = isIpv6 ? TableKey.ipv6(frame, layout, 3) : 0;
        final long e = TableKey.etherSource(frame, layout);
        final long f = TableKey.etherDestination(frame, layout);
        int entry = tree.next(tree.start(a, b, c, d, e, f, range), a, b, c, d, e, f, range);
        while (from > tree.line(entry) || tree.asks(entry) &&
            !leftovers[tree.line(entry)].isSatisfied(frame, length, layout, ingress, egress, state))
        {
            entry = tree.next(tree.after(entry), a, b, c, d, e, f, range);
        }
        return tree.line(entry);
    }
}
