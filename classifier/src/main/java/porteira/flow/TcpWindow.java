package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.TcpFlyweight;
import porteira.wire.TransportFlyweight;

import static porteira.flow.FlowDescriptor.END_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_ACK_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_END_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_SEQUENCE_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_SIDE_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_WINDOW_OFFSET;
import static porteira.flow.FlowDescriptor.MAX_ACK_OFFSET;
import static porteira.flow.FlowDescriptor.MAX_END_OFFSET;
import static porteira.flow.FlowDescriptor.MAX_WINDOW_OFFSET;
import static porteira.flow.FlowDescriptor.RETRANSMITS_OFFSET;
import static porteira.flow.FlowDescriptor.SCALES_OFFSET;
import static porteira.flow.FlowDescriptor.SIDES_OFFSET;
import static porteira.flow.FlowDescriptor.SIDE_FLAGS_OFFSET;
import static porteira.flow.FlowDescriptor.SIDE_LENGTH;
import static porteira.wire.TcpFlyweight.isAfter;

/**
 * Do a segment's numbers fit what both sides have said before? The method is van Rooij's ("Real Stateful TCP Packet
 * Filtering in IP Filter", 2000) with netfilter's bounds. Of each side are kept: the end of what it sent, the most its
 * peer lets it send, the largest window it offered, the highest number it acknowledged.
 */
final class TcpWindow
{
    /** The segment fits, all is noted. */
    static final int IN = 0;
    /** Old or a little too much: let through, not believed. */
    static final int LATE = 1;
    /** Does not fit. */
    static final int OUT = 2;

    private static final int SCALED = 0x01;
    private static final int SACKS = 0x02;
    private static final int CLOSE_BEGUN = 0x04;
    private static final int LIBERAL = 0x08;
    private static final int UNACKNOWLEDGED = 0x10;
    private static final int ACK_KNOWN = 0x20;
    // An acknowledgement may be older than the newest by this much, or by the largest window.
    private static final int LEAST_ACK_WINDOW = 66_000;

    private final FlowWords buffer;

    TcpWindow(final FlowWords buffer)
    {
        this.buffer = buffer;
    }

    /** Numbers of the sequence space that a segment takes. */
    static int span(final DirectBuffer frame, final int offset, final int payload)
    {
        final int flags = TcpFlyweight.flags(frame, offset);
        return payload + (flags >>> 1 & 1) + (flags & 1);
    }

    /** The flags of a side that sent these options. */
    static int flags(final int options)
    {
        return (0 != (options & TcpFlyweight.SCALE_PRESENT) ? SCALED : 0) |
            (0 != (options & TcpFlyweight.SACK_PERMITTED) ? SACKS : 0);
    }

    /** Fill a cleared entry from the first segment; in the middle of a conversation, nothing is held against it. */
    void begin(final int entry, final boolean isSyn, final DirectBuffer frame, final int offset, final int payload)
    {
        final int sender = entry + SIDES_OFFSET;
        final int end = TcpFlyweight.sequence(frame, offset) + span(frame, offset, payload);
        final int offered = Math.max(1, TcpFlyweight.window(frame, offset));
        buffer.putInt(sender + END_OFFSET, end);
        buffer.putInt(sender + MAX_WINDOW_OFFSET, offered);
        buffer.putInt(sender + MAX_END_OFFSET, isSyn ? end : end + offered);
        if (isSyn)
        {
            readOptions(entry, 0, frame, offset);
        }
        else
        {
            putFlags(entry, 0, SACKS | LIBERAL);
            putFlags(entry, 1, SACKS | LIBERAL);
        }
    }

    /** Take the numbers of a SYN that was let through for true; of the other side nothing is known then. */
    void restart(
        final int entry, final int side, final int end, final int offered, final byte scale, final int sideFlags)
    {
        final int sender = side(entry, side);
        final int other = side(entry, side ^ 1);
        buffer.putInt(sender + END_OFFSET, end);
        buffer.putInt(sender + MAX_END_OFFSET, end);
        buffer.putInt(sender + MAX_WINDOW_OFFSET, Math.max(1, offered));
        putScale(entry, side, scale);
        putFlags(entry, side, sideFlags);
        for (int i = 0; i < SIDE_LENGTH; i += Integer.BYTES)
        {
            buffer.putInt(other + i, 0);
        }
        putScale(entry, side ^ 1, 0);
        putFlags(entry, side ^ 1, flags(entry, side ^ 1) & LIBERAL);
    }

