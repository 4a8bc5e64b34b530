package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.wire.TcpFlyweight;

import static porteira.flow.FlowDescriptor.ASSURED;
import static porteira.flow.FlowDescriptor.DEADLINE_OFFSET;
import static porteira.flow.FlowDescriptor.FACTS_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_ACK_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_END_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_FLAGS_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_KIND_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_SCALE_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_SEQUENCE_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_SIDE_OFFSET;
import static porteira.flow.FlowDescriptor.LAST_WINDOW_OFFSET;
import static porteira.flow.FlowDescriptor.RETRANSMITS_OFFSET;
import static porteira.flow.FlowDescriptor.SEEN_REPLY;
import static porteira.flow.FlowDescriptor.STATE_MASK;
import static porteira.flow.FlowDescriptor.STATE_SHIFT;

/**
 * What one segment does to a connection: netfilter's state machine (nf_conntrack_proto_tcp of Linux 6) with its default
 * settings, {@code tcp_loose=1}, {@code tcp_be_liberal=0}, {@code tcp_max_retrans=3}. {@link TcpWindow} decides whether
 * the segment's numbers fit.
 */
final class TcpTracker
{
    /** The connection goes on; so it does where the segment was let through without belief. */
    static final int TAKEN = 0;
    /** No part of the conversation. */
    static final int INVALID = 1;
    /** The originator begins anew: forget this connection, then look at the segment as at a new one's. */
    static final int REOPENED = 2;
    /** Refused before any answer: forget this connection, the frame belongs to it still. */
    static final int REFUSED = 3;

    private static final int MAX_RETRANSMITS = 3;
    private static final int CHALLENGE_EXPECTED = 0x40;
    private static final int SIMULTANEOUS_OPEN = 0x80;
    // Added to a state that a reset leads to without a look at its numbers.
    private static final int WHATEVER_ITS_NUMBERS = 0x10;
    private static final long LEAST_LEFT_MS = 120_000;
    private static final int VALID_FLAGS = TcpFlyweight.FIN | TcpFlyweight.SYN | TcpFlyweight.RST | TcpFlyweight.ACK |
        TcpFlyweight.URG;

    private final FlowWords buffer;
    private final TcpWindow window;
    private final long[] timeouts = new long[10];
    private final long maxRetransmits;
    private final long unacknowledged;

    TcpTracker(final FlowWords buffer, final FlowTimeouts timeouts)
    {
        this.buffer = buffer;
        window = new TcpWindow(buffer);
        this.timeouts[TcpState.NONE] = 1000L * timeouts.synSent();
        this.timeouts[TcpState.SYN_SENT] = 1000L * timeouts.synSent();
        this.timeouts[TcpState.SYN_RECV] = 1000L * timeouts.synRecv();
        this.timeouts[TcpState.ESTABLISHED] = 1000L * timeouts.established();
        this.timeouts[TcpState.FIN_WAIT] = 1000L * timeouts.finWait();
        this.timeouts[TcpState.CLOSE_WAIT] = 1000L * timeouts.closeWait();
        this.timeouts[TcpState.LAST_ACK] = 1000L * timeouts.lastAck();
        this.timeouts[TcpState.TIME_WAIT] = 1000L * timeouts.timeWait();
        this.timeouts[TcpState.CLOSE] = 1000L * timeouts.close();
        this.timeouts[TcpState.SYN_SENT2] = 1000L * timeouts.synSent();
        maxRetransmits = 1000L * timeouts.maxRetrans();
        unacknowledged = 1000L * timeouts.unacknowledged();
    }

    /** Which of {@code TcpState.KIND_*} flags make; -1 for combinations that no host sends. */
    static int kind(final int flags)
    {
        final int urgentless = flags & VALID_FLAGS & ~TcpFlyweight.URG;
        final boolean isUrgent = 0 != (flags & TcpFlyweight.URG);
        switch (urgentless)
        {
            case TcpFlyweight.SYN:
                return TcpState.KIND_SYN;

            case TcpFlyweight.SYN | TcpFlyweight.ACK:
                return isUrgent ? -1 : TcpState.KIND_SYN_ACK;

            case TcpFlyweight.FIN | TcpFlyweight.ACK:
                return TcpState.KIND_FIN;

            case TcpFlyweight.ACK:
                return TcpState.KIND_ACK;

            case TcpFlyweight.RST:
            case TcpFlyweight.RST | TcpFlyweight.ACK:
                return isUrgent ? -1 : TcpState.KIND_RST;

            default:
                return -1;
        }
    }

