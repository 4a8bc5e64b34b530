package porteira.tree;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import porteira.tree.cut.RangeWord;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;

/** A frame's outermost packet as the words that tables are searched by. Absent fields are 0. */
final class TableKey
{
    private static final int BYTES_OF_MAC = 6;
    private static final int SIDE_BITS = 5;
    private static final int SIDE = (1 << SIDE_BITS) - 1;

    private TableKey()
    {
    }

    /** Ports, protocol, bridge ports and how much of the transport header there is. */
    static long range(final DirectBuffer frame, final long layout, final int ingress, final int egress)
    {
        final int transport = PacketLayout.transport(layout);
        final long fixed = (long)PacketLayout.protocol(layout) << RangeWord.PROTO |
            (long)(ingress & SIDE) << RangeWord.FROM |
            (long)(egress & SIDE) << RangeWord.TO |
            (long)transport << RangeWord.STATE;
        if (PacketLayout.TRANSPORT_NONE == transport)
        {
            return fixed;
        }
        // Source port and destination port in a row; the sum moves the upper one beyond the lower one's guard bit.
        final long ports = Integer.toUnsignedLong(
            frame.getInt(PacketLayout.transportOffset(layout), ByteOrder.BIG_ENDIAN));
        return fixed | ports + (ports & 0xFFFF0000L);
    }

    /** Source port and, in the lower half, destination port; 0 where there are none to read. */
    static int ports(final DirectBuffer frame, final long layout)
    {
        return PacketLayout.TRANSPORT_NONE == PacketLayout.transport(layout) ? 0 :
            frame.getInt(PacketLayout.transportOffset(layout), ByteOrder.BIG_ENDIAN);
    }

    /** Protocol and, above its eight bits, how much of the transport header there is. */
    static int protocol(final long layout)
    {
        return PacketLayout.protocol(layout) | PacketLayout.transport(layout) << Byte.SIZE;
    }

    /** Ingress and, above its five bits, egress. */
    static int sides(final int ingress, final int egress)
    {
        return ingress & SIDE | (egress & SIDE) << SIDE_BITS;
    }

    /** Source and destination address of an IPv4 packet. */
    static long ipv4(final DirectBuffer frame, final long layout)
    {
        return frame.getLong(PacketLayout.networkOffset(layout) + Ipv4Flyweight.SOURCE_OFFSET, ByteOrder.BIG_ENDIAN);
    }

    /** A quarter of the addresses of an IPv6 packet. */
    static long ipv6(final DirectBuffer frame, final long layout, final int quarter)
    {
        return frame.getLong(
            PacketLayout.networkOffset(layout) + Ipv6Flyweight.SOURCE_OFFSET + quarter * Long.BYTES,
            ByteOrder.BIG_ENDIAN);
    }

    /** Source MAC address and what follows it; 0 where the Ethernet header is not whole. */
    static long etherSource(final DirectBuffer frame, final long layout)
    {
        return 0 == PacketLayout.networkOffset(layout) ? 0 : frame.getLong(BYTES_OF_MAC, ByteOrder.BIG_ENDIAN);
    }

    /** Destination MAC address and what follows it; 0 where the Ethernet header is not whole. */
    static long etherDestination(final DirectBuffer frame, final long layout)
    {
        return 0 == PacketLayout.networkOffset(layout) ? 0 : frame.getLong(0, ByteOrder.BIG_ENDIAN);
    }
}