    /** A fragment tells not how long its segment is: from now on nothing is held against either side. */
    void trustBoth(final int entry)
    {
        putFlags(entry, 0, flags(entry, 0) | LIBERAL);
        putFlags(entry, 1, flags(entry, 1) | LIBERAL);
    }

    /**
     * Compare a segment with what is known and note what it says.
     *
     * @param side  0 if the originator sent it, else 1
     * @param state before it
     * @return {@link #IN}, {@link #LATE} or {@link #OUT}
     */
    int check(
        final int entry,
        final int side,
        final int kind,
        final int state,
        final DirectBuffer frame,
        final int offset,
        final int payload)
    {
        final FlowWords buffer = this.buffer;
        final int sender = side(entry, side);
        final int receiver = side(entry, side ^ 1);
        final int flags = TcpFlyweight.flags(frame, offset);
        final boolean isSyn = 0 != (flags & TcpFlyweight.SYN);
        final boolean isAck = 0 != (flags & TcpFlyweight.ACK);
        final boolean isReset = 0 != (flags & TcpFlyweight.RST);
        int sequence = TcpFlyweight.sequence(frame, offset);
        int end = sequence + span(frame, offset, payload);
        int ack = TcpFlyweight.acknowledgement(frame, offset);
        int sack = 0 == (flags(entry, side ^ 1) & SACKS) ? ack : TcpFlyweight.highestSack(frame, offset, ack);

        final boolean isFirst = 0 == buffer.getInt(sender + MAX_WINDOW_OFFSET);
        if (isFirst || isSyn && isRestart(sender, state, end))
        {
            if (isSyn)
            {
                beginSide(entry, side, end, frame, offset);
                if (!isAck && (isFirst || 1 == side))
                {
                    return IN;
                }
            }
            else
            {
                join(entry, side, end, sack, TcpFlyweight.window(frame, offset));
            }
        }
        if (!isAck || isReset && 0 == ack)
        {
            ack = buffer.getInt(receiver + END_OFFSET);
            sack = ack;
        }
        if (isReset && 0 == sequence && TcpState.SYN_SENT == state)
        {
            sequence = buffer.getInt(sender + END_OFFSET);
            end = sequence;
        }

        final int result = compare(entry, side, sequence, end, sack);
        if (IN != result)
        {
            return 0 == (flags(entry, side) & LIBERAL) ? result : IN;
        }
        note(entry, side, isSyn, isAck, end, ack, sack, TcpFlyweight.window(frame, offset));
        if (TcpState.KIND_ACK == kind)
        {
            countRetransmits(entry, side, sequence, ack, end, TcpFlyweight.window(frame, offset));
        }
        return IN;
    }

    boolean isAckKnown(final int entry, final int side)
    {
        return 0 != (flags(entry, side) & ACK_KNOWN);
    }

    int maxAck(final int entry, final int side)
    {
        return buffer.getInt(side(entry, side) + MAX_ACK_OFFSET);
    }

    /** A side was the first to close. */
    void closeBegins(final int entry, final int side)
    {
        putFlags(entry, side, flags(entry, side) | CLOSE_BEGUN);
    }

    boolean isCloseBegun(final int entry)
    {
        return 0 != ((flags(entry, 0) | flags(entry, 1)) & CLOSE_BEGUN);
    }

    boolean isUnacknowledged(final int entry)
    {
        return 0 != ((flags(entry, 0) | flags(entry, 1)) & UNACKNOWLEDGED);
    }

    /** RFC 9293 3.4.3: a host that begins anew uses later numbers than before. */
    private boolean isRestart(final int sender, final int state, final int end)
    {
        return (TcpState.SYN_SENT == state || TcpState.SYN_RECV == state) &&
            isAfter(end, buffer.getInt(sender + END_OFFSET));
    }

