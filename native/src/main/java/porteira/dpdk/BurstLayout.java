package porteira.dpdk;

import java.nio.ByteOrder;

/**
 * Layout of burst records and their descriptors as porteira.h has them (host byte order), checked against the loaded
 * object at start.
 * <pre>
 *  rx  0        8        16    18    20    22    24      tx  0        8       12       16
 *      | mbuf   | data   | dlen| flen| port|flags|           | mbuf   | egress| flags  |
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
    /** Flags (u16), {@code RX_FLAG_*}. */
    public static final int RX_FLAGS_OFFSET = 22;
    /** Lengths, port and flags as one u64, host byte order, for {@link #dataLength} and its like. */
    public static final int RX_FACTS_OFFSET = RX_DATA_LENGTH_OFFSET;
    /** Bytes of an rx descriptor. */
    public static final int RX_DESCRIPTOR_LENGTH = 24;

    /** The frame goes on in chained mbufs that cannot be read here. */
    public static final int RX_FLAG_MULTI_SEGMENT = 0x0001;
    /** The NIC found the IPv4 header checksum bad. */
    public static final int RX_FLAG_BAD_IP_CHECKSUM = 0x0002;
    /** The NIC found the transport checksum bad. */
    public static final int RX_FLAG_BAD_L4_CHECKSUM = 0x0004;

    /** Egress mask (u32): bit n = port id n, 0 = free the frame. */
    public static final int TX_EGRESS_OFFSET = 8;
    /** Flags (u32), 0. */
    public static final int TX_FLAGS_OFFSET = 12;
    /** Egress mask and flags as one u64, host byte order, made by {@link #answer}. */
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
        return (int)(IS_LITTLE_ENDIAN ? facts >>> 48 : facts) & 0xFFFF;
    }

    /** The u64 for {@link #TX_ANSWER_OFFSET}: an egress mask, no flags. */
    public static long answer(final int egress)
    {
        return IS_LITTLE_ENDIAN ? egress & 0xFFFF_FFFFL : (long)egress << 32;
    }
}
