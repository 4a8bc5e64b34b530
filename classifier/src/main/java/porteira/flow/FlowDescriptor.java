package porteira.flow;

import org.agrona.BitUtil;

/**
 * Memory of one lane's connections: a header, then one entry a connection, then one record a translation. All words in
 * host order. Entry and record 0 are the owner's scratch: the connection that begins with the current frame. A
 * connection takes two cache lines, one for each of its flows' 64 bytes.
 * <pre>
 *   0        8        16       24       32       40       48       56       64
 *   +--------+--------+--------+--------+--------+--------+--------+--------+
 *   |   lower endpoint | higher endpoint |  word  |fact|seq |deadline|prev|next|   who, until when
 *   +--------+--------+--------+--------+--------+--------+--------+--------+
 *   |end |maxe|maxw|maxa|end |maxe|maxw|maxa|lseq|lack|lend|l w|r|s|..|map |    |   TCP's windows, originator first
 *   +--------+--------+--------+--------+--------+--------+--------+--------+
 * </pre>
 * An endpoint is an address of 16 bytes, IPv4 in the last four of them; which of a connection's two is lower is decided
 * by address, then port, so that both directions have the same key. "word" is {@code lower port (16) | higher port (16)
 * | inner VLAN id (12) | outer VLAN id (12) | protocol (8)}, most significant first.
 */
final class FlowDescriptor
{
    static final long MAGIC = 0x776F_6C66_5F74_7270L;
    static final int VERSION = 1;
    static final int HEADER_LENGTH = 4096;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int LANE_OFFSET = 12;
    static final int CONNECTIONS_OFFSET = 16;
    static final int MAPPINGS_OFFSET = 20;
    /** Owner's clock at its last tick, ms; deadlines are on the same clock. */
    static final int NOW_OFFSET = 24;
    /** Entries above this one have never been used. */
    static final int HIGH_WATER_OFFSET = 32;
    static final int PID_OFFSET = 40;

    static final int ENTRY_LENGTH = 128;
    static final int LOW_HIGH_OFFSET = 0;
    static final int LOW_LOW_OFFSET = 8;
    static final int HIGH_HIGH_OFFSET = 16;
    static final int HIGH_LOW_OFFSET = 24;
    static final int WORD_OFFSET = 32;
    static final int FACTS_OFFSET = 40;
    /** Odd while the entry changes hands. */
    static final int SEQUENCE_OFFSET = 44;
    static final int DEADLINE_OFFSET = 48;
    static final int PREVIOUS_OFFSET = 56;
    static final int NEXT_OFFSET = 60;

    /** {@link #SIDE_LENGTH} bytes for the originator, as many for the other; UDP keeps a time here. */
    static final int SIDES_OFFSET = 64;
    static final int SIDE_LENGTH = 16;
    static final int END_OFFSET = 0;
    static final int MAX_END_OFFSET = 4;
    static final int MAX_WINDOW_OFFSET = 8;
    static final int MAX_ACK_OFFSET = 12;
    static final int STREAM_AFTER_OFFSET = SIDES_OFFSET;

    static final int LAST_SEQUENCE_OFFSET = 96;
    static final int LAST_ACK_OFFSET = 100;
    static final int LAST_END_OFFSET = 104;
    static final int LAST_WINDOW_OFFSET = 108;
    static final int RETRANSMITS_OFFSET = 110;
    static final int LAST_SCALE_OFFSET = 111;
    /** Two bytes each: originator's, then the other's. */
    static final int SCALES_OFFSET = 112;
    static final int SIDE_FLAGS_OFFSET = 114;
    static final int LAST_FLAGS_OFFSET = 116;
    static final int LAST_KIND_OFFSET = 117;
    static final int LAST_SIDE_OFFSET = 118;
    static final int MAPPING_OFFSET = 120;

    /** Facts that are part of the key. */
    static final int KEY_FACTS = 0x3;
    static final int IPV6 = 0x1;
    /** ICMP queries: the lower endpoint is the one that asks. */
    static final int ASKER_LOW = 0x2;
    static final int PRESENT = 0x100;
    static final int ORIGIN_LOW = 0x200;
    static final int SEEN_REPLY = 0x400;
    static final int ASSURED = 0x800;
    static final int EMBRYONIC = 0x1000;
    static final int MAPPED = 0x4000;
    /** Mapped, and the answer's addresses or ports are others than those asked for. */
    static final int TRANSLATED = 0x8000;
    static final int STATE_SHIFT = 24;
    static final int STATE_MASK = 0xF;

    private FlowDescriptor()
    {
    }

    static long fileLength(final FlowLimits limits)
    {
        return BitUtil.align(mappings(limits.connections()) +
            (0 == limits.mappings() ? 0 : (limits.mappings() + 1L) * MappingDescriptor.RECORD_LENGTH), HEADER_LENGTH);
    }

    /** Where the records of the translations begin. */
    static long mappings(final int connections)
    {
        return HEADER_LENGTH + (connections + 1L) * ENTRY_LENGTH;
    }

    static int entry(final int reference)
    {
        return HEADER_LENGTH + reference * ENTRY_LENGTH;
    }

    static int state(final int facts)
    {
        return facts >>> STATE_SHIFT & STATE_MASK;
    }
}