    private void beginSide(
        final int entry, final int side, final int end, final DirectBuffer frame, final int offset)
    {
        final int sender = side(entry, side);
        buffer.putInt(sender + END_OFFSET, end);
        buffer.putInt(sender + MAX_END_OFFSET, end);
        buffer.putInt(sender + MAX_WINDOW_OFFSET, Math.max(1, TcpFlyweight.window(frame, offset)));
        readOptions(entry, side, frame, offset);
        // RFC 7323 2.2: windows are scaled only if both sides have sent the option.
        if (1 == side && 0 == (flags(entry, 0) & flags(entry, 1) & SCALED))
        {
            putScale(entry, 0, 0);
            putScale(entry, 1, 0);
        }
    }

    /** The first segment of a side whose SYN we did not see. */
    private void join(final int entry, final int side, final int end, final int sack, final int offered)
    {
        final int sender = side(entry, side);
        final int receiver = side(entry, side ^ 1);
        final int window = Math.max(1, offered << scale(entry, side));
        buffer.putInt(sender + END_OFFSET, end);
        buffer.putInt(sender + MAX_WINDOW_OFFSET, window);
        buffer.putInt(sender + MAX_END_OFFSET, end + window);
        if (0 == buffer.getInt(receiver + MAX_WINDOW_OFFSET))
        {
            buffer.putInt(receiver + END_OFFSET, sack);
            buffer.putInt(receiver + MAX_END_OFFSET, sack);
        }
        else if (sack == buffer.getInt(receiver + END_OFFSET) + 1)
        {
            // The answer to a keep-alive.
            buffer.putInt(receiver + END_OFFSET, sack);
        }
    }

    private int compare(final int entry, final int side, final int sequence, final int end, final int sack)
    {
        final int sender = side(entry, side);
        final int receiver = side(entry, side ^ 1);
        final int maxEnd = buffer.getInt(sender + MAX_END_OFFSET);
        final int receiverEnd = buffer.getInt(receiver + END_OFFSET);
        final int receiverWindow = buffer.getInt(receiver + MAX_WINDOW_OFFSET);
        final boolean isNotOld =
            isAfter(end, buffer.getInt(sender + END_OFFSET) - receiverWindow - 1);
        final boolean isAckRecent = isAfter(sack,
            receiverEnd - Math.max(LEAST_ACK_WINDOW, buffer.getInt(sender + MAX_WINDOW_OFFSET)) - 1);
        final boolean isAckOfSent = isAfter(receiverEnd + 1, sack);
        if (!isAfter(maxEnd + 1, sequence))
        {
            // Hosts are seen to send a little more than their peer's window.
            final int over = end - maxEnd + 1;
            if (0 != receiverWindow && isNotOld && isAckRecent && isAckOfSent &&
                Integer.compareUnsigned(over, receiverWindow) <= 0)
            {
                buffer.putInt(sender + END_OFFSET, end);
                putFlags(entry, side, flags(entry, side) | UNACKNOWLEDGED);
                return LATE;
            }
            return OUT;
        }
        if (!isAckOfSent)
        {
            return OUT;
        }
        return (0 == receiverWindow || isNotOld) && isAckRecent ? IN : LATE;
    }

