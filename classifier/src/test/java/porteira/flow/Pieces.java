package porteira.flow;

import java.util.Arrays;

/** Cuts an IP packet without options or extension headers into fragments, at any place and in any overlap. */
final class Pieces
{
    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;

    private Pieces()
    {
    }

    /**
     * One fragment.
     *
     * @param from bytes behind the IP header, a multiple of 8
     * @param to   more fragments follow unless it is the packet's end
     */
    static byte[] packet(final byte[] packet, final int id, final int from, final int to)
    {
        final boolean isIpv4 = 4 == packet[0] >>> 4;
        final int header = isIpv4 ? IPV4_LENGTH : IPV6_LENGTH;
        final Packet piece = Packet.payload(Arrays.copyOfRange(packet, header + from, header + to));
        final boolean hasMore = header + to < packet.length;
        return isIpv4 ?
            piece.plain(packet[9]).ipv4Fragment(
                Arrays.copyOfRange(packet, 12, 16), Arrays.copyOfRange(packet, 16, 20), 0, id,
                (hasMore ? 0x2000 : 0) | from / 8).packet() :
            piece.plain(packet[6]).ipv6Fragment(
                Arrays.copyOfRange(packet, 8, 24), Arrays.copyOfRange(packet, 24, 40), id, from, hasMore).packet();
    }

    static byte[] frame(final byte[] packet, final int id, final int from, final int to, final int... vlans)
    {
        return Packet.payload(packet(packet, id, from, to)).ethernet(vlans);
    }
}