    /**
     * Prepare a cleared entry for the first segment of a connection, which {@link #take} then gets.
     *
     * @return false if such a segment begins none
     */
    boolean begin(final int entry, final int kind, final DirectBuffer frame, final int offset, final int payload)
    {
        final int first = TcpState.after(0, kind, TcpState.NONE);
        if (TcpState.INVALID == first)
        {
            return false;
        }
        window.begin(entry, TcpState.KIND_SYN == kind, frame, offset, payload);
        buffer.putByte(entry + LAST_KIND_OFFSET, (byte)TcpState.KIND_NONE);
        return true;
    }

    /** The connection's segments come in fragments: see {@link TcpWindow#trustBoth}. */
    void trustBoth(final int entry)
    {
        window.trustBoth(entry);
    }

    /**
     * A segment of the connection in {@code entry}.
     *
     * @param side    0 if it comes from the originator, else 1
     * @param payload bytes of data
     * @return {@link #TAKEN}, {@link #INVALID}, {@link #REOPENED} or {@link #REFUSED}
     */
    int take(
        final int entry,
        final int side,
        final int kind,
        final DirectBuffer frame,
        final int offset,
        final int payload,
        final long nowMs)
    {
        final int facts = buffer.getInt(entry + FACTS_OFFSET);
        final int before = FlowDescriptor.state(facts);
        int after = TcpState.after(side, kind, before);
        if (TcpState.ESTABLISHED != after || TcpState.ESTABLISHED != before)
        {
            if (TcpState.INVALID == after)
            {
                return INVALID;
            }
            if (TcpState.IGNORE == after || TcpState.SYN_SENT == after && before >= TcpState.TIME_WAIT)
            {
                if (TcpState.SYN_SENT == after && isReopened(entry, side))
                {
                    return REOPENED;
                }
                if (!isInSyncAgain(entry, side, kind, frame, offset))
                {
                    annotate(entry, side, kind, before, frame, offset, payload);
                    return TAKEN;
                }
                return advance(entry, side, kind, facts, TcpState.SYN_SENT, TcpState.SYN_RECV, frame, offset, payload,
                    nowMs);
            }
            after = unusual(entry, side, kind, facts, before, after, frame, offset);
            if (after < 0)
            {
                return ~after;
            }
        }
        if (after >= WHATEVER_ITS_NUMBERS)
        {
            return finish(entry, side, kind, facts, before, after - WHATEVER_ITS_NUMBERS, nowMs);
        }
        return advance(entry, side, kind, facts, before, after, frame, offset, payload, nowMs);
    }

    private int advance(
        final int entry,
        final int side,
        final int kind,
        final int facts,
        final int before,
        final int after,
        final DirectBuffer frame,
        final int offset,
        final int payload,
        final long nowMs)
    {
        switch (window.check(entry, side, kind, before, frame, offset, payload))
        {
            case TcpWindow.IN:
                return finish(entry, side, kind, facts, before, after, nowMs);

            case TcpWindow.LATE:
                return TAKEN;

            default:
                shorten(entry, side, kind, facts, nowMs);
                return INVALID;
        }
    }

    /** Cases that the table of states is too coarse for: the state to go to, or the complement of the answer. */
    private int unusual(
        final int entry,
        final int side,
        final int kind,
        final int facts,
        final int before,
        final int after,
        final DirectBuffer frame,
        final int offset)
    {
        final int lastFlags = buffer.getByte(entry + LAST_FLAGS_OFFSET) & 0xFF;
        switch (after)
        {
            case TcpState.TIME_WAIT:
                // RFC 5961 4.2: an ACK that answers a SYN, which we let pass, acknowledges no FIN.
                if (TcpState.LAST_ACK == before && TcpState.KIND_ACK == kind && side != lastSide(entry) &&
                    TcpState.KIND_SYN == lastKind(entry) && 0 != (lastFlags & CHALLENGE_EXPECTED))
                {
                    buffer.putByte(entry + LAST_FLAGS_OFFSET, (byte)(lastFlags & ~CHALLENGE_EXPECTED));
                    return ~TAKEN;
                }
                return after;

            case TcpState.SYN_SENT2:
                buffer.putByte(entry + LAST_FLAGS_OFFSET, (byte)(lastFlags | SIMULTANEOUS_OPEN));
                return after;

            case TcpState.SYN_RECV:
                return 1 == side && TcpState.KIND_ACK == kind && 0 != (lastFlags & SIMULTANEOUS_OPEN) ?
                    TcpState.ESTABLISHED : after;

            case TcpState.CLOSE:
                return TcpState.KIND_RST == kind ? afterReset(entry, side, facts, before, frame, offset) : after;

            default:
                return after;
        }
    }

