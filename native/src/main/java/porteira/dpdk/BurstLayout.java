package porteira.dpdk;

import java.nio.ByteOrder;

/**
 * Layout of burst records and their descriptors as porteira.h has them (host byte order), checked against the loaded
 * object at start.
 * <pre>
 *  rx  0        8        16    18    20    22    23    24       32   tx  0        8       12    14    16
 *      | mbuf   | data   | dlen| flen| port|flags|room | layout |        | mbuf   | egress| dlen|flags|
 * </pre>
 */
public final class BurstLayout
{
    /** Message type of a burst record in either ring. */
    public static final int RECORD_TYPE_BURST = 1;
    /** Most frames in one burst. */
    public static final int BURST_MAX = 64;
    /** Most ports; an egress mask has one bit a port. */
    public static final int PORTS_MAX = 32;

    /** Offset of the frame count (u32) in a record. */
    public static final int COUNT_OFFSET = 0;
    /** Bytes before the first descriptor. */
    public static final int HEADER_LENGTH = 8;

    /** mbuf handle (u64), in rx and tx descriptors. */
    public static final int MBUF_OFFSET = 0;

    /** Address of the Ethernet header (u64). */
    public static final int RX_DATA_OFFSET = 8;
    /** Bytes readable at data (u16). */
    public static final int RX_DATA_LENGTH_OFFSET = 16;
    /** Bytes on the wire without FCS (u16). */
    public static final int RX_FRAME_LENGTH_OFFSET = 18;
    /** Port id it came in on (u16). */
    public static final int RX_PORT_OFFSET = 20;
    /** Flags (u8), {@code RX_FLAG_*}. */
    public static final int RX_FLAGS_OFFSET = 22;
    /** Bytes that may be written behind the data (u8), in units of {@link #TAIL_ROOM_UNIT}. */
    public static final int RX_TAIL_ROOM_OFFSET = 23;
    /** Lengths, port and flags as one u64, host byte order, for {@link #dataLength} and its like. */
    public static final int RX_FACTS_OFFSET = RX_DATA_LENGTH_OFFSET;
    /** Where the headers of a plain frame lie (u64), as {@code porteira.wire.PacketLayout}; 0: not surely plain. */
    public static final int RX_LAYOUT_OFFSET = 24;
    /** Bytes of an rx descriptor. */
    public static final int RX_DESCRIPTOR_LENGTH = 32;

    /** The frame goes on in chained mbufs that cannot be read here. */
    public static final int RX_FLAG_MULTI_SEGMENT = 0x0001;
    /** The NIC found the IPv4 header checksum bad. */
    public static final int RX_FLAG_BAD_IP_CHECKSUM = 0x0002;
    /** The NIC found the transport checksum bad. */
    public static final int RX_FLAG_BAD_L4_CHECKSUM = 0x0004;
    /** The transport checksum is that of the pseudo header only: whoever transmits the frame completes it. */
    public static final int RX_FLAG_NO_L4_CHECKSUM = 0x0008;
    /** Both Ethernet addresses are those of the last frame before it in the burst that had any. */
    public static final int RX_FLAG_SAME_STATIONS = 0x0010;
    /** Bytes in one unit of tail room. */
    public static final int TAIL_ROOM_UNIT = 16;

    /** Egress mask (u32): bit n = port id n, 0 = free the frame. */
    public static final int TX_EGRESS_OFFSET = 8;
    /** New length of a frame that was written anew (u16); 0: as it was received. */
    public static final int TX_DATA_LENGTH_OFFSET = 12;
    /** Flags (u16), 0. */
    public static final int TX_FLAGS_OFFSET = 14;
    /** Egress mask, length and flags as one u64, host byte order, made by {@link #answer}. */
    public static final int TX_ANSWER_OFFSET = TX_EGRESS_OFFSET;
    /** Bytes of a tx descriptor. */
    public static final int TX_DESCRIPTOR_LENGTH = 16;

    private static final boolean IS_LITTLE_ENDIAN = ByteOrder.LITTLE_ENDIAN == ByteOrder.nativeOrder();

    private BurstLayout()
    {
    }

    /** Bytes readable, from the u64 at {@link #RX_FACTS_OFFSET}. */
    public static int dataLength(final long facts)
    {
        return (int)(IS_LITTLE_ENDIAN ? facts : facts >>> 48) & 0xFFFF;
    }

    /** Bytes on the wire, likewise. */
    public static int frameLength(final long facts)
    {
        return (int)(IS_LITTLE_ENDIAN ? facts >>> 16 : facts >>> 32) & 0xFFFF;
    }

    /** Port id it came in on, likewise. */
    public static int port(final long facts)
    {
        return (int)(IS_LITTLE_ENDIAN ? facts >>> 32 : facts >>> 16) & 0xFFFF;
    }

    /** {@code RX_FLAG_*}, likewise. */
    public static int flags(final long facts)
    {
        return (int)(IS_LITTLE_ENDIAN ? facts >>> 48 : facts >>> 8) & 0xFF;
    }

    /** True if both Ethernet addresses are those of the last frame before it that had any, likewise. */
    public static boolean isSameStations(final long facts)
    {
        return 0 != (flags(facts) & RX_FLAG_SAME_STATIONS);
    }

    /** True if none of the flags says that the frame is out of the ordinary, likewise. */
    public static boolean isOrdinary(final long facts)
    {
        return 0 == (flags(facts) & ~RX_FLAG_SAME_STATIONS);
    }

    /** Bytes, 0..4080, that may be written behind the data, likewise. */
    public static int tailRoom(final long facts)
    {
        return ((int)(IS_LITTLE_ENDIAN ? facts >>> 56 : facts) & 0xFF) * TAIL_ROOM_UNIT;
    }

    /** The u64 for {@link #TX_ANSWER_OFFSET}: an egress mask for a frame as it was received. */
    public static long answer(final int egress)
    {
        return IS_LITTLE_ENDIAN ? egress & 0xFFFF_FFFFL : (long)egress << 32;
    }

    /**
     * The u64 for {@link #TX_ANSWER_OFFSET}: an egress mask for a frame that was written anew. Segments behind the
     * first are cut off, and the NIC's findings about the old bytes, checksums among them, are forgotten.
     *
     * @param length of the whole frame, 1..65535, at most data length and tail room
     */
    public static long answer(final int egress, final int length)
    {
        return answer(egress) | (IS_LITTLE_ENDIAN ? (long)length << 32 : (long)length << 16);
    }
}