    private void note(
        final int entry,
        final int side,
        final boolean isSyn,
        final boolean isAck,
        final int end,
        final int ack,
        final int sack,
        final int offered)
    {
        final FlowWords buffer = this.buffer;
        final int sender = side(entry, side);
        final int receiver = side(entry, side ^ 1);
        final int flagsBefore = flags(entry, side);
        final int window = isSyn ? offered : offered << scale(entry, side);
        final int reach = window + (sack - ack);
        int sideFlags = flagsBefore;
        if (Integer.compareUnsigned(buffer.getInt(sender + MAX_WINDOW_OFFSET), reach) < 0)
        {
            buffer.putInt(sender + MAX_WINDOW_OFFSET, reach);
        }
        if (isAfter(end, buffer.getInt(sender + END_OFFSET)))
        {
            buffer.putInt(sender + END_OFFSET, end);
            sideFlags |= UNACKNOWLEDGED;
        }
        if (isAck && (0 == (sideFlags & ACK_KNOWN) || isAfter(ack, buffer.getInt(sender + MAX_ACK_OFFSET))))
        {
            buffer.putInt(sender + MAX_ACK_OFFSET, ack);
            sideFlags |= ACK_KNOWN;
        }
        if (sideFlags != flagsBefore)
        {
            putFlags(entry, side, sideFlags);
        }

        final int over = end - buffer.getInt(sender + MAX_END_OFFSET);
        final int receiverWindow = buffer.getInt(receiver + MAX_WINDOW_OFFSET);
        if (0 != receiverWindow && over > 0)
        {
            buffer.putInt(receiver + MAX_WINDOW_OFFSET, receiverWindow + over);
        }
        final int limit = sack + window;
        if (isAfter(limit, buffer.getInt(receiver + MAX_END_OFFSET) - 1))
        {
            buffer.putInt(receiver + MAX_END_OFFSET, 0 == window ? limit + 1 : limit);
        }
        final int receiverFlags = flags(entry, side ^ 1);
        if (0 != (receiverFlags & UNACKNOWLEDGED) && ack == buffer.getInt(receiver + END_OFFSET))
        {
            putFlags(entry, side ^ 1, receiverFlags & ~UNACKNOWLEDGED);
        }
    }

    private void countRetransmits(
        final int entry, final int side, final int sequence, final int ack, final int end, final int offered)
    {
        final FlowWords buffer = this.buffer;
        if (side == buffer.getByte(entry + LAST_SIDE_OFFSET) &&
            sequence == buffer.getInt(entry + LAST_SEQUENCE_OFFSET) &&
            ack == buffer.getInt(entry + LAST_ACK_OFFSET) && end == buffer.getInt(entry + LAST_END_OFFSET) &&
            (short)offered == buffer.getShort(entry + LAST_WINDOW_OFFSET))
        {
            final int count = buffer.getByte(entry + RETRANSMITS_OFFSET);
            buffer.putByte(entry + RETRANSMITS_OFFSET, (byte)Math.min(Byte.MAX_VALUE, count + 1));
            return;
        }
        buffer.putByte(entry + LAST_SIDE_OFFSET, (byte)side);
        buffer.putInt(entry + LAST_SEQUENCE_OFFSET, sequence);
        buffer.putInt(entry + LAST_ACK_OFFSET, ack);
        buffer.putInt(entry + LAST_END_OFFSET, end);
        buffer.putShort(entry + LAST_WINDOW_OFFSET, (short)offered);
        buffer.putByte(entry + RETRANSMITS_OFFSET, (byte)0);
    }

    private void readOptions(final int entry, final int side, final DirectBuffer frame, final int offset)
    {
        if (TransportFlyweight.TCP_MIN_HEADER_LENGTH == TransportFlyweight.tcpHeaderLength(frame, offset))
        {
            return;
        }
        final int options = TcpFlyweight.options(frame, offset);
        putFlags(entry, side, flags(options));
        putScale(entry, side, options & TcpFlyweight.SCALE_MASK);
    }

    private static int side(final int entry, final int side)
    {
        return entry + SIDES_OFFSET + side * SIDE_LENGTH;
    }

    private int scale(final int entry, final int side)
    {
        return buffer.getByte(entry + SCALES_OFFSET + side);
    }

    private void putScale(final int entry, final int side, final int scale)
    {
        buffer.putByte(entry + SCALES_OFFSET + side, (byte)scale);
    }

    private int flags(final int entry, final int side)
    {
        return buffer.getByte(entry + SIDE_FLAGS_OFFSET + side) & 0xFF;
    }

    private void putFlags(final int entry, final int side, final int flags)
    {
        buffer.putByte(entry + SIDE_FLAGS_OFFSET + side, (byte)flags);
    }
}