    /** RFC 5961 3.2: a reset counts only with the very next number; other ones make the peer ask. */
    private int afterReset(
        final int entry,
        final int side,
        final int facts,
        final int before,
        final DirectBuffer frame,
        final int offset)
    {
        if (before >= TcpState.FIN_WAIT && before <= TcpState.CLOSE)
        {
            // Its ports may be in use again by now: what we know is no measure.
            return TcpState.CLOSE + WHATEVER_ITS_NUMBERS;
        }
        int after = TcpState.CLOSE;
        if (window.isAckKnown(entry, side ^ 1) && TcpState.KIND_SYN != lastKind(entry))
        {
            final int sequence = TcpFlyweight.sequence(frame, offset);
            final int acknowledged = window.maxAck(entry, side ^ 1);
            final boolean isEstablished = TcpState.ESTABLISHED == before && 0 != (facts & ASSURED);
            if (0 == sequence && !isEstablished)
            {
                return after;
            }
            if (TcpFlyweight.isAfter(acknowledged, sequence))
            {
                return ~INVALID;
            }
            if (!isEstablished || sequence == acknowledged || TcpState.KIND_ACK == lastKind(entry) &&
                side == lastSide(entry) && sequence == buffer.getInt(entry + LAST_END_OFFSET))
            {
                return after;
            }
            after = before;
        }
        return isAnswerToLetThrough(entry, side, facts, before, frame, offset) ?
            after + WHATEVER_ITS_NUMBERS : after;
    }

    /** A SYN in a connection that its other side closed, or this one reset, is a new connection's. */
    private boolean isReopened(final int entry, final int side)
    {
        return window.isCloseBegun(entry) || side == lastSide(entry) && TcpState.KIND_RST == lastKind(entry);
    }

    /** The answer to a SYN that we did not believe: both hosts agree, so that our own numbers are wrong. */
    private boolean isInSyncAgain(
        final int entry, final int side, final int kind, final DirectBuffer frame, final int offset)
    {
        final int lastSide = lastSide(entry);
        final int end = buffer.getInt(entry + LAST_END_OFFSET);
        if (TcpState.KIND_SYN_ACK != kind || TcpState.KIND_SYN != lastKind(entry) || side == lastSide ||
            TcpFlyweight.acknowledgement(frame, offset) != end)
        {
            return false;
        }
        final int lastWindow = buffer.getShort(entry + LAST_WINDOW_OFFSET) & 0xFFFF;
        window.restart(entry, lastSide, end, lastWindow, buffer.getByte(entry + LAST_SCALE_OFFSET),
            buffer.getByte(entry + LAST_FLAGS_OFFSET) & 0xFF & ~(CHALLENGE_EXPECTED | SIMULTANEOUS_OPEN));
        return true;
    }

    private void annotate(
        final int entry,
        final int side,
        final int kind,
        final int before,
        final DirectBuffer frame,
        final int offset,
        final int payload)
    {
        final int sequence = TcpFlyweight.sequence(frame, offset);
        last(entry, side, kind);
        buffer.putInt(entry + LAST_SEQUENCE_OFFSET, sequence);
        buffer.putInt(entry + LAST_END_OFFSET, sequence + TcpWindow.span(frame, offset, payload));
        buffer.putShort(entry + LAST_WINDOW_OFFSET, (short)TcpFlyweight.window(frame, offset));
        if (TcpState.KIND_SYN == kind && 0 == side)
        {
            final int options = TcpFlyweight.options(frame, offset);
            final int flags = TcpWindow.flags(options) | (TcpState.LAST_ACK == before ? CHALLENGE_EXPECTED : 0);
            buffer.putByte(entry + LAST_FLAGS_OFFSET, (byte)flags);
            buffer.putByte(entry + LAST_SCALE_OFFSET, (byte)(options & TcpFlyweight.SCALE_MASK));
        }
        if (TcpState.SYN_SENT == before && TcpState.KIND_ACK == kind && 1 == side)
        {
            // Perhaps RFC 5961's question whether the SYN is meant.
            buffer.putInt(entry + LAST_ACK_OFFSET, TcpFlyweight.acknowledgement(frame, offset));
        }
    }

    /** A reset that answers a SYN, the other side's, or an ACK which we had let through. */
    private boolean isAnswerToLetThrough(
        final int entry,
        final int side,
        final int facts,
        final int before,
        final DirectBuffer frame,
        final int offset)
    {
        final int lastKind = lastKind(entry);
        return (0 != (facts & SEEN_REPLY) && TcpState.KIND_SYN == lastKind && side != lastSide(entry) ||
            0 == (facts & ASSURED) && TcpState.KIND_ACK == lastKind) &&
            TcpFlyweight.acknowledgement(frame, offset) == buffer.getInt(entry + LAST_END_OFFSET) ||
            TcpState.SYN_SENT == before && TcpState.KIND_ACK == lastKind && 1 == lastSide(entry) &&
            TcpFlyweight.sequence(frame, offset) == buffer.getInt(entry + LAST_ACK_OFFSET);
    }

    private int finish(
        final int entry,
        final int side,
        final int kind,
        final int facts,
        final int before,
        final int after,
        final long nowMs)
    {
        last(entry, side, kind);
        if (before != after)
        {
            buffer.putIntRelease(entry + FACTS_OFFSET,
                buffer.getInt(entry + FACTS_OFFSET) & ~(STATE_MASK << STATE_SHIFT) | after << STATE_SHIFT);
            if (TcpState.FIN_WAIT == after)
            {
                window.closeBegins(entry, side);
            }
        }

        long timeout = timeout(entry, kind, after);
        if (0 == (facts & SEEN_REPLY))
        {
            if (TcpState.KIND_RST == kind)
            {
                return REFUSED;
            }
            if (TcpState.KIND_SYN == kind && TcpState.SYN_SENT == before)
            {
                return TAKEN;
            }
            timeout = TcpState.ESTABLISHED == after ? Math.min(timeout, unacknowledged) : timeout;
        }
        else if (0 == (facts & ASSURED) && TcpState.ESTABLISHED == after &&
            (TcpState.SYN_RECV == before || TcpState.ESTABLISHED == before))
        {
            buffer.putInt(entry + FACTS_OFFSET, buffer.getInt(entry + FACTS_OFFSET) | ASSURED);
        }
        buffer.putLong(entry + DEADLINE_OFFSET, nowMs + timeout);
        return TAKEN;
    }

    private long timeout(final int entry, final int kind, final int after)
    {
        final long usual = timeouts[after];
        if (buffer.getByte(entry + RETRANSMITS_OFFSET) >= MAX_RETRANSMITS && usual > maxRetransmits)
        {
            return maxRetransmits;
        }
        if (TcpState.KIND_RST == kind)
        {
            return timeouts[TcpState.CLOSE];
        }
        if (usual > unacknowledged && window.isUnacknowledged(entry))
        {
            return unacknowledged;
        }
        return 0 == buffer.getShort(entry + LAST_WINDOW_OFFSET) && usual > maxRetransmits ? maxRetransmits : usual;
    }

    /** Two closing segments that do not fit, one from each side: the hosts know better, wait less. */
    private void shorten(final int entry, final int side, final int kind, final int facts, final long nowMs)
    {
        if (0 == (facts & ASSURED) || TcpState.KIND_RST != kind && TcpState.KIND_FIN != kind)
        {
            return;
        }
        final int lastKind = lastKind(entry);
        if (side == lastSide(entry) || TcpState.KIND_FIN != lastKind && TcpState.KIND_RST != lastKind)
        {
            last(entry, side, kind);
            return;
        }
        final long deadline = buffer.getLong(entry + DEADLINE_OFFSET);
        if (deadline - nowMs >= LEAST_LEFT_MS)
        {
            buffer.putLong(entry + DEADLINE_OFFSET, Math.min(deadline, nowMs + unacknowledged));
        }
    }

    private void last(final int entry, final int side, final int kind)
    {
        buffer.putByte(entry + LAST_KIND_OFFSET, (byte)kind);
        buffer.putByte(entry + LAST_SIDE_OFFSET, (byte)side);
    }

    private int lastKind(final int entry)
    {
        return buffer.getByte(entry + LAST_KIND_OFFSET);
    }

    private int lastSide(final int entry)
    {
        return buffer.getByte(entry + LAST_SIDE_OFFSET);
    }
}
